"""The rows of the corpus are those of the index, told as the folder is now."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.corpus.corpus_rows import GONE, Corpus, Row, look, select, sheet
from app.state import State
from indexer import Searcher
from indexer.build import build
from indexer.records import DocumentRef, FileReport, Metadata
from indexer.settings import Settings


def make_row(
    district: str, year: int | None, *, doc_type: str = "规划", state: str = "read", gone: bool = False
) -> Row:
    source = f"{district}-{year}-{doc_type}.txt"
    known = Metadata(title=f"{year}年{district}{doc_type}", district=district, year=year, doc_type=doc_type)
    report = FileReport(source, state, clauses=9, removed=1, repairs=2)  # type: ignore[arg-type]
    return Row(DocumentRef(f"d-{source}", source, known, 9), report, (), gone)


ROWS = (
    make_row("静安区", 2024),
    make_row("", None, doc_type="其他"),
    make_row("黄浦区", None),
    make_row("黄浦区", 2025, doc_type="通知"),
    make_row("黄浦区", 2020, state="unchanged"),
)


def sources(state: State) -> list[str]:
    return [row.document.source.removesuffix(".txt") for row in select(ROWS, state)]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("relevance", ["黄浦区-2025-通知", "黄浦区-2020-规划", "黄浦区-None-规划", "静安区-2024-规划", "-None-其他"]),
        ("newest", ["黄浦区-2025-通知", "静安区-2024-规划", "黄浦区-2020-规划", "黄浦区-None-规划", "-None-其他"]),
        ("oldest", ["黄浦区-2020-规划", "静安区-2024-规划", "黄浦区-2025-通知", "黄浦区-None-规划", "-None-其他"]),
    ],
)
def test_what_is_not_known_stands_last_in_every_order(order: str, expected: list[str]) -> None:
    assert sources(State(order=order)) == expected


def test_the_list_is_narrowed_by_words_and_filters() -> None:
    assert sources(State(words="黄浦 2025")) == ["黄浦区-2025-通知"]
    assert sources(State(districts=("黄浦区",), types=("规划",))) == ["黄浦区-2020-规划", "黄浦区-None-规划"]
    assert sources(State(years=(2024,), words="没有")) == []


def test_a_row_says_its_state_in_words() -> None:
    assert [row.state for row in ROWS] == ["新读", "新读", "新读", "新读", "未变"]
    assert make_row("静安区", 2024, gone=True).state == GONE


def test_the_sheet_has_every_refusal_with_its_reason() -> None:
    refused = FileReport("坏.pdf", "refused", "坏.pdf：没有文字。")
    table = sheet(Corpus(ROWS, (refused,), (), ""), ROWS[:1])
    first, last = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    assert (first["标题"], first["年份"], first["条款数"], first["状态"]) == ("2024年静安区规划", 2024, 9, "新读")
    assert (last["文件"], last["状态"], last["说明"]) == ("坏.pdf", "没有收入", "坏.pdf：没有文字。")


def test_the_folder_is_compared_with_the_index(corpus: Path, tiny_model_folder: Path) -> None:
    twin = "杨浦区-2025（副本）.txt"
    (corpus / twin).write_bytes((corpus / "杨浦区-2025.txt").read_bytes())
    settings = Settings(corpus, corpus.parent / "index", corpus.parent / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    (corpus / "虹口区-2024.txt").unlink()
    (corpus / "新.txt").write_text("2025年甲区通知\n新增绿地3公顷。\n", encoding="utf-8")
    seen = look(Searcher.open(settings.index, settings=settings), corpus)
    assert {row.document.source: (row.state, row.twins) for row in seen.rows} == {
        "长宁区-2025.txt": ("新读", ()),
        "杨浦区-2025.txt": ("新读", (twin,)),
        "虹口区-2024.txt": (GONE, ()),
    }
    assert {report.source for report in seen.refused} == {twin, "空白.txt"}
    assert seen.unread == ("新.txt",)
    away = look(Searcher.open(settings.index, settings=settings), corpus.parent / "nowhere")
    assert not any(row.is_gone for row in away.rows)  # not known, for there is no folder
