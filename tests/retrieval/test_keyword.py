"""The keyword leg against the BM25 formula, and its conditions."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from indexer.errors import IndexUnusable
from indexer.retrieval import keyword
from indexer.retrieval.keyword import (
    BIGRAMS,
    HEADINGS,
    WORDS,
    Alternative,
    KeywordEntry,
    KeywordIndex,
    Sought,
    update_keyword_index,
    write_keyword_index,
)
from indexer.retrieval.words import Segmenter

TEXTS = [
    "新增养老床位480张。",
    "改建认知障碍照护床位150张。",
    "完善为老服务体系，提升养老服务品质，推进养老设施建设。",
    "加快教育优质均衡发展。",
    "新增普惠托育托位4800个。",
    "将养老金、养老服务一并纳入。",
]


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, segmenter: Segmenter) -> KeywordIndex:
    folder = tmp_path_factory.mktemp("keyword") / "index"
    entries = [KeywordEntry(row, f"d{row % 2}", text, "民生 保障") for row, text in enumerate(TEXTS)]
    write_keyword_index(folder, entries, segmenter)
    return KeywordIndex(folder)


def bm25(query: list[str], documents: list[list[str]], k1: float = 1.2, b: float = 0.75) -> list[float]:
    """BM25 as Lucene states it: idf = ln(1 + (N − n + ½) / (n + ½))."""
    mean = sum(map(len, documents)) / len(documents)
    scores = []
    for words in documents:
        counts = Counter(words)
        score = 0.0
        for word in query:
            having = sum(word in other for other in documents)
            idf = math.log(1 + (len(documents) - having + 0.5) / (having + 0.5))
            tf = counts[word]
            score += idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * len(words) / mean))
        scores.append(score)
    return scores


def test_scores_are_bm25(index: KeywordIndex, segmenter: Segmenter) -> None:
    query = segmenter.words("养老床位")
    expected = bm25(query, [segmenter.words(text) for text in TEXTS])
    found = index.search({WORDS: query}, boosts={WORDS: 1.0}, k=10)
    assert found.keys() == {row for row, score in enumerate(expected) if score}
    for row, score in found.items():
        assert score == pytest.approx(expected[row], rel=1e-4)


def test_boosts_weigh_the_fields(index: KeywordIndex) -> None:
    single = index.search({WORDS: ["床位"]}, boosts={WORDS: 1.0}, k=10)
    double = index.search({WORDS: ["床位"]}, boosts={WORDS: 2.0}, k=10)
    assert double == pytest.approx({row: 2 * score for row, score in single.items()}, rel=1e-5)
    assert set(index.search({HEADINGS: ["民生"]}, boosts={HEADINGS: 1.0}, k=10)) == set(range(len(TEXTS)))


def test_bigrams_find_what_the_segmentation_hides(index: KeywordIndex) -> None:
    assert set(index.search({BIGRAMS: ["托育"]}, boosts={BIGRAMS: 1.0}, k=10)) == {4}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("养老床位", [0]),
        ("养老", [0, 2, 5]),
        ("惠托", [4]),  # across the words that jieba sees
        ("床位480张", [0]),
        ("床位４８０张", [0]),
        ("480", [0]),  # not in 4800
        ("80张", []),  # not in 480张
        ("養老設施", [2]),
        ("养老服务品质，推进", [2]),  # punctuation is passed over
        ("床", [0, 1]),
        ("火星", []),
        ("，。", []),
    ],
)
def test_containing_is_exact_whatever_the_dictionary_says(index: KeywordIndex, text: str, rows: list[int]) -> None:
    assert index.containing(text, k=10) == rows


def test_every_substring_is_found(index: KeywordIndex) -> None:
    for row in (0, 2, 3):
        run = TEXTS[row].split("，")[0].rstrip("。").split("480")[0]
        for start in range(len(run)):
            for end in range(start + 2, len(run) + 1):
                assert row in index.containing(run[start:end], k=10), run[start:end]


def test_conditions_hold_and_add_no_score(index: KeywordIndex, segmenter: Segmenter) -> None:
    words = segmenter.words("养老服务")
    free = index.search({WORDS: words}, boosts={WORDS: 1.0}, k=10)
    within = index.search({WORDS: words}, boosts={WORDS: 1.0}, k=10, doc_ids=["d0"])
    assert within == {row: score for row, score in free.items() if row % 2 == 0}
    phrased = index.search({WORDS: words}, boosts={WORDS: 1.0}, k=10, required=["养老金"])
    assert phrased == {5: free[5]}
    without = index.search({WORDS: words}, boosts={WORDS: 1.0}, k=10, excluded=["养老金"])
    assert without == {row: score for row, score in free.items() if row != 5}


@pytest.mark.parametrize(
    ("text", "count"), [("养老", 3), ("养老服务", 2), ("480张", 1), ("80张", 0), ("火星", 0), ("。", 0), ("", 0)]
)
def test_clauses_that_hold_a_text_are_counted_as_they_are_found(index: KeywordIndex, text: str, count: int) -> None:
    assert index.count(text) == count == len(index.containing(text, k=10))


def test_no_document_allowed_finds_nothing(index: KeywordIndex) -> None:
    assert index.search({WORDS: ["养老"]}, boosts={WORDS: 1.0}, k=10, doc_ids=[]) == {}


@pytest.mark.parametrize("text", ['a:b "数字 (', "* AND OR", "[1 TO 2]", "^~\\"])
def test_query_language_is_never_interpreted(index: KeywordIndex, text: str) -> None:
    assert index.search({WORDS: text.split()}, boosts={WORDS: 1.0}, k=10) == {}


def test_damaged_index_is_refused(tmp_path: Path, segmenter: Segmenter) -> None:
    folder = tmp_path / "index"
    write_keyword_index(folder, [KeywordEntry(0, "d", "养老", "")], segmenter)
    (folder / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexUnusable, match="重新运行 build"):
        KeywordIndex(folder)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.fixture
def two(tmp_path: Path, segmenter: Segmenter) -> tuple[Path, Path]:
    """An index, and the same without rows 0 and 3, with row 4 said otherwise and row 6 new."""
    entries = [KeywordEntry(row, "d", text, "民生") for row, text in enumerate(TEXTS)]
    write_keyword_index(tmp_path / "before", entries, segmenter)
    said = [KeywordEntry(4, "d", "新增普惠托育托位500个。", ""), KeywordEntry(6, "e", "新增养老床位900张。", "民生")]
    update_keyword_index(tmp_path / "before", tmp_path / "after", segmenter, removed=[0, 3, 4], entries=said)
    return tmp_path / "before", tmp_path / "after"


def test_an_update_removes_replaces_and_adds_rows(two: tuple[Path, Path], segmenter: Segmenter) -> None:
    before, after = map(KeywordIndex, two)
    assert (len(before), len(after)) == (6, 5)
    assert after.containing("养老床位", k=10) == [6]
    assert after.containing("500个", k=10) == [4]
    assert after.containing("4800", k=10) == []
    assert after.count("教育") == 0
    found = after.search({WORDS: segmenter.words("新增养老床位")}, boosts={WORDS: 1.0}, k=10)
    assert set(found) == {1, 2, 4, 5, 6}
    assert before.containing("养老床位", k=10) == [0]  # opened before or after, it is what it was


def test_an_update_changes_nothing_of_the_index_before(tmp_path: Path, segmenter: Segmenter) -> None:
    entries = [KeywordEntry(row, "d", text, "民生") for row, text in enumerate(TEXTS)]
    folders = [tmp_path / str(number) for number in range(12)]  # enough for tantivy to merge segments on the way
    write_keyword_index(folders[0], entries, segmenter)
    for at, (before, folder) in enumerate(pairwise(folders)):
        was = digests(before)
        row = 100 + at
        update_keyword_index(before, folder, segmenter, removed=[at], entries=[KeywordEntry(row, "d", "养老", "")])
        assert digests(before) == was
        assert len(KeywordIndex(folder)) == (6 if at < 6 else 6 + at - 5)
    assert KeywordIndex(folders[0]).containing("养老", k=10) == [0, 2, 5]


def test_an_update_shares_the_files_that_do_not_change(two: tuple[Path, Path]) -> None:
    before, after = two
    segments = [path for path in before.iterdir() if path.suffix in (".term", ".pos", ".idx", ".fast")]
    assert segments
    assert all((after / path.name).samefile(path) for path in segments)
    assert not (after / "meta.json").samefile(before / "meta.json")


def test_the_best_alternative_of_a_group_counts_where_its_text_occurs(
    index: KeywordIndex, segmenter: Segmenter
) -> None:
    documents = [segmenter.words(text) for text in TEXTS]
    own, groups = ["教育"], [["养老", "床位"], ["推进"]]
    expected = [
        score + 0.8 * sum(max(bm25([word], documents)[row] for word in group) for group in groups)
        for row, score in enumerate(bm25(own, documents))
    ]
    alternatives = [[Alternative(word, {WORDS: [word]}) for word in group] for group in groups]
    for k in range(1, 8):
        found = index.search({WORDS: own}, boosts={WORDS: 1.0}, k=k, alternatives=alternatives, alternative_boost=0.8)
        best = sorted((row for row, score in enumerate(expected) if score), key=lambda row: -expected[row])[:k]
        assert list(found) == best
        assert list(found.values()) == pytest.approx([expected[row] for row in best], rel=1e-4)


def test_an_alternative_whose_words_stand_apart_does_not_count(index: KeywordIndex, segmenter: Segmenter) -> None:
    apart = [[Alternative("养老床位", {WORDS: segmenter.words("养老床位")})]]
    assert set(index.search({}, boosts={WORDS: 1.0}, k=10, alternatives=apart)) == {0}  # not 照护床位, not 养老服务


def test_official_wordings_are_asked_for_by_name_and_score_as_read_in_the_text(
    index: KeywordIndex, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    wordings = ("养老服务", "养老床位", "托育")  # of the table; 认知障碍照护 is none
    groups = [[Alternative(text, {WORDS: segmenter.words(text)}) for text in (*wordings, "认知障碍照护")]]
    asked = {"boosts": {WORDS: 1.0}, "k": 10, "alternatives": groups}
    read = []
    in_a_row = KeywordIndex._in_a_row
    monkeypatch.setattr(KeywordIndex, "_in_a_row", lambda self, text: read.append(text) or in_a_row(self, text))
    by_name = index.search({WORDS: ["教育"]}, **asked)
    assert read == ["认知障碍照护"]
    assert set(by_name) == {0, 1, 2, 3, 4, 5}
    monkeypatch.setattr(keyword, "name_of", lambda text: f"another {text}")  # as of a table that is not the index's
    assert index.search({WORDS: ["教育"]}, **asked) == by_name
    assert read[1:] == [*wordings, "认知障碍照护"]


def test_only_given_rows_are_looked_at(index: KeywordIndex) -> None:
    free = index.search({WORDS: ["养老"]}, boosts={WORDS: 1.0}, k=10)
    assert index.search({WORDS: ["养老"]}, boosts={WORDS: 1.0}, k=10, rows=[1, 2, 5]) == {2: free[2], 5: free[5]}
    assert index.search({WORDS: ["养老"]}, boosts={WORDS: 1.0}, k=10, rows=[]) == {}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory, segmenter: Segmenter) -> KeywordIndex:
    folder = tmp_path_factory.mktemp("said") / "index"
    held = [
        ("推进养老服务和托育服务。", "一、民生"),
        ("提升养老、服务水平。", "二、托、育"),  # nothing stands side by side here
        ("改善环境。", "三、养老服务 1.托育"),
        ("新建三级医院。", "AI 赋能"),
        ("二三级医院联动。", ""),
    ]
    write_keyword_index(folder, [KeywordEntry(row, "d", *entry) for row, entry in enumerate(held)], segmenter)
    return KeywordIndex(folder)


@pytest.mark.parametrize(
    ("texts", "rows"),
    [
        (("养老服务",), [0, 2]),
        (("托育",), [0, 2]),
        (("养老",), [0, 1, 2]),
        (("育",), [0, 1, 2]),
        (("ai",), [3]),
        (("火星", "托育", "医院"), [0, 2, 3, 4]),
    ],
)
def test_what_a_clause_says_stands_side_by_side_in_it_or_its_headings(
    said: KeywordIndex, texts: tuple[str, ...], rows: list[int]
) -> None:
    assert said.saying([Sought(texts, 2.0)], least=2.0).tolist() == rows


def test_what_is_said_is_weighed_and_held_to_the_least(said: KeywordIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    sought = [Sought(("养老",), 3.0), Sought(("托育",), 2.0), Sought(("医院", "环境"), 1.0)]
    monkeypatch.setattr(keyword, "_FIRST", 1)  # so that more has to be asked for
    expected = {0.5: [0, 1, 2, 3, 4], 2.5: [0, 1, 2], 3.5: [0, 2], 5.5: [2], 7.0: []}
    assert {least: said.saying(sought, least=least).tolist() for least in expected} == expected
    assert said.saying(sought, least=0.5, excluded=["托育"]).tolist() == [1, 2, 3, 4]
    assert said.saying([], least=0.5).tolist() == []


def test_numerals_beside_a_text_make_it_doubtful(said: KeywordIndex) -> None:
    assert said.inside_longer_numbers("三级医院") == [4]
    assert said.inside_longer_numbers("医院") == []


def test_all_that_hold_any_of_the_words_are_returned(index: KeywordIndex) -> None:
    assert index.holding_any({WORDS: ["养老", "教育"]}).tolist() == [0, 2, 3, 5]
    assert index.holding_any({WORDS: ["养老"]}, doc_ids=["d0"], excluded=["体系"]).tolist() == [0]
    assert index.holding_any({WORDS: []}).tolist() == []
