"""Search over Chinese local-government documents: clauses by words, by meaning, and letter by letter.

>>> from indexer import Searcher
>>> Searcher.open("index").search("养老床位", k=10, districts=["静安区"])  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indexer.retrieval.search import Searcher

__all__ = ["Searcher"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the search engine when it is first asked for: reading a record must not load it."""
    if name == "Searcher":
        from indexer.retrieval.search import Searcher

        return Searcher
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
