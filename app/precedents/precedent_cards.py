"""Precedents as the page shows them: a clause with its differing words marked, who used it first, who since.

Pure: precedents in, words and ``Safe`` out.
"""

from __future__ import annotations

from app.cards import badges, year_words
from app.searching.welcome import area_words
from app.text import Safe, join, mark, merge_spans, tag
from indexer.citation import SEPARATOR
from indexer.exports.precedent_exports import first_words, name_of, only_in, percent
from indexer.insight.first_use import uses_by_place
from indexer.insight.precedent import Finding, Precedent, Precedents, Variant
from indexer.insight.wording_diff import Span

_HEADINGS = 8  # lines that were not looked for, named one by one


def differing(precedent: Precedent) -> list[Span]:
    """Return the spans of the clause, within what is compared, that the draft does not have."""
    first, last = precedent.alignment.core
    spans = (segment.there for segment in precedent.alignment.segments if segment.kind == "there")
    return merge_spans(((max(first, start), min(last, end)) for start, end in spans), len(precedent.clause.text))


def compared(precedent: Precedent) -> Safe:
    """Draw the whole clause: what is compared in full ink with its differing words marked, the rest fainter."""
    text, (first, last) = precedent.clause.text, precedent.alignment.core
    core = mark(text[first:last], [(start - first, end - first) for start, end in differing(precedent)])
    return join([_around(text[:first]), core, _around(text[last:])])


def _around(words: str) -> Safe:
    return tag("span", words, cls="gz-around") if words else Safe()


def clause_card(precedent: Precedent, sentence: str, href: str, *, target: str | None = None) -> Safe:
    """Draw a clause beside the sentence: the document, the path, the words, and what only the draft has."""
    clause, document = precedent.clause, precedent.document
    here, _ = only_in(precedent, sentence)
    missing = join((tag("q", words) for words in here), " ")
    return tag(
        "article",
        tag(
            "div",
            tag("a", name_of(document), href=href, target=target, cls="gz-title"),
            badges(clause.flags),
            cls="gz-head",
        ),
        tag("div", SEPARATOR.join(clause.path), cls="gz-path") if clause.path else "",
        tag("div", compared(precedent), cls="gz-text gz-compared"),
        tag("div", "草稿里有、这里没有：", missing, cls="gz-facts") if here else "",
        cls="gz-card",
    )


def variant_head(variant: Variant, order: int) -> Safe:
    """Draw how alike a variant is, how often it is written, who was first and who wrote it since."""
    documents = len({precedent.document.doc_id for precedent in variant.precedents})
    alike = "原样出现" if variant.is_verbatim else f"相似 {percent(variant.likeness)}"
    return tag(
        "div",
        tag("h3", f"表述{order}", cls="gz-order"),
        tag("span", alike, cls="gz-mark gz-said" if variant.is_verbatim else "gz-mark"),
        tag("span", f"{documents} 个文件，{len(variant.precedents)} 条", cls="gz-facts"),
        tag("div", f"{first_words(variant.first)}。{later_words(variant)}"),
        cls="gz-variant",
    )


def later_words(variant: Variant) -> str:
    """Say which districts wrote a variant in which years beside those who were first."""
    first = variant.first
    if not first.documents:  # no year is known: nobody can be said to have followed
        return ""
    told = {ref.doc_id for ref in (*first.documents, *first.undated)}
    others = [one.document for one in variant.precedents if one.document.doc_id not in told]
    uses = (f"{area_words(use.place[1])}{year_words(use.year)} {use.clauses} 条" for use in uses_by_place(others))
    return f"沿用：{'、'.join(uses)}。" if others else "没有别的文件沿用。"


def summary(found: Precedents, *, is_narrowed: bool = False) -> Safe:
    """Say how many sentences have a precedent, and among how many documents it was looked for."""
    findings = found.findings
    with_one = sum(bool(finding.variants) for finding in findings)
    verbatim = sum(any(variant.is_verbatim for variant in finding.variants) for finding in findings)
    parts = [f"{with_one} 句有相同或相近的写法{f'（{verbatim} 句原样出现）' if verbatim else ''}" if with_one else ""]
    parts += [f"{len(findings) - with_one} 句没有找到先例" if with_one < len(findings) else ""]
    said = "，".join(part for part in parts if part)
    where = f"在{'所选的' if is_narrowed else '收录的'} {len(found.documents)} 份文件里查"
    narrowed = "，“最早”“沿用”和条数都只就这些文件说" if is_narrowed else ""
    return tag("div", tag("b", f"查了 {len(findings)} 句"), f"：{said}。{where}{narrowed}。", cls="gz-sum")


def not_looked_for(found: Precedents) -> Safe:
    """Name the lines of the draft that are no sentences."""
    headings = found.draft.headings
    if not headings:
        return Safe()
    named = join((tag("q", " ".join(heading.text.split())) for heading in headings[:_HEADINGS]), " ")
    more = f" 等 {len(headings)} 行" if len(headings) > _HEADINGS else ""
    return tag("div", "没有查（标题、称呼或日期）：", named, more, cls="gz-facts")


def sentence_head(finding: Finding, order: int) -> Safe:
    """Draw the sentence of the draft that the variants below belong to."""
    return tag(
        "h2", f"{order}. {' '.join(finding.sentence.text.split())}", cls="gz-district gz-sentence", id=f"s-{order}"
    )


def no_precedent(finding: Finding, documents: int) -> Safe:
    """Say calmly that a sentence has no precedent as a whole, and what that does not mean."""
    near = "下面是最接近的一条，相同的字词太少，只供参考。" if finding.nearest else ""
    return join(
        (
            tag("b", "没有找到先例。"),
            f"所查的 {documents} 份文件里，没有与整句相近的写法；别的文件里有没有，不知道。{near}",
        )
    )
