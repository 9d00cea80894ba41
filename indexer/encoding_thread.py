"""Encoding in the background: a thread takes texts that wait, encodes them and keeps what comes out in the journal."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from indexer.encoding_journal import EncodingJournal, digest_of
from indexer.retrieval.encoder import Encoding
from indexer.retrieval.tokens import quantise

_WINDOW = 4_096  # texts sorted by length together: 1 % padding, 9 % at 512; always as many, whatever comes how fast
_SAID_EVERY = 16  # texts; a word for each would cost more than it tells
_LOOK = 1.0  # seconds; a wait without an end could not be interrupted everywhere


class PassageEncoder(Protocol):
    """What encodes clauses: an ``Encoder``, or in measurements what gives encodings that are at hand."""

    @property
    def engine(self) -> str:
        """What runs the model."""
        ...

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[tuple[int, Encoding]]:
        """Yield the place of each text and its encoding, in any order."""
        ...


Told = Callable[[str, int, int], None]  # stage, done, total
Load = Callable[[Told], PassageEncoder]  # loads the encoder, and tells how that goes where it takes long


class _Stopped(Exception):
    """Nobody wants what is encoded any more."""


class EncodingThread:
    """Encodes texts while its owner does something else. All but the encoding happens in the owner's thread.

    Attributes:
        done: how many texts were encoded.
    """

    def __init__(self, load: Load, journal: EncodingJournal) -> None:
        """Take what loads the encoder, called when there is something to encode, and where to keep encodings."""
        self.done = 0
        self._load, self._journal = load, journal
        self._changed = threading.Condition()  # holds whatever follows, and the journal
        self._waiting: deque[tuple[bytes, str]] = deque()
        self._asked: set[bytes] = set()  # digests of all texts
        self._resumed: dict[bytes, str] = {}  # what the journal of a build before had of them
        self._total = 0
        self._loading: tuple[str, int, int] | None = ("载入模型", 0, 1)  # how it goes; None when done
        self._is_draining = self._is_stopped = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="encoding", daemon=True)

    @property
    def left(self) -> int:
        """How many texts are still to be encoded."""
        with self._changed:
            return self._total - self.done

    @property
    def engine(self) -> str:
        """What encoded what was asked for; empty where nothing was."""
        with self._changed:
            return self._journal.engine if self._total or self._resumed else ""

    @property
    def resumed(self) -> int:
        """How many of the texts the journal of a build before had."""
        with self._changed:
            return len(self._resumed)

    def put(self, texts: Iterable[str]) -> int:
        """Have texts encoded, those in the journal aside; return how many of them are new here, in the journal or not.

        Raises what stopped the encoding.
        """
        with self._changed:
            self._raise()
            asked = len(self._asked)
            for text in texts:
                digest = digest_of(text)
                if digest in self._asked:
                    continue
                self._asked.add(digest)
                if digest in self._journal:
                    self._resumed[digest] = text
                else:
                    self._waiting.append((digest, text))
                    self._total += 1
            self._changed.notify_all()
            if self._waiting and not self._thread.ident:
                self._thread.start()
            return len(self._asked) - asked

    def watch_loading(self) -> Iterator[tuple[str, int, int]]:
        """Yield the stage, what is done of it and of how much, until the encoder is loaded, once at least.

        Raises what stopped the encoding.
        """
        step: tuple[str, int, int] | None = ("载入模型", 0, 1)
        while step:
            yield step
            with self._changed:
                if self._loading == step:
                    self._changed.wait(_LOOK)
                self._raise()
                step = self._loading

    def watch(self, most: int) -> Iterator[tuple[int, int]]:
        """Yield (done, total) whenever it moved, until at most so many texts are left; 0 waits for the last one.

        Raises what stopped the encoding.
        """
        with self._changed:
            self._is_draining = most == 0
            self._changed.notify_all()
        done, total = -1, most + 1
        while total - done > most:
            before = done
            with self._changed:
                if self._total - self.done > most and self.done == before:
                    self._changed.wait(_LOOK)
                self._raise()
                done, total = self.done, self._total
            if done > before:
                yield done, total
        with self._changed:
            self._is_draining = False

    def stop(self) -> None:
        """End the thread after what it is just encoding, some sixteen texts; what was encoded is in the journal."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
        if self._thread.ident:
            self._thread.join()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            encoder = self._load(self._tell_loading)
            self._begin(encoder.engine)
            while True:
                self._encode(encoder, self._next_window())
        except _Stopped:
            pass
        except BaseException as error:  # noqa: BLE001 - it is raised in the owner's thread
            with self._changed:
                self._error = error
                self._changed.notify_all()

    def _tell_loading(self, stage: str, done: int, total: int) -> None:
        with self._changed:
            self._loading = stage, done, total
            self._changed.notify_all()

    def _begin(self, engine: str) -> None:
        with self._changed:
            self._loading = None
            self._journal.begin(engine)
            if not len(self._journal):  # another engine had encoded what it held
                self._waiting.extend(self._resumed.items())
                self._total += len(self._resumed)
                self._resumed.clear()

    def _next_window(self) -> list[tuple[bytes, str]]:
        with self._changed:
            self._changed.wait_for(self._has_window)
            if self._is_stopped:
                raise _Stopped
            return [self._waiting.popleft() for _ in range(min(_WINDOW, len(self._waiting)))]

    def _has_window(self) -> bool:
        return self._is_stopped or len(self._waiting) >= (1 if self._is_draining else _WINDOW)

    def _encode(self, encoder: PassageEncoder, window: list[tuple[bytes, str]]) -> None:
        for place, encoding in encoder.encode_passages([text for _, text in window]):
            tokens = quantise(encoding.ids, encoding.tokens)
            with self._changed:
                if self._is_stopped:
                    raise _Stopped
                self._journal.write(window[place][0], encoding.vector, tokens)
                self.done += 1
                if self.done == self._total or not self.done % _SAID_EVERY:
                    self._changed.notify_all()
