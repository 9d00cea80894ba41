"""The words by which commitments are compared."""

from __future__ import annotations

import re

import pytest

from indexer.insight.pair_words import action_sorts, excluded, pair_words


@pytest.mark.parametrize(
    ("first", "second"),
    [("新增", "新建"), ("新增", "增加"), ("完成", "竣工"), ("建成", "完工"), ("引进", "集聚"), ("下降", "压减")],
)
def test_actions_that_say_the_same_share_a_sort(first: str, second: str) -> None:
    assert action_sorts(first) & action_sorts(second)


@pytest.mark.parametrize(("first", "second"), [("新增", "下降"), ("引进", "改建"), ("举办", "筹措")])
def test_actions_that_say_something_else_do_not(first: str, second: str) -> None:
    assert not action_sorts(first) & action_sorts(second)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("城镇居民人均收入", "农村居民人均收入", ("城镇", "农村")),
        ("项目开工", "项目竣工", ("开工", "竣工")),
        ("项目开工、竣工", "项目竣工", None),
        ("新增床位", "改建床位", ("新增", "改建")),
        ("进口额", "出口额", ("进口", "出口")),
        ("出口额", "进出口总额", None),
        ("绿地", "绿道", ("绿地", "绿道")),
        ("养老床位", "床位", None),
    ],
)
def test_words_that_exclude_each_other(first: str, second: str, words: tuple[str, str] | None) -> None:
    assert excluded(first, second) == words
    assert excluded(second, first) == (words[::-1] if words else None)


def test_every_expression_of_the_table_is_one_and_matches_something() -> None:
    words = pair_words()
    patterns = [pattern for pattern, _ in words.names] + list(words.actions.values())
    patterns += [pattern for row in words.contrasts.values() for pattern in row]
    assert all(isinstance(pattern, re.Pattern) and not pattern.match("") for pattern in patterns)
    assert words.counters["家"] == words.counters["个"] != words.counters["人次"]
