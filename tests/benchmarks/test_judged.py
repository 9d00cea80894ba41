"""What an order of clauses is worth, against ir-measures and by hand."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import ir_measures
import pytest
from ir_measures import R, nDCG

from benchmarks.judged import BeirSet, DistrictSet, digest_of
from indexer import Searcher
from indexer.build import build
from indexer.settings import Settings

from .conftest import QRELS

# Its matching is the set's own; the fixture has a simple one in its place.
SCORER = """
def fold(text):
    return "".join(text.split())


def finds(hit, sentence):
    return sentence in hit


def seed_names(corpus):
    return {"东川区报告.txt": "000.txt"}
"""
JUDGMENTS = [
    ("q", "000.txt", "新增养老床位480张", 2),
    ("q", "000.txt", "新增社区长者食堂6家", 1),
    ("q", "000.txt", "建成社区食堂4家", 2),
]


def rows_of(searcher: Searcher, *sources: str) -> list[int]:
    """The first clause of each document."""
    ids = {ref.source: ref.doc_id for ref in searcher.documents()}
    firsts = {doc_id: first for doc_id, first, _ in searcher.rows_by_document()}
    return [firsts[ids[source]] for source in sources]


def test_only_queries_whose_documents_are_there_are_asked(judged: BeirSet) -> None:
    assert [query.query_id for query in judged.queries] == ["q1", "q2"]


def test_a_document_counts_once_and_stands_for_its_twins(judged: BeirSet) -> None:
    d1, d2, d4 = rows_of(judged.searcher, "d1", "d2", "d4")
    both = [d1, d1 + 1, d1, d4]  # d1 by three of its clauses, then d4
    score = judged.score("q1", both)
    assert score.ndcg == pytest.approx((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)))
    assert score.recall == 1.0
    assert judged.score("q2", [d2]).ndcg == pytest.approx(1 / math.log2(3))  # d2, then d3 of equal content
    assert judged.score("q1", [d2]).recall == 0.0


def test_measures_are_those_of_ir_measures(judged: BeirSet) -> None:
    first = dict(zip(("d1", "d2", "d4", "d5"), rows_of(judged.searcher, "d1", "d2", "d4", "d5"), strict=True))
    chance = random.Random(7)  # noqa: S311 - for a test
    for _ in range(20):
        order = chance.sample(sorted(first), k=chance.randint(1, 4))
        documents = [name for doc in order for name in ((doc, "d3") if doc == "d2" else (doc,))]
        run = {"q1": {doc: 1 / rank for rank, doc in enumerate(documents, start=1)}}
        wanted = ir_measures.calc_aggregate([nDCG @ 10, R @ 20], {"q1": QRELS["q1"]}, run)
        score = judged.score("q1", [first[doc] for doc in order])
        assert (score.ndcg, score.recall) == pytest.approx((wanted[nDCG @ 10], wanted[R @ 20]))


@pytest.fixture
def district(tmp_path: Path, corpus: Path, settings: Settings) -> DistrictSet:
    (tmp_path / "sets" / "district").mkdir(parents=True)
    (tmp_path / "sets" / "score_district.py").write_text(SCORER, encoding="utf-8")
    judgments = [dict(zip(("query_id", "source", "sentence", "grade"), row, strict=True)) for row in JUDGMENTS]
    queries = [{"_id": "q", "type": "keyword", "text": "养老"}]
    for name, lines in (("judgments", judgments), ("queries", queries)):
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (tmp_path / "sets" / "district" / f"{name}.jsonl").write_text(text, encoding="utf-8")
    build(corpus, settings.index, settings=settings)
    return DistrictSet(tmp_path / "sets", corpus, Searcher.open(settings.index, settings=settings))


def test_a_judged_sentence_counts_for_the_first_clause_that_holds_it(district: DistrictSet) -> None:
    searcher = district.searcher
    texts = [clause.text for doc_id, _, _ in searcher.rows_by_document() for clause in searcher.read(doc_id).clauses]
    both = next(row for row, text in enumerate(texts) if "480张" in text)  # holds a judged sentence of each grade
    other = next(row for row, text in enumerate(texts) if "口袋公园5座" in text)
    score = district.score("q", [other, both, both])
    assert score.ndcg == pytest.approx((3 / math.log2(3)) / (3 + 3 / math.log2(3) + 1 / 2))
    assert score.recall == pytest.approx(1 / 2)  # of the two sentences of grade 2
    assert district.queries[0].kind == "keyword"


def test_a_digest_changes_with_what_a_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("一", encoding="utf-8")
    before = digest_of(path)
    assert digest_of(path) == before
    path.write_text("二", encoding="utf-8")
    assert digest_of(path) != before
