"""The buttons that keep a clause or a search, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.saved.saving import search_name
from app.state import State
from indexer.storage.saved import Saved
from tests.app.pages import open_view, run

Use = Callable[[Path, Path], None]


@pytest.fixture
def saved(built: Path, use: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Saved:
    use(built / "corpus", built / "index")
    monkeypatch.setenv("INDEXER_NOTES", str(tmp_path / "notes.sqlite"))
    return Saved(tmp_path / "notes.sqlite")


def press(page: AppTest, key: str) -> AppTest:
    return run(page.button(key=key).click())


def toasts(page: AppTest) -> list[str]:
    return [toast.value for toast in page.toast]


def test_one_press_keeps_a_clause_and_another_takes_it_off(saved: Saved) -> None:
    page = open_view(q="养老床位", mode="keyword")
    assert page.button(key="keep_1").label == "加入收藏"
    page = press(page, "keep_1")
    assert page.button(key="keep_1").label == "已收藏"
    assert "已加入收藏" in toasts(page)[0]
    (kept,) = saved.clauses()
    assert "养老床位" in kept.clause.text and kept.document.metadata.district
    page = press(page, "keep_1")
    assert page.button(key="keep_1").label == "加入收藏"
    assert not saved.clauses()
    page.query_params.clear()
    page.query_params["view"] = "saved"
    press(run(page), "undo_c1")
    assert saved.clauses() == (kept,)


def test_a_clause_with_a_note_is_not_taken_off_by_a_slip(saved: Saved) -> None:
    page = press(open_view(q="养老床位", mode="keyword"), "keep_1")
    saved.write_note(saved.clauses()[0], "要紧")
    page = press(page, "keep_1")
    assert "写有备注，没有移除" in toasts(page)[0]
    assert saved.clauses()[0].note == "要紧"


def test_a_search_is_kept_by_what_it_asks_whatever_way_it_is_shown(saved: Saved) -> None:
    page = press(open_view(q="养老床位", year="2025", group="year", order="newest"), "keep_search")
    (kept,) = saved.searches()
    assert kept.name == search_name(State(words="养老床位", years=(2025,)))
    assert kept.words == "养老床位"
    assert kept.seen.clauses and kept.seen.documents
    assert page.button(key="keep_search").label == "已收藏这次检索"
    page = open_view(q="养老床位", year="2025")
    assert page.button(key="keep_search").label == "已收藏这次检索"
    assert open_view(q="养老床位").button(key="keep_search").label == "收藏这次检索"
    press(page, "keep_search")
    assert not saved.searches()


def test_a_search_that_no_address_can_hold_is_not_kept(saved: Saved) -> None:
    page = press(open_view(q="养老床位" * 240, mode="keyword"), "keep_search")
    assert "太长" in toasts(page)[0]
    assert not saved.searches()


def test_a_broken_file_of_notes_spoils_no_search_and_is_named_when_something_is_to_be_kept(
    saved: Saved, tmp_path: Path
) -> None:
    (tmp_path / "notes.sqlite").write_bytes("这不是数据库。".encode() * 200)
    page = open_view(q="养老床位", mode="keyword")
    page = press(page, "keep_1")
    assert page.button(key="keep_1").label == "加入收藏"
    assert "文件已损坏" in toasts(page)[0].replace("\\", "").replace("\u2060", "")


def test_the_menu_exports_all_that_matches_not_only_what_is_shown(saved: Saved) -> None:
    page = open_view(q="养老床位", mode="keyword")
    assert not page.download_button
    page.session_state["export"] = True
    page = run(page)
    assert [button.label.partition("（")[0] for button in page.download_button] == ["Excel", "Word", "CSV", "Markdown"]
