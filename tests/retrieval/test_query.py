"""What is understood of the user's words."""

from __future__ import annotations

import pytest

from indexer.errors import QueryInvalid
from indexer.retrieval.query import parse_query


@pytest.mark.parametrize(
    ("words", "text", "phrases", "excluded"),
    [
        ("  养老　床位 ", "养老 床位", (), ()),
        ('"养老床位" 新增', "养老床位 新增", ("养老床位",), ()),
        ("「養老床位」", "養老床位", ("养老床位",), ()),
        ("养老 -床位 −老年人", "养老", (), ("床位", "老年人")),
        ("编制“十五五”规划", "编制“十五五”规划", (), ()),  # Chinese quotation marks belong to the text
        ("0-3岁托育", "0-3岁托育", (), ()),  # a range excludes nothing
        ('养老"', '养老"', (), ()),
        ("AEO -", "AEO -", (), ()),
    ],
)
def test_parts_of_a_query(words: str, text: str, phrases: tuple[str, ...], excluded: tuple[str, ...]) -> None:
    query = parse_query(words)
    assert (query.text, query.phrases, query.excluded) == (text, phrases, excluded)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "还没有输入"),
        (" \n\t　", "还没有输入"),
        ("？！……", "只有标点"),
        ('""', "只有标点"),
        ("-养老", "只有要排除的词"),
        ("养" * 1001, "1001 个字，最多 1000 个字"),
    ],
)
def test_what_cannot_be_looked_for_is_said(words: str, said: str) -> None:
    with pytest.raises(QueryInvalid, match=said):
        parse_query(words)


def test_a_query_of_the_greatest_length_is_taken() -> None:
    assert len(parse_query("养" * 1000).text) == 1000
