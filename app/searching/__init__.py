"""The view that searches."""
