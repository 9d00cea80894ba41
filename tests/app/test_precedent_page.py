"""What the view of precedents does, without a browser. The index is real, its model tiny."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from docx import Document
from streamlit.testing.v1 import AppTest

from app.precedents import precedent_view
from app.state import ADDRESS, BOX, DISTRICTS, FORMULA, State, cited_address
from indexer.insight.precedent import find_precedents
from indexer.retrieval.search import Searcher
from tests.app import pages
from tests.app.pages import ROOT, SECONDS, address, markup, run, text

Use = Callable[[Path, Path], None]
DRAFT = "新增养老床位99张，加装电梯7台。推动星舰往返月球。"


def open_view(**params: object) -> AppTest:
    return pages.open_view(view="precedent", **params)


def labels(page: AppTest) -> list[str]:
    return [button.label.replace("\\", "").replace("\u2060", "") for button in page.button]


@pytest.fixture
def small(built: Path, use: Use) -> None:
    use(built / "corpus", built / "index")


def test_a_new_user_is_offered_examples(small: None) -> None:
    page = open_view()
    assert "谁这样写过" in text(page)
    page = run(page.button(key="example_0").click())
    assert page.text_area(key=BOX).value == precedent_view.EXAMPLES[0]
    assert address(page, "q") == [precedent_view.EXAMPLES[0]]
    assert "查了 1 句" in text(page)


def test_each_sentence_has_its_precedents_or_says_that_it_has_none(small: None) -> None:
    page = open_view(q=DRAFT)
    assert "查了 2 句：1 句有相同或相近的写法，1 句没有找到先例。在收录的 3 份文件里查。" in text(page)
    assert "新增养老床位<mark>300</mark>张，加装电梯<mark>100</mark>台" in markup(page)
    assert "收录的文件中最早：虹口区2024年" in text(page)
    assert "2. 推动星舰往返月球。" in text(page)
    assert "别的文件里有没有，不知道" in text(page)


def test_a_clause_opens_in_its_document_and_leads_back_to_the_draft(small: None) -> None:
    draft = "新增养老床位，改建老年助餐点。"
    page = open_view(q=draft)
    (href,) = re.findall(r'href="(\?[^"]*)"[^>]*>虹口区2024年', markup(page))[:1]
    params = parse_qs(html.unescape(href)[1:])
    assert params["from"] == ["precedent"]
    opened = AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=SECONDS)
    for name, values in params.items():
        opened.query_params[name] = values
    opened = run(opened)
    assert "← 先例" in text(opened)
    assert "这份文件里还有" not in text(opened)  # a draft is not searched for as a query
    back = re.search(r'href="(\?[^"]*)"[^>]*>← 先例', markup(opened))
    assert back is not None
    assert parse_qs(html.unescape(back[1])[1:]) == {"view": ["precedent"], "q": [draft]}


def test_a_draft_is_not_taken_along_to_the_search(small: None) -> None:
    page = open_view(q=DRAFT)
    assert '<a href="?view=ledger">' in markup(page)


def test_the_citation_of_a_clause_stands_ready(small: None) -> None:
    page = open_view(q=DRAFT)
    assert 'data-copy="《2024年虹口区政府工作报告》（虹口区，2024年）' in markup(page)
    copied = re.findall('data-copy="([^"]*)"', markup(page))
    assert not any("q=" in words for words in copied)  # the draft is nobody else's business


def test_a_long_draft_stays_in_the_session_and_says_so(small: None) -> None:
    page = open_view()
    long = "新增养老床位99张。\n" * (ADDRESS // 60)
    page = run(page.text_area(key=BOX).set_value(long))
    assert "q" not in page.query_params
    assert address(page, "long") == ["1"]
    assert "只留在这个窗口里" in text(page)
    assert 'target="_blank"' in markup(page)
    page = run(page)  # whatever draws the page anew
    assert "新增养老床位<mark>300</mark>张" in markup(page)
    assert page.text_area(key=BOX).value.strip() == long.strip()


def test_the_address_of_a_long_draft_says_that_it_is_not_in_it(small: None) -> None:
    assert "重新贴一遍" in text(open_view(long="1"))


def test_filters_narrow_what_is_looked_through(small: None) -> None:
    page = open_view(q="新增养老床位99张。")
    assert "虹口区2024年" in text(page)
    page = run(page.pills(key=DISTRICTS).set_value(["杨浦区"]))
    assert "在所选的 1 份文件里查，“最早”“沿用”和条数都只就这些文件说" in text(page)
    assert "虹口区2024年" not in text(page)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"q": "各位代表："}, "没有可查的句子"),
        ({"q": DRAFT, "district": "杨浦区", "year": "2024"}, "不限区、年份、类型再查"),
    ],
)
def test_a_draft_that_cannot_be_asked_is_said(small: None, params: dict[str, str], said: str) -> None:
    assert said in text(open_view(**params))


def test_a_draft_of_many_sentences_is_shown_in_parts(small: None) -> None:
    many = "".join(f"新增养老床位{n}张。" for n in range(1, 24))
    page = open_view(q=many)
    assert "再看后面的句子（还有 3 句）" in labels(page)
    assert "21. 新增" not in text(page)
    page = run(next(button for button in page.button if button.label.startswith("再看")).click())
    assert "23. 新增" in text(page)


def test_hostile_words_stay_words(small: None, hostile: str) -> None:
    page = open_view(q=f"{hostile}。", formula="<img src=x onerror=window.hacked=1>")
    assert "<img" not in markup(page)
    assert "&lt;img src=x onerror=window.hacked=1&gt;" in markup(page)
    assert "原样出现" in text(page)


def test_the_frequency_of_a_formula_is_counted_and_leads_to_its_clauses(small: None) -> None:
    page = open_view(formula="养老床位")
    assert "「养老床位」：2 个文件，3 条" in text(page)
    assert "收录的文件中最早：虹口区2024年" in text(page)
    assert "mode=exact" in markup(page)
    assert "／ 是没有收录" in text(page)
    page = run(page.text_input(key=FORMULA).set_value("|"))
    assert address(page, "formula") == ["|"]
    assert "没有写要统计的提法" in text(page)


def test_a_frequency_under_filters_says_that_it_is_one_of_a_part(small: None) -> None:
    page = open_view(formula="养老床位", district="杨浦区")
    assert "「养老床位」：1 个文件，1 条" in text(page)
    assert "只统计了所选的区、年份和类型" in text(page)
    assert "只统计了" not in text(open_view(formula="养老床位"))


def test_the_formulas_of_the_draft_are_offered_to_be_counted(small: None) -> None:
    page = open_view(q="推进旧区改造，建设智慧街区。")
    assert "推进旧区改造" in labels(page)
    page = run(page.button(key="formula_example_0").click())
    assert address(page, "formula") == ["推进旧区改造"]
    assert address(page, "q") == ["推进旧区改造，建设智慧街区。"]
    assert "「推进旧区改造」：1 个文件，1 条" in text(page)


def test_what_was_found_is_saved_for_word_and_as_text(built: Path, use: Use, tmp_path: Path) -> None:
    use(built / "corpus", built / "index")
    found = find_precedents(Searcher.open(built / "index"), DRAFT)
    saved = tmp_path / "先例.docx"
    here = partial(cited_address, page="http://here/")
    scope = precedent_view.scope(State(districts=("虹口区",), years=(2024,)))
    saved.write_bytes(precedent_view._docx(found, scope, here))
    paragraphs = [paragraph.text for paragraph in Document(str(saved)).paragraphs]
    cited = next(paragraph for paragraph in paragraphs if "《2024年虹口区政府工作报告》（" in paragraph)
    assert "」 http://here/?view=read&doc=" in cited
    assert paragraphs[1].startswith("只查了所选的虹口区、2024年：")
    assert precedent_view.scope(State()) == ""
    assert "《2024年虹口区政府工作报告》" in precedent_view._txt(found, "", here).decode("utf-8")
    assert precedent_view._csv(found, "", here).startswith(b"\xef\xbb\xbf")
    assert precedent_view._xlsx(found, "", here).startswith(b"PK")
