"""What ``precedent`` and ``frequency`` print for people."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.citation import SEPARATOR
from indexer.commands.matrix import lines_of_matrix
from indexer.exports.precedent_exports import (
    LEGEND,
    NO_PRECEDENT,
    first_words,
    name_of,
    nearest_words,
    only_in,
    remarks,
    variant_words,
    year_name,
)
from indexer.insight.formula import FormulaCell, Frequency
from indexer.insight.precedent import Finding, Precedent, Precedents, Variant

_AROUND = 20  # characters of a clause that are shown on either side of what is compared
_SHOWN = 4  # clauses of a variant; the files that are written have all


def lines_of_precedents(found: Precedents) -> Iterator[str]:
    """Yield the lines for a terminal; what the draft does not have stands in ［］."""
    for number, finding in enumerate(found.findings, start=1):
        yield f"{number}. {_line(finding.sentence.text)}"
        if not finding.variants:
            yield f"   {NO_PRECEDENT}。{nearest_words(finding)}"
        for order, variant in enumerate(finding.variants, start=1):
            yield from _variant(finding, variant, order)
        yield from (f"   {remark}" for remark in remarks(finding))
        yield ""
    if found.draft.headings:
        yield f"没有查（标题、称呼或日期）：{'、'.join(_line(heading.text) for heading in found.draft.headings)}"
    yield f"在收录的 {len(found.documents)} 个文件中查找。{LEGEND}［］中是草稿没有的字词。"


def _variant(finding: Finding, variant: Variant, order: int) -> Iterator[str]:
    yield f"   表述{order}  {variant_words(variant)}"
    yield f"     {first_words(variant.first)}"
    here, _ = only_in(variant.best, finding.sentence.text)
    if here:
        yield f"     草稿独有：{' / '.join(here)}"
    for precedent in variant.precedents[:_SHOWN]:
        yield f"     · {marked(precedent)}"
        place = SEPARATOR.join(precedent.clause.path)
        yield f"       {name_of(precedent.document)} {place}（{precedent.clause.clause_id}）"
    if len(variant.precedents) > _SHOWN:
        yield f"     还有 {len(variant.precedents) - _SHOWN} 条，用 --json、--csv 或 --docx 看全部。"


def marked(precedent: Precedent) -> str:
    """Return what is compared of a clause and a little around it, with what the draft does not have in ［］."""
    text, (first, last) = precedent.clause.text, precedent.alignment.core
    start, end = max(0, first - _AROUND), min(len(text), last + _AROUND)
    parts = []
    for segment in precedent.alignment.segments:
        at, to = max(segment.there[0], first), min(segment.there[1], last)
        if at < to:
            words = text[at:to]
            parts.append(f"［{words}］" if segment.kind == "there" else words)
    before = ("…" if start else "") + text[start:first]
    after = text[last:end] + ("…" if end < len(text) else "")
    return _line(before + "".join(parts) + after)


def lines_of_frequency(frequency: Frequency) -> Iterator[str]:
    """Yield the lines for a terminal: a table of districts and years, then what it does not show."""
    yield f"提法：{' | '.join(frequency.wordings)}"
    yield ""
    yield from lines_of_matrix(*_matrix(frequency), columns=100)
    yield "格中是含有的文件数/收录的文件数，括号中是含有的条款数；未收录：没有收录这个区这一年的文件。"
    yield ""
    for wording, written in zip(frequency.wordings, frequency.each, strict=True):
        yield f"「{wording}」：{len(written.documents)} 个文件，{written.clauses} 条"
    if len(frequency.wordings) > 1:
        yield f"合计（一条含几种只算一次）：{len(frequency.any.documents)} 个文件，{frequency.any.clauses} 条"
    if frequency.any.documents:
        yield f"{first_words(frequency.first)}。"
    if gaps := frequency.years_without_documents:
        yield f"这些年没有收录任何文件，看不出有没有：{'、'.join(map(str, gaps))}"


def _matrix(frequency: Frequency) -> tuple[list[str], list[list[str]]]:
    counts = [district for _, district in frequency.places]
    rows = []
    width = len(frequency.years)
    for number, (parent, district) in enumerate(frequency.places):
        name = f"{parent}{district}" if counts.count(district) > 1 else district or "未知区"
        cells = frequency.cells[number * width : (number + 1) * width]
        rows.append([name, *map(_state, cells)])
    return ["", *map(year_name, frequency.years)], rows


def _state(cell: FormulaCell) -> str:
    if not cell.loaded:
        return "未收录"
    return f"{len(cell.any.documents)}/{len(cell.loaded)}（{cell.any.clauses}条）"


def _line(text: str) -> str:
    return " ".join(text.split())
