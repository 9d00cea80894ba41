"""The same searches over a folder and over Milvus: the same clauses, with the same scores."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from indexer import Searcher
from indexer.records import MODES, Answer, Filters, Result
from indexer.retrieval.milvus.load import load
from indexer.retrieval.parts import open_published, read_published
from indexer.settings import Settings
from tests.retrieval.milvus.conftest import Server

ROOT = Path(__file__).parents[3]
QUERIES = ROOT / os.environ.get("BENCH_SETS", "../shared/bench") / "district" / "queries.jsonl"
K = 60
NEAR = 1e-5  # relative; both compute in single precision, in another order

# Words, filters, conditions in the words, phrases, exclusions, figures, everyday words, nothing at all.
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("养老床位", {}),
    ("养老床位", {"districts": ["静安区"]}),
    ("养老床位", {"districts": ["静安区", "黄浦区"], "years": [2025]}),
    ("加装电梯", {"types": ["政府工作报告"]}),
    ("静安区2025年完成加装电梯", {}),
    ("黄浦区去年新增养老床位", {}),
    ("“养老床位” 新增", {}),
    ("养老 −床位", {}),
    ("480张", {}),
    ("新增床位100张以上", {}),
    ("老人吃饭的地方", {}),
    ("小孩没人带怎么办", {"years": [2025]}),
    ("4.5%", {}),
    ("静安区2020年", {}),
    ("火星移民", {}),
    ("養老床位", {}),
)


@pytest.fixture(scope="module")
def searchers(published: Settings, server: Server) -> tuple[Searcher, Searcher]:
    """A searcher of the folder, and one of the store, over the five documents of ``corpus/``."""
    load(open_published(published.index, read_published(published.index)), server.address, lambda *_: None)
    folder, store = (Searcher.open(index, settings=published) for index in (published.index, server.address))
    store._encoder = folder._get_encoder()  # one model is enough
    return folder, store


def assert_same(folder: Sequence[Result], store: Sequence[Result], asked: str) -> None:
    """The same clauses, scores, marks and reasons, in the same order; ties aside.

    Clauses of one wording are equally near to every query. Where they tie for the last place among the candidates,
    either may be left out; clauses of equal score may change places.
    """
    ids = [{result.clause.clause_id for result in results} for results in (folder, store)]
    odd = [result for results in (folder, store) for result in results if result.clause.clause_id in ids[0] ^ ids[1]]
    # Where one is left out, another one comes in at the end.
    assert len({result.clause.text for result in odd if result.rank <= K - len(odd)}) <= 1, asked
    mine, theirs = (
        sorted(
            (result for result in results if result not in odd), key=lambda r: (-round(r.score, 5), r.clause.clause_id)
        )
        for results in (folder, store)
    )
    assert [result.score for result in theirs] == pytest.approx([r.score for r in mine], rel=NEAR, abs=1e-6), asked
    for one, other in zip(mine, theirs, strict=True):
        assert (other.clause, other.document) == (one.clause, one.document), asked
        assert (other.highlights, other.reasons, other.is_beyond) == (one.highlights, one.reasons, one.is_beyond), asked
    scores = [result.score for result in store if not result.is_beyond]
    assert scores == sorted(scores, reverse=True), asked


def district_queries() -> list[tuple[str, dict[str, Any]]]:
    lines = QUERIES.read_text(encoding="utf-8").splitlines() if QUERIES.is_file() else []
    return [(json.loads(line)["text"], {}) for line in lines]


@pytest.mark.parametrize("mode", MODES)
def test_filters_and_conditions_find_the_same(searchers: tuple[Searcher, Searcher], mode: Any) -> None:
    for words, filters in ASKED:
        mine, theirs = (searcher.answer(words, k=K, mode=mode, **filters) for searcher in searchers)
        assert mine.query == theirs.query
        assert_same(mine.results, theirs.results, f"{mode} {words} {filters}")


@pytest.mark.skipif(not QUERIES.is_file(), reason=f"the district set is not at {QUERIES}")
@pytest.mark.parametrize("mode", MODES)
def test_district_queries_find_the_same(searchers: tuple[Searcher, Searcher], mode: Any) -> None:
    answers: list[tuple[Answer, Answer]] = []
    for words, filters in district_queries():
        mine, theirs = (searcher.answer(words, k=K, mode=mode, **filters) for searcher in searchers)
        assert_same(mine.results, theirs.results, f"{mode} {words}")
        answers.append((mine, theirs))
    assert sum(bool(mine.results) for mine, _ in answers) > len(answers) / 2 or mode == "exact"


def test_surveys_count_the_same(searchers: tuple[Searcher, Searcher]) -> None:
    for words, filters in ASKED[:12]:
        mine, theirs = (searcher.survey(words, k=K, **filters) for searcher in searchers)
        assert_same(mine.results, theirs.results, words)
        assert_same(mine.near, theirs.near, words)
        counts = [searcher.count(searcher.understand(words)) for searcher in searchers]
        assert counts[0] == counts[1]


def test_the_catalogue_says_the_same(searchers: tuple[Searcher, Searcher]) -> None:
    folder, store = searchers
    assert store.documents() == folder.documents()
    for ref in folder.documents():
        assert store.read(ref.doc_id) == folder.read(ref.doc_id)
    assert store.report() == folder.report()
    assert store.commitments() == folder.commitments()
    assert store.count_commitments() == folder.count_commitments() > 400
    assert store.rows_by_document() == folder.rows_by_document()
    assert store.filters(["静安"]) == folder.filters(["静安"]) == Filters(("静安区",))
    with pytest.raises(KeyError):
        store.read("unknown")


def test_the_vocabulary_says_the_same(searchers: tuple[Searcher, Searcher]) -> None:
    folder, store = (searcher.vocabulary for searcher in searchers)
    for text in ("养老", "养老床位", "480张", "火星", "、", "ai"):
        assert store.count(text) == folder.count(text)
        assert store.rows(text) == folder.rows(text)
        assert store.count_word(text) == folder.count_word(text)
    assert store.has_pair("养老")
    assert store.has_character("养")
    assert not store.has_pair("火星")
    assert len(store) == len(folder)


def test_topics_find_the_same_objects(searchers: tuple[Searcher, Searcher]) -> None:
    mine, theirs = (searcher.objects_of("养老") for searcher in searchers)
    assert theirs == pytest.approx(mine, abs=2e-4)  # rounded to four decimals
    assert len(mine) > 3


def test_groups_are_asked_the_same(searchers: tuple[Searcher, Searcher]) -> None:
    groups = [[ref.doc_id] for ref in searchers[0].documents()]
    mine, theirs = (list(searcher.strongest(searcher.understand("养老床位"), groups)) for searcher in searchers)
    for mine_of_group, theirs_of_group in zip(mine, theirs, strict=True):
        assert_same(mine_of_group.results, theirs_of_group.results, "养老床位")
