"""Clauses, found by a search or kept by a reader → a file to take away: Excel, CSV, Word, Markdown.

Each file says what was asked, when and of which index, how many rows it has, and whether anything was cut.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from indexer.citation import SEPARATOR, citation
from indexer.records import Clause, DocumentRef, Mode, Result, Survey
from indexer.structure.quantities import find_quantities
from indexer.structure.wording import FLAG_WORDS
from indexer.tables import XLSX_TYPE, Cell, Link, Sheet, csv_bytes, xlsx_bytes
from indexer.word import WEB, Paragraph, Run, docx_bytes

if TYPE_CHECKING:
    from indexer.retrieval.search import Searcher

Kind = Literal["xlsx", "csv", "docx", "md"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MIME: dict[Kind, str] = {
    "xlsx": XLSX_TYPE,
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
}
NO_DISTRICT = "区不详"

_MODES: dict[Mode, str] = {"hybrid": "综合", "keyword": "关键词", "semantic": "语义", "exact": "原文"}


@dataclass(frozen=True, slots=True)
class Row:
    """A clause of an export, with the address under which it can be read, and what is said of it."""

    document: DocumentRef
    clause: Clause
    link: str = ""
    remark: str = ""  # of the program: what became of it
    note: str = ""  # of a reader
    saved_on: str = ""  # a day
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says of itself: its name, what was asked (name, value), and what is not in it, or ""."""

    title: str
    asked: tuple[tuple[str, str], ...]
    cut: str = ""
    is_saved: bool = False  # kept by a reader, not found by a search

    def lines(self, rows: Sequence[Row]) -> list[tuple[str, str]]:
        """Return name and value of each thing that is said, the number of rows among them."""
        return [*self.asked, ("行数", f"{len(rows)} 行，{self.cut or '全部在内'}")]


def result_rows(results: Sequence[Result], link: Callable[[Result], str] = lambda _: "") -> list[Row]:
    """Return what is exported of results; ``link`` gives the address of each, where there is a page."""
    return [Row(result.document, result.clause, link(result), score=result.score) for result in results]


def told_of(searcher: Searcher, found: Survey, mode: Mode, *, when: str) -> Told:
    """Return what an export of the results of a search says of it."""
    query, filters = found.query, found.query.filters
    chosen = [*filters.districts, *(f"{year}年" for year in filters.years), *filters.types]
    read = [piece.label for piece in query.understood]
    counts = searcher.count(query, mode=mode)
    total = sum(counts[ref.doc_id] for ref in searcher.documents() if filters.admits(ref.metadata))
    asked = [
        ("检索", query.words),
        ("限定", "，".join(dict.fromkeys((*chosen, *read))) or "没有"),
        ("方式", _MODES[mode]),
        ("导出时间", when),
        ("索引", index_words(searcher)),
    ]
    left_out = ["不够切题、只是相近的条款"] if found.near else []
    left_out += ["限定之外的条款"] if found.beyond else []
    if left_out:
        asked.append(("没有列入", "，".join(left_out)))
    cut = f"只是前 {len(found.results):,} 条，共有 {total:,} 条，请缩小范围再导出其余的"
    return Told("检索结果", tuple(asked), cut if len(found.results) < total else "")


def index_words(searcher: Searcher) -> str:
    """Name the state of the index that was asked, and what it holds."""
    manifest = searcher.manifest
    return f"{manifest.generation}，{manifest.documents} 个文件，{manifest.clauses} 条条款"


def result_file(kind: Kind, rows: Sequence[Row], told: Told) -> bytes:
    """Return rows as a file of a kind."""
    if kind == "xlsx":
        about = Sheet("说明", ("项目", "内容"), told.lines(rows))
        return xlsx_bytes([_sheet(rows, told), about])
    if kind == "csv":
        said = "；".join(f"{name}：{value}" for name, value in told.lines(rows))
        return csv_bytes(_sheet(rows, told), above=" ".join(f"# {told.title}（{said}）".split()))
    if kind == "docx":
        return docx_bytes(_paragraphs(rows, told), title=told.title)
    return markdown(rows, told).encode("utf-8")


# Tables


_COLUMNS: dict[str, Callable[[Row], Cell]] = {
    "区": lambda row: row.document.metadata.district,
    "年份": lambda row: row.document.metadata.year,
    "文件": lambda row: row.document.label,
    "类型": lambda row: row.document.metadata.doc_type,
    "路径": lambda row: SEPARATOR.join(row.clause.path),
    "条款": lambda row: row.clause.text,
    "数字": lambda row: "；".join(_figures(row.clause.text)),
    "标记": lambda row: "、".join(FLAG_WORDS.get(flag, flag) for flag in row.clause.flags),
    "备注": lambda row: row.note,
    "引文": lambda row: citation(row.document, row.clause),
    "链接": lambda row: Link(row.link) if row.link else None,
    "来源": lambda row: row.document.metadata.source_url or row.document.source,
    "文号": lambda row: row.document.metadata.doc_number,
    "得分": lambda row: None if row.score is None else round(row.score, 4),
    "收藏日期": lambda row: row.saved_on,
    "情况": lambda row: row.remark,
}
_OF_SAVED = ("备注", "收藏日期")
_OF_FOUND = ("得分",)


def _sheet(rows: Sequence[Row], told: Told) -> Sheet:
    """Lay rows out as a table; what is said only of clauses that are found, or kept, has a column only there."""
    names = [name for name in _COLUMNS if name not in (_OF_FOUND if told.is_saved else _OF_SAVED)]
    return Sheet(told.title, names, [[_COLUMNS[name](row) for name in names] for row in rows])


def _figures(text: str) -> Iterator[str]:
    return (quantity.text for quantity in find_quantities(text) if quantity.kind == "measure")


# Text


def by_district(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the rows of each district, in the order in which the districts come."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.document.metadata.district or NO_DISTRICT, []).append(row)
    return groups


def _ways(row: Row) -> list[tuple[str, str]]:
    """Return name and address of each way to a clause that leads somewhere from everywhere."""
    ways = [("打开条款", row.link), ("网上原文", row.document.metadata.source_url)]
    return [(name, url) for name, url in ways if WEB.fullmatch(url)]


def _paragraphs(rows: Sequence[Row], told: Told) -> Iterator[Paragraph]:
    yield Paragraph([Run(told.title)], "title")
    *asked, (_, number) = told.lines(rows)
    if asked:
        yield Paragraph([Run("；".join(f"{name}：{value}" for name, value in asked), "faint")])
    yield Paragraph([Run(number, "strong")])
    for district, group in by_district(rows).items():
        yield Paragraph([Run(f"{district}（{len(group)} 条）")], "heading")
        for row in group:
            yield Paragraph(list(_runs(row)), "item")
            for line in row.note.splitlines():
                yield Paragraph([Run("备注：", "strong"), Run(line)])


def _runs(row: Row) -> Iterator[Run]:
    yield Run(citation(row.document, row.clause))
    if row.remark:
        yield Run(f"（{row.remark}）", "strong")
    for name, url in _ways(row):
        yield Run("  ")
        yield Run(name, url=url)


_BREAK = "\\\n  "  # a hard one, within an item
# What means nothing where it stands: a point within a number, brackets but for (c) and 1).
_NEEDLESS = re.compile(r"\\(?:(?<=\d\\)\.(?=\d)|\((?![A-Za-z])|(?<!\d\\)\))")
_MEANT = str.maketrans({char: "\\" + char for char in string.punctuation if char not in "%,;"})


def markdown(rows: Sequence[Row], told: Told) -> str:
    """Return rows as Markdown (CommonMark), in which every word of a document or a reader shows as it is."""
    lines = [f"# {escaped(told.title)}", ""]
    lines += [f"- {escaped(name)}：{escaped(value)}" for name, value in told.lines(rows)]
    for district, group in by_district(rows).items():
        lines += ["", f"## {escaped(district)}（{len(group)} 条）", ""]
        lines += ["- " + _BREAK.join(_parts(row)) for row in group]
    return "\n".join(lines) + "\n"


def _parts(row: Row) -> Iterator[str]:
    """Yield the lines of a clause: its citation with the ways to it, and the note."""
    remark = f"**（{escaped(row.remark)}）**" if row.remark else ""
    ways = "".join(f" [{name}](<{url}>)" for name, url in _ways(row))
    yield f"{escaped(citation(row.document, row.clause))}{remark}{ways}"
    for line in row.note.splitlines():
        yield f"备注：{escaped(line)}"


def escaped(text: str) -> str:
    r"""Return text on one line, as Markdown that shows it as it is.

    >>> escaped("*星* 1.5万 <b>")
    '\\*星\\* 1.5万 \\<b\\>'
    """
    return _NEEDLESS.sub(lambda match: match[0][1:], " ".join(text.split()).translate(_MEANT))
