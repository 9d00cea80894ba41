"""Which clauses meet the conditions of a query: numbers, kinds, phrases, filters and scope."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer import Searcher
from indexer.build import build
from indexer.retrieval.conditions import Conditions
from indexer.retrieval.keyword import KeywordIndex
from indexer.retrieval.layout import Layout
from indexer.settings import Settings
from indexer.storage import generations
from indexer.storage.catalogue import Catalogue

REPORT = """2025年东川区政府工作报告
一、2024年工作回顾
新增养老床位480张。完成绿地1.2万平方米。第一批二三级医院门诊下沉比例提高百分之五。
二、2025年主要任务
新增养老床位4800张。新建三级医院1家。新增绿地12000平方米以上。新增托位五百个左右。
"""

Find = Callable[..., list[str]]


@pytest.fixture
def find(settings: Settings) -> Find:
    for path in settings.corpus.iterdir():
        path.unlink()
    (settings.corpus / "东川区报告.txt").write_text(REPORT, encoding="utf-8")
    catalog = "file,district,parent\n东川区报告.txt,东川区,示例市\n"
    (settings.corpus / "catalog.csv").write_text(catalog, encoding="utf-8")
    build(settings.corpus, settings.index, settings=settings)
    searcher = Searcher.open(settings.index, settings=settings)

    def texts(words: str, mode: str = "keyword") -> list[str]:
        results = searcher.search(words, mode=mode, k=50)  # type: ignore[arg-type]
        return sorted(result.clause.text for result in results if not result.is_beyond)

    return texts


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("480张床位", ["新增养老床位480张。"]),
        ("４８０张床位", ["新增养老床位480张。"]),
        ("四百八十张床位", ["新增养老床位480张。"]),
        ("4800张床位", ["新增养老床位4800张。"]),
        ("480张以上床位", ["新增养老床位4800张。", "新增养老床位480张。"]),
        ("1000张以上床位", ["新增养老床位4800张。"]),
        ("不超过1000张床位", ["新增养老床位480张。"]),
        ("1.2万平方米绿地", ["完成绿地1.2万平方米。", "新增绿地12000平方米以上。"]),
        ("5%的门诊", ["第一批二三级医院门诊下沉比例提高百分之五。"]),
        ("托位520个左右", ["新增托位五百个左右。"]),
    ],
)
def test_numbers_are_matched_as_quantities(find: Find, words: str, found: list[str]) -> None:
    assert find(words) == sorted(found)


def test_other_figures_in_the_unit_are_no_answer_and_the_rest_lies_beyond(settings: Settings, find: Find) -> None:
    assert find("480张床位") == ["新增养老床位480张。"]
    searcher = Searcher.open(settings.index, settings=settings)
    beyond = [
        result.clause.text for result in searcher.search("480张床位或者三级医院", mode="keyword") if result.is_beyond
    ]
    assert "新建三级医院1家。" in beyond
    assert "新增养老床位4800张。" not in beyond
    assert [result.clause.text for result in searcher.search("480张")] == ["新增养老床位480张。"]


def test_a_number_that_nothing_states_sets_no_condition_and_is_named(settings: Settings, find: Find) -> None:
    assert "新增养老床位480张。" in find("77张床位")
    query = Searcher.open(settings.index, settings=settings).understand("77张床位")
    assert [piece.label for piece in query.unknown] == ["77张"]
    assert query.quantities == ()


def test_a_numeral_is_not_found_inside_a_longer_one(find: Find) -> None:
    assert find("三级医院", mode="exact") == ["新建三级医院1家。"]
    assert find("二三级医院", mode="exact") == ["第一批二三级医院门诊下沉比例提高百分之五。"]
    assert find("“三级医院”") == ["新建三级医院1家。"]


def test_results_come_before_plans_where_results_are_asked_for(settings: Settings, find: Find) -> None:
    searcher = Searcher.open(settings.index, settings=settings)
    results = searcher.search("养老床位完成情况", mode="keyword")
    assert [(result.clause.text, result.is_beyond) for result in results] == [
        ("新增养老床位480张。", False),
        ("新增养老床位4800张。", True),
    ]


def test_excluded_words_rule_out(find: Find) -> None:
    assert find("-床位 绿地") == ["完成绿地1.2万平方米。", "新增绿地12000平方米以上。"]


def test_rows_that_are_no_clauses_never_meet_a_query(settings: Settings, find: Find) -> None:
    searcher = Searcher.open(settings.index, settings=settings)
    folder = generations.generation_folder(settings.index, searcher.generation)
    catalogue, keyword = Catalogue(folder / generations.CATALOGUE), KeywordIndex(folder / generations.KEYWORD)
    clauses = len(keyword)
    whole = Layout(catalogue.rows_by_document(), clauses)
    holed = Layout(catalogue.rows_by_document(), clauses + 2)
    query = searcher.understand("绿地")
    assert Conditions(catalogue, keyword, searcher.documents(), whole).rows(query) is None
    conditions = Conditions(catalogue, keyword, searcher.documents(), holed)
    for words in ("绿地", "-床位 绿地", "东川区 绿地", "养老床位完成情况", "480张床位"):
        rows = conditions.rows(searcher.understand(words))
        assert rows is not None
        assert len(rows) == clauses + 2
        assert rows.any()
        assert not rows[clauses:].any()


def test_what_is_remembered_cannot_be_changed(settings: Settings, find: Find) -> None:
    searcher = Searcher.open(settings.index, settings=settings)
    rows = searcher.rows_meeting(searcher.understand("东川区 绿地"))
    with pytest.raises(ValueError, match="read-only"):
        rows[0] = False
