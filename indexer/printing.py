"""What the command line prints for people: progress, results, reports. Text only, no terminal is assumed."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from tqdm import tqdm

from indexer.insight.coverage import group_by_district
from indexer.records import Answer, Document, DocumentRef, FileReport, Result
from indexer.structure.wording import FLAG_WORDS

if TYPE_CHECKING:
    from indexer.build import BuildReport, Progress, ProgressCallback
    from indexer.insight.help import Help
    from indexer.insight.pairs import Paired
    from indexer.retrieval.engines import Choice
    from indexer.storage.generations import Manifest
    from indexer.storage.reports import Report

_STATES = {"read": "已读取", "unchanged": "未变", "refused": "未收录", "removed": "已移除"}


@contextmanager
def progress(stream: TextIO) -> Iterator[ProgressCallback]:
    """Give a callback that shows a bar for each stage of a build."""
    bars: list[tqdm[Any]] = []
    stage = ""

    def tell(step: Progress) -> None:
        nonlocal stage
        if step.stage != stage:
            stage = step.stage
            for bar in bars:
                bar.close()
            bars[:] = [tqdm(total=step.total, desc=stage, file=stream, leave=False, disable=None, unit="")]
        bars[0].total = step.total
        bars[0].set_postfix_str(step.detail, refresh=False)
        bars[0].update(step.done - bars[0].n)

    try:
        yield tell
    finally:
        for bar in bars:
            bar.close()


def staged(tell: ProgressCallback) -> Callable[[str, int, int], None]:
    """Return a callback of three values for one that takes a Progress."""
    from indexer.build import Progress

    return lambda stage, done, total: tell(Progress(stage, done, total))


def print_lines(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        print(line)


def columns(cells: Iterable[str], widths: Iterable[int]) -> str:
    """Return cells side by side, a Chinese character two columns wide; what does not fit ends in ….

    >>> columns(["静安区", "养老床位"], [8, 5])
    '静安区   养老…'
    """
    return " ".join(_fitted(cell.replace("\n", " "), width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _fitted(text: str, width: int) -> str:
    if sum(map(_wide, text)) > width:
        ends = accumulate(map(_wide, text))
        text = text[: sum(end < width for end in ends)] + "…"
    return text + " " * (width - sum(map(_wide, text)))


def _wide(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def build_row(report: BuildReport) -> dict[str, Any]:
    """Return a build's report for ``--json``."""
    return asdict(report) | {"seconds": round(report.seconds, 2)}


def build_fields(report: BuildReport) -> dict[str, Any]:
    """Return what the log says of a build: how many, not what."""
    states = Counter(entry.state for entry in report.files)
    return {
        "generation": report.generation,
        "documents": report.documents,
        "clauses": report.clauses,
        "encoded": report.encoded,
        "seconds": round(report.seconds, 2),
        "files": dict(states),
    }


def print_build(report: BuildReport) -> None:
    """Print what a build did, file by file."""
    for entry in report.files:
        said = entry.reason or _counts(entry)
        print(f"{_STATES[entry.state]}  {said}" if entry.reason else f"{_STATES[entry.state]}  {entry.source}{said}")
    for note in report.notes:
        print(f"注意  {note}")
    if report.changed:
        taken = report.clauses - report.encoded
        resumed = f"（其中 {report.resumed} 条接续上次中断的计算）" if report.resumed else ""
        print(
            f"索引已更新：{report.documents} 个文件，{report.clauses} 条条款，"
            f"新计算语义 {report.encoded} 条{resumed}，其余 {taken} 条沿用已有的，用时 {report.seconds:.1f} 秒。"
        )
    else:
        print(
            f"没有变化，没有重新计算任何条款：{report.documents} 个文件，{report.clauses} 条条款，"
            f"用时 {report.seconds:.1f} 秒。"
        )


def _counts(entry: FileReport) -> str:
    if entry.state not in ("read", "unchanged"):
        return ""
    parts = [f"{entry.clauses} 条"]
    parts += [f"去除 {entry.removed} 处网页或版式文字"] if entry.removed else []
    parts += [f"修复 {entry.repairs} 处"] if entry.repairs else []
    return "：" + "，".join(parts)


def where(ref: DocumentRef) -> str:
    """Return a document's district, year and name: 静安区 2025年 《…》."""
    metadata = ref.metadata
    year = f"{metadata.year}年" if metadata.year else "年份不详"
    return f"{metadata.district or '未知区'} {year} 《{ref.label}》"


def print_answer(answer: Answer, documents: Iterable[DocumentRef], helping: Help) -> None:
    """Print what was understood, the results by district with why they were found, and help where there are none."""
    query = answer.query
    if said := dict.fromkeys(piece.label for piece in query.understood):
        print(f"按您的话限定：{'，'.join(said)}")
    for missing in helping.not_in_corpus:
        print(missing.sentence)
    if helping.spelling:
        print(f"您要找的是不是：{'、'.join(correction.words for correction in helping.spelling)}")
    inside = [result for result in answer.results if not result.is_beyond]
    beyond = answer.results[len(inside) :]
    if not inside:
        _print_ways_out(helping)
    coverage = group_by_district(inside, documents, query.filters, query.scope)
    for group in coverage.groups:
        print(f"{group.district}（{len(group.results)} 条）")
        _print_results(group.results)
    if inside and coverage.silent:
        print(f"前 {len(inside)} 条中没有：{'、'.join(coverage.silent)}")
    if beyond:
        print(f"限定之外的相近内容（{len(beyond)} 条）")
        _print_results(beyond)


def _print_ways_out(helping: Help) -> None:
    print(helping.searched)
    held = "含有这些字词的条款" if helping.holds_all else "至少含有其中一个词的条款"
    for lifted in helping.emptied_by:
        print(f"  {lifted.label}：有 {lifted.count} 条{held}")
    if helping.try_words:
        print(f"  可以查：{'、'.join(f'{word.word}（{word.count} 条）' for word in helping.try_words)}")


def _print_results(results: Sequence[Result]) -> None:
    for result in results:
        flags = "".join(f"［{FLAG_WORDS[flag]}］" for flag in result.clause.flags)
        print(f"  {result.rank}. {result.clause.text.replace(chr(10), ' ')}")
        print(f"     {where(result.document)} {' › '.join(result.clause.path)} {flags}")
        print(f"     {'；'.join(result.reasons)}")


def print_document(document: Document) -> None:
    """Print a document as it was read: metadata with evidence, outline, clauses, what was removed and repaired."""
    for name, value in asdict(document.metadata).items():
        if name != "evidence":
            evidence = document.metadata.evidence.get(name)
            origin = f"  ← {'目录表' if evidence.origin == 'catalog' else '推断'}：{evidence.words}" if evidence else ""
            print(f"{name:<12}{value if value not in ('', None) else '（未知）'}{origin}")
    if number := document.metadata.number:
        year = f"{number.year} 年" if number.year else "无年份"
        print(f"{'':<12}机关代字 {number.agency}，{year}，第 {number.serial} 号")
    for _, line in sorted(_outline(document)):
        print(line)
    removed, repairs = len(document.removed), len(document.repairs)
    print(f"共 {len(document.clauses)} 条；去除 {removed} 处，修复 {repairs} 处。")
    for removal in document.removed:
        print(f"去除（{removal.reason}）：{removal.text}")


def _outline(document: Document) -> Iterator[tuple[int, str]]:
    for heading in document.headings:
        yield heading.start, f"{'  ' * max(0, heading.level - 1)}【{heading.text}】"
    for clause in document.clauses:
        flags = "".join(f"［{FLAG_WORDS[flag]}］" for flag in clause.flags)
        yield clause.start, f"{'  ' * len(clause.path)}{clause.ordinal:>4} {clause.text.replace(chr(10), ' ')} {flags}"


def print_status(
    index: str | Path,
    manifest: Manifest,
    commitments: int,
    documents: Sequence[DocumentRef],
    report: Sequence[FileReport],
) -> None:
    """Print what an index holds."""
    print(
        f"{index}：{manifest.documents} 个文件，{manifest.clauses} 条条款，{commitments} 条数量承诺，"
        f"模型 {manifest.model}，建立于 {manifest.created_here}"
    )
    for ref in documents:
        print(f"  {where(ref)} {ref.metadata.doc_type}：{ref.clauses} 条（{ref.source}）")
    for entry in report:
        if entry.state == "refused":
            print(f"  未收录 {entry.reason}")


def print_encoders(building: Choice, searching: Choice, made_by: str) -> None:
    """Print what encodes clauses, why nothing faster does, what encodes queries, and what encoded the index."""
    reason = f"（{building.reason}）" if building.reason else ""
    other = f"；索引由 {made_by} 编码，可以混用" if made_by and made_by != building.engine else ""
    print(f"  编码 {building.engine}，{building.threads} 个线程{reason}；检索 {searching.engine}{other}")


def print_pairs(paired: Paired) -> None:
    """Print pairs with how their figures stand, why they are proposed, and what people decided."""
    from indexer.exports.pair_tables import VERDICTS
    from indexer.insight.pairs import SORTS

    for sort, name in SORTS.items():
        if of_sort := [pair for pair in paired.pairs if pair.sort == sort]:
            print(f"{name}（{len(of_sort)} 对，只供核对，不是结论）")
        for pair in of_sort:
            decision = paired.decisions.get(pair.key)
            said = f"［{VERDICTS[decision.verdict]}］" if decision else ""
            print(f"  {pair.relation}  {pair.score:.2f}{said}")
            for entry in (pair.left, pair.right):
                print(f"    {entry.evidence.replace(chr(10), ' ')}")
                print(f"      {where(entry.document)} {' › '.join(entry.clause.path)}")
            print(f"    {'；'.join(pair.reasons)}")
            print(f"    {pair.key}")
    if not paired.pairs:
        print("没有可以对照的内容。")
    for decision in paired.gone:
        print(f"文件已变，{VERDICTS[decision.verdict]}的一对不再提出（{decision.when}）：")
        for kept in (decision.left, decision.right):
            print(f"    {kept.evidence.replace(chr(10), ' ')}（{kept.document}）")
        print(f"    {decision.pair}")


def print_reports(reports: Sequence[Report]) -> None:
    """Print what readers reported: what is wrong, what it should be, in which clause, and what the keeper answered."""
    from indexer.exports.report_tables import local_time
    from indexer.storage.reports import FAULT_WORDS, STATE_WORDS

    for report in reports:
        settled = f"（{local_time(report.settled_at)}）{report.answer}" if report.settled_at else ""
        print(f"{report.number}. {FAULT_WORDS[report.kind]}［{STATE_WORDS[report.state]}］{settled}")
        for name, words in (("说明", report.said), ("应为", report.instead)):
            if words:
                print(f"    {name}：{' '.join(words.split())}")
        if report.clause:
            print(f"    条款：{' '.join(report.clause.text.split())}")
        print(f"    {where(report.document)} {report.document.source}，{local_time(report.reported_at)}")
    if not reports:
        print("没有这样的纠错。")
