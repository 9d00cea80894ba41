"""The legs on a small index: what is weighed token by token, what is left out, and many threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from indexer import Searcher
from indexer.build import build
from indexer.retrieval import legs
from indexer.settings import Settings

QUERIES = ("养老床位", "新增绿地", "托育服务", "营商环境", "老年人家庭改造", "口袋公园", "住房修缮", "电梯")


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, tiny_model_folder: Path) -> Searcher:
    corpus = tmp_path_factory.mktemp("corpus")
    for number, district in enumerate(["东川区", "西山区", "南湖区"]):
        lines = [f"{place}.{what}{number + place}{unit}。" for place, (what, unit) in enumerate(SAID, start=1)]
        text = f"2025年{district}政府工作报告\n一、主要任务\n" + "\n".join(lines)
        (corpus / f"{district}.txt").write_text(text, encoding="utf-8")
    settings = Settings(corpus, corpus.parent / "index", corpus.parent / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    return Searcher.open(settings.index, settings=settings)


SAID = [
    ("新增养老床位", "张"),
    ("新增普惠托育托位", "个"),
    ("建成口袋公园", "座"),
    ("完成旧住房修缮", "万平方米"),
    ("加装电梯", "台"),
    ("优化营商环境，新增高新技术企业", "家"),
    ("为老年人家庭进行适老化改造", "户"),
    ("新增绿地", "公顷"),
]


def test_all_are_weighed_where_there_are_few(searcher: Searcher) -> None:
    compared = searcher.legs("养老床位")
    assert compared.weighed.tolist() == list(range(len(compared.rows)))
    assert len(compared.tokens) == len(compared.words) == len(compared.meaning) > len(SAID)


@pytest.mark.parametrize("query", QUERIES)
def test_the_order_of_few_is_that_of_weighing_all(
    searcher: Searcher, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(result.clause.clause_id, result.score) for result in searcher.search(query, k=100)]
    monkeypatch.setattr(legs, "WEIGHED", 10**6)
    assert [(result.clause.clause_id, result.score) for result in searcher.search(query, k=100)] == found


def test_of_many_the_best_and_the_last_are_weighed(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = searcher.legs("养老床位")
    monkeypatch.setattr(legs, "WEIGHED", 5)
    monkeypatch.setattr(legs, "LAST", 3)
    part = searcher.legs("养老床位")
    assert len(part.tokens) == 8
    assert part.tokens == pytest.approx(whole.tokens[part.weighed], abs=1e-5)
    assert part.rows.tolist() == whole.rows.tolist()  # what is not weighed is found all the same
    assert part.usual == pytest.approx(whole.usual, abs=1e-5)
    assert searcher.search("养老床位")[0].clause.text.startswith("1.新增养老床位")


def test_a_clause_that_is_not_weighed_at_first_is_when_it_must_be_on_the_topic(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = searcher._ask(searcher.understand("新增床位"))
    allowed = np.ones(searcher.manifest.rows, np.bool_)
    doc_ids = [ref.doc_id for ref in searcher.documents()]
    found = {hit.row for hit in searcher._finder.find_among(asked, doc_ids, allowed)[0]}
    monkeypatch.setattr(legs, "WEIGHED", 1)
    monkeypatch.setattr(legs, "LAST", 1)
    assert {hit.row for hit in searcher._finder.find_among(asked, doc_ids, allowed)[0]} == found


@pytest.mark.parametrize("few", [0, 1_000])
def test_a_clause_has_the_score_of_its_document(searcher: Searcher, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = searcher._ask(searcher.understand("东川区养老床位"))
    spans = searcher.rows_by_document()
    firsts = [first for _, first, _ in spans]
    own = searcher._legs._whole.search(searcher._legs._fields(asked.content), boosts=legs.BOOSTS, k=len(spans))
    assert len(own) == len(spans)
    monkeypatch.setattr(legs, "_FEW_DOCUMENTS", few)  # named one by one, or all asked for
    for rows in (np.arange(searcher.manifest.rows), np.array([firsts[1] + 2]), np.empty(0, np.int64)):
        wanted = [own[max(first for first in firsts if first <= row)] for row in rows.tolist()]
        assert searcher._legs._by_document(asked, rows).tolist() == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("query", QUERIES)
def test_words_find_the_same_beside_the_vectors_and_before_them(
    searcher: Searcher, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert searcher._legs._is_quick
    before = searcher.legs(query)
    monkeypatch.setattr(searcher._legs, "_is_quick", False)
    beside = searcher.legs(query)
    assert beside.rows.tolist() == before.rows.tolist()
    assert beside.words.tolist() == before.words.tolist()
    assert beside.meaning == pytest.approx(before.meaning, abs=1e-6)


def test_many_threads_find_what_one_finds(searcher: Searcher) -> None:
    def ask(query: str) -> list[tuple[str, float]]:
        return [(result.clause.clause_id, result.score) for result in searcher.search(query, k=50)]

    alone = {query: ask(query) for query in QUERIES}
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, QUERIES * 10))
    for query, results in zip(QUERIES * 10, found, strict=True):
        assert [clause for clause, _ in results] == [clause for clause, _ in alone[query]]
        np.testing.assert_allclose([score for _, score in results], [score for _, score in alone[query]], atol=1e-6)
