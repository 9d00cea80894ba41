"""Room: clean text → metadata, outline and clauses."""

from indexer.structure.document import doc_id_of, structure

__all__ = ["doc_id_of", "structure"]
