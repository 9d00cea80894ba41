"""What an index says of its words, and which of its rows meet the conditions of a query."""

from __future__ import annotations

import pytest

from indexer import Searcher
from indexer.build import build
from indexer.records import REVIEW, Filters, Period, Query, Scope
from indexer.settings import Settings


@pytest.fixture
def searcher(settings: Settings) -> Searcher:
    build(settings.corpus, settings.index, settings=settings)
    return Searcher.open(settings.index, settings=settings)


def test_words_pairs_and_characters_are_told_from_each_other(searcher: Searcher) -> None:
    vocabulary = searcher.vocabulary
    assert len(vocabulary) == 10
    assert (vocabulary.count("养老床位"), vocabulary.count("床位480"), vocabulary.count("火星")) == (2, 1, 0)
    assert len(vocabulary.rows("养老床位")) == 2
    assert (vocabulary.count_word("床位"), vocabulary.count_word("老床")) == (2, 0)
    assert (vocabulary.has_pair("老床"), vocabulary.has_pair("床老")) == (True, False)
    assert (vocabulary.has_character("床"), vocabulary.has_character("窗")) == (True, False)


def test_texts_are_cut_as_the_index_cuts_them(searcher: Searcher) -> None:
    vocabulary = searcher.vocabulary
    assert vocabulary.cut("新增养老床位") == ["新增", "养老", "床位"]
    assert vocabulary.words("新增480张") == ["新增", "480", "张"]
    assert vocabulary.terms("养老床位有多少") == ["养老", "床位"]


def texts(searcher: Searcher, query: Query) -> set[str]:
    rows = searcher.rows_meeting(query)
    clauses = [clause for doc_id, _, _ in searcher.rows_by_document() for clause in searcher.read(doc_id).clauses]
    return {clause.text for clause, meets in zip(clauses, rows, strict=True) if meets}


def test_rows_that_meet_a_query(searcher: Searcher) -> None:
    everything = texts(searcher, Query("养老", "养老"))
    assert len(everything) == 10
    west = {"新增普惠托育托位4800个。", "为60户老年人家庭进行适老化改造。", "新增口袋公园5座，其中★1座位于滨河路。"}
    assert texts(searcher, Query("", "", filters=Filters(districts=("西山区",)))) == west
    assert texts(searcher, Query("", "", scope=Scope(districts=("西山区",)))) == west
    assert texts(searcher, Query("", "", excluded=("新增",), scope=Scope(districts=("西山区",)))) == {
        "为60户老年人家庭进行适老化改造。"
    }
    assert texts(searcher, Query("", "", phrases=("养老床位",), scope=Scope(periods=(Period(2025, (REVIEW,)),)))) == {
        "新增养老床位120张，改建认知障碍照护床位30张。"
    }
    assert texts(searcher, Query("", "", scope=Scope(periods=(Period(2019),)))) == set()
