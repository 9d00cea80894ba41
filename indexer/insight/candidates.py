"""Sounds → the strings of a corpus that may be meant by them, and what counts as a word of it.

The characters of a corpus are known by their sound, and which of them stand side by side by its pairs: that leaves few
strings of the thousands that a sound could stand for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from indexer.insight.pinyin import blurred, usual_syllables
from indexer.retrieval.vocabulary import Vocabulary
from indexer.retrieval.wording import entries
from indexer.retrieval.words import stop_words

_MOST_PATHS = 5_000  # strings that are followed at once; those of common syllables are some hundreds


class _Sounds:
    """The characters of a corpus by their sound."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.exact: dict[str, list[str]] = defaultdict(list)
        self.near: dict[str, list[str]] = defaultdict(list)
        for code in range(0x4E00, 0xA000):
            if vocabulary.has_character(chr(code)):
                for syllable in usual_syllables(chr(code)):
                    self.exact[syllable].append(chr(code))
                    self.near[blurred(syllable)].append(chr(code))


@lru_cache(maxsize=2)  # of the index that is open, and of the one that replaces it
def _sounds(vocabulary: Vocabulary) -> _Sounds:
    return _Sounds(vocabulary)


def read_as(syllable: str, vocabulary: Vocabulary) -> Sequence[str]:
    """Return the characters of the corpus that are read as a syllable."""
    return _sounds(vocabulary).exact.get(syllable, ())


def sounding_like(character: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the characters of the corpus that sound like one, or nearly so, and the character itself."""
    sounds = _sounds(vocabulary)
    keys = {blurred(syllable) for syllable in usual_syllables(character)}
    return tuple(sorted({character, *(other for key in keys for other in sounds.near[key])}))


def strings(options: Sequence[Sequence[str]], vocabulary: Vocabulary) -> list[str]:
    """Return the strings of one option each whose neighbours stand side by side somewhere in the corpus."""
    paths = [""]
    for choices in options:
        follows: dict[str, list[str]] = {}
        for last in {path[-1:] for path in paths}:
            follows[last] = [char for char in choices if not last or vocabulary.has_pair(last + char)]
        paths = [path + char for path in paths for char in follows[path[-1:]]][:_MOST_PATHS]
    return paths


def words_of(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, str]]:
    """Yield the words of a text with their places, official terms (绿道, 托育) whole."""
    starts = dict(_starts(vocabulary.cut(text)))
    at = 0
    while at < len(text):
        ends = range(len(text), at + 1, -1)
        term = next((text[at:end] for end in ends if text[at:end] in _official_terms()), "")
        word = max(term, starts.get(at) or vocabulary.cut(text[at:])[0], key=len)
        yield at, word
        at += len(word)


def _starts(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    at = 0
    for word in words:
        yield at, word
        at += len(word)


@cache
def _official_terms() -> frozenset[str]:
    return frozenset(term for entry in entries() for term in entry.terms)


def is_word(word: str, vocabulary: Vocabulary) -> bool:
    """Return whether the corpus has a word of two characters or more, not only its characters in a row."""
    if len(word) < 2 or word in stop_words():
        return False
    return vocabulary.count_word(word) > 0 or (word in _official_terms() and vocabulary.count(word) > 0)
