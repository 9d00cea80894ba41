from __future__ import annotations

import numpy as np
import pytest

from indexer.retrieval.milvus.layout import (
    TABLES,
    boxed,
    letters,
    pack_tokens,
    prefix,
    prefix_of,
    unpack_tokens,
)
from indexer.retrieval.tokens import Tokens
from indexer.retrieval.words import characters


def held(text: str, within: str) -> bool:
    return letters(characters(text)) in letters(characters(within))


@pytest.mark.parametrize(
    ("text", "within", "is_held"),
    [
        ("养老床位", "新增养老床位480张", True),
        ("养老床位", "养老，床位", True),  # punctuation is passed over
        ("80张", "新增480张", False),  # a number stands whole
        ("480张", "新增480张", True),
        ("480 20", "480、20", True),
        ("4.5%", "增长4.5%左右", True),
        ("4.5", "增长4.5%左右", False),
        ("ai", "AI+制造", True),
        ("ai", "aid", False),
    ],
)
def test_letters_hold_what_stands_in_a_row(text: str, within: str, is_held: bool) -> None:
    assert held(text, within) is is_held
    assert "%" not in letters(characters(within))


def test_a_text_of_any_length_is_cut_into_parts_that_milvus_takes() -> None:
    for text in ("", "短", "汉" * 40_000, "a" * 130_001, "𠀀" * 20_000):
        rows = list(boxed("document/1", text))
        assert "".join(row["data"] for row in rows) == text
        assert all(len(row["data"].encode()) <= 65_535 for row in rows)
        assert [row["key"] for row in rows] == [f"document/1#{number}" for number in range(len(rows))]
        assert {row["parts"] for row in rows} == {len(rows)}


def test_tokens_come_back_as_they_were() -> None:
    random = np.random.default_rng(7)
    tokens = Tokens(
        random.integers(0, 250_000, 5).astype(np.int32),
        random.integers(-127, 128, (5, 16)).astype(np.int8),
        random.random(5).astype(np.float32),
    )
    ids, records = unpack_tokens(pack_tokens(tokens))
    assert np.array_equal(ids, tokens.ids)
    assert np.array_equal(records["codes"], tokens.codes)
    assert np.array_equal(records["scale"], tokens.scales)
    lengths = np.linalg.norm(tokens.codes * tokens.scales[:, None], axis=1)
    assert records["length"] == pytest.approx(lengths, rel=1e-6)


def test_a_text_without_tokens_comes_back_empty() -> None:
    empty = Tokens(np.empty(0, np.int32), np.empty((0, 16), np.int8), np.empty(0, np.float32))
    ids, records = unpack_tokens(pack_tokens(empty))
    assert (len(ids), len(records)) == (0, 0)


def test_collections_are_known_by_their_names() -> None:
    for table in TABLES:
        assert prefix_of(table.collection("20260101-090000-abc123")) == prefix("20260101-090000-abc123")
    assert prefix_of("gov_current") is None
    assert prefix_of("somebody_elses_clauses") is None
