"""The objects of commitments, found by topic: by the words of what belongs to it, and by meaning.

Words tell first (``topics.py``); meaning adds what no list foresaw. Both have a bar, so that a topic of which nobody
speaks finds nothing; docs/decisions/0007-ledger.md has the figures that it was chosen from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.errors import QueryInvalid
from indexer.retrieval.encoder import Encoding
from indexer.retrieval.folding import fold
from indexer.retrieval.ports import TokenPort
from indexer.retrieval.topics import Topic, read_topic
from indexer.settings import MAX_QUERY_CHARS

_NAMED, _KIND = 1.0, 0.9  # an object that holds the topic's own words, or those of a thing that belongs to it
_NEAR = 0.55  # closeness that alone makes an object one of the topic, where others hold its words
_NEAR_ALONE = 0.65  # where none does: the topic may be one of which no document speaks
_AT_ONCE = 4_096  # objects whose tokens are compared in one go: 60 MB


class ObjectIndex:
    """The distinct objects of an index, for search by topic; never changes, safe for many threads."""

    def __init__(
        self,
        objects: Sequence[str],
        tokens: TokenPort | None,
        *,
        cut: Callable[[str], list[str]],
        encode: Callable[[str], Encoding],
    ) -> None:
        """Take the objects with their tokens (None where there is no object), a segmenter and the encoder."""
        self._objects = objects
        self._tokens = tokens
        self._cut = cut
        self._encode = encode

    def find(self, topic: str) -> dict[str, float]:
        """Return object → score, above 0 up to 1, for the objects that belong to a topic.

        Raises QueryInvalid for a topic without a word, or one that is too long.
        """
        if len(topic) > MAX_QUERY_CHARS:
            raise QueryInvalid(f"主题有 {len(topic)} 个字，最多 {MAX_QUERY_CHARS} 个字。请缩短。")
        parts = read_topic(fold(topic))
        if not parts:
            raise QueryInvalid(f"主题「{topic}」中没有可查的字词。请输入一类事项，例如：养老。")
        if self._tokens is None:
            return {}
        scores = np.max([self._score(part, self._tokens) for part in parts], axis=0)
        return {self._objects[at]: round(float(scores[at]), 4) for at in np.flatnonzero(scores).tolist()}

    @cached_property
    def _folded(self) -> list[str]:
        return [fold(words) for words in self._objects]

    def _score(self, part: Topic, tokens: TokenPort) -> NDArray[np.float64]:
        words = re.compile("|".join(map(re.escape, (part.words, *part.kinds))))
        by_words = np.array([self._weight(folded, part) if words.search(folded) else 0.0 for folded in self._folded])
        encoding = self._encode(part.words)
        nearness = np.zeros(len(self._objects))
        for start in range(0, len(nearness), _AT_ONCE):
            rows = range(start, min(start + _AT_ONCE, len(nearness)))
            near = tokens.score(encoding.ids, encoding.tokens, rows)
            nearness[start : rows.stop] = np.clip([near[row] for row in rows], 0.0, 1.0)
        bar = _NEAR if by_words.any() else _NEAR_ALONE
        return np.where((by_words > 0) | (nearness >= bar), (by_words + nearness) / 2, 0.0)

    def _weight(self, folded: str, part: Topic) -> float:
        if self._holds(folded, part.words):
            return _NAMED
        return _KIND if any(self._holds(folded, kind) for kind in part.kinds) else 0.0

    def _holds(self, folded: str, word: str) -> bool:
        """Return whether an object holds a word that is not made of the ends of two others: no 公园 in 办公园区."""
        at = folded.find(word)
        while at >= 0:
            if not self._straddles(folded, at, at + len(word)):
                return True
            at = folded.find(word, at + 1)
        return False

    def _straddles(self, folded: str, start: int, end: int) -> bool:
        edges = {0, *np.cumsum([len(word) for word in self._cut(folded)]).tolist()}
        is_whole = not any(start < edge < end for edge in edges)
        return not is_whole and start not in edges and end not in edges
