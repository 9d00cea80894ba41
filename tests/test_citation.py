"""A citation names document, place and words."""

from __future__ import annotations

import pytest

from indexer.citation import citation, place
from indexer.records import Clause, DocumentRef, Metadata


def test_a_citation_stands_in_one_line_and_leaves_out_what_is_not_known() -> None:
    clause = Clause("c1", "d1", 1, ("五、民生", "19.养老"), "新增\n480张养老床位。", 0, 12)
    known = Metadata(title="重点工作安排", district="静安区", year=2025, doc_number="静府发〔2025〕3号")
    assert citation(DocumentRef("d1", "a.txt", known, 1), clause) == (
        "《重点工作安排》（静安区，2025年，静府发〔2025〕3号）第五部分第19条「新增 480张养老床位。」"
    )
    assert (
        citation(DocumentRef("d1", "x/安排.txt", Metadata(), 1), clause)
        == "《安排》第五部分第19条「新增 480张养老床位。」"
    )


def test_a_citation_ends_with_the_link_that_opens_the_clause() -> None:
    clause = Clause("c1", "d1", 1, (), "新增养老床位。", 0, 7)
    cited = citation(DocumentRef("d1", "a.txt", Metadata(), 1), clause, link="http://x.cn/?doc=d1")
    assert cited == "《a》「新增养老床位。」 http://x.cn/?doc=d1"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("五、民生", "(二)养老", "19.服务", "（3）床位"), "第五部分(二)第19条（3）"),
        (("第三章 附则", "第二十条　"), "第三章第二十条"),
        (("二、任务", "改善“两旧”环境"), "第二部分改善“两旧”环境"),
        (("名词解释", "1、科技会客厅"), "名词解释 › 1、科技会客厅"),
        (("1.床位", "二、任务"), "1.床位 › 二、任务"),  # no order that numbers alone would tell
        (("民生", "养老"), "民生 › 养老"),
        ((), ""),
    ],
)
def test_a_place_is_named_by_numbers_only_where_every_heading_bears_one(path: tuple[str, ...], expected: str) -> None:
    assert place(path) == expected
