"""What matches is told from what only comes near, counted whole, and put in order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from indexer.build import build
from indexer.records import Mode, Order
from indexer.retrieval.ranking import LEAST_COVERAGE
from indexer.retrieval.search import Searcher
from indexer.settings import Settings
from tests.conftest import REPORT, TASKS

OLD = """2020年东川区政府重点工作安排
一、民生
1.新增养老床位60张。
2.整治河道5公里。
3.支持二三级医院与一批三级医院联动。
4.二三级医院下沉。
"""


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, tiny_model_folder: Path) -> Searcher:
    folder = tmp_path_factory.mktemp("survey")
    (folder / "corpus").mkdir()
    for name, text in (("报告", REPORT), ("安排", TASKS), ("旧安排", OLD)):
        (folder / "corpus" / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = Settings(folder / "corpus", folder / "index", folder / "models", str(tiny_model_folder))
    build(settings.corpus, settings.index, settings=settings)
    return Searcher.open(settings.index, settings=settings)


def total(searcher: Searcher, words: str, mode: Mode = "hybrid") -> int:
    return sum(searcher.count(searcher.understand(words, mode=mode), mode=mode).values())


def test_what_holds_the_words_matches_and_the_rest_only_comes_near(searcher: Searcher) -> None:
    found = searcher.survey("养老床位", k=50)
    texts = [result.clause.text for result in found.results]
    assert set(texts[:3]) == {
        "新增养老床位480张，新增社区长者食堂6家。",
        "新增养老床位120张，改建认知障碍照护床位30张。",
        "1.新增养老床位60张。",
    }
    assert not any("河道" in text for text in texts)
    assert any("河道" in result.clause.text for result in found.near)
    assert [result.rank for result in (*found.results, *found.near)] == list(range(1, 15))


@pytest.mark.parametrize("mode", ["hybrid", "keyword", "semantic", "exact"])
def test_as_many_are_listed_as_are_counted(searcher: Searcher, mode: Mode) -> None:
    every = searcher.survey("养老床位", k=50, mode=mode)
    assert len(every.results) == total(searcher, "养老床位", mode)
    for district in ("东川区", "西山区"):
        counts = searcher.count(every.query, mode=mode)
        expected = sum(counts[ref.doc_id] for ref in searcher.documents() if ref.metadata.district == district)
        assert len(searcher.survey("养老床位", k=50, mode=mode, districts=[district]).results) == expected


def test_the_count_is_whole_where_the_list_is_cut(searcher: Searcher) -> None:
    found = searcher.survey("养老床位", k=2, mode="exact")
    assert len(found.results) == 2
    assert total(searcher, "养老床位", "exact") == 3


@pytest.mark.parametrize(("order", "first"), [("newest", 2025), ("oldest", 2020)])
def test_what_matches_is_put_in_the_order_of_years(searcher: Searcher, order: Order, first: int) -> None:
    found = searcher.survey("养老床位", k=50, mode="exact", order=order)
    years = [result.document.metadata.year for result in found.results]
    assert years == sorted(years, reverse=order == "newest", key=lambda year: year or 0)
    assert years[0] == first
    best = [result.clause.clause_id for result in searcher.survey("养老床位", mode="exact").results]
    alike = [result.clause.clause_id for result in found.results if result.document.metadata.year == 2025]
    assert alike == [clause for clause in best if clause in alike]  # those of one year by relevance


def test_an_order_cuts_after_it_is_made(searcher: Searcher) -> None:
    found = searcher.survey("养老床位", k=1, mode="exact", order="oldest")
    assert [result.document.metadata.year for result in found.results] == [2020]


def test_a_condition_of_the_words_leaves_what_is_beyond_it_apart(searcher: Searcher) -> None:
    found = searcher.survey("2020年养老床位", k=50)
    assert {result.document.metadata.year for result in found.results} == {2020}
    assert found.beyond
    assert all(result.is_beyond for result in found.beyond)
    assert not any(result.is_beyond for result in (*found.results, *found.near))


def test_words_that_only_name_documents_list_all_of_them(searcher: Searcher) -> None:
    found = searcher.survey("西山区2025年", k=2)
    assert found.query.text == ""
    assert [result.clause.ordinal for result in found.results] == [1, 2]
    of = {ref.doc_id: ref for ref in searcher.documents()}
    by_district = Counter({of[doc].metadata.district: n for doc, n in searcher.count(found.query).items()})
    assert by_district == {"西山区": 3}


def test_a_phrase_must_occur_and_is_enough(searcher: Searcher) -> None:
    found = searcher.survey("「口袋公园」 养老", k=50)
    assert len(found.results) == total(searcher, "「口袋公园」 养老") == 2
    assert all("口袋公园" in result.clause.text for result in found.results)
    assert not found.near


@pytest.mark.parametrize("least", [0.3, LEAST_COVERAGE, 0.9])
@pytest.mark.parametrize(
    "words",
    ["养老床位", "老人吃饭的地方有多少", "口袋公园 河道", "十公里", "一批 二三级医院", "三级医院", "床", "民生", "AI"],
)
def test_what_the_keyword_index_counts_is_what_the_text_of_each_clause_covers(
    searcher: Searcher, words: str, least: float
) -> None:
    asked = searcher._ask(searcher.understand(words))
    covered = searcher._legs.covered(asked, range(searcher.manifest.rows), official=True)
    expected = sorted(row for row, share in covered.items() if share >= least)
    assert searcher._legs.covering(asked, None, None, least=least).tolist() == expected
