"""What a survey found → the sheets of a workbook: the coverage of a topic, the answers of a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from indexer.exports.precedent_exports import year_name
from indexer.insight.asking import Named
from indexer.insight.batch import BatchAnswer, TaskAnswer
from indexer.insight.coverage import UNKNOWN
from indexer.insight.ledger import Entry
from indexer.insight.tasks import Task, Tasks
from indexer.insight.topic import Cell, TopicCoverage
from indexer.records import Filters, Result, Understood
from indexer.storage.generations import Manifest
from indexer.structure.wording import COMPARATOR_WORDS, KIND_WORDS
from indexer.tables import Cell as TableCell
from indexer.tables import Link, Sheet

LinkOf = Callable[[Result], str]  # a result → the address under which its clause can be read

_FIGURE = ("数字（原文）", "限度", "数值", "上限", "单位", "目标或完成", "适用年份", "时段")
_TASK = ("行", "序号", "问题或任务")
_SOURCE = ("条款", "文件", "类型", "路径", "来源文件", "条款编号", "数字另见的条款")


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
    """Return a figure in short, with what it is: 目标约5%, 前三季度完成201张."""
    commitment, quantity = entry.commitment, entry.commitment.quantity
    kind = KIND_WORDS[commitment.kind] if commitment.kind else ""
    return f"{commitment.period}{kind}{COMPARATOR_WORDS[quantity.comparator]}{quantity.text}"


def coverage_sheets(coverage: TopicCoverage, manifest: Manifest, link: LinkOf | None = None) -> list[Sheet]:
    """Return the sheets of a coverage: the table, its cells one a row, what is not loaded, how it was asked."""
    head, rows = matrix_of(coverage)
    asked = [
        ("主题", coverage.query.text),
        ("所问", coverage.query.words),
        ("限定", limits(coverage.query.filters, coverage.named, coverage.query.understood)),
        ("有", "有条款说到，后面是最合所问的数字"),
        ("近", "所问的字词不全，或只是意思相近，请看原文"),
        ("无", "文件已收录，没有一条够得上检索的门槛"),
        ("未收录", "没有收录这个区这一年的文件；与“无”不同"),
        ("缺这部分", "收录的文件没有所问的部分，例如只问完成情况而文件没有回顾"),
        *index_rows(manifest),
    ]
    return [
        Sheet("覆盖", ["区", *head[1:]], rows),
        Sheet(
            "条款",
            ("区", "年份", "情况", *_FIGURE, *source_columns(link), "最接近但不够的条款"),
            [_cell_row(cell, link) for cell in coverage.cells],
        ),
        Sheet("未收录", ("上级", "区", "年份", "说明"), list(_not_loaded_rows(coverage))),
        Sheet("说明", ("项目", "内容"), asked),
    ]


def limits(filters: Filters, named: Named, understood: Sequence[Understood] = ()) -> str:
    """Return the conditions that were chosen, and those that were read from the words."""
    chosen = [*filters.districts, *map(year_name, filters.years), *filters.types]
    missing = [f"{name}（没有收录）" for name in (*named.districts, *named.years, *named.types)]
    return "，".join(dict.fromkeys((*chosen, *(piece.label for piece in understood), *missing))) or "没有"


def index_rows(manifest: Manifest) -> list[tuple[str, str]]:
    """Return what a workbook says of the index that was asked."""
    return [
        ("索引", f"{manifest.generation}，建立于 {manifest.created_here}，模型 {manifest.model}"),
        ("索引内容", f"{manifest.documents} 个文件，{manifest.clauses} 条条款"),
    ]


def figure_cells(figures: Sequence[Entry]) -> list[TableCell]:
    """Return the cells of the figure that fits best; the words name the others that fit."""
    if not figures:
        return [None] * len(_FIGURE)
    entry = figures[0]
    quantity = entry.commitment.quantity
    return [
        "；".join(figure.evidence for figure in figures),
        COMPARATOR_WORDS[quantity.comparator],
        quantity.value,
        quantity.upper,
        quantity.unit,
        KIND_WORDS[entry.commitment.kind],
        entry.year,
        entry.commitment.period or None,
    ]


def source_columns(link: LinkOf | None) -> tuple[str, ...]:
    """Return the names of ``source_cells``."""
    return (*_SOURCE, "链接") if link else _SOURCE


def source_cells(result: Result | None, figures: Sequence[Entry], link: LinkOf | None) -> list[TableCell]:
    """Return the cells that say where a clause stands, and which one its figure is of where that is another."""
    if result is None:
        return [None] * len(source_columns(link))
    elsewhere = figures[0].clause.text if figures and figures[0].clause != result.clause else None
    document, clause = result.document, result.clause
    return [
        clause.text,
        document.label,
        document.metadata.doc_type,
        " › ".join(clause.path),
        document.source,
        clause.clause_id,
        elsewhere,
        *([Link(link(result))] if link else []),
    ]


def _cell_row(cell: Cell, link: LinkOf | None) -> list[TableCell]:
    return [
        cell.district or UNKNOWN,
        cell.year,
        state_of(cell).split(" ")[0],
        *figure_cells(cell.figures),
        *source_cells(cell.best, cell.figures, link),
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


def batch_sheets(
    answer: BatchAnswer, tasks: Tasks, manifest: Manifest, *, asked_at: str, link: LinkOf | None = None
) -> list[Sheet]:
    """Return the sheets of a batch: what was found, what was not, which lines could not be asked, how it was asked."""
    results = [row for one in answer.answers for row in _result_rows(one, link)]
    missing = [row for one in answer.answers for row in _missing_rows(one)]
    told = [
        ("清单", tasks.name),
        ("生成时间", asked_at),
        ("提问", f"{len(answer.answers)} 个问题，{len(results)} 条结果；有问题的行 {len(answer.problems)} 行"),
        ("限定", limits(answer.filters, answer.named)),
        *(("读取", note) for note in tasks.notes),
        ("结果", "每个区每年一行，是其中最合所问的一条；“字词”是条款含有所问的字词，“意思相近”请看原文"),
        ("数字", "最合所问的数字在前；条款没有合适的数字时，取自后面几条，见“数字另见的条款”"),
        ("没有说到", "文件已收录，没有一条够得上检索的门槛；与“没有收录”不同，那是没有文件可查"),
        *index_rows(manifest),
        *(("查过的文件", f"{ref.source}（{ref.label}）") for ref in answer.documents),
        *(("没有收录", missing) for missing in _never_loaded(answer)),
    ]
    return [
        Sheet("结果", (*_TASK, "区", "文件年份", "依据", *_FIGURE, *source_columns(link)), results),
        Sheet("未找到", (*_TASK, "区", "文件年份", "情况", "收录的文件", "最接近但不够的条款"), missing),
        Sheet("有问题的行", ("行", "内容", "原因"), [(p.line, p.words, p.why) for p in answer.problems]),
        Sheet("说明", ("项目", "内容"), told),
    ]


def _never_loaded(answer: BatchAnswer) -> Iterator[str]:
    cells = [cell for one in answer.answers for cell in one.cells("not_loaded") if not cell.documents]
    yield from dict.fromkeys(place_and_year(cell) for cell in cells)
    for group in dict.fromkeys(group for one in answer.answers for group in one.coverage.beside):
        yield f"{group.parent or '全国'}的 {len(group.districts)} 个地区：{'、'.join(group.districts)}"


def _task_cells(task: Task) -> list[TableCell]:
    return [task.line, task.number, task.words]


def _result_rows(answer: TaskAnswer, link: LinkOf | None) -> Iterator[list[TableCell]]:
    for cell in answer.cells("said"):
        yield [
            *_task_cells(answer.task),
            cell.district or UNKNOWN,
            cell.year,
            "字词" if cell.is_in_words else "意思相近",
            *figure_cells(cell.figures),
            *source_cells(cell.best, cell.figures, link),
        ]


def _missing_rows(answer: TaskAnswer) -> Iterator[list[TableCell]]:
    task, named = _task_cells(answer.task), answer.coverage.named
    for cell in answer.cells("silent"):
        sources = "、".join(ref.source for ref in cell.documents)
        nearest = cell.nearest.clause.text if cell.nearest else None
        yield [*task, cell.district or UNKNOWN, cell.year, "没有说到", sources, nearest]
    for cell in answer.cells("not_loaded"):
        if cell.documents:  # what is loaded of nobody is said once, for all tasks
            sources = "、".join(ref.source for ref in cell.documents)
            yield [*task, cell.district, cell.year, "收录的文件没有所问的部分", sources, None]
    for district in named.districts:
        yield [*task, district, None, "没有收录这个地区的文件", None, None]
    for year in named.years:
        yield [*task, None, year, "没有收录这一年的文件", None, None]
    for kind in named.types:
        yield [*task, None, None, f"没有收录“{kind}”这类文件", None, None]
