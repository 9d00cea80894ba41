"""Measurements anyone can run: each prints its figures with the machine, the date and the commit."""
