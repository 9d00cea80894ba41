"""Reading a document on the page: from hit to hit, with or without numbers, with a clause or from its beginning."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from indexer import Searcher
from tests.app.conftest import Use
from tests.app.pages import markup, open_view, text


@pytest.fixture
def document(built: Path, use: Use) -> str:
    """Return the id of the document of 杨浦区, with the page at its index."""
    use(built / "corpus", built / "index")
    known = Searcher.open(built / "index").documents()
    return next(ref.doc_id for ref in known if ref.metadata.district == "杨浦区")


def clause(document: str, ordinal: int) -> str:
    return f"{document}-{ordinal:04}"


def step(page: AppTest, kind: str) -> str:
    """Return the clause that a step of the bar leads to, empty where there is none."""
    there = re.search(rf'href="([^"]*)" class="gz-quick {kind}"', markup(page))
    return parse_qs(there[1].replace("&amp;", "&")[1:])["clause"][0] if there else ""


def test_the_bar_leads_from_hit_to_hit(document: str) -> None:
    page = open_view(view="read", q="新增 引进", mode="keyword", doc=document, clause=clause(document, 1))
    assert ">1/2<" in markup(page)
    assert step(page, "gz-before") == ""
    assert step(page, "gz-after") == clause(document, 3)
    last = open_view(view="read", q="新增 引进", mode="keyword", doc=document, clause=clause(document, 3))
    assert ">2/2<" in markup(last)
    assert (step(last, "gz-before"), step(last, "gz-after")) == (clause(document, 1), "")


def test_a_document_open_at_no_clause_leads_to_its_first_hit(document: str) -> None:
    page = open_view(view="read", q="新增 引进", mode="keyword", doc=document)
    assert ">–/2<" in markup(page)
    assert step(page, "gz-after") == clause(document, 1)
    assert "打开的是" not in text(page)


def test_it_is_said_where_more_match_than_are_marked(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reading.read_view._MOST_FOUND", 1)
    page = open_view(view="read", q="建设 总部", mode="keyword", doc=document)
    assert markup(page).count("gz-clause gz-also") == 1
    assert "这份文件里相符的一共有 2 条，排在全部结果前 1 条以内的才标出" in text(page)


def test_without_words_there_are_no_hits_to_step_through(document: str) -> None:
    page = open_view(view="read", doc=document, clause=clause(document, 1))
    assert "gz-steps" not in markup(page)
    assert "序号 1，全文共" in text(page)


def test_numbers_are_shown_on_demand_and_kept_in_the_address(document: str) -> None:
    page = open_view(view="read", doc=document, clause=clause(document, 1))
    assert 'class="gz-doc"' in markup(page)
    there = re.search(r'href="([^"]*)"[^>]*>显示序号<', markup(page))
    assert there
    assert "numbers=1" in there[1]
    numbered = open_view(view="read", doc=document, clause=clause(document, 1), numbers="1")
    assert 'class="gz-doc gz-numbered"' in markup(numbered)
    assert "隐藏序号" in text(numbered)


def test_the_open_clause_can_be_copied_kept_and_reported(document: str) -> None:
    page = open_view(view="read", q="新增", doc=document, clause=clause(document, 1))
    copied = re.search(r'data-copy="([^"]*)"', markup(page))
    assert copied
    assert copied[1].startswith("《2025年杨浦区政府重点工作安排》（杨浦区，2025年）")
    assert copied[1].endswith(f"?view=read&amp;doc={document}&amp;clause={clause(document, 1)}")
    assert "加入收藏" in [button.label for button in page.button]
    assert "gz-print" in markup(page)


def test_without_a_clause_nothing_offers_to_copy_one(document: str) -> None:
    page = open_view(view="read", doc=document)
    assert "data-copy=" not in markup(page)
    assert "加入收藏" not in [button.label for button in page.button]
    assert "gz-print" in markup(page)
