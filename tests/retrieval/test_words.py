"""Words, character pairs and folding."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.reading.reader import clean
from indexer.records import Clause, Document, Metadata
from indexer.retrieval import words as words_module
from indexer.retrieval.folding import fold, fold_with_map
from indexer.retrieval.words import Segmenter, bigrams, characters, corpus_terms, runs

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / os.environ.get("BENCH_SETS", "../shared/bench") / "reports"
NAMES = ["五床联动", "静邻餐厅"]


def without_rust(names: list[str]) -> Segmenter:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words_module, "rjieba", None)
        return Segmenter(names)


@pytest.fixture(scope="module", params=["rjieba", "jieba"])
def segmenter(request: pytest.FixtureRequest) -> Segmenter:
    if request.param == "jieba":
        return without_rust(NAMES)
    pytest.importorskip("rjieba")
    return Segmenter(NAMES)


@pytest.mark.parametrize("folder", [ROOT / "corpus", REPORTS], ids=["corpus", "reports"])
def test_both_segmenters_give_the_same_words(folder: Path) -> None:
    pytest.importorskip("rjieba")
    texts = [path.read_bytes().decode("utf-8", "replace") for path in sorted(folder.glob("*.txt"))]
    if not texts:
        pytest.skip(f"{folder} is not here")
    names = corpus_terms(Document(str(at), "", Metadata(), clean(text).text) for at, text in enumerate(texts))
    fast, slow = Segmenter(names), without_rust(names)
    for run in {run for text in texts for run in runs(text)}:
        assert fast.words(run) == slow.words(run)
        assert fast.cut(run) == slow.cut(run)


@pytest.mark.parametrize("text", ["𠮷野家", "二〇二五年", ""])
def test_odd_characters_cut_alike(text: str) -> None:
    pytest.importorskip("rjieba")
    assert Segmenter(NAMES).words(text) == without_rust(NAMES).words(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("新增480张养老床位", ["新增", "480", "张", "养老", "床位"]),
        ("筹措１２，０００套住房", ["筹措", "12000", "套", "住房"]),
        ("增长5.5%左右", ["增长", "5.5%", "左右"]),
        ("普惠托育托位", ["普", "惠", "托", "育", "托", "位"]),  # no guesses: the bigrams find it
        ("完善“五床联动”机制", ["完善", "五床", "联动", "五床联动", "机制"]),
        ("設置無障礙坡道", ["设置", "障碍", "无障碍", "坡道"]),
        ("PM2.5浓度", ["pm2.5", "浓度"]),
        ("……！", []),
    ],
)
def test_words(segmenter: Segmenter, text: str, words: list[str]) -> None:
    assert segmenter.words(text) == words


def test_terms_are_words_only_where_given() -> None:
    assert "静邻餐厅" not in Segmenter().words("打响静邻餐厅品牌")
    assert "静邻餐厅" in Segmenter(["静邻餐厅"]).words("打响静邻餐厅品牌")


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("老人吃饭的地方有多少", "老人吃饭 地方"),
        ("外企来投资有什么支持", "外企 投资 支持"),
        ("养老床位", "养老床位"),
        ("多少", "多少"),  # nothing else is left to look for
        ("how many beds", "beds"),
    ],
)
def test_content_drops_what_every_question_says(segmenter: Segmenter, question: str, content: str) -> None:
    assert segmenter.content(question) == content


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("托育", ["托育"]),
        ("普惠托育床位", ["普惠托育", "床位"]),
        ("养老床位480张", ["养老", "床位", "480", "张"]),
        ("五床联动", ["五床联动"]),
        ("养老 养老", ["养老"]),
    ],
)
def test_terms_are_whole_where_the_dictionary_is_not(segmenter: Segmenter, text: str, terms: list[str]) -> None:
    assert segmenter.terms(text) == terms


def test_bigrams_stay_inside_runs() -> None:
    assert bigrams("新增5个社区，食堂") == ["新增", "个社", "社区", "食堂"]


def test_characters_keep_numbers_whole() -> None:
    assert characters("2025年480张 ABC") == ["2025", "年", "480", "张", "abc"]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("養老床位", "养老床位"),
        ("４８０张", "480张"),
        ("ＡＩ", "ai"),
        ("㎡", "m2"),
        ("〔2025〕", "〔2025〕"),
        ("，", ","),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_map_leads_back_into_the_text(text: str) -> None:
    folded, origin = fold_with_map(text)
    assert len(folded) == len(origin)
    assert list(origin) == sorted(origin)
    assert all(0 <= offset < len(text) for offset in origin)


def test_terms_of_a_corpus_are_its_quoted_names_and_glossary_heads() -> None:
    entry = Clause("c1", "d", 1, ("名词解释", "3、“多格合一”"), "3、“多格合一”", 0, 9, ("glossary",))
    text = "打响“静邻餐厅”品牌，落实“回应一个诉求，解决一类问题”。"
    terms = corpus_terms([Document("d", "a.txt", Metadata(), text, clauses=(entry,))])
    assert {"静邻餐厅", "多格合一"} <= set(terms)
    assert not any("诉求" in term for term in terms)


def test_terms_of_a_corpus_are_the_areas_streets_and_towns_it_speaks_of() -> None:
    text = "静安区彭浦镇提高安全水平，学静安，学宝鸡，与余杭区合作。上海城市更新，市区和县级医院共建。"
    terms = corpus_terms([Document("d", "a.txt", Metadata(), text)])
    # Not 高安 in 提高|安全, 海城市 in 上海|城市, 和县 in 和|县级, 合作 which is a word, 新泾镇 which is not spoken of.
    assert terms == ["上海", "余杭区", "宝鸡", "彭浦镇", "静安", "静安区"]
