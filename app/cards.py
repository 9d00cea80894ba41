"""A clause as the page shows it: its card among the results, what can be done with it, and the words for its flags."""

from __future__ import annotations

from collections.abc import Sequence

from app.text import Safe, join, mark, tag
from indexer.citation import SEPARATOR
from indexer.insight.coverage import UNKNOWN
from indexer.records import GLOSSARY, NOTE, REVIEW, STAR, TASK, DocumentRef, Result
from indexer.structure.wording import FLAG_WORDS

_EXPLAINED = {
    STAR: "原文以★标出的项目，含义见文件的注",
    REVIEW: "说的是文件那一年之前已经做到的",
    TASK: "说的是文件那一年要做的",
    GLOSSARY: "出自文件后附的名词解释",
    NOTE: "出自文件的注释",
}


def flag_names(flags: Sequence[str]) -> list[str]:
    """Name flags in Chinese words; an unknown flag keeps its own name.

    >>> flag_names(["review", "★"])
    ['上年回顾', '★ 标星项目']
    """
    return [FLAG_WORDS.get(flag, flag) for flag in flags]


def badges(flags: Sequence[str]) -> Safe:
    """Draw flags as small labels with an explanation."""
    return join(
        tag("span", name, cls="gz-badge gz-star" if flag == STAR else "gz-badge", title=_EXPLAINED.get(flag, flag))
        for flag, name in zip(flags, flag_names(flags), strict=True)
    )


def year_words(year: int | None) -> str:
    """Name a year, or say that it is not known.

    >>> year_words(2025), year_words(None)
    ('2025年', '年份不详')
    """
    return "年份不详" if year is None else f"{year}年"


def by_sound(name: str) -> bytes:
    """Give the key that sorts Chinese names by their reading, as far as GB 18030 does for the common characters.

    >>> sorted(["徐汇区", "静安区", "黄浦区", "长宁区"], key=by_sound)
    ['长宁区', '黄浦区', '静安区', '徐汇区']
    """
    return name.encode("gb18030", "replace")


def card(result: Result, href: str, *, figure: Safe | str = "", above: str = "", foot: Sequence[Safe] = ()) -> Safe:
    """Draw a result: whose it is, document, path, flags, and the clause with its marks; ``href`` opens it there.

    ``figure`` is the quantity in it that answers, ``foot`` what can be done with it. What stands above the card already
    (``above``: district, document or year) is not said again.
    """
    clause = result.clause
    return tag(
        "article",
        tag(
            "div",
            *(_whose(result.document, href, above) if above != "document" else ()),
            tag("span", SEPARATOR.join(clause.path), cls="gz-path") if clause.path else "",
            badges(clause.flags),
            figure,
            cls="gz-head",
        ),
        tag("div", mark(clause.text, result.highlights), cls="gz-text"),
        tag("div", why(result), tag("div", *foot, cls="gz-acts"), cls="gz-foot"),
        cls="gz-card",
        id=f"r-{result.rank}",
    )


def _whose(document: DocumentRef, href: str, above: str) -> list[Safe]:
    """Name district and year, unless the title does or they stand above, then the document and its type."""
    known, label = document.metadata, document.label
    said = {"district": known.district or UNKNOWN, "year": year_words(known.year)}
    return [
        *(tag("span", words, cls="gz-facts") for what, words in said.items() if what != above and words not in label),
        tag("a", label, href=href, cls="gz-title"),
        *([tag("span", known.doc_type, cls="gz-facts")] if known.doc_type not in label else []),
    ]


def opener(result: Result, href: str) -> Safe:
    """Draw the link that opens a result in its document."""
    return tag("a", "打开原文", href=href, cls="gz-open", aria_label=f"打开原文：第{result.rank}条")


def why(result: Result) -> Safe:
    """Say in words why a result was found."""
    said = "；".join(result.reasons) or "与所查的话相近"
    if not (parts := _parts(result)):
        return tag("div", "为什么：", said, cls="gz-why")
    return tag("details", tag("summary", "为什么：", said), tag("div", parts), cls="gz-why")


def _parts(result: Result) -> str:
    """Say what the score is made of, where it is made of several parts.

    >>> parts = {"words": 1.0, "meaning": 0.4, "document": 0.5, "weight": 0.25, "favour": 0.1}
    >>> _parts(Result(1, 0.62, parts, None, None))
    '得分 0.62：本条字词 1.00（占 25%），意思 0.40（占 75%），全文字词 0.50，加分 0.10'
    """
    parts = result.parts
    if "weight" not in parts:
        return ""
    weight = parts["weight"]
    return (
        f"得分 {result.score:.2f}：本条字词 {parts['words']:.2f}（占 {weight:.0%}），意思 {parts['meaning']:.2f}"
        f"（占 {1 - weight:.0%}），全文字词 {parts['document']:.2f}，加分 {parts.get('favour', 0.0):.2f}"
    )


def copy_button(citation: str) -> Safe:
    """Draw a button that copies a citation with one press (``scripts/copy.js``)."""
    return tag("button", "复制引文", type="button", data_copy=_carried(citation), cls="gz-act")


def _carried(words: str) -> str:
    """Write words so that Streamlit keeps the attribute: it drops one that holds ``-->``, ``]>`` or ``</script``.

    >>> _carried("<b>5%</b>")
    '%3Cb%3E5%25%3C/b%3E'
    """
    return words.replace("%", "%25").replace("<", "%3C").replace(">", "%3E")
