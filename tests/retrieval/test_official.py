"""Official wordings that stand in a text."""

from __future__ import annotations

import pytest

from indexer.retrieval.official import name_of, official_wordings
from indexer.retrieval.wording import entries
from indexer.retrieval.words import characters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发放养老服务补贴。", ["养老", "养老服务", "养老服务补贴"]),
        ("养老、服务", ["养老", "养老服务"]),  # as a phrase is read: punctuation is passed over
        ("服养老务", ["养老"]),
        ("新建5G基站", ["5g基站"]),
        ("新建15G基站", []),  # a number is one token
        ("加快建设", []),
        ("", []),
        ("餐", []),
    ],
)
def test_wordings_are_found_where_their_tokens_stand_in_a_row(text: str, expected: list[str]) -> None:
    assert official_wordings(characters(text)) == expected


def test_every_wording_of_the_table_is_found_in_itself() -> None:
    terms = {term for entry in entries() for term in entry.terms if len(characters(term)) > 1}
    assert len(terms) > 2_000
    assert [term for term in terms if name_of(term) not in official_wordings(characters(f"推进{term}工作"))] == []
