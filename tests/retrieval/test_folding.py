"""Folding, and where each folded character comes from."""

from __future__ import annotations

import unicodedata

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.retrieval.folding import fold, fold_all, fold_with_map

TEXTS = st.text(
    st.sampled_from("養老床位，；：（）？！％、。“”…①½ﬁＡＩ４８０５G가\u0301e ")
    | st.characters(exclude_categories=["Cs"])
)


@given(TEXTS)
def test_marks_fold_as_nfkc_has_them(text: str) -> None:
    assert fold(text) == opencc.OpenCC("t2s").convert(unicodedata.normalize("NFKC", text)).lower()


@given(st.lists(TEXTS))
def test_many_fold_as_one_by_one(texts: list[str]) -> None:
    assert fold_all(texts) == list(map(fold, texts))


@pytest.mark.parametrize(
    ("text", "folded", "origin"),
    [
        ("養老床位，４８０張", "养老床位,480张", list(range(9))),
        ("约½，共①项…", "约1⁄2,共1项...", [0, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6]),
        ("", "", []),
    ],
)
def test_each_character_is_traced(text: str, folded: str, origin: list[int]) -> None:
    found, places = fold_with_map(text)
    assert (found, list(places)) == (folded, origin)
