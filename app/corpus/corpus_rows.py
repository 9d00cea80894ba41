"""What the corpus view shows of documents and files: rows made of the index, and of the folder as it is now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cards import by_sound
from app.state import State
from indexer.errors import CorpusMissing
from indexer.intake import scan_corpus
from indexer.records import DocumentRef, FileReport
from indexer.tables import Cell, Sheet

if TYPE_CHECKING:
    from indexer import Searcher

STATE_WORDS = {"read": "新读", "unchanged": "未变"}  # in the reading whose time stands above the list
GONE = "已移出、等更新"
_COLUMNS = (
    *("标题", "区", "上级", "年份", "类型", "日期", "文号", "发文机关", "条款数", "状态"),
    *("去掉的段数", "修补处数", "文件", "网上原文", "说明"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A document that can be searched, with what became of its file."""

    document: DocumentRef
    report: FileReport | None
    twins: tuple[str, ...]  # files of equal content that were not taken in beside it
    is_gone: bool  # its file was taken out of the folder since

    @property
    def state(self) -> str:
        """The state in words; empty where it is not known."""
        if self.is_gone:
            return GONE
        return STATE_WORDS.get(self.report.state, "") if self.report else ""

    @property
    def care(self) -> str:
        """What was done to the text, in words."""
        return f"去掉 {self.report.removed} 段，修补 {self.report.repairs} 处" if self.report else ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The corpus as the index has it, and as its folder is now."""

    rows: tuple[Row, ...]
    refused: tuple[FileReport, ...]
    unread: tuple[str, ...]  # files that no build has seen yet
    read_at: str  # when the index was made, in the time of this place: 2026-01-31 09:05


def look(searcher: Searcher, folder: Path) -> Corpus:
    """Return the corpus as it is now."""
    reports = {report.source: report for report in searcher.report() if report.state != "removed"}
    names = names_in(folder)
    twins: dict[str, list[str]] = {}
    for report in reports.values():
        if report.twin_of:
            twins.setdefault(report.twin_of, []).append(report.source)
    rows = (
        Row(
            document,
            reports.get(document.source),
            tuple(twins.get(document.source, ())),
            names is not None and document.source not in names,
        )
        for document in searcher.documents()
    )
    return Corpus(
        tuple(rows),
        tuple(report for report in reports.values() if report.state == "refused"),
        tuple(sorted((names or frozenset()) - set(reports))),
        searcher.manifest.created_here,
    )


def names_in(folder: Path) -> frozenset[str] | None:
    """Return the names of the files of a corpus folder; None where it is missing or empty."""
    try:
        return frozenset(file.name for file in scan_corpus(folder))
    except CorpusMissing:
        return None


def select(rows: Iterable[Row], state: State) -> list[Row]:
    """Return the rows that a state asks for, in the order that it asks for."""
    words = state.words.casefold().split()
    filters = state.filters
    chosen = [
        row
        for row in rows
        if _meets(row.document.metadata.district, filters.districts)
        and _meets(row.document.metadata.year, filters.years)
        and _meets(row.document.metadata.doc_type, filters.types)
        and all(word in _all_words(row) for word in words)
    ]
    chosen.sort(key=lambda row: _by_district(row.document))
    if state.order != "relevance":
        known = [row for row in chosen if row.document.metadata.year is not None]
        known.sort(key=lambda row: row.document.metadata.year or 0, reverse=state.order == "newest")
        chosen = known + [row for row in chosen if row.document.metadata.year is None]
    return chosen


def _meets(value: object, allowed: Collection[object]) -> bool:
    return not allowed or value in allowed


def _all_words(row: Row) -> str:
    known, document = row.document.metadata, row.document
    told = (document.label, document.source, known.district, known.parent, known.year, known.doc_type)
    return " ".join(str(part or "") for part in (*told, known.doc_number, known.issuer, known.issued_on)).casefold()


def _by_district(document: DocumentRef) -> tuple[bool, bytes, int, str]:
    known = document.metadata
    return not known.district, by_sound(known.district), -(known.year or 0), document.source


def sheet(corpus: Corpus, rows: Sequence[Row]) -> Sheet:
    """Lay out the list for a spreadsheet: the chosen documents, then every file that was not taken in, and why."""
    refused = [
        ("",) * _COLUMNS.index("状态") + ("未收录", "", "", report.source, "", report.reason)
        for report in corpus.refused
    ]
    return Sheet("语料", _COLUMNS, [*map(_cells, rows), *refused])


def _cells(row: Row) -> tuple[Cell, ...]:
    known, report = row.document.metadata, row.report
    return (
        *(row.document.label, known.district, known.parent, known.year, known.doc_type, known.issued_on),
        *(known.doc_number, known.issuer, row.document.clauses, row.state),
        *((report.removed, report.repairs) if report else (None, None)),
        *(row.document.source, known.source_url, "；".join(f"内容相同的文件：{twin}" for twin in row.twins)),
    )


def counted(rows: Iterable[Row]) -> Counter[str]:
    """Count the documents by the words of their state, known ones alone."""
    return Counter(row.state for row in rows if row.state)
