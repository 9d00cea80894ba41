"""What the ledger lists for a topic in ``corpus/``, with the real model: read and judged, one case a line."""

from __future__ import annotations

import pytest

from indexer import Searcher
from indexer.insight.ledger import Selection, select
from indexer.settings import Settings


@pytest.fixture(scope="module")
def searcher(published: Settings) -> Searcher:
    return Searcher.open(published.index, settings=published)


@pytest.mark.parametrize(
    ("topic", "listed", "not_listed"),
    [
        ("养老", ["养老床位", "长者食堂", "日间照护中心", "助餐", "适老化改造", "认知障碍照护床位"], ["停车", "托班"]),
        ("绿化", ["绿道", "公园", "绿地", "立体绿化"], ["绿色电力", "停车", "收入"]),
        ("就业", ["失业", "就业", "创业"], ["床位", "公园"]),
        ("住房", ["租赁住房", "旧住房", "人才公寓"], ["养老床位", "绿地"]),
        ("老人吃饭", ["长者食堂", "助餐"], ["床位", "停车"]),
        ("停车难", ["停车"], ["公园", "床位"]),
        ("体育", ["健身", "运动"], ["医院", "绿地"]),
    ],
)
def test_a_topic_lists_its_things_and_no_others(
    searcher: Searcher, topic: str, listed: list[str], not_listed: list[str]
) -> None:
    objects = [entry.commitment.object for entry in select(searcher, Selection(topic=topic))]
    assert [words for words in listed if not any(words in thing for thing in objects)] == []
    assert [thing for thing in objects for words in not_listed if words in thing] == []


@pytest.mark.parametrize(
    "topic", ["火星移民", "恐龙化石", "核潜艇", "高尔夫", "殡葬", "滑雪场", "彩票", "征兵", "星座占卜"]
)
def test_a_topic_of_which_nobody_speaks_lists_nothing(searcher: Searcher, topic: str) -> None:
    assert select(searcher, Selection(topic=topic)) == ()
