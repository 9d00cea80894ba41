"""What is kept on the page, without a browser. The index is real, its model tiny."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.saved.saving import search_name
from app.state import BOX, GROUP, PART, State
from indexer import Searcher
from indexer.build import build
from indexer.insight.saved import occurrence_of, seen_of
from indexer.settings import Settings
from indexer.storage.saved import Saved, SavedClause
from tests.app.pages import address, markup, open_view, run, text

Use = Callable[[Path, Path], None]


@pytest.fixture
def saved(built: Path, use: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Saved:
    """What is kept for the small corpus: nothing yet."""
    use(built / "corpus", built / "index")
    monkeypatch.setenv("INDEXER_NOTES", str(tmp_path / "notes.sqlite"))
    return Saved(tmp_path / "notes.sqlite")


@pytest.fixture
def searcher(saved: Saved) -> Searcher:
    settings = Settings()
    return Searcher.open(settings.index, settings=settings)


def keep(saved: Saved, searcher: Searcher, words: str) -> SavedClause:
    """Keep the first clause that holds words letter by letter."""
    result = searcher.search(words, mode="exact")[0]
    document = searcher.read(result.document.doc_id)
    saved.keep_clause(result.document, result.clause, occurrence_of(document, result.clause))
    return saved.clauses()[-1]


def press(page: AppTest, key: str) -> AppTest:
    return run(page.button(key=key).click())


def test_an_empty_list_says_how_to_keep_something_and_who_sees_it(saved: Saved) -> None:
    page = open_view(view="saved")
    assert "还没有收藏条款" in text(page) and "“加入收藏”" in text(page)
    assert "凡是打开这个页面的人，看到、修改的都是同一份" in text(page)
    page = run(page.segmented_control(key=PART).set_value("searches"))
    assert address(page, "part") == ["searches"]
    assert "“收藏这次检索”" in text(page)


def test_a_clause_is_shown_by_its_district_with_the_way_to_it_and_its_citation(
    saved: Saved, searcher: Searcher
) -> None:
    keep(saved, searcher, "新增绿地5公顷")
    keep(saved, searcher, "新增养老床位480张")
    keep(saved, searcher, "新增养老床位300张")
    page = open_view(view="saved")
    shown = text(page)
    assert shown.index("虹口区2 条") < shown.index("新增养老床位300张") < shown.index("新增绿地5公顷")
    assert shown.index("新增绿地5公顷") < shown.index("杨浦区1 条") < shown.index("新增养老床位480张")
    assert "view=read&amp;doc=" in markup(page) and "from=saved" in markup(page)
    assert "data-copy=" in markup(page)


def test_a_note_is_kept_when_its_field_is_left_and_stays(saved: Saved, searcher: Searcher) -> None:
    keep(saved, searcher, "新增养老床位480张")
    page = open_view(view="saved")
    page = run(page.text_area(key="note_c1").set_value("第三季度核对"))
    assert "备注已保存" in text(page)
    assert saved.clauses()[0].note == "第三季度核对"
    assert "备注已保存" not in text(run(page))
    assert open_view(view="saved").text_area(key="note_c1").value == "第三季度核对"


def test_two_who_write_at_once_both_find_their_words(saved: Saved, searcher: Searcher) -> None:
    kept = keep(saved, searcher, "新增养老床位480张")
    page = open_view(view="saved")
    saved.write_note(kept, "别人写的")
    page = run(page.text_area(key="note_c1").set_value("我写的"))
    assert page.text_area(key="note_c1").value == "别人写的\n我写的"


def test_a_note_that_cannot_be_kept_stays_in_its_field_with_the_reason(saved: Saved, searcher: Searcher) -> None:
    kept = keep(saved, searcher, "新增养老床位480张")
    page = open_view(view="saved")
    saved.write_note(kept, "别" * 1999)
    page = run(page.text_area(key="note_c1").set_value("我写的"))
    assert "最多 2000 个，没有保存" in text(page)
    assert page.text_area(key="note_c1").value == "我写的"
    assert saved.clauses()[0].note == "别" * 1999


def test_a_removal_is_undone_with_note_and_place(saved: Saved, searcher: Searcher) -> None:
    saved.write_note(keep(saved, searcher, "新增养老床位480张"), "要紧")
    keep(saved, searcher, "新增绿地5公顷")
    before = saved.clauses()
    page = press(open_view(view="saved"), "remove_c1")
    assert "已移除：" in text(page) and len(saved.clauses()) == 1
    page = press(page, "undo_c1")
    assert saved.clauses() == before
    assert "已移除：" not in text(page)


def test_the_filter_finds_words_of_clause_note_and_document_and_stands_in_the_address(
    saved: Saved, searcher: Searcher
) -> None:
    for words in ("480张", "300张", "绿地5公顷", "社区食堂6家", "总部企业20家", "停车泊位900个"):
        keep(saved, searcher, words)
    assert BOX not in {element.key for element in open_view(view="saved").text_input}
    for number in range(2, 8):
        saved.keep_clause(saved.clauses()[0].document, saved.clauses()[0].clause, number)
    saved.write_note(saved.clauses()[2], "待核")
    page = open_view(view="saved")
    page = run(page.text_input(key=BOX).set_value("待核"))
    assert address(page, "q") == ["待核"]
    assert "1 条，收藏共 12 条" in text(page)
    assert [area.key for area in page.text_area] == ["note_c3"]
    page = open_view(view="saved", q="杨浦 食堂")
    assert [area.key for area in page.text_area] == ["note_c4"]
    assert "收藏里没有含有“石头”的条款。" in text(open_view(view="saved", q="石头"))
    page = run(open_view(view="saved").segmented_control(key=GROUP).set_value("none"))
    assert [area.key for area in page.text_area] == [f"note_c{number}" for number in range(12, 0, -1)]


def test_what_became_of_a_clause_is_said_and_its_words_stay(saved: Saved, searcher: Searcher) -> None:
    kept = keep(saved, searcher, "新增养老床位480张")
    saved.remove(kept)
    replaced = replace(kept, name="a", document=replace(kept.document, doc_id="d0"))
    moved = replace(replaced, number=2, name="b", clause=replace(kept.clause, text="养老床位480张"))
    other = replace(kept.document, doc_id="d0", source="x.txt", metadata=replace(kept.document.metadata, year=1999))
    gone = replace(kept, number=3, name="c", document=other)
    for one in (replaced, moved, gone):
        saved.put_back(one)
    shown = text(open_view(view="saved"))
    assert "文件已换成新的一份，这句话还在，打开的是新的一份" in shown
    assert "文件已换成新的一份，这句话还在，但分条和收藏时不同" in shown
    assert "这份文件已不在语料里，这是收藏时的原话" in shown
    assert shown.count("打开原文") == 2


def test_hostile_words_are_shown_as_they_are(saved: Saved, searcher: Searcher, hostile: str) -> None:
    keep(saved, searcher, "建设3~5个食堂")
    assert hostile in text(open_view(view="saved"))


def test_the_export_is_made_when_the_menu_is_opened(saved: Saved, searcher: Searcher) -> None:
    keep(saved, searcher, "新增养老床位480张")
    page = open_view(view="saved")
    assert not page.download_button
    page.session_state["export_saved"] = True
    page = run(page)
    assert [button.label for button in page.download_button] == [
        f"{name}（1 行）" for name in ("Excel", "Word", "CSV", "Markdown")
    ]
    assert "1 行，全部在内。" in text(page)


def test_a_search_tells_what_is_new_until_it_is_looked_at(saved: Saved, searcher: Searcher) -> None:
    state = State(words="养老床位", mode="keyword")
    results = searcher.search("养老床位", k=100, mode="keyword")
    seen = seen_of(searcher, results)
    saved.keep_search(search_name(state), state.words, seen)
    page = open_view(view="saved", part="searches")
    assert "上次看过以后，语料没有更新。" in text(page)
    assert "只比最相关的前 100 条" in text(page)
    assert search_name(state).replace("&", "&amp;") in markup(page)
    doc_id = results[0].document.doc_id
    older = replace(
        seen,
        generation="older",
        clauses=(
            *(clause for clause in seen.clauses if clause.doc_id != doc_id),
            replace(seen.clauses[0], text="没了。"),
        ),
        documents=seen.documents - {doc_id},
    )
    saved.mark_seen(search_name(state), older)
    page = open_view(view="saved", part="searches")
    new = sum(result.document.doc_id == doc_id for result in results)
    assert f"新增 {new} 条，少了 1 条" in text(page)
    assert results[0].clause.text in text(page) and "没了。" in text(page)
    page = press(page, "seen_1")
    assert "上次看过以后，语料没有更新。" in text(page)
    assert saved.searches()[0].seen == seen


def test_a_search_that_cannot_be_run_any_more_is_kept_and_says_why(saved: Saved, searcher: Searcher) -> None:
    seen = replace(seen_of(searcher, ()), generation="older")
    saved.keep_search(search_name(State(words="养老", districts=("没有区",))), "养老", seen)
    page = open_view(view="saved", part="searches")
    assert "这次检索现在做不了：" in text(page) and "没有区" in text(page)
    page = press(page, "remove_s1")
    assert not saved.searches()
    press(page, "undo_s1")
    assert len(saved.searches()) == 1


def test_a_rebuild_keeps_all_and_tells_what_is_new(
    corpus: Path, use: Use, tmp_path: Path, tiny_model_folder: Path
) -> None:
    settings = Settings(corpus, tmp_path / "index", tmp_path / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    use(corpus, settings.index)
    searcher = Searcher.open(settings.index, settings=settings)
    keep(Saved(settings.notes), searcher, "建设社区食堂6家")
    page = open_view(q="养老床位", mode="keyword")
    press(page, "keep_search")
    (corpus / "杨浦区-2025.txt").rename(corpus / "改名.txt")
    (corpus / "catalog.csv").unlink()
    more = "2026年虹口区政府工作报告\n各位代表：\n一、2026年主要任务\n新增养老床位999张。\n"
    (corpus / "虹口区-2026.txt").write_text(more, encoding="utf-8")
    build(corpus, settings.index, settings=settings)
    page = open_view(view="saved", part="searches")
    assert "新增 1 条" in text(page) and "少了" not in text(page)
    assert "新增养老床位999张。" in text(page)
    page = run(press(page, "seen_1").segmented_control(key=PART).set_value("clauses"))
    assert "建设社区食堂6家" in text(page) and "收藏时" not in text(page)
    assert "from=saved" in markup(page)
