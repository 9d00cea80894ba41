"""What an index holds of meaning: vectors and tokens of clauses, tokens of the objects of commitments.

Texts come in, and the generation before; what it has is taken over, what is new is encoded in a thread of its own while
more is read, and kept in a journal on disk. What comes out is streamed from there, for it can be more than fits memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Self

from indexer.encoding_journal import EncodingJournal, digest_of
from indexer.encoding_thread import EncodingThread, Load, PassageEncoder
from indexer.retrieval.tokens import TokenIndex, Tokens
from indexer.retrieval.vectors import VectorIndex, Vectors
from indexer.storage.catalogue import Catalogue

__all__ = ["Embedder", "Encoded", "PassageEncoder"]

Told = Callable[[str, int, int, str], None]  # stage, done, total, detail

_AT_ONCE = 1_024  # texts looked up and read together: some 13 MB
_MOST_WAITING = 65_536  # texts, some 20 MB; reading is far ahead of encoding then, and may wait


@dataclass(frozen=True, slots=True)
class Encoded:
    """A part of a generation before, opened: what is encoded already."""

    catalogue: Catalogue
    vectors: VectorIndex
    tokens: TokenIndex
    objects: TokenIndex | None  # None where no clause states a commitment


class Embedder:
    """Encodes the new ones of the texts that are offered, each once, and gives the meaning of all of them.

    First all texts are offered, then ``finish`` waits, then they can be asked for. Leaving its ``with`` stops it; what
    was encoded until then stays in the journal.
    """

    def __init__(self, load: Load, before: Encoded | None, journal: EncodingJournal, tell: Told) -> None:
        """Take the encoder's loader, called when the first new text comes, and a generation of the same model."""
        self._before, self._journal, self._tell = before, journal, tell
        self._thread = EncodingThread(load, journal)
        self._objects: dict[str, None] = {}  # in order, each once
        self._new = self._resumed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.stop()
        self._journal.close()

    @property
    def encoded(self) -> int:
        """How many clauses, each text once, the generation before does not have."""
        return self._new

    @property
    def resumed(self) -> int:
        """How many of these a build that was interrupted had encoded."""
        return self._resumed

    @property
    def engine(self) -> str:
        """What ran the model; empty where nothing had to be encoded."""
        return self._thread.engine

    @property
    def remark(self) -> str:
        """What of an interrupted build could not be used, a sentence for people, or nothing."""
        return self._journal.remark

    def offer(self, clauses: Iterable[str]) -> None:
        """Take the texts of clauses; the new ones begin to be encoded. Waits only where very many are waiting.

        Raises what stopped the encoding.
        """
        distinct = list(dict.fromkeys(clauses))
        held = self._before.catalogue.rows_of_texts(distinct) if self._before else {}
        self._new += self._thread.put(text for text in distinct if text not in held)
        if self._thread.left > _MOST_WAITING:
            self._watch("计算语义", "条", _MOST_WAITING // 2)

    def offer_objects(self, objects: Iterable[str]) -> None:
        """Take the objects of commitments; the new ones are encoded after all clauses."""
        self._objects.update(dict.fromkeys(objects))

    def finish(self) -> None:
        """Wait until all that was offered is encoded. Raises what stopped the encoding."""
        self._watch_loading()
        self._watch("计算语义", "条", 0)
        done, self._resumed = self._thread.done, self._thread.resumed
        held = self._numbers_before(self._objects)
        self._thread.put(words for words in self._objects if words not in held)
        if not done:
            self._watch_loading()
        self._watch("计算承诺的事项", "项", 0, since=done)

    def clauses(self, texts: Iterable[str]) -> Iterator[tuple[Vectors, Tokens]]:
        """Yield the vector (dimension,) and the tokens of each text offered, in the order asked for."""
        for block in _blocks(texts):
            held = self._clauses_before([text for text in block if digest_of(text) not in self._journal])
            for text in block:
                yield held[text] if text in held else self._journal.read(digest_of(text))

    def objects(self, texts: Iterable[str]) -> Iterator[Tokens]:
        """Yield the tokens of each object offered, in the order asked for."""
        for block in _blocks(texts):
            held = self._numbers_before(words for words in block if digest_of(words) not in self._journal)
            for words in block:
                if self._before and self._before.objects and words in held:
                    yield self._before.objects.tokens(held[words])
                else:
                    yield self._journal.read(digest_of(words))[1]

    def _clauses_before(self, texts: list[str]) -> dict[str, tuple[Vectors, Tokens]]:
        if self._before is None:
            return {}
        rows = self._before.catalogue.rows_of_texts(texts)
        vectors = self._before.vectors.vectors(list(rows.values()))
        tokens = map(self._before.tokens.tokens, rows.values())
        return dict(zip(rows, zip(vectors, tokens, strict=True), strict=True))

    def _numbers_before(self, objects: Iterable[str]) -> Mapping[str, int]:
        if self._before is None or self._before.objects is None:
            return {}
        return self._before.catalogue.numbers_of_objects(list(objects))

    def _watch_loading(self) -> None:
        if self._thread.left:
            for stage, done, total in self._thread.watch_loading():
                self._tell(stage, done, total, "")

    def _watch(self, stage: str, unit: str, most: int, *, since: int = 0) -> None:
        """Tell how it goes until at most so many texts are left; ``since`` of all belong to stages before."""
        for done, total in self._thread.watch(most):
            if done > since:
                self._tell(stage, done - since, total - since, f"{done - since}/{total - since} {unit}")


def _blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while block := list(islice(rest, _AT_ONCE)):
        yield block
