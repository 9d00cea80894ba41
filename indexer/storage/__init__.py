"""Room: what is kept on disk. The catalogue is the record of truth; a generation is one published state of an index."""
