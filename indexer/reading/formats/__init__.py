"""Formats: the bytes of one file → its text, one module a format. ``sniff`` tells which, by content."""
