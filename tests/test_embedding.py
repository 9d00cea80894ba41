"""Every text gets its own vector and tokens, whatever was interrupted, taken over or read meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer import embedding, encoding_thread
from indexer.build import build
from indexer.embedding import Embedder, Encoded, PassageEncoder
from indexer.encoding_journal import EncodingJournal
from indexer.errors import IndexUnwritable
from indexer.retrieval.encoder import Encoder, Encoding
from indexer.retrieval.tokens import TokenIndex, quantise
from indexer.retrieval.vectors import VectorIndex
from indexer.settings import Settings
from indexer.storage import generations as store
from indexer.storage.catalogue import Catalogue

TEXTS = [f"新增养老床位{number}张" + "。" * (number % 7) for number in range(40)]
Told = list[tuple[str, int, int, str]]


class DigestEncoder:
    """Gives each text an encoding that only the text decides, the last text first, in batches of four.

    It can be held up at its first text, and fail after some.
    """

    engine = "digest"

    def __init__(self, *, fails_after: int = -1, seconds: float = 0.0) -> None:
        self.encoded: list[str] = []
        self.windows: list[int] = []
        self.go = threading.Event()
        self.go.set()
        self._fails_after, self._seconds = fails_after, seconds

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[tuple[int, Encoding]]:
        self.windows.append(len(texts))
        for place in reversed(range(len(texts))):
            assert self.go.wait(30)
            if len(self.encoded) == self._fails_after:
                raise ZeroDivisionError("模型坏了")
            time.sleep(self._seconds)
            self.encoded.append(texts[place])
            yield place, expected(texts[place])


def expected(text: str) -> Encoding:
    random = np.random.default_rng(list(text.encode()))
    ids = np.array([ord(char) for char in text], np.int32)
    return Encoding(random.standard_normal(5, np.float32), ids, random.standard_normal((len(text), 5), np.float32))


def open_journal(folder: Path) -> EncodingJournal:
    return EncodingJournal(folder / "encodings.journal", "f00d")


def embedder(
    encoder: PassageEncoder, journal: EncodingJournal, before: Encoded | None = None, told: Told | None = None
) -> Embedder:
    return Embedder(lambda _: encoder, before, journal, lambda *step: None if told is None else told.append(step))


def check(found: Embedder, texts: Sequence[str], encode: Callable[[str], Encoding] = expected) -> None:
    """See that each text has the vector and tokens of its own, in order."""
    seen = 0
    for text, (vector, tokens) in zip(texts, found.clauses(texts), strict=True):
        own = encode(text)
        own_tokens = quantise(own.ids, own.tokens)
        assert vector.dtype == np.float32
        assert np.array_equal(vector, own.vector)
        assert np.array_equal(tokens.ids, own_tokens.ids)
        assert np.array_equal(tokens.codes, own_tokens.codes)
        assert np.array_equal(tokens.scales, own_tokens.scales)
        seen += 1
    assert seen == len(texts)


def test_each_text_gets_its_own_and_equal_texts_are_encoded_once(tmp_path: Path) -> None:
    encoder, told = DigestEncoder(), Told()
    texts = [*TEXTS, TEXTS[3], *TEXTS[:2]]
    with embedder(encoder, open_journal(tmp_path), told=told) as found:
        found.offer(texts[:10])
        found.offer(texts[5:])
        found.offer_objects(["养老床位", TEXTS[0], "养老床位", "绿道"])
        found.finish()
        check(found, texts)
        check(found, texts[::-1])
        objects = [tokens.ids.tolist() for tokens in found.objects(["绿道", TEXTS[0], "养老床位"])]
        assert objects == [[ord(char) for char in words] for words in ("绿道", TEXTS[0], "养老床位")]
        assert (found.encoded, found.resumed, found.engine, found.remark) == (40, 0, "digest", "")
    assert sorted(encoder.encoded) == sorted([*TEXTS, "养老床位", "绿道"])
    assert told[0] == ("载入模型", 0, 1, "")
    assert [step for step in told if step[0] == "计算语义"][-1] == ("计算语义", 40, 40, "40/40 条")
    assert told[-1] == ("计算承诺的事项", 2, 2, "2/2 项")


def test_the_real_encoder_gives_the_same_directly(tmp_path: Path, tiny_model_folder: Path) -> None:
    encoder = Encoder.load(tiny_model_folder)
    with embedder(encoder, open_journal(tmp_path)) as found:
        found.offer(TEXTS)
        found.finish()
        got = list(found.clauses(TEXTS))
    for place, direct in encoder.encode_passages(TEXTS):
        vector, tokens = got[place]
        assert np.allclose(vector, direct.vector, atol=1e-5)
        assert np.array_equal(tokens.ids, direct.ids)
        assert np.allclose(tokens.codes * tokens.scales[:, None], direct.tokens, atol=0.02)


def test_nothing_is_loaded_where_nothing_is_new(tmp_path: Path) -> None:
    def load(_: object) -> PassageEncoder:
        raise AssertionError("not needed")

    told = Told()
    with Embedder(load, None, open_journal(tmp_path), lambda *step: told.append(step)) as found:
        found.offer([])
        found.finish()
        assert (list(found.clauses([])), list(found.objects([]))) == ([], [])
        assert (found.encoded, found.engine, told) == (0, "", [])


def test_loading_that_takes_long_is_told_by_the_thread_that_waits(tmp_path: Path) -> None:
    told, deadline = Told(), time.monotonic() + 30

    def load(progress: Callable[[str, int, int], None]) -> PassageEncoder:
        for done in range(3):
            progress("转换模型", done, 2)
            while ("转换模型", done, 2, "") not in told and time.monotonic() < deadline:
                time.sleep(0.005)
        return DigestEncoder()

    def tell(*step: Any) -> None:
        assert threading.current_thread() is threading.main_thread()
        told.append(step)

    with Embedder(load, None, open_journal(tmp_path), tell) as found:
        found.offer(TEXTS)
        found.finish()
    assert list(dict.fromkeys(step[0] for step in told)) == ["载入模型", "转换模型", "计算语义"]
    said = dict.fromkeys(step for step in told if step[0] == "转换模型")
    assert list(said) == [("转换模型", done, 2, "") for done in range(3)]


def test_encoding_begins_while_more_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding_thread, "_WINDOW", 4)
    encoder, done = DigestEncoder(), threading.Event()
    encoder.encoded = _Signalling(8, done)
    with embedder(encoder, open_journal(tmp_path)) as found:
        found.offer(TEXTS[:10])
        assert done.wait(30)  # two whole windows; the rest waits for what is still to come
        assert encoder.windows == [4, 4]
        found.offer(TEXTS[10:])
        found.finish()
        check(found, TEXTS)
    assert encoder.windows == [4] * 10


class _Signalling(list[str]):
    def __init__(self, count: int, reached: threading.Event) -> None:
        super().__init__()
        self._count, self._reached = count, reached

    def append(self, text: str) -> None:
        super().append(text)
        if len(self) == self._count:
            self._reached.set()


def test_reading_waits_where_very_much_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding_thread, "_WINDOW", 4)
    monkeypatch.setattr(embedding, "_MOST_WAITING", 20)
    encoder, told = DigestEncoder(), Told()
    encoder.go.clear()
    with embedder(encoder, open_journal(tmp_path), told=told) as found:
        found.offer(TEXTS[:20])
        assert told == []
        threading.Timer(0.2, encoder.go.set).start()
        found.offer(TEXTS[20:])
        assert told[-1][:1] == ("计算语义",)
        assert told[-1][1] >= len(TEXTS) - 10
        assert told[-1][2] == len(TEXTS)
        found.finish()
        check(found, TEXTS)


@pytest.mark.parametrize("count", range(len(TEXTS) + 1))
def test_interrupted_anywhere_only_the_rest_is_encoded(
    tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding_thread, "_WINDOW", 16)
    with pytest.raises(ZeroDivisionError), embedder(DigestEncoder(fails_after=count), open_journal(tmp_path)) as found:
        found.offer(TEXTS)
        found.offer_objects(["绿道"])
        found.finish()
    encoder = DigestEncoder()
    with embedder(encoder, open_journal(tmp_path)) as found:
        found.offer(TEXTS)
        found.offer_objects(["绿道"])
        found.finish()
        check(found, TEXTS)
        assert (found.encoded, found.resumed, found.remark) == (len(TEXTS), count, "")
    assert len(encoder.encoded) == len(TEXTS) + 1 - count


_KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.test_embedding import DigestEncoder, TEXTS, embedder, open_journal
with embedder(DigestEncoder(seconds=0.02), open_journal(Path(sys.argv[1]))) as found:
    found.offer(TEXTS)
    print("begun", flush=True)
    found.finish()
"""


def test_a_killed_process_leaves_what_it_encoded(tmp_path: Path) -> None:
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", _KILLED, str(tmp_path), str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        path = tmp_path / "encodings.journal"
        while path.stat().st_size < 2_000:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    encoder = DigestEncoder()
    with embedder(encoder, open_journal(tmp_path)) as found:
        found.offer(TEXTS)
        found.finish()
        check(found, TEXTS)
        assert 0 < found.resumed < len(TEXTS)
        assert len(encoder.encoded) == len(TEXTS) - found.resumed


def test_all_resumed_needs_no_model(tmp_path: Path) -> None:
    with embedder(DigestEncoder(), open_journal(tmp_path)) as found:
        found.offer(TEXTS)
        found.finish()
    with embedder(DigestEncoder(fails_after=0), open_journal(tmp_path)) as found:
        found.offer(TEXTS)
        found.finish()
        check(found, TEXTS)
        assert (found.encoded, found.resumed, found.engine) == (40, 40, "digest")


def test_what_another_engine_encoded_is_encoded_again(tmp_path: Path) -> None:
    with embedder(DigestEncoder(), open_journal(tmp_path)) as found:
        found.offer(TEXTS[:30])
        found.finish()
    encoder = DigestEncoder()
    encoder.engine = "digest-2"
    with embedder(encoder, open_journal(tmp_path)) as found:
        found.offer(TEXTS)
        found.finish()
        check(found, TEXTS)
        assert (found.encoded, found.resumed, found.engine) == (40, 0, "digest-2")
        assert "这次是 digest-2" in found.remark
    assert sorted(encoder.encoded) == sorted(TEXTS)


def test_an_error_of_the_encoder_is_raised_at_the_next_offer(tmp_path: Path) -> None:
    def load(_: object) -> PassageEncoder:
        raise OSError("没有模型")

    with Embedder(load, None, open_journal(tmp_path), lambda *_: None) as found:
        found.offer(TEXTS[:3])
        found._thread._thread.join(30)
        with pytest.raises(OSError, match="没有模型"):
            found.offer(TEXTS[3:])
        with pytest.raises(OSError, match="没有模型"):
            found.finish()


def test_a_full_disk_is_raised_where_the_build_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = open_journal(tmp_path)

    def write(*_: object) -> None:
        raise IndexUnwritable("磁盘已满")

    monkeypatch.setattr(journal, "write", write)
    with pytest.raises(IndexUnwritable, match="磁盘已满"), embedder(DigestEncoder(), journal) as found:
        found.offer(TEXTS)
        found.finish()


def test_an_abandoned_build_stops_its_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding_thread, "_WINDOW", 16)
    encoder, some = DigestEncoder(seconds=0.01), threading.Event()
    encoder.encoded = _Signalling(3, some)
    with pytest.raises(KeyboardInterrupt), embedder(encoder, open_journal(tmp_path)) as found:
        found.offer(TEXTS)
        assert some.wait(30)
        raise KeyboardInterrupt
    assert not [thread for thread in threading.enumerate() if thread.name == "encoding"]
    assert len(encoder.encoded) < 16
    journal = open_journal(tmp_path)
    assert len(encoder.encoded) - 1 <= len(journal) <= len(encoder.encoded)


def test_what_the_generation_before_has_is_taken_over(tmp_path: Path, settings: Settings) -> None:
    build(settings.corpus, settings.index, settings=settings)
    folder = store.generation_folder(settings.index, store.current_generation(settings.index))
    before = Encoded(
        Catalogue(folder / store.CATALOGUE),
        VectorIndex(folder / store.VECTORS),
        TokenIndex(folder / store.TOKENS),
        TokenIndex(folder / store.OBJECTS),
    )
    rows = {clause.text: row for row, clause in before.catalogue.numbered_clauses()}
    numbers = {words: number for number, words in enumerate(before.catalogue.objects())}
    encoder = Encoder.load(Path(settings.model))
    with embedder(encoder, open_journal(tmp_path), before) as found:
        texts = [*rows, "新增公共停车泊位90个。"]
        found.offer(texts)
        found.offer_objects([*numbers, "公共停车泊位"])
        found.finish()
        assert (found.encoded, found.resumed) == (1, 0)
        for text, (vector, tokens) in zip(texts, found.clauses(texts), strict=True):
            if text in rows:
                assert np.array_equal(vector, before.vectors.vectors([rows[text]])[0])
                assert np.array_equal(tokens.codes, before.tokens.tokens(rows[text]).codes)
            else:
                assert np.allclose(vector, next(encoder.encode_passages([text]))[1].vector, atol=1e-5)
        assert before.objects is not None
        for words, tokens in zip(numbers, found.objects(numbers), strict=True):
            assert np.array_equal(tokens.ids, before.objects.tokens(numbers[words]).ids)
        ids = next(encoder.encode_passages(["公共停车泊位"]))[1].ids
        assert np.array_equal(next(found.objects(["公共停车泊位"])).ids, ids)
