"""The view that shows a clause in its document."""
