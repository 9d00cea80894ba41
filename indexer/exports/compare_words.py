"""A comparison in words: what its figures and rows are called, what it lacks; the same on the page and in files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.exports.precedent_exports import name_of, year_name
from indexer.insight.compare import Across, Column, Comparison
from indexer.insight.entry import Entry
from indexer.insight.marks import mark_of
from indexer.insight.pair_words import action_sorts
from indexer.insight.side_by_side import FigureRow
from indexer.records import STAR, DocumentRef
from indexer.structure.wording import COMPARATOR_WORDS, KIND_WORDS, indicator_words

ACROSS_WORDS: dict[Across, str] = {"district": "各区", "year": "各年"}
NEAR = "措辞相近"


def gap_sentences(found: Comparison) -> Iterator[str]:
    """Yield in words what stands in no column: silence, what is not loaded, and what is loaded in part."""
    columns = found.columns
    if silent := [column.name for column in columns if column.state == "silent"]:
        yield f"有文件但没有提到：{'、'.join(silent)}。"
    if quiet := [name_of(ref) for column in columns for ref in column.quiet]:
        yield f"这些文件没有提到：{'、'.join(quiet)}。"
    if partial := list(dict.fromkeys(name_of(ref) for column in columns for ref in _lacking(column))):
        yield f"这些文件没有所问的部分，说没说不知道：{'、'.join(partial)}。"
    if missing := [column.name for column in columns if mark_of(column) == "not-loaded"]:
        yield f"没有收录文件，说没说不知道：{'、'.join(missing)}。"
    if absent := [f"{column.name}缺{'、'.join(column.absent)}" for column in columns if column.absent]:
        yield f"收录的文件不齐，不能当作没有做：{'；'.join(absent)}。"
    if near := [column.name for column in columns if mark_of(column) == "near"]:
        yield f"所问的字词不全，或只是意思相近，请看原文：{'、'.join(near)}。"
    if found.figures and (plain := [c.name for c in columns if mark_of(c) == "said" and not c.figures]):
        yield f"说到了，但没有写明数字：{'、'.join(plain)}。"
    kinds = {entry.commitment.kind for row in found.figures for cell in row.cells for entry in cell}
    if len(kinds) == 1 and (only := kinds.pop()):
        other = {"target": "完成数", "result": "目标数"}[only]
        yield f"写明的数都是{KIND_WORDS[only]}，没有找到{other}。"


def _lacking(column: Column) -> Sequence[DocumentRef]:
    return column.documents if mark_of(column) == "partial" else column.partial


def never_loaded(found: Comparison) -> Iterator[tuple[Sequence[str], str]]:
    """Yield names of what is asked for, or lies beside, and no document is loaded of, with why they are told."""
    named = [*found.named.districts, *(f"{year}年" for year in found.named.years), *found.named.types]
    if named:
        yield named, "点了名，没有收录任何文件，说没说不知道"
    for group in found.beside:
        yield group.districts, f"{group.parent or '全国'}的，没有收录任何文件"


def amount_words(entry: Entry) -> str:
    """Write a figure in the document's words, with its unit where that stands elsewhere: 不少于28万人, 3（家）."""
    quantity = entry.commitment.quantity
    unit = f"（{quantity.unit}）" if quantity.unit and quantity.unit not in quantity.text else ""
    return f"{COMPARATOR_WORDS[quantity.comparator]}{' '.join(quantity.text.split())}{unit}"


def told_of(entry: Entry) -> str:
    """Say what a figure is, and for when: 2025年目标, ★."""
    said = entry.commitment
    star = f"，{STAR}" if said.is_starred else ""
    when = f"{year_name(entry.year)}{f'（{said.period}）' if said.period else ''}"
    return f"{when}{KIND_WORDS[said.kind]}{star}"


def title_of(row: FigureRow) -> str:
    """Name what the figures of a row count, and what they are: 新增养老床位（张，目标）."""
    said = row.first.commitment
    return f"{thing_of(row)}（{'，'.join(filter(None, (said.quantity.unit, KIND_WORDS[said.kind])))}）"


def thing_of(row: FigureRow) -> str:
    """Name what the figures of a row count, with the verb where all have one that says more than 达到: 新增养老床位."""
    entries = [entry for cell in row.cells for entry in cell]
    actions = {entry.commitment.action for entry in entries}
    action = actions.pop() if len(actions) == 1 else ""
    said = max((entry.commitment for entry in entries), key=lambda commitment: len(commitment.object))
    named = indicator_words("" if action_sorts(action) <= {"reach"} else action, said.object, said.quantity.unit)
    return " ".join((named or row.first.evidence).split())


def counted(found: Comparison) -> str:
    """Say how much there is: 3 列，条款 32 条，数字 9 个."""
    clauses = sum(column.count for column in found.columns)
    figures = sum(len(cell) for row in found.figures for cell in row.cells)
    return f"{len(found.columns)} 列，条款 {clauses} 条，数字 {figures} 个"


def cut_words(found: Comparison) -> str:
    """Say which columns were cut; empty where none was."""
    cut = [f"{column.name}（取了 {column.count} 条）" for column in found.columns if column.is_cut]
    return f"条款太多，没有全部列出：{'、'.join(cut)}。" if cut else ""
