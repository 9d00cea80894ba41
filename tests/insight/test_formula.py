"""How often a formula is written, and what cannot be said for want of documents."""

from __future__ import annotations

import pytest

from indexer import Searcher
from indexer.errors import QueryInvalid
from indexer.insight.formula import FormulaCell, Frequency, count_formula


def cell(frequency: Frequency, district: str, year: int) -> FormulaCell:
    return next(c for c in frequency.cells if (c.place[1], c.year) == (district, year))


def test_clauses_and_documents_are_counted_beside_what_is_loaded(searcher: Searcher) -> None:
    found = count_formula(searcher, "口袋公园")
    assert (found.years, [district for _, district in found.places]) == ((2020, 2025), ["东川区", "西山区"])
    assert (found.any.clauses, len(found.any.documents)) == (3, 3)
    east = cell(found, "东川区", 2025)
    assert (east.any.clauses, len(east.loaded), east.share) == (1, 1, 1.0)
    assert east.clauses_loaded == east.loaded[0].clauses > 1


def test_what_is_not_loaded_is_not_zero(searcher: Searcher) -> None:
    found = count_formula(searcher, "口袋公园")
    assert (cell(found, "西山区", 2020).loaded, cell(found, "西山区", 2020).share) == ((), None)
    silent = cell(count_formula(searcher, "长者食堂"), "西山区", 2025)
    assert (silent.any.clauses, silent.share) == (0, 0.0)
    assert found.years_without_documents == (2021, 2022, 2023, 2024)


def test_wordings_count_alone_and_each_clause_once_together(searcher: Searcher) -> None:
    found = count_formula(searcher, " 养老床位｜长者食堂|养老床位 ")
    assert found.wordings == ("养老床位", "长者食堂")
    assert [written.clauses for written in found.each] == [2, 1]
    assert found.any.clauses == 2  # one clause holds both
    assert [ref.source for ref in found.first.documents] == ["东川区报告.txt"]


def test_letters_count_after_folding_and_numbers_whole(searcher: Searcher) -> None:
    assert count_formula(searcher, "養老床位４８０張").any.clauses == 1
    assert count_formula(searcher, "床位48").any.clauses == 0


def test_filters_limit_what_is_loaded_too(searcher: Searcher) -> None:
    found = count_formula(searcher, "口袋公园", years=[2025])
    assert (found.years, found.any.clauses, found.years_without_documents) == ((2025,), 2, ())
    with pytest.raises(QueryInvalid, match="没有同时符合"):
        count_formula(searcher, "口袋公园", districts=["西山区"], years=[2020])


@pytest.mark.parametrize(("formula", "said"), [(" | ", "没有写要统计的提法"), ("公园|！", "「！」里没有字")])
def test_what_cannot_be_counted_is_said(searcher: Searcher, formula: str, said: str) -> None:
    with pytest.raises(QueryInvalid, match=said):
        count_formula(searcher, formula)
