"""Precedents and frequencies → what a researcher takes away: citations as text and for Word, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from indexer.citation import SEPARATOR, citation
from indexer.insight.first_use import FirstUse, Uses
from indexer.insight.formula import FormulaCell, Frequency, Written
from indexer.insight.precedent import Finding, Formula, Precedent, Precedents, Variant
from indexer.records import Clause, DocumentRef
from indexer.retrieval.folding import fold
from indexer.tables import Cell, Link, Sheet
from indexer.word import Paragraph, Run

NO_PRECEDENT = "没有找到先例"
NOT_LOADED = "未收录文件"
LEGEND = "相似度是草稿的句子和条款中相应的一段合起来，相同的字词占多少；通用词少算。"

Address = Callable[[Clause], str]  # where a clause can be opened; "" where it cannot

_AROUND = " \t\n\u3000，,。；;、：:"  # of words that are named: the marks between them

_PRECEDENT_COLUMNS = (
    "句序", "草稿", "表述", "相似度", "原样", "相应文字", "草稿独有", "原文独有", "本表述最早", "区", "年份",
    "成文日期", "文件", "类型", "路径", "条款", "引文", "链接", "来源文件", "条款编号",
)  # fmt: skip
_FORMULA_COLUMNS = ("句序", "草稿中的提法", "条款数", "文件数", "最早年份", "最早的文件")
_FREQUENCY_COLUMNS = (
    "提法", "上级", "区", "年份", "状态", "含有的条款数", "含有的文件数", "收录的文件数", "文件占比", "收录的条款数",
)  # fmt: skip


def year_name(year: int | None) -> str:
    """Return a year as people say it: 2025年."""
    return f"{year}年" if year else "年份不详"


def percent(share: float) -> str:
    """Return a share, never rounded up to the whole: 0.997 → 99%."""
    return f"{int(share * 100)}%"


def name_of(ref: DocumentRef) -> str:
    """Return a document in short: 静安区2025年《…》."""
    return f"{ref.metadata.district or '未知区'}{year_name(ref.metadata.year)}《{ref.label}》"


def first_words(first: FirstUse) -> str:
    """Say who was first, that several tie, and that what bears no year may be older."""
    undated = f"；另有 {len(first.undated)} 份文件年份不详，不能排先后" if first.undated else ""
    if not first.documents:
        return f"先后不详：{'、'.join(map(name_of, first.undated))}的年份都不知道"
    names = "、".join(map(name_of, first.documents))
    tied = "（同一年，先后不能分辨）" if first.is_tied else ""
    return f"收录的文件中最早：{names}{tied}{undated}"


def uses_words(uses: Iterable[Uses]) -> str:
    """Say how often who wrote it: 2020年：静安区1条；2025年：静安区2条、黄浦区1条."""
    by_year: dict[int | None, list[str]] = {}
    for use in uses:
        by_year.setdefault(use.year, []).append(f"{use.place[1] or '未知区'}{use.clauses}条")
    return "；".join(f"{year_name(year)}：{'、'.join(said)}" for year, said in by_year.items())


def only_in(precedent: Precedent, sentence: str) -> tuple[list[str], list[str]]:
    """Return the words that only the sentence has, and those that only the compared part of the clause has."""
    first, last = precedent.alignment.core
    here, there = [], []
    for segment in precedent.alignment.segments:
        if segment.kind == "here":
            here.append(sentence[slice(*segment.here)].strip(_AROUND))
        elif segment.kind == "there" and first < segment.there[1] and segment.there[0] < last:
            there.append(
                precedent.clause.text[max(first, segment.there[0]) : min(last, segment.there[1])].strip(_AROUND)
            )
    return [words for words in here if words], [words for words in there if words]


# Citations


def _nowhere(_clause: Clause) -> str:
    return ""


def citations(found: Precedents, *, address: Address = _nowhere) -> str:
    """Return the precedents as plain text: sentence, variant, likeness, citation, first use."""
    return (
        "\n".join("".join(run.text for run in paragraph.runs) for paragraph in paragraphs(found, address=address))
        + "\n"
    )


def paragraphs(found: Precedents, *, address: Address = _nowhere) -> Iterator[Paragraph]:
    """Yield the precedents for Word: what the draft does not have is underlined in each citation."""
    yield Paragraph([Run("先例")], "title")
    yield Paragraph(
        [Run(f"在收录的 {len(found.documents)} 个文件中查找。{LEGEND}有下划线的是草稿没有的字词。", "faint")]
    )
    for number, finding in enumerate(found.findings, start=1):
        yield Paragraph([Run(f"{number}. {_line(finding.sentence.text)}")], "heading")
        yield from _finding(finding, address)
    for heading in found.draft.headings:
        yield Paragraph([Run(f"没有查：{_line(heading.text)}（标题、称呼或日期）", "faint")])


def _finding(finding: Finding, address: Address) -> Iterator[Paragraph]:
    if not finding.variants:
        yield Paragraph([Run(f"{NO_PRECEDENT}。", "strong"), Run(nearest_words(finding), "faint")])
    for order, variant in enumerate(finding.variants, start=1):
        yield Paragraph([Run(f"表述{order}  {variant_words(variant)}。", "strong"), Run(first_words(variant.first))])
        for precedent in variant.precedents:
            yield Paragraph(_marked_citation(precedent, address(precedent.clause)), "item")
    for sentence in remarks(finding):
        yield Paragraph([Run(sentence)])


def variant_words(variant: Variant) -> str:
    """Say how alike a variant is and how often it is written."""
    alike = "原样出现" if variant.is_verbatim else f"相似度 {percent(variant.likeness)}"
    documents = len({precedent.document.doc_id for precedent in variant.precedents})
    return f"{alike}，{documents} 个文件 {len(variant.precedents)} 条（{uses_words(variant.uses)}）"


def nearest_words(finding: Finding) -> str:
    """Say how far off what comes nearest is: which words it has in common with the sentence."""
    if not finding.nearest:
        return "收录的文件里没有相近的文字。"
    nearest = finding.nearest
    shared = (
        nearest.clause.text[slice(*s.there)].strip(_AROUND) for s in nearest.alignment.segments if s.kind == "same"
    )
    same = "、".join(f"「{_line(words)}」" for words in shared)
    return f"最接近的一条只有{same}相同（{name_of(nearest.document)}）：{_line(nearest.clause.text)}"


def remarks(finding: Finding) -> Iterator[str]:
    """Yield what is to be said beside the variants of a sentence."""
    for formula in finding.formulas:
        if any(_tells(variant, formula) for variant in finding.variants):
            continue
        counted = f"{len(formula.documents)} 个文件 {formula.clauses} 条"
        yield f"其中「{_line(formula.text)}」原样出现在 {counted}；{first_words(formula.first)}。"
    if finding.others:
        yield f"还有 {finding.others} 种较远的表述没有列出。"
    if finding.is_cut:
        yield "含有句中字词的条款太多，只比较了最接近的一部分，次数和最早使用可能不全；完整次数请另外统计提法的频次。"


def _tells(variant: Variant, formula: Formula) -> bool:
    """Whether a variant says already how often a formula is written."""
    is_same = len(variant.precedents) == formula.clauses
    return is_same and all(fold(formula.text) in fold(precedent.wording) for precedent in variant.precedents)


def _marked_citation(precedent: Precedent, url: str) -> list[Run]:
    whole = citation(precedent.document, precedent.clause)
    text = precedent.clause.text
    shown = " ".join(text.split())
    words = ((text[slice(*segment.there)], segment.kind) for segment in precedent.alignment.segments)
    runs = [Run(_line(part), "marked" if kind == "there" else "plain") for part, kind in words if part]
    return [Run(whole[: len(whole) - len(shown) - 1]), *runs, Run("」"), *([Run(f" {url}", url=url)] if url else [])]


def _line(text: str) -> str:
    return " ".join(text.split())


# Tables


def precedent_sheets(found: Precedents, *, address: Address = _nowhere) -> list[Sheet]:
    """Return the clauses, one a row, and the formulas that stand in the corpus letter by letter."""
    return [
        Sheet("先例", _PRECEDENT_COLUMNS, list(_precedent_rows(found, address))),
        Sheet("提法", _FORMULA_COLUMNS, list(_formula_rows(found))),
    ]


def _precedent_rows(found: Precedents, address: Address) -> Iterator[list[Cell]]:
    for number, finding in enumerate(found.findings, start=1):
        if not finding.variants:
            yield [number, finding.sentence.text, NO_PRECEDENT, *[None] * (len(_PRECEDENT_COLUMNS) - 3)]
        for order, variant in enumerate(finding.variants, start=1):
            earliest = {ref.doc_id for ref in variant.first.documents}
            for precedent in variant.precedents:
                is_first = precedent.document.doc_id in earliest
                first = ("并列最早" if len(earliest) > 1 else "最早") if is_first else ""
                row = _precedent_row(precedent, finding.sentence.text, first, address(precedent.clause))
                yield [number, finding.sentence.text, order, *row]


def _precedent_row(precedent: Precedent, sentence: str, first: str, url: str) -> list[Cell]:
    clause, document, metadata = precedent.clause, precedent.document, precedent.document.metadata
    here, there = only_in(precedent, sentence)
    return [
        round(precedent.alignment.likeness, 3),
        "是" if precedent.alignment.is_verbatim else "",
        precedent.wording,
        " / ".join(here),
        " / ".join(there),
        first,
        metadata.district,
        metadata.year,
        metadata.issued_on,
        document.label,
        metadata.doc_type,
        SEPARATOR.join(clause.path),
        clause.text,
        citation(document, clause),
        Link(url) if url else None,
        document.source,
        clause.clause_id,
    ]


def _formula_rows(found: Precedents) -> Iterator[list[Cell]]:
    for number, finding in enumerate(found.findings, start=1):
        for formula in finding.formulas:
            names = "、".join(map(name_of, formula.first.documents))
            yield [number, formula.text, formula.clauses, len(formula.documents), formula.first.year, names]


def frequency_sheet(frequency: Frequency) -> Sheet:
    """Return one row for each wording, district and year; several wordings have rows for any of them first."""
    return Sheet("频次", _FREQUENCY_COLUMNS, list(_frequency_rows(frequency)))


def _frequency_rows(frequency: Frequency) -> Iterator[list[Cell]]:
    if len(frequency.wordings) > 1:
        for cell in frequency.cells:
            yield _frequency_row("任一种", cell, cell.any)
    for number, wording in enumerate(frequency.wordings):
        for cell in frequency.cells:
            yield _frequency_row(wording, cell, cell.each[number])


def _frequency_row(name: str, cell: FormulaCell, written: Written) -> list[Cell]:
    head: list[Cell] = [name, cell.place[0], cell.place[1] or "未知区", cell.year]
    if not cell.loaded:
        return [*head, NOT_LOADED, None, None, 0, None, None]
    documents, loaded = len(written.documents), len(cell.loaded)
    state = "有" if documents else "无"
    return [*head, state, written.clauses, documents, loaded, round(documents / loaded, 3), cell.clauses_loaded]
