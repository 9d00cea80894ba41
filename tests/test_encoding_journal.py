"""What was encoded comes back as it was, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from indexer.encoding_journal import EncodingJournal, Vectors, digest_of, journal_path, remove_journals
from indexer.errors import IndexUnusable, IndexUnwritable
from indexer.retrieval.tokens import Tokens

MODEL, ENGINE = "f00d" * 16, "torch-float32"
Encodings = Mapping[str, tuple[Vectors, Tokens]]


def encoding(text: str, dimension: int = 3) -> tuple[Vectors, Tokens]:
    """One token for each character, all of it told by the text."""
    random = np.random.default_rng(list(text.encode()))
    ids, codes = np.array([ord(char) for char in text], np.int32), (len(text), dimension)
    return (
        random.standard_normal(dimension, np.float32),
        Tokens(ids, random.integers(-127, 128, codes, np.int8), random.random(len(text), np.float32)),
    )


SMALL = {text: encoding(text) for text in ("养老床位", "绿道", "")}


def write(path: Path, encodings: Encodings) -> None:
    journal = EncodingJournal(path, MODEL)
    journal.begin(ENGINE)
    for text, (vector, tokens) in encodings.items():
        journal.write(digest_of(text), vector, tokens)
    journal.close()


def held(journal: EncodingJournal, encodings: Encodings) -> list[str]:
    """Return the texts that a journal holds, and see that what it says of each is true."""
    texts = [text for text in encodings if digest_of(text) in journal]
    for text in texts:
        vector, tokens = journal.read(digest_of(text))
        expected, expected_tokens = encodings[text]
        assert vector.dtype == np.float32
        assert (tokens.ids.dtype, tokens.codes.dtype, tokens.scales.dtype) == (np.int32, np.int8, np.float32)
        assert vector.tobytes() == expected.tobytes()
        assert np.array_equal(tokens.ids, expected_tokens.ids)
        assert np.array_equal(tokens.codes, expected_tokens.codes)
        assert tokens.scales.tobytes() == expected_tokens.scales.tobytes()
    assert len(journal) == len(texts)
    return texts


@st.composite
def _encodings(draw: st.DrawFn) -> Encodings:
    dimension = draw(st.integers(1, 5))
    return {
        text: (
            draw(arrays(np.float32, dimension)),
            Tokens(
                draw(arrays(np.int32, count)),
                draw(arrays(np.int8, (count, dimension))),
                draw(arrays(np.float32, count)),
            ),
        )
        for text, count in draw(st.dictionaries(st.text(), st.integers(0, 4), max_size=4)).items()
    }


@given(_encodings())
def test_what_was_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, encodings: Encodings) -> None:
    path = tmp_path_factory.mktemp("journal") / "j"
    write(path, encodings)
    journal = EncodingJournal(path, MODEL)
    assert held(journal, encodings) == list(encodings)
    assert (journal.engine, journal.remark) == (ENGINE, "")
    journal.close()


def test_what_was_just_written_is_read(tmp_path: Path) -> None:
    journal = EncodingJournal(tmp_path / "j", MODEL)
    assert (len(journal), journal.engine, journal.remark) == (0, "", "")
    journal.begin(ENGINE)
    for text, (vector, tokens) in SMALL.items():
        journal.write(digest_of(text), vector, tokens)
        assert digest_of(text) in journal
    assert held(journal, SMALL) == list(SMALL)
    with pytest.raises(KeyError):
        journal.read(digest_of("不在其中"))


def test_cut_anywhere_the_rest_is_kept_and_what_is_missing_can_be_added(tmp_path: Path) -> None:
    path = tmp_path / "j"
    write(path, SMALL)
    whole = path.read_bytes()
    kept = []
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        journal = EncodingJournal(path, MODEL)
        texts = held(journal, SMALL)
        assert texts == list(SMALL)[: len(texts)]
        assert journal.remark or path.stat().st_size == size
        kept.append(len(texts))
        journal.begin(ENGINE)
        for text in list(SMALL)[len(texts) :]:
            journal.write(digest_of(text), *SMALL[text])
        journal.close()
        assert path.read_bytes() == whole
    assert kept == sorted(kept)
    assert set(kept) == {0, 1, 2}


def test_a_changed_bit_costs_what_follows_and_never_gives_another_vector(tmp_path: Path) -> None:
    path = tmp_path / "j"
    ends = []
    for count in range(len(SMALL) + 1):
        path.unlink(missing_ok=True)
        write(path, dict(list(SMALL.items())[:count]))
        ends.append(path.stat().st_size)
    whole = path.read_bytes()
    for place in range(len(whole)):
        for bit in range(8):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
            journal = EncodingJournal(path, MODEL)
            assert len(held(journal, SMALL)) == sum(place >= end for end in ends[1:])
            assert "已舍去" in journal.remark
            journal.close()


def test_zeros_behind_what_was_written_are_no_records(tmp_path: Path) -> None:
    path = tmp_path / "encodings-f00d.journal"
    write(path, SMALL)
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(bytes(4096))
    journal = EncodingJournal(path, MODEL)
    assert held(journal, SMALL) == list(SMALL)
    assert journal.remark == "encodings-f00d.journal：末尾 4096 字节残缺或损坏，已舍去，相应条款重新计算。"
    assert path.stat().st_size == size


@pytest.mark.parametrize("found", [b"encodings 0\n" + bytes(99), b"\x80\x04\x95pickle", b"\n"])
def test_another_format_is_left_out(tmp_path: Path, found: bytes) -> None:
    path = tmp_path / "j"
    path.write_bytes(found)
    journal = EncodingJournal(path, MODEL)
    assert (len(journal), journal.engine) == (0, "")
    assert journal.remark == "j：上次中断的计算不属于当前模型或程序，已舍去并重新计算。"
    assert path.read_bytes() == b""


def test_encodings_of_another_model_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "j", SMALL)
    journal = EncodingJournal(tmp_path / "j", "beef" * 16)
    assert (held(journal, SMALL), journal.engine) == ([], "")
    assert "不属于当前模型" in journal.remark


def test_encodings_of_another_engine_are_forgotten_when_it_begins(tmp_path: Path) -> None:
    write(tmp_path / "j", SMALL)
    journal = EncodingJournal(tmp_path / "j", MODEL)
    journal.begin(ENGINE)
    assert (held(journal, SMALL), journal.remark) == (list(SMALL), "")
    journal.begin("onnx-int8")
    assert held(journal, SMALL) == []
    assert journal.remark == "j：上次中断的计算由 torch-float32 进行，这次是 onnx-int8，已舍去并重新计算。"
    journal.write(digest_of("绿道"), *SMALL["绿道"])
    journal.close()
    again = EncodingJournal(tmp_path / "j", MODEL)
    assert (held(again, SMALL), again.engine) == (["绿道"], "onnx-int8")


def test_a_full_disk_is_said_and_what_was_written_stays(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="limits of a process are a thing of Unix")
    path = tmp_path / "j"
    write(path, SMALL)
    journal = EncodingJournal(path, MODEL)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 10, limits[1]))
    try:
        with pytest.raises(
            IndexUnwritable, match="磁盘已满，计算结果写不下了。请腾出空间后再运行 build，已算好的会接着用"
        ):
            journal.write(digest_of("口袋公园"), *encoding("口袋公园"))
        journal.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    again = EncodingJournal(path, MODEL)
    assert held(again, SMALL) == list(SMALL)
    assert "末尾 10 字节残缺" in again.remark


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndexUnwritable, match="无法读写"):
        EncodingJournal(tmp_path, MODEL)


def test_a_record_that_changed_since_is_not_given_out(tmp_path: Path) -> None:
    write(tmp_path / "j", SMALL)
    journal = EncodingJournal(tmp_path / "j", MODEL)
    whole = bytearray((tmp_path / "j").read_bytes())
    whole[-1] ^= 1
    (tmp_path / "j").write_bytes(whole)
    with pytest.raises(IndexUnusable, match="读回来不一样"):
        journal.read(digest_of(list(SMALL)[-1]))


def test_journals_are_named_by_their_model_and_removed_together(tmp_path: Path) -> None:
    paths = [journal_path(tmp_path, model) for model in (MODEL, "beef" * 16)]
    for path in paths:
        write(path, SMALL)
    (tmp_path / "CURRENT").touch()
    assert [path.name for path in paths] == ["encodings-f00df00df00df00d.journal", "encodings-beefbeefbeefbeef.journal"]
    remove_journals(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["CURRENT"]
    remove_journals(tmp_path)
