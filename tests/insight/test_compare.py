"""A topic side by side: like beside like, each column in full, and no gap that is not named."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import Searcher
from indexer.build import build
from indexer.errors import QueryInvalid
from indexer.insight import compare as module
from indexer.insight.compare import Column, Comparison, compare
from indexer.insight.marks import mark_of
from indexer.settings import Settings

DOCUMENTS = {
    "北河区2024.txt": """2024年北河区政府工作报告
各位代表：
一、2023年工作回顾
新增养老床位90张，建成口袋公园2座。
二、2024年主要任务
新增养老床位300张，推进养老机构改造。
""",
    "北河区2025.txt": """2025年北河区政府工作报告
各位代表：
一、2024年工作回顾
新增养老床位310张，建成口袋公园3座。
二、2025年主要任务
新增养老床位不少于400张。
优化养老床位布局，支持社会力量兴办养老机构。
居民养老床位补贴、残疾人补贴分别增长5%、7%。
""",
    "南山区2025.txt": """2025年南山区政府重点工作安排
一、保障和改善民生
1.★新增养老床位250张。
2.新增家庭养老床位60张。
3.优化养老床位布局，支持社会力量兴办养老机构，做好轮候管理。
""",
    "东湖区2025.txt": """2025年东湖区政府重点工作安排
一、改善交通
1.建设停车泊位70个。
""",
    "鼓楼区甲.txt": """2025年鼓楼区政府重点工作安排
一、民生
1.新增养老床位11张。
""",
    "鼓楼区乙.txt": """2025年鼓楼区政府重点工作安排
一、民生
1.新增养老床位12张。
""",
    "要点.txt": "工作要点\n一、民生\n发放养老床位补贴。\n",
}
CATALOG = """file,district,parent,year
北河区2024.txt,北河区,示例市,2024
北河区2025.txt,北河区,示例市,2025
南山区2025.txt,南山区,示例市,2025
东湖区2025.txt,东湖区,示例市,2025
鼓楼区甲.txt,鼓楼区,江苏省南京市,2025
鼓楼区乙.txt,鼓楼区,江苏省徐州市,2025
"""
TOPIC = '"养老床位"'


@pytest.fixture(scope="module")
def asked(tiny_model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    home = tmp_path_factory.mktemp("compare")
    corpus = home / "corpus"
    corpus.mkdir()
    for name, text in DOCUMENTS.items():
        (corpus / name).write_text(text, encoding="utf-8")
    (corpus / "catalog.csv").write_text(CATALOG, encoding="utf-8-sig")
    settings = Settings(corpus=corpus, index=home / "index", models=home / "models", model=str(tiny_model_folder))
    build(settings.corpus, settings.index, settings=settings)
    return Searcher.open(settings.index, settings=settings)


def by_name(found: Comparison) -> dict[str, Column]:
    return {column.name: column for column in found.columns}


def rows(found: Comparison) -> list[dict[str, list[str]]]:
    """Return the figures of each row, column by column, in the documents' words."""
    names = [column.name for column in found.columns]
    return [
        {name: [e.commitment.quantity.text for e in cell] for name, cell in zip(names, row.cells, strict=True) if cell}
        for row in found.figures
    ]


def test_districts_stand_by_their_reading_two_of_one_name_apart_unknown_last(asked: Searcher) -> None:
    found = compare(asked, TOPIC)
    marks = {name: mark_of(column) for name, column in by_name(found).items()}
    assert marks == {
        "北河区": "said",
        "东湖区": "silent",
        "江苏省南京市鼓楼区": "said",
        "江苏省徐州市鼓楼区": "said",
        "南山区": "said",
        "未知区": "said",
    }
    assert list(marks) == ["北河区", "东湖区", "江苏省南京市鼓楼区", "江苏省徐州市鼓楼区", "南山区", "未知区"]


def test_a_year_that_others_have_and_a_district_lacks_is_named(asked: Searcher) -> None:
    absent = {name: column.absent for name, column in by_name(compare(asked, TOPIC)).items()}
    assert absent["北河区"] == ()
    assert absent["南山区"] == ("2024年",)
    assert absent["未知区"] == ()  # its year is not known: it may be any
    assert by_name(compare(asked, TOPIC, years=[2025]))["南山区"].absent == ()


def test_the_same_thing_of_one_kind_stands_in_a_row_and_nothing_else(asked: Searcher) -> None:
    found = compare(asked, TOPIC, districts=["北河区", "南山区"])
    assert {"北河区": ["400张", "300张"], "南山区": ["250张"]} in [
        {name: sorted(cell, reverse=True) for name, cell in row.items()} for row in rows(found)
    ]
    assert {"南山区": ["60张"]} in rows(found)  # 家庭养老床位 are not 养老床位
    kinds = [{entry.commitment.kind for cell in row.cells for entry in cell} for row in found.figures]
    assert all(len(kind) == 1 for kind in kinds)  # what was promised never beside what came of it
    assert {"北河区": ["310张", "90张"]} in [{name: sorted(cell) for name, cell in row.items()} for row in rows(found)]


def test_what_a_clause_states_together_stays_together(asked: Searcher) -> None:
    found = compare(asked, '"养老床位补贴"', districts=["北河区"])
    assert {"北河区": ["5%", "7%"]} in rows(found)


def test_clauses_of_near_wording_share_a_row_and_none_is_lost(asked: Searcher) -> None:
    found = compare(asked, TOPIC, districts=["北河区", "南山区"])
    near = [row for row in found.clauses if row.near]
    texts = [[group.first.clause.text for group in row.cells if group] for row in near]
    assert any(north.startswith("优化养老床位") and south.endswith("做好轮候管理。") for north, south in texts)
    for at, column in enumerate(found.columns):
        listed = [row.cells[at] for row in found.clauses if row.cells[at]]
        assert sorted(g.first.rank for g in listed if g) == [g.first.rank for g in column.clauses]


def test_years_side_by_side_name_the_districts_that_are_missing(asked: Searcher) -> None:
    found = compare(asked, TOPIC, across="year")
    assert [column.name for column in found.columns] == ["2024年", "2025年", "年份不详"]
    assert by_name(found)["2024年"].absent == ("东湖区", "江苏省南京市鼓楼区", "江苏省徐州市鼓楼区", "南山区")
    assert by_name(found)["年份不详"].absent == ()
    assert [ref.metadata.district for ref in by_name(found)["2025年"].quiet] == ["东湖区"]
    own = compare(asked, TOPIC, across="year", districts=["北河区"])
    assert {"2024年": ["300张"], "2025年": ["400张"]} in rows(own)
    assert {"2024年": ["90张"], "2025年": ["310张"]} in rows(own)


def test_a_district_without_documents_of_the_year_is_not_silent(asked: Searcher) -> None:
    found = compare(asked, TOPIC, years=[2024])
    assert {name: mark_of(column) for name, column in by_name(found).items()} == {
        "北河区": "said",
        "东湖区": "not-loaded",
        "江苏省南京市鼓楼区": "not-loaded",
        "江苏省徐州市鼓楼区": "not-loaded",
        "南山区": "not-loaded",
    }


def test_a_document_without_the_part_that_is_asked_for_is_neither_silent_nor_missing(asked: Searcher) -> None:
    found = compare(asked, "2024年完成的养老床位", districts=["北河区", "南山区"])
    assert mark_of(by_name(found)["南山区"]) == "partial"
    assert [ref.source for ref in by_name(found)["南山区"].documents] == ["南山区2025.txt"]


def test_what_is_named_and_not_loaded_is_told(asked: Searcher) -> None:
    found = compare(asked, "静安区和北河区的养老床位")
    assert (found.named.districts, [column.name for column in found.columns]) == (("静安区",), ["北河区", "未知区"])
    assert found.words == "静安区和北河区的养老床位"
    assert compare(asked, TOPIC, districts=["静安区"]).columns == ()
    assert compare(asked, "2019年养老床位", across="year").columns == ()


def test_a_topic_of_which_nobody_speaks(asked: Searcher) -> None:
    found = compare(asked, '"牦牛"')
    assert {mark_of(column) for column in found.columns} == {"silent"}
    assert (found.figures, found.clauses) == ((), ())
    assert by_name(compare(asked, "牦牛"))["东湖区"].nearest is not None


def test_more_than_is_listed_is_said(asked: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LISTED", 1)
    column = by_name(compare(asked, TOPIC))["北河区"]
    assert column.is_cut
    assert {group.first.document.source for group in column.clauses} == {"北河区2024.txt", "北河区2025.txt"}
    assert [group.first.rank for group in column.clauses] == [1, 2]  # the other document speaks too, behind the cut
    assert column.quiet == ()
    assert not by_name(compare(asked, TOPIC))["江苏省南京市鼓楼区"].is_cut


def test_words_without_a_topic_are_refused(asked: Searcher) -> None:
    with pytest.raises(QueryInvalid):
        compare(asked, "北河区2025年")
