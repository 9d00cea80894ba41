"""What ``coverage`` prints for people: the matrix, what was said, and what was not said or is not loaded."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.commands.matrix import lines_of_matrix
from indexer.exports.workbooks import matrix_of, place_and_year
from indexer.insight.ledger import Entry
from indexer.insight.topic import Cell, TopicCoverage
from indexer.printing import where
from indexer.records import Result
from indexer.structure.wording import KIND_WORDS

_LEGEND = (
    "有：说到，后面是数字；近：所问的字词不全，或只是意思相近，请看原文；",
    "无：文件已收录，没有说到；未收录：没有收录这样的文件。",
)
_SHORT = 50  # characters of a clause that is no answer and only shows how far off the nearest is


def lines_of_coverage(coverage: TopicCoverage, columns: int) -> Iterator[str]:
    """Yield the lines for a terminal of so many columns."""
    yield f"主题：{coverage.query.text}"
    if said := dict.fromkeys(piece.label for piece in coverage.query.understood):
        yield f"按您的话限定：{'，'.join(said)}"
    if coverage.cells:
        yield ""
        yield from lines_of_matrix(*matrix_of(coverage), columns=columns)
        yield from _LEGEND
    for cell in coverage.cells:
        if cell.best:
            yield ""
            yield from _said(cell, cell.best)
    yield ""
    yield from _silent([cell for cell in coverage.cells if cell.state == "silent"])
    yield from _not_loaded(coverage)


def _said(cell: Cell, best: Result) -> Iterator[str]:
    near = "" if cell.is_in_words else "（意思相近）"
    yield f"{place_and_year(cell)}{near}：{'；'.join(map(_figure, cell.figures)) or '没有数字'}"
    yield f"  {_line(best.clause.text)}"
    yield f"  {where(best.document)} {' › '.join(best.clause.path)}（{best.clause.clause_id}）"
    if cell.figure and cell.figure.clause != best.clause:
        yield f"  数字所在的条款：{_line(cell.figure.clause.text)}（{cell.figure.clause.clause_id}）"


def _figure(entry: Entry) -> str:
    commitment = entry.commitment
    said = [commitment.period, KIND_WORDS[commitment.kind] if commitment.kind else ""]
    marks = "，".join(filter(None, said))
    return _line(entry.evidence) + (f"［{marks}］" if marks else "")


def _silent(cells: list[Cell]) -> Iterator[str]:
    if cells:
        yield "文件已收录，没有说到："
    for cell in cells:
        documents = "".join(f"《{ref.label}》" for ref in cell.documents)
        nearest = f"最接近的一条也不够：{_shortened(cell.nearest.clause.text)}" if cell.nearest else "没有相近的条款"
        yield f"  {place_and_year(cell)} {documents} {nearest}"


def _not_loaded(coverage: TopicCoverage) -> Iterator[str]:
    missing = [cell for cell in coverage.cells if cell.state == "not_loaded"]
    if absent := [place_and_year(cell) for cell in missing if not cell.documents]:
        yield f"没有收录文件：{'、'.join(absent)}"
    if partial := [place_and_year(cell) for cell in missing if cell.documents]:
        yield f"收录的文件没有所问的这一部分：{'、'.join(partial)}"
    if coverage.named.districts:
        yield f"您点名的地区没有收录任何文件：{'、'.join(coverage.named.districts)}"
    if coverage.named.years:
        yield f"您点名的年份没有收录任何文件：{'、'.join(coverage.named.years)}"
    if coverage.named.types:
        yield f"您点名的文件类型没有收录任何文件：{'、'.join(coverage.named.types)}"
    for group in coverage.beside:
        yield f"{group.parent or '全国'}还有 {len(group.districts)} 个没有收录任何文件：{'、'.join(group.districts)}"


def _line(text: str) -> str:
    return text.replace("\n", " ")


def _shortened(text: str) -> str:
    line = _line(text)
    return line if len(line) <= _SHORT else line[:_SHORT] + "…"
