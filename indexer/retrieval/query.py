"""The user's words → Query: what must occur, what must not, what is looked for, and in which documents."""

from __future__ import annotations

import re
from collections.abc import Collection

from indexer.errors import QueryInvalid
from indexer.records import Filters, Known, Quantity, Query, Understood
from indexer.retrieval.asked import Asked, read_conditions, without_conditions
from indexer.retrieval.asked_kinds import leaning
from indexer.retrieval.folding import fold, whole_characters
from indexer.retrieval.query_marks import Marks, is_pasted, read_marks
from indexer.retrieval.question_words import wanted, without_question
from indexer.retrieval.words import characters
from indexer.settings import MAX_QUERY_CHARS
from indexer.structure.quantities import find_quantities

# What is left of 静安区2025年有什么内容 asks for the document itself.
_NOTHING = re.compile(r"(?:[的了有在是做都里中]|内容|情况|信息|文件|资料|查看|查|全文|全部|所有|对比|比较|\W)*")

# What numbers of these count is often an address or a name in a question: 10栋, 3期, 四组.
_ADDRESSES = frozenset(["栋", "幢", "期", "组", "层", "室", "号", "楼", "单元", "弄", "班", "届", "次", "路", "线"])
_ASKED = re.compile("[大小]?(?:问题|疑问|疑惑|建议|意见|方面|原因|情况|事(?![业项故])|做法|说法)")
_FEW = re.compile("[两二三四五六七八九]个")  # written so, a number of places or offices says whom a question is about
_WHOM = re.compile("(?:[城市]?区|县|市|街道|乡|镇|部门|单位|地方)(?![级直])")

_BOUNDS = {
    "about": "{}左右",
    "at_least": "不少于{}",
    "more_than": "超过{}",
    "at_most": "不超过{}",
    "less_than": "不到{}",
}


def parse_query(
    words: str, filters: Filters | None = None, *, known: Known | None = None, ignore: Collection[str] = ()
) -> Query:
    """Return what was understood of ``words``: "…", “…” and 「…」 must occur, −word must not.

    With ``known``, what the corpus holds, areas, years, types of documents and 目标 / 完成 are read as conditions
    (``Query.scope``), except those whose key (``district:静安区``) is in ``ignore``: their words are looked for as they
    are. Words that go against ``filters`` stay words, and nothing is read from pasted wording.

    Raises QueryInvalid when there is nothing to look for, or too much.
    """
    trimmed = _trimmed(words)
    pasted = is_pasted(trimmed)
    marks = read_marks(trimmed, pasted=pasted)
    reads = None if pasted else known
    filters = filters or Filters()
    asked = _conditions(marks, reads, filters, ignore)
    text = without_conditions(marks.plain, [piece for piece in asked.understood if not piece.stays])
    if not characters(text):
        text = " ".join(marks.plain.split())
    keywords = text if pasted else without_question(fold(text))
    names_documents = bool(asked.scope.districts or asked.scope.periods or asked.scope.types)
    if names_documents and not marks.phrases and not _has_content(marks.plain, asked):
        asked = _conditions(marks, reads, filters, ignore, listing=True)
        text = keywords = ""
    elif not characters(text):
        what = "只有要排除的词" if marks.excluded else "只有标点或符号"
        raise QueryInvalid(f"「{_short(trimmed)}」中{what}，没有可查的文字。请输入一个词、一句话或一个问题。")
    folded = fold(marks.outside)
    numbers = () if pasted or known is None else _numbers(marks.outside, asked, ignore)
    return Query(
        words=trimmed,
        text=text,
        keywords=keywords if characters(keywords) else text,
        phrases=marks.phrases,
        excluded=marks.excluded,
        filters=filters,
        scope=asked.scope,
        understood=tuple(sorted((*asked.understood, *map(_as_piece, numbers)), key=lambda piece: piece.start)),
        unknown=asked.unknown,
        quantities=numbers,
        wants="" if pasted else wanted(folded),
        leans="" if pasted or any(piece.kind == "kind" for piece in asked.understood) else leaning(folded),
    )


def _trimmed(words: str) -> str:
    trimmed = " ".join(whole_characters(words).split())
    if not trimmed:
        raise QueryInvalid("还没有输入要查的内容。请输入一个词、一句话或一个问题，例如：养老床位。")
    if len(trimmed) > MAX_QUERY_CHARS:
        raise QueryInvalid(f"输入了 {len(trimmed)} 个字，最多 {MAX_QUERY_CHARS} 个字。请缩短，或分几次查。")
    return trimmed


def _conditions(
    marks: Marks, known: Known | None, filters: Filters, ignore: Collection[str], *, listing: bool = False
) -> Asked:
    if known is None:
        return Asked()
    return read_conditions(marks.outside, known, filters=filters, ignore=ignore, listing=listing)


def _has_content(plain: str, asked: Asked) -> bool:
    """Return whether anything is looked for beside the documents that are named."""
    named = [piece for piece in asked.understood if piece.kind != "kind" or not piece.stays]
    return not _NOTHING.fullmatch(without_question(fold(without_conditions(plain, named))))


def _numbers(outside: str, asked: Asked, ignore: Collection[str]) -> tuple[Quantity, ...]:
    """Return the measures that the words name, with their units: clauses must state them."""
    return tuple(
        quantity
        for quantity in find_quantities(outside)
        if quantity.kind == "measure"
        and quantity.unit
        and quantity.unit not in _ADDRESSES
        and not _counts_no_figure(quantity, outside)
        and _as_piece(quantity).key not in ignore
        and not any(piece.start < quantity.end and quantity.start < piece.end for piece in asked.understood)
    )


def _counts_no_figure(quantity: Quantity, words: str) -> bool:
    """Return whether a number only counts what is asked or whom it is about: 两个问题, 三个区的做法."""
    counted = words[quantity.end :]
    return bool(_ASKED.match(counted) or (_FEW.fullmatch(quantity.text) and _WHOM.match(counted)))


def _as_piece(quantity: Quantity) -> Understood:
    label = _BOUNDS.get(quantity.comparator, "{}").format(quantity.text)
    return Understood("number", fold(label), label, quantity.text, quantity.start, quantity.end, stays=True)


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"
