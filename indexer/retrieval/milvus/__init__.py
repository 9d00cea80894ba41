"""The Milvus store: the same parts of a generation as in a folder, held by a server that many machines can ask."""
