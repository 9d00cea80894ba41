"""What ``compare`` prints for people: the columns, the gaps, figures and clauses side by side."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.exports.compare_words import (
    ACROSS_WORDS,
    NEAR,
    amount_words,
    cut_words,
    gap_sentences,
    never_loaded,
    title_of,
    told_of,
)
from indexer.insight.compare import SHOWN, Comparison
from indexer.insight.marks import MARKS, mark_of
from indexer.insight.topic import holds_words
from indexer.printing import where


def lines_of_comparison(found: Comparison) -> Iterator[str]:
    """Yield the lines: of each column the strongest clauses, and how many more there are."""
    yield f"主题：{found.query.text}（比{ACROSS_WORDS[found.across]}）"
    if said := dict.fromkeys(piece.label for piece in found.query.understood):
        yield f"按您的话限定：{'，'.join(said)}"
    for column in found.columns:
        words = MARKS[mark_of(column)]
        yield f"  {words.sign} {column.name}：{words.word}，{len(column.documents)} 个文件，{column.count} 条"
    yield from gap_sentences(found)
    for names, why in never_loaded(found):
        yield f"{why}：{'、'.join(names)}。"
    yield from _figures(found)
    yield from _clauses(found)
    if cut := cut_words(found):
        yield cut


def _figures(found: Comparison) -> Iterator[str]:
    for row in found.figures:
        yield ""
        yield f"【{title_of(row)}】"
        for column, cell in zip(found.columns, row.cells, strict=True):
            for entry in cell:
                yield f"  {column.name}：{amount_words(entry)}（{told_of(entry)}）{_line(entry.evidence)}"
                yield f"    {where(entry.document)}（{entry.clause.clause_id}）"


def _clauses(found: Comparison) -> Iterator[str]:
    shown = [row for row in found.clauses if row.rank <= SHOWN]
    for row in shown:
        yield ""
        for at, (column, group) in enumerate(zip(found.columns, row.cells, strict=True)):
            if group:
                result = group.first
                beside = f"［{NEAR}］" if at in row.near else ""
                near = "" if holds_words(result) else "（意思相近）"
                yield f"  {column.name}：{beside}{_line(result.clause.text)}{near}{group.label}"
                yield f"    {where(result.document)} {' › '.join(result.clause.path)}（{result.clause.clause_id}）"
    listed = [sum(row.cells[at] is not None for row in shown) for at in range(len(found.columns))]
    more = {column.name: len(column.clauses) - seen for column, seen in zip(found.columns, listed, strict=True)}
    if left := [f"{name} {count} 条" for name, count in more.items() if count]:
        yield f"没有列出的还有：{'，'.join(left)}（--xlsx、--docx、--json 中有全部）"


def _line(text: str) -> str:
    return " ".join(text.split())
