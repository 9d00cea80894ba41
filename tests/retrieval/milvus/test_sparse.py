"""BM25 as an inner product, against tantivy and against the formula."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from indexer.retrieval.keyword import BIGRAMS, HEADINGS, WORDS, KeywordEntry, KeywordIndex, write_keyword_index
from indexer.retrieval.milvus.boxes import Boxes
from indexer.retrieval.milvus.sparse import NOTHING, Statistics, Terms, kept_length, named, tokens_of
from indexer.retrieval.words import Segmenter

BOOSTS = {WORDS: 1.0, BIGRAMS: 0.5, HEADINGS: 0.3}
TEXTS = [
    ("新增养老床位480张，改建认知障碍照护床位", "一、民生 › 养老"),
    ("养老服务", ""),
    ("建成口袋公园3座" * 12, "二、城市更新"),
    ("加装电梯15台，养老床位", "一、民生"),
    ("、", ""),
]


class HeldBoxes:
    """The boxes of a generation, held here."""

    def __init__(self, boxes: Iterable[tuple[str, str]]) -> None:
        self.boxes = dict(boxes)
        self.read_names: list[str] = []

    def read(self, names: Iterable[str], unpack: Callable[[str], Any]) -> dict[str, Any]:
        wanted = sorted(names)
        self.read_names += wanted
        return {name: unpack(self.boxes[name]) for name in wanted if name in self.boxes}


def entries() -> list[KeywordEntry]:
    return [KeywordEntry(row, f"d{row}", text, headings) for row, (text, headings) in enumerate(TEXTS)]


def counted() -> Statistics:
    statistics, segmenter = Statistics(), Segmenter()
    for entry in entries():
        statistics.add(tokens_of(entry, segmenter))
    statistics.number()
    return statistics


def terms_of(statistics: Statistics) -> tuple[Terms, HeldBoxes]:
    held = HeldBoxes(statistics.packed("words"))
    return Terms(cast(Boxes, held), "words", rows=statistics.rows, boxes=statistics.boxes), held


def test_lengths_are_kept_as_tantivy_keeps_them() -> None:
    assert [kept_length(length) for length in range(41)] == list(range(41))
    assert [kept_length(length) for length in (41, 42, 43, 55, 56, 59, 60, 120, 1_000)] == [
        *(40, 42, 42, 54, 56, 56, 60, 120, 984),
    ]


def test_a_weight_is_that_of_the_formula() -> None:
    statistics = Statistics()
    statistics.add({WORDS: ["养老", "养老", "床位"], BIGRAMS: [], HEADINGS: []})
    statistics.add({WORDS: ["公园"], BIGRAMS: [], HEADINGS: []})
    statistics.number()
    vector = statistics.vector({WORDS: ["养老", "养老", "床位"], BIGRAMS: [], HEADINGS: []})
    norm = 1.2 * (0.25 + 0.75 * 3 / 2)
    assert vector[statistics.numbers[named(WORDS, "养老")]] == pytest.approx(2 * 2.2 / (2 + norm))
    assert vector[statistics.numbers[named(WORDS, "床位")]] == pytest.approx(2.2 / (1 + norm))
    query = terms_of(statistics)[0].query({WORDS: ["养老"]}, {WORDS: 0.5})
    assert list(query.values()) == [pytest.approx(0.5 * math.log(1 + 1.5 / 1.5))]


def test_the_inner_product_is_the_score_of_tantivy(tmp_path: Path) -> None:
    segmenter = Segmenter()
    write_keyword_index(tmp_path / "keyword", entries(), segmenter)
    statistics = counted()
    terms, _ = terms_of(statistics)
    for words in ("养老床位", "口袋公园", "民生", "480张", "电梯养老"):
        asked = tokens_of(KeywordEntry(0, "", words, words), segmenter)
        fields = {name: list(dict.fromkeys(asked[name])) for name in (WORDS, BIGRAMS, HEADINGS)}
        expected = KeywordIndex(tmp_path / "keyword").search(fields, boosts=BOOSTS, k=10)
        query = terms.query(fields, BOOSTS)
        scores = {
            entry.row: sum(
                weight * query.get(number, 0.0)
                for number, weight in statistics.vector(tokens_of(entry, segmenter)).items()
            )
            for entry in entries()
        }
        assert {row: score for row, score in scores.items() if score} == pytest.approx(expected, rel=1e-5)
        assert expected


def test_no_two_tokens_share_a_dimension_and_none_has_that_of_nothing() -> None:
    statistics = counted()
    numbers = list(statistics.numbers.values())
    assert len(set(numbers)) == len(numbers)
    assert min(numbers) == 1
    assert statistics.vector(tokens_of(entries()[4], Segmenter())) == NOTHING


def test_a_query_reads_the_boxes_of_its_tokens_only_and_ignores_what_does_not_occur() -> None:
    statistics = Statistics()
    for number in range(1_000):
        statistics.add({WORDS: [f"词{number}"], BIGRAMS: [], HEADINGS: []})
    statistics.number()
    terms, held = terms_of(statistics)
    assert statistics.boxes > 10
    assert len(terms.query({WORDS: ["词7", "词8", "没有"]}, {WORDS: 1.0})) == 2
    assert len(set(held.read_names)) <= 3
    found = terms.find([named(WORDS, "词7"), named(WORDS, "没有")])
    assert found == {named(WORDS, "词7"): (statistics.numbers[named(WORDS, "词7")], 1)}


def test_every_token_is_packed_once() -> None:
    statistics = counted()
    packed = [json.loads(text) for _, text in statistics.packed("words")]
    assert sum(map(len, packed)) == len(statistics.counts)
    assert np.sum([count for box in packed for _, count in box.values()]) == sum(statistics.counts.values())
