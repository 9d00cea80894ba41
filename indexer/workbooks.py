"""What a survey found → the sheets of a workbook, for command line and page: a topic's coverage, a batch's answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from indexer.insight.coverage import UNKNOWN
from indexer.insight.ledger import Entry
from indexer.insight.topic import Cell, TopicCoverage
from indexer.records import Comparator, Result
from indexer.storage.generations import Manifest
from indexer.tables import Cell as TableCell
from indexer.tables import Link, Sheet

LinkOf = Callable[[Result], str]  # a result → the address under which its clause can be read

COMPARATORS: dict[Comparator, str] = {
    "eq": "等于", "about": "约", "at_least": "不少于", "more_than": "超过", "at_most": "不超过", "less_than": "低于",
    "range": "区间", "stretch": "力争",
}  # fmt: skip
KINDS = {"target": "目标", "result": "完成", "": ""}
_FIGURE = ("数字（原文）", "比较", "数值", "上限", "单位", "目标或完成", "适用年份", "数字所在条款")
_SOURCE = ("条款", "文件", "类型", "路径", "来源文件", "条款编号", "链接")


def year_name(year: int | None) -> str:
    """Return a year as people say it: 2025年."""
    return f"{year}年" if year else "年份未知"


def place_and_year(cell: Cell) -> str:
    """Return the name of a cell: 静安区 2025年."""
    return f"{cell.district or UNKNOWN} {year_name(cell.year)}"


def matrix_of(coverage: TopicCoverage) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of the table of districts and years, each cell in a word or two."""
    counts = Counter(district for _, district in coverage.places)
    rows = []
    for parent, district in coverage.places:
        name = f"{parent}{district}" if counts[district] > 1 else district or UNKNOWN  # two districts of one name
        cells = (coverage.cell((parent, district), year) for year in coverage.years)
        rows.append([name, *(state_of(cell) if cell else "" for cell in cells)])
    return ["", *map(year_name, coverage.years)], rows


def state_of(cell: Cell) -> str:
    """Return what a cell of the table says: 有 目标480张, 近, 无, 未收录."""
    if cell.state == "not_loaded":
        return "缺这部分" if cell.documents else "未收录"
    if cell.state == "silent":
        return "无"
    return ("有" if cell.is_in_words else "近") + (f" {figure_name(cell.figure)}" if cell.figure else "")


def figure_name(entry: Entry) -> str:
    """Return a figure in short, with what it is: 目标480张, 完成201张."""
    return KINDS[entry.commitment.kind] + entry.commitment.quantity.text


def coverage_sheets(coverage: TopicCoverage, manifest: Manifest, link: LinkOf | None = None) -> list[Sheet]:
    """Return the sheets of a coverage: the table, its cells one a row, what is not loaded, how it was asked."""
    head, rows = matrix_of(coverage)
    asked = [
        ("主题", coverage.query.text),
        ("所问", coverage.query.words),
        ("限定", "，".join(dict.fromkeys(piece.label for piece in coverage.query.understood))),
        ("有", "有条款说到，后面是最合所问的数字"),
        ("近", "没有所问的字词，只是意思相近，请看原文"),
        ("无", "文件已收录，没有一条够得上检索的门槛"),
        ("未收录", "没有收录这个区这一年的文件；与“无”不同"),
        ("缺这部分", "收录的文件没有所问的部分，例如只问完成情况而文件没有回顾"),
        *index_rows(manifest),
    ]
    return [
        Sheet("覆盖", ["区", *head[1:]], rows),
        Sheet(
            "条款",
            ("区", "年份", "情况", *_FIGURE, *_SOURCE, "最接近但不够的条款"),
            [_cell_row(cell, link) for cell in coverage.cells],
        ),
        Sheet("未收录", ("上级", "区", "年份", "说明"), list(_not_loaded_rows(coverage))),
        Sheet("说明", ("项目", "内容"), asked),
    ]


def index_rows(manifest: Manifest) -> list[tuple[str, str]]:
    """Return what a workbook says of the index that was asked."""
    return [
        ("索引", f"{manifest.generation}，建立于 {manifest.created}，模型 {manifest.model}"),
        ("索引内容", f"{manifest.documents} 个文件，{manifest.clauses} 条条款"),
    ]


def figure_cells(figures: Sequence[Entry], best: Result | None) -> list[TableCell]:
    """Return the cells of the figure that fits best; the words name the others that fit."""
    if not figures:
        return [None] * len(_FIGURE)
    entry = figures[0]
    quantity = entry.commitment.quantity
    elsewhere = best is None or entry.clause != best.clause
    return [
        "；".join(figure.evidence for figure in figures),
        COMPARATORS[quantity.comparator],
        quantity.value,
        quantity.upper,
        quantity.unit,
        KINDS[entry.commitment.kind],
        entry.year,
        entry.clause.text if elsewhere else "同左",
    ]


def source_cells(result: Result | None, link: LinkOf | None) -> list[TableCell]:
    """Return the cells that say where a clause stands."""
    if result is None:
        return [None] * len(_SOURCE)
    document, clause = result.document, result.clause
    return [
        clause.text,
        document.label,
        document.metadata.doc_type,
        " › ".join(clause.path),
        document.source,
        clause.clause_id,
        Link(link(result)) if link else None,
    ]


def _cell_row(cell: Cell, link: LinkOf | None) -> list[TableCell]:
    return [
        cell.district or UNKNOWN,
        cell.year,
        state_of(cell).split(" ")[0],
        *figure_cells(cell.figures, cell.best),
        *source_cells(cell.best, link),
        cell.nearest.clause.text if cell.nearest else None,
    ]


def _not_loaded_rows(coverage: TopicCoverage) -> Iterator[list[TableCell]]:
    for cell in coverage.cells:
        if cell.state == "not_loaded":
            why = "收录的文件没有所问的部分" if cell.documents else "没有收录这一年的文件"
            yield [cell.parent, cell.district, cell.year, why]
    for district in coverage.named.districts:
        yield [None, district, None, "点名的地区，没有收录任何文件"]
    for year in coverage.named.years:
        yield [None, None, year, "点名的年份，没有收录任何文件"]
    for kind in coverage.named.types:
        yield [None, None, None, f"点名的文件类型“{kind}”，没有收录任何文件"]
    for group in coverage.beside:
        for district in group.districts:
            yield [group.parent, district, None, "没有收录任何文件"]
