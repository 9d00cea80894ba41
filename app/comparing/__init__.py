"""The view that sets a topic side by side."""
