"""The view of what is kept, and the buttons that keep it."""
