"""What is marked in a clause, and what is said of why it was found."""

from __future__ import annotations

import pytest

from indexer.records import Clause, Filters, Query
from indexer.retrieval.highlights import highlight, reasons
from indexer.structure.quantities import find_quantities


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("新增480张养老床位", ["养老", "床位"], ["养老床位"]),
        ("新增4800张", ["480"], []),
        ("新增480张", ["480"], ["480"]),
        ("新增４８０张", ["480"], ["４８０"]),
        ("養老與照護床位", ["养老", "床位"], ["養老", "床位"]),
        ("普惠托育托位", ["托育"], ["托育"]),
        ("AI智能与RAIL", ["ai"], ["AI"]),
        ("绿化面积5㎡", ["m2"], []),  # the number before it is part of the run
        ("养老", [], []),
    ],
)
def test_highlight(text: str, words: list[str], marked: list[str]) -> None:
    assert [text[start:end] for start, end in highlight(text, words)] == marked


def clause(text: str, *path: str) -> Clause:
    return Clause("c", "d", 1, path, text, 0, len(text))


def test_reasons_name_words_headings_meaning_and_filters() -> None:
    query = Query("养老床位", "养老床位", filters=Filters(("静安区",), (2025,)))
    said = reasons(clause("新增床位480张。", "完善养老体系"), query, ["养老", "床位", "养老床位"], nearness=0.9)
    assert said == ("词：床位", "所在标题中的词：养老", "意思相近", "限定：静安区 2025")


def test_meaning_alone_is_said_even_when_it_is_far() -> None:
    query = Query("老人吃饭", "老人吃饭")
    assert reasons(clause("新增社区长者食堂6家。"), query, ["老人", "吃饭"], nearness=0.1) == ("意思相近",)
    assert reasons(clause("关爱老人。"), query, ["老人", "吃饭"], nearness=0.1) == ("词：老人",)
    assert reasons(clause("关爱老人。"), query, ["老人", "吃饭"], nearness=None) == ("词：老人",)


def test_phrases_are_named() -> None:
    query = Query('"养老"', "养老", phrases=("养老",))
    assert reasons(clause("养老服务。"), query, ["养老", "服务"], nearness=None) == ("原文含有：“养老”", "词：服务")


def test_a_number_is_a_reason_only_where_the_clause_states_it() -> None:
    query = Query("床位480张", "床位", quantities=tuple(find_quantities("480张")))
    assert reasons(clause("新增床位480张。"), query, ["床位"], nearness=None) == ("词：床位", "数字：480张")
    assert reasons(clause("新增床位30张。"), query, ["床位"], nearness=None) == ("词：床位",)
