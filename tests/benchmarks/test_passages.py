"""Misses whose passage stands in the judged document as well."""

from __future__ import annotations

import pytest

from benchmarks import passages
from benchmarks.judged import BeirSet


def test_a_miss_that_says_the_same_is_counted(judged: BeirSet, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {text: row for row, (_, text) in enumerate(passages.numbered_clauses(judged.searcher))}
    first = {
        "养老床位480张": rows["新增养老床位480张。"],  # of a judged document
        "口袋公园": rows["办理养老补贴请到社区。"],  # of another, and says something else
        "停车泊位": rows["关于养老服务的答复。"],  # of another
    }
    monkeypatch.setattr(passages, "our_ranker", lambda *_: lambda text: [first[text]])
    asked = [query for query in judged.queries if query.text in first]
    assert {query.text for query in asked} >= {"养老床位480张", "口袋公园"}
    missed, same = passages.count_misses(judged)
    assert (missed, same) == (len(asked) - 1, 0)
    monkeypatch.setattr(passages, "SHARED", 0.0)  # now everything counts as the same passage
    assert passages.count_misses(judged) == (missed, missed)
    monkeypatch.setattr(passages, "our_ranker", lambda *_: lambda _: [])
    assert passages.count_misses(judged) == (len(asked), 0)
