"""Room: bytes of a file → clean text of a document, with everything removed or repaired on record."""

from indexer.reading.reader import clean, load_file, read_bytes, read_file

__all__ = ["clean", "load_file", "read_bytes", "read_file"]
