"""The quantified measures of a document: who does what to what, how much, for which year."""

from indexer.structure.commitments.find import find_commitments

__all__ = ["find_commitments"]
