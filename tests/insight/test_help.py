"""What is said and offered where nothing or little was found."""

from __future__ import annotations

import pytest

from indexer import Searcher
from indexer.insight.help import Help, help_for
from indexer.records import Filters, Query


def parsed(searcher: Searcher, words: str, filters: Filters | None = None, ignore: tuple[str, ...] = ()) -> Query:
    return searcher.understand(words, filters, ignore=ignore)


def helped(searcher: Searcher, words: str, filters: Filters | None = None, ignore: tuple[str, ...] = ()) -> Help:
    return help_for(searcher, parsed(searcher, words, filters, ignore), [])


def lifted(given: Help) -> list[tuple[str, str, int]]:
    return [(entry.what, entry.key, entry.count) for entry in given.emptied_by]


@pytest.mark.parametrize(
    ("words", "filters", "said"),
    [
        ("火星移民", Filters(), "查找“火星移民”：没有找到。"),
        ("“火星移民”", Filters(), "查找“火星移民”，原文须含“火星移民”：没有找到。"),
        ("绿道 -公园", Filters(), "查找“绿道”，排除“公园”：没有找到。"),
        (
            "东川区2020年的绿道",
            Filters(types=("政府工作报告",)),
            "查找“绿道”，限于政府工作报告、东川区、2020年：没有找到。",
        ),
        (
            "绿道",
            Filters(("东川区", "西山区"), (2020, 2025)),
            "查找“绿道”，限于东川区、西山区、2020年、2025年：没有找到。",
        ),
        ("西山区 2020", Filters(), "列出条款，限于西山区、2020年：没有找到。"),
    ],
)
def test_what_was_looked_for_is_one_sentence(searcher: Searcher, words: str, filters: Filters, said: str) -> None:
    assert helped(searcher, words, filters).searched == said


def test_few_results_are_counted(searcher: Searcher) -> None:
    query = parsed(searcher, "绿道")
    results = searcher.search("绿道", mode="exact")
    assert help_for(searcher, query, results).searched == "查找“绿道”：只找到1条。"


@pytest.mark.parametrize(
    ("words", "filters", "expected"),
    [
        ("绿道", Filters(years=(2020,)), [("filter", "years", 1)]),
        (
            "口袋公园",
            Filters(districts=("西山区",), types=("政府工作报告",)),
            [("filter", "districts", 2), ("filter", "types", 1)],
        ),
        ("东川区2020年绿道", Filters(), [("scope", "year:2020", 1)]),
        ("西山区绿道", Filters(), [("scope", "district:西山区", 1)]),
        ("绿道 -口袋", Filters(), [("excluded", "口袋", 1)]),
        ("“绿道” “养老床位”", Filters(), [("phrase", "养老床位", 1), ("phrase", "绿道", 2)]),
        ("绿道480张", Filters(), [("scope", "number:480张", 1)]),
        # neither alone: only both together
        ("绿道", Filters(districts=("西山区",), years=(2020,)), [("all", "", 1)]),
        # nothing stands in the way
        ("绿道", Filters(), []),
        ("火星移民", Filters(), []),
        ("绿道", Filters(years=(2025,)), []),
    ],
)
def test_conditions_are_lifted_one_by_one(
    searcher: Searcher, words: str, filters: Filters, expected: list[tuple[str, str, int]]
) -> None:
    assert sorted(lifted(helped(searcher, words, filters))) == sorted(expected)


def test_the_condition_that_frees_most_comes_first(searcher: Searcher) -> None:
    given = helped(searcher, "口袋公园", Filters(districts=("西山区",), types=("政府工作报告",)))
    assert [entry.label for entry in given.emptied_by] == ["不限地区（现为西山区）", "不限文件类型（现为政府工作报告）"]


def test_conditions_that_were_taken_away_stay_away(searcher: Searcher) -> None:
    given = helped(searcher, "西山区2020年绿道", ignore=("district:西山区",))
    assert lifted(given) == [("scope", "year:2020", 1)]


def test_it_says_whether_the_counts_are_of_all_the_words(searcher: Searcher) -> None:
    assert helped(searcher, "绿道", Filters(years=(2020,))).holds_all
    some = helped(searcher, "绿道和火星移民", Filters(years=(2020,)))
    assert not some.holds_all
    assert lifted(some) == [("filter", "years", 1)]


def words(given: Help) -> list[tuple[str, int, str]]:
    return [(word.word, word.count, word.origin) for word in given.try_words]


def test_words_of_the_query_that_occur_are_counted(searcher: Searcher) -> None:
    assert words(helped(searcher, "火星绿道")) == [("绿道", 1, "own")]
    assert words(helped(searcher, "火星移民")) == []


def test_the_whole_query_is_no_word_to_try(searcher: Searcher) -> None:
    assert ("绿道", 1, "own") not in words(helped(searcher, "绿道"))


def test_official_wordings_that_occur_are_offered(searcher: Searcher) -> None:
    assert ("适老化改造", 2, "official") in words(helped(searcher, "老人家里防滑"))


def test_words_are_counted_in_the_documents_chosen(searcher: Searcher) -> None:
    everywhere = [("口袋", 3, "own"), ("公园", 3, "own"), ("公共绿地", 1, "official")]
    assert words(helped(searcher, "火星口袋公园")) == everywhere
    of_2025 = [("口袋", 2, "own"), ("公园", 2, "own")]
    assert words(helped(searcher, "火星口袋公园", Filters(years=(2025,)))) == of_2025


def test_spellings_come_along(searcher: Searcher) -> None:
    assert [correction.words for correction in helped(searcher, "“养老窗位”").spelling] == ["“养老床位”"]
    assert helped(searcher, "养老床位", Filters(years=(2020,))).spelling == ()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("杨浦区的绿道", ["语料中没有杨浦区的文件；现有东川区、西山区。"]),
        ("2010年绿道", ["语料中没有2010年的文件；现有2020年、2025年。"]),
        (
            "杨浦区2010年绿道",
            ["语料中没有杨浦区的文件；现有东川区、西山区。", "语料中没有2010年的文件；现有2020年、2025年。"],
        ),
        ("养老床位999张", ["语料中没有条款写明999张。"]),
        ("东川区2020年绿道", []),
    ],
)
def test_areas_and_years_that_are_not_there_are_said(searcher: Searcher, asked: str, said: list[str]) -> None:
    assert [missing.sentence for missing in helped(searcher, asked).not_in_corpus] == said


def test_a_missing_area_is_no_word_that_a_clause_must_hold(searcher: Searcher) -> None:
    given = helped(searcher, "杨浦区的绿道", Filters(years=(2020,)))
    assert lifted(given) == [("filter", "years", 1)]
