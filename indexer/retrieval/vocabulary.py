"""What the clauses of an index say, word by word: whether a text, a word or a pair of characters occurs, and how often.

Read from the keyword index itself, so that it costs nothing to open and never differs from what a search finds.
"""

from __future__ import annotations

from indexer.retrieval.keyword import BIGRAMS, CHARACTERS, WORDS
from indexer.retrieval.ports import KeywordPort
from indexer.retrieval.words import Segmenter


class Vocabulary:
    """The words of an open index; safe for many threads."""

    def __init__(self, keyword: KeywordPort, segmenter: Segmenter) -> None:
        self._keyword = keyword
        self._segmenter = segmenter

    def __len__(self) -> int:
        """Return the number of clauses."""
        return len(self._keyword)

    def count(self, text: str) -> int:
        """Return how many clauses hold a text letter by letter, as a search for it in exact mode finds them."""
        return self._keyword.count(text)

    def rows(self, text: str) -> list[int]:
        """Return the rows of these clauses, rising."""
        return self._keyword.containing(text, k=len(self._keyword))

    def count_word(self, word: str) -> int:
        """Return in how many clauses a word stands as a word, not across two of them."""
        return self._keyword.document_frequency(WORDS, word)

    def has_pair(self, pair: str) -> bool:
        """Return whether two characters stand side by side anywhere."""
        return self._keyword.document_frequency(BIGRAMS, pair) > 0

    def has_character(self, character: str) -> bool:
        """Return whether a character, a number or a Latin word stands anywhere."""
        return self._keyword.document_frequency(CHARACTERS, character) > 0

    def cut(self, run: str) -> list[str]:
        """Return the words of a run of folded Chinese characters."""
        return self._segmenter.cut(run)

    def terms(self, text: str) -> list[str]:
        """Return what a search for a text looks for: its words that are not stop words, each once, in order."""
        return self._segmenter.terms(self._segmenter.content(text))

    def words(self, text: str) -> list[str]:
        """Return the words of a text as the index holds them: long ones also by the shorter words in them."""
        return self._segmenter.words(text)
