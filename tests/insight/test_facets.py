"""The number behind a choice is the number that one gets by it."""

from __future__ import annotations

import pytest

from indexer.insight.facets import count_facets
from indexer.records import Filters, Mode
from indexer.retrieval.search import Searcher


def found(searcher: Searcher, words: str, mode: Mode, filters: Filters) -> int:
    chosen = {"districts": filters.districts, "years": filters.years, "types": filters.types}
    return len(searcher.survey(words, k=100, mode=mode, **chosen).results)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["hybrid", "keyword", "semantic", "exact"])
@pytest.mark.parametrize("words", ["养老床位", "新增", "「口袋公园」", "西山区养老", "2025年养老床位", "西山区2025年"])
def test_each_number_is_what_one_gets_by_the_choice(searcher: Searcher, words: str, mode: Mode) -> None:
    counts = count_facets(searcher, words, Filters(), mode=mode)
    assert dict(counts.districts) == {
        name: found(searcher, words, mode, Filters(districts=(name,))) for name in ("东川区", "西山区")
    }
    assert dict(counts.years) == {year: found(searcher, words, mode, Filters(years=(year,))) for year in (2020, 2025)}


def test_other_filters_are_kept_and_the_own_one_is_not(searcher: Searcher) -> None:
    counts = count_facets(searcher, "口袋公园", Filters(districts=("东川区",), years=(2020,)), mode="exact")
    assert dict(counts.districts) == {"东川区": 1, "西山区": 0}
    assert dict(counts.years) == {2020: 1, 2025: 1}
    assert dict(counts.types) == {"政府工作报告": 1, "重点工作安排": 0}
