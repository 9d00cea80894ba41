"""A comparison → what is taken away of it: paragraphs for Word, the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indexer.citation import SEPARATOR, citation
from indexer.exports.compare_words import (
    ACROSS_WORDS,
    NEAR,
    amount_words,
    counted,
    cut_words,
    gap_sentences,
    never_loaded,
    thing_of,
    title_of,
    told_of,
)
from indexer.exports.precedent_exports import name_of
from indexer.exports.workbooks import figure_cells, index_rows, limits
from indexer.insight.compare import Column, Comparison
from indexer.insight.coverage import UNKNOWN
from indexer.insight.entry import Entry
from indexer.insight.marks import MARKS, mark_of
from indexer.insight.side_by_side import ClauseRow, FigureRow
from indexer.insight.topic import holds_words
from indexer.records import STAR, Clause, DocumentRef, Result
from indexer.storage.generations import Manifest
from indexer.structure.wording import KIND_WORDS
from indexer.tables import Cell, Link, Sheet
from indexer.word import Paragraph, Run

Address = Callable[[DocumentRef, Clause], str]  # where a clause can be read; "" where nowhere

_FIGURE = ("区", "文件年份", "数字（原文）", "限度", "数值", "上限", "单位", "目标或完成", "适用年份", "时段", "★")
_SOURCE = ("条款", "文件", "类型", "路径", "来源文件", "条款编号", "引文", "链接")


# Word


def paragraphs(found: Comparison, manifest: Manifest, *, asked_at: str, address: Address) -> Iterator[Paragraph]:
    """Yield the comparison for Word: what was asked, the gaps, the figures, and each column with its clauses."""
    yield Paragraph([Run(f"对比：{_line(found.query.text)}")], "title")
    for name, value in _asked(found, manifest, asked_at):
        yield Paragraph([Run(f"{name}：{value}", "faint")])
    absent = [f"{why}：{'、'.join(names)}。" for names, why in never_loaded(found)]
    for sentence in filter(None, (*gap_sentences(found), *absent, cut_words(found))):
        yield Paragraph([Run(sentence, "strong")])
    yield from _figure_paragraphs(found, address)
    for column in found.columns:
        yield from _column_paragraphs(column, address)


def _figure_paragraphs(found: Comparison, address: Address) -> Iterator[Paragraph]:
    yield Paragraph([Run("数字")], "heading")
    if not found.figures:
        yield Paragraph([Run("没有与主题相合的数字。")])
    for row in found.figures:
        yield Paragraph([Run(title_of(row), "strong")])
        for column, cell in zip(found.columns, row.cells, strict=True):
            for entry in cell:
                yield Paragraph(_figure_runs(f"{column.name}：", entry, address), "item")


def _figure_runs(name: str, entry: Entry, address: Address) -> list[Run]:
    source = f"（{told_of(entry)}）「{_line(entry.evidence)}」{name_of(entry.document)}"
    link = address(entry.document, entry.clause)
    return [Run(name), Run(amount_words(entry), "strong"), Run(source), *([Run(f" {link}", "faint")] if link else [])]


def _column_paragraphs(column: Column, address: Address) -> Iterator[Paragraph]:
    yield Paragraph([Run(f"{column.name}  {MARKS[mark_of(column)].word}")], "heading")
    if column.documents:
        yield Paragraph([Run(f"文件：{'、'.join(map(name_of, column.documents))}", "faint")])
    if column.nearest:
        nearest = column.nearest
        yield Paragraph(
            [Run("最接近但不够的一条："), Run(citation(nearest.document, nearest.clause, link=_link(nearest, address)))]
        )
    for entry in column.figures:
        yield Paragraph(_figure_runs("", entry, address), "item")
    for number, group in enumerate(column.clauses, start=1):
        for result in (group.first, *group.others):
            said = citation(result.document, result.clause, link=_link(result, address))
            near = "" if holds_words(result) else "（所问的字词不全，或只是意思相近）"
            again = "（相同或相近表述）" if result is not group.first else ""
            yield Paragraph([Run(f"{number}. {said}"), Run(f"{near}{again}", "faint")])
    if column.is_cut:
        yield Paragraph([Run(f"后面还有，这里取了 {column.count} 条。", "strong")])


def _link(result: Result, address: Address) -> str:
    return address(result.document, result.clause)


def _line(text: str) -> str:
    return " ".join(text.split())


# Excel


def comparison_sheets(
    found: Comparison, manifest: Manifest, *, asked_at: str, address: Address | None = None
) -> list[Sheet]:
    """Return figures and clauses side by side, then one a row with their sources, the gaps, and how it was asked."""
    names = [column.name for column in found.columns]
    wide = [_wide_clauses(found, number, row) for number, row in enumerate(found.clauses, start=1)]
    to = address or (lambda _document, _clause: "")
    return [
        Sheet("数字", ("事项", "单位", "目标或完成", *names), [_wide_figures(row) for row in found.figures]),
        Sheet("条款", ("行", f"{NEAR}的列", *names), wide),
        Sheet("数字明细", ("行", "列", *_FIGURE, *_SOURCE), list(_figure_rows(found, to))),
        Sheet("条款明细", ("行", "列", "名次", "依据", "区", "文件年份", *_SOURCE), list(_clause_rows(found, to))),
        Sheet("没有的", ("列", "情况", "说明", "最接近但不够的条款", "链接"), list(_gap_rows(found, to))),
        Sheet("说明", ("项目", "内容"), list(_told(found, manifest, asked_at))),
    ]


def _wide_figures(row: FigureRow) -> list[Cell]:
    said = row.first.commitment
    cells = ("\n".join(f"{amount_words(entry)}（{told_of(entry)}）" for entry in cell) for cell in row.cells)
    return [thing_of(row), said.quantity.unit, KIND_WORDS[said.kind], *cells]


def _wide_clauses(found: Comparison, number: int, row: ClauseRow) -> list[Cell]:
    firsts = [group.first if group else None for group in row.cells]
    cells = (f"{first.clause.text}（{name_of(first.document)}）" if first else None for first in firsts)
    return [number, "、".join(found.columns[at].name for at in sorted(row.near)), *cells]


def _figure_rows(found: Comparison, address: Address) -> Iterator[list[Cell]]:
    for number, row in enumerate(found.figures, start=1):
        for column, cell in zip(found.columns, row.cells, strict=True):
            for entry in cell:
                star = STAR if entry.commitment.is_starred else None
                source = _source(entry.document, entry.clause, address)
                yield [number, column.name, *_whose(entry.document), *figure_cells([entry]), star, *source]


def _clause_rows(found: Comparison, address: Address) -> Iterator[list[Cell]]:
    for number, row in enumerate(found.clauses, start=1):
        for column, group in zip(found.columns, row.cells, strict=True):
            for result in (group.first, *group.others) if group else ():
                why = "字词" if holds_words(result) else "意思相近"
                source = _source(result.document, result.clause, address)
                yield [number, column.name, result.rank, why, *_whose(result.document), *source]


def _whose(document: DocumentRef) -> list[Cell]:
    return [document.metadata.district or UNKNOWN, document.metadata.year]


def _source(document: DocumentRef, clause: Clause, address: Address) -> list[Cell]:
    link = address(document, clause)
    return [
        clause.text,
        document.label,
        document.metadata.doc_type,
        SEPARATOR.join(clause.path),
        document.source,
        clause.clause_id,
        citation(document, clause),
        Link(link) if link else None,
    ]


def _gap_rows(found: Comparison, address: Address) -> Iterator[list[Cell]]:
    for column in found.columns:
        mark, nearest = MARKS[mark_of(column)], column.nearest
        if column.state != "said":
            link = _link(nearest, address) if nearest else ""
            text = nearest.clause.text if nearest else None
            yield [column.name, mark.word, mark.meaning, text, Link(link) if link else None]
        for ref in column.quiet:
            yield [column.name, MARKS["silent"].word, name_of(ref), None, None]
        for ref in column.partial if column.documents != column.partial else ():
            yield [column.name, MARKS["partial"].word, name_of(ref), None, None]
        for name in column.absent:
            yield [column.name, MARKS["not-loaded"].word, f"没有收录{name}的文件", None, None]
    for names, why in never_loaded(found):
        for name in names:
            yield [name, MARKS["not-loaded"].word, why, None, None]


def _asked(found: Comparison, manifest: Manifest, asked_at: str) -> Iterator[tuple[str, str]]:
    yield "所问", found.words
    yield "怎样比", f"比{ACROSS_WORDS[found.across]}：{'、'.join(column.name for column in found.columns)}"
    yield "限定", limits(found.query.filters, found.named, found.query.understood)
    yield "生成时间", asked_at
    yield from index_rows(manifest)
    yield "共有", counted(found)


def _told(found: Comparison, manifest: Manifest, asked_at: str) -> Iterator[tuple[str, str]]:
    yield "主题", found.query.text
    yield from _asked(found, manifest, asked_at)
    yield "是否截断", cut_words(found) or "没有，找到的都在这里。"
    yield "数字的一行", "事项、单位、目标或完成都一样的才放在一行；写法不同的各占一行，能不能比请看原文"
    yield "条款的一行", f"“{NEAR}的列”里写明的几列，这一行的措辞相近，供对照；其余只按各列自己的贴切程度排下来"
    for words in MARKS.values():
        yield words.word, words.meaning
    for sentence in gap_sentences(found):
        yield "没有的", sentence
