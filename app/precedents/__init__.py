"""The view that finds who wrote so before."""
