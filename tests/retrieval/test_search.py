"""Search over a small real index: modes, filters, conditions, and what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import Searcher
from indexer.build import build
from indexer.errors import IndexMissing, IndexUnusable, QueryInvalid
from indexer.records import MODES
from indexer.retrieval import encoder, engines
from indexer.retrieval.engines import Choice
from indexer.retrieval.parts import open_parts
from indexer.settings import Settings
from indexer.storage.generations import generation_folder


@pytest.fixture
def searcher(settings: Settings) -> Searcher:
    build(settings.corpus, settings.index, settings=settings)
    return Searcher.open(settings.index, settings=settings)


def texts(searcher: Searcher, words: str, **options: object) -> list[str]:
    return [result.clause.text for result in searcher.search(words, **options)]  # type: ignore[arg-type]


def test_queries_are_encoded_without_rounding_unless_an_engine_is_set(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings.corpus, settings.index, settings=settings)
    monkeypatch.setattr(engines, "_SMALL", 0)
    monkeypatch.setattr(engines, "_features", lambda: {"avx512_vnni": True})
    chosen: list[str] = []

    def install(_model: object, _folder: Path, _fingerprint: str, choice: Choice, *_: object, is_free: bool) -> Choice:
        chosen.append(choice.engine)
        return choice

    monkeypatch.setattr(encoder, "_install", install)
    for wanted in ("auto", "onnx-int8"):
        Searcher.open(settings.index, settings=replace(settings, encoder=wanted)).warm_up()
    assert chosen == ["onnx-float32", "onnx-int8"]


def test_exact_mode_finds_the_letters_and_nothing_else(searcher: Searcher) -> None:
    assert texts(searcher, "养老床位", mode="exact") == [
        "新增养老床位480张，新增社区长者食堂6家。",
        "新增养老床位120张，改建认知障碍照护床位30张。",
    ]
    assert texts(searcher, "托育托位", mode="exact") == ["新增普惠托育托位4800个。"]
    assert texts(searcher, "480", mode="exact") == ["新增养老床位480张，新增社区长者食堂6家。"]
    assert texts(searcher, "火星移民", mode="exact") == []


def test_keyword_mode_finds_only_clauses_with_the_words(searcher: Searcher) -> None:
    assert set(texts(searcher, "口袋公园", mode="keyword")) == {
        "建成口袋公园3座，新增绿道2公里。",
        "新增口袋公园5座，其中★1座位于滨河路。",
    }


def test_every_clause_has_a_meaning(searcher: Searcher) -> None:
    assert len(texts(searcher, "养老", mode="semantic", k=50)) == 10


def test_results_say_whose_and_where_and_why(searcher: Searcher) -> None:
    first = searcher.search("长者食堂", k=1)[0]
    assert first.rank == 1
    assert first.clause.path == ("二、2025年主要任务", "完善养老服务体系")
    assert first.clause.flags == ("task",)
    assert (first.document.metadata.district, first.document.metadata.year) == ("东川区", 2025)
    assert [first.clause.text[start:end] for start, end in first.highlights] == ["长者食堂"]
    assert first.reasons[0] == "词：长者、食堂"
    document = searcher.read(first.document.doc_id)
    assert document.text[first.clause.start : first.clause.end] == first.clause.text


@pytest.mark.parametrize("mode", MODES)
def test_filters_hold_in_every_mode(searcher: Searcher, mode: str) -> None:
    for options, district in (
        ({"districts": ["西山区"]}, "西山区"),
        ({"districts": ["西山"]}, "西山区"),
        ({"types": ["政府工作报告"]}, "东川区"),
        ({"districts": ["东川区"], "years": [2025]}, "东川区"),
    ):
        found = searcher.search("新增", k=50, mode=mode, **options)  # type: ignore[arg-type]
        assert found
        assert {result.document.metadata.district for result in found} == {district}


@pytest.mark.parametrize("mode", MODES)
def test_phrases_and_exclusions_hold_in_every_mode(searcher: Searcher, mode: str) -> None:
    having = texts(searcher, '"养老床位"', mode=mode, k=50)
    assert having
    assert all("养老床位" in text for text in having)
    without = texts(searcher, "养老床位 -长者食堂", mode=mode, k=50)
    assert all("长者食堂" not in text for text in without)


def test_traditional_and_full_width_find_the_same(searcher: Searcher) -> None:
    assert texts(searcher, "養老床位４８０張", mode="exact") == texts(searcher, "养老床位480张", mode="exact") != []
    assert texts(searcher, "養老床位", mode="keyword") == texts(searcher, "养老床位", mode="keyword") != []


def test_scores_fall_and_repeat(searcher: Searcher) -> None:
    for mode in MODES:
        first = [(r.clause.clause_id, r.score) for r in searcher.search("养老床位", mode=mode)]
        assert [score for _, score in first] == sorted((score for _, score in first), reverse=True)
        assert first == [(r.clause.clause_id, r.score) for r in searcher.search("养老床位", mode=mode)]


def test_many_threads_share_one_searcher(searcher: Searcher) -> None:
    alone = {words: texts(searcher, words) for words in ("养老床位", "口袋公园", "营商环境")}
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda words: (words, texts(searcher, words)), list(alone) * 20))
    assert all(alone[words] == found for words, found in together)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"k": 0}, "要求返回 0 条，应在 1 到 1000 之间"),
        ({"k": 1001}, "1001"),
        ({"mode": "fuzzy"}, "检索方式是「fuzzy」"),
        ({"districts": ["南山区"]}, "没有区「南山区」。现有的是：东川区、西山区。"),
        ({"years": [1999]}, "没有年份「1999」。现有的是：2025。"),
        ({"types": ["通知"]}, "没有文件类型「通知」"),
    ],
)
def test_what_is_not_there_is_said(searcher: Searcher, options: dict[str, object], said: str) -> None:
    with pytest.raises(QueryInvalid, match=said):
        searcher.search("养老", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words", ['")(*&^%$养老', "a:b [养老 TO 床位]", "养老\\", "％％％养老", "😀养老", "\u202e养老"]
)
def test_awkward_queries_are_only_text(searcher: Searcher, words: str) -> None:
    for mode in MODES:
        searcher.search(words, mode=mode)


def test_words_of_nothing_in_the_index(searcher: Searcher) -> None:
    assert texts(searcher, "asdf", mode="keyword") == []
    assert texts(searcher, "😀 量子", mode="exact") == []


def test_conditions_of_the_words_come_first_and_the_rest_is_marked(searcher: Searcher) -> None:
    answer = searcher.answer("西山区口袋公园", mode="keyword")
    assert [piece.key for piece in answer.query.understood] == ["district:西山区"]
    assert [(result.document.metadata.district, result.is_beyond) for result in answer.results] == [
        ("西山区", False),
        ("东川区", True),
    ]
    plain = searcher.answer("西山区口袋公园", mode="keyword", ignore=["district:西山区"])
    assert plain.query.understood == ()
    assert {result.is_beyond for result in plain.results} == {False}


def test_the_best_of_all_that_is_there_passes_the_floor(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    free = searcher.answer("西山区口袋公园", ignore=["district:西山区"])
    monkeypatch.setattr("indexer.retrieval.finding.LEAST_NEARNESS", -1.0)  # something is there
    monkeypatch.setattr("indexer.retrieval.finding.is_on_topic", lambda *_: False)  # yet all is below the floor
    answer = searcher.answer("西山区口袋公园")
    best = [result for result in free.results[:3] if result.document.metadata.district == "西山区"]
    wanted = [result.clause.clause_id for result in best if result.highlights]  # those that hold any of the words
    assert 0 < len(wanted) < len(best)
    assert {r.clause.clause_id for r in answer.results if not r.is_beyond} == set(wanted)
    assert {r.document.metadata.district for r in answer.results if r.is_beyond} == {"东川区"}


def test_documents_that_are_only_named_are_listed_in_order(searcher: Searcher) -> None:
    for mode in MODES[:3]:
        answer = searcher.answer("西山区 2025", mode=mode, k=3)
        assert answer.query.text == ""
        assert [result.clause.ordinal for result in answer.results] == [1, 2, 3]
        assert {result.document.metadata.district for result in answer.results} == {"西山区"}


def test_official_wordings_are_found_and_named(searcher: Searcher) -> None:
    by_text = {result.clause.text: result for result in searcher.search("老人在哪里吃饭")}
    found = by_text["新增养老床位480张，新增社区长者食堂6家。"]
    assert "公文用语：长者食堂" in found.reasons
    assert found.parts["words"] > 0.5
    assert searcher.search("老人在哪里吃饭", mode="keyword") == []  # only what was said


def test_each_group_of_documents_is_asked_on_its_own(searcher: Searcher) -> None:
    east, west = (ref.doc_id for ref in searcher.documents())
    query = searcher.understand('"口袋公园"')
    first, second, both, none = searcher.strongest(query, [{east}, {west}, {east, west}, set()], k=2)
    assert [result.clause.text for result in first.results] == ["建成口袋公园3座，新增绿道2公里。"]
    assert [result.clause.text for result in second.results] == ["新增口袋公园5座，其中★1座位于滨河路。"]
    assert len(both.results) == 2
    assert [result.rank for result in both.results] == [1, 2]
    assert all(result.parts["coverage"] == 1.0 for result in both.results)
    assert (none.results, none.nearest) == ((), None)


def test_a_group_without_an_answer_gives_what_comes_nearest_apart(searcher: Searcher) -> None:
    east, west = ({ref.doc_id} for ref in searcher.documents())
    query = searcher.understand("牦牛", searcher.filters(["西山区"]))
    outside, silent = searcher.strongest(query, [east, west])
    assert (outside.results, outside.nearest) == ((), None)  # the filter rules all of it out
    assert silent.results == ()
    assert silent.nearest is not None
    assert silent.nearest.document.metadata.district == "西山区"


def test_no_index_and_no_counts(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="还没有索引"):
        Searcher.open(tmp_path / "none", settings=settings)
    build(settings.corpus, settings.index, settings=settings)
    manifest = Searcher.open(settings.index, settings=settings).manifest
    folder = generation_folder(settings.index, manifest.generation)
    with pytest.raises(IndexUnusable, match="清单 9，目录 10，关键词 10"):
        open_parts(folder, replace(manifest, clauses=9))
    with pytest.raises(IndexUnusable, match="清单 0，目录 10，关键词 10"):  # none is never healthy
        open_parts(folder, replace(manifest, clauses=0))
    with pytest.raises(IndexUnusable, match="清单 11，向量 10，词元 10"):
        open_parts(folder, replace(manifest, rows=11))
