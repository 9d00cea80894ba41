"""The user's words → Query: what must occur, what must not, and what is looked for."""

from __future__ import annotations

import re

from indexer.errors import QueryInvalid
from indexer.records import Filters, Query
from indexer.retrieval.folding import fold
from indexer.retrieval.words import characters
from indexer.settings import MAX_QUERY_CHARS

_PHRASE = re.compile(r'"([^"]+)"|「([^」]+)」')
_EXCLUDED = re.compile(r"(?:^|(?<=\s))[-−－](\S+)")


def parse_query(words: str, filters: Filters | None = None) -> Query:
    """Return what was understood of ``words``: "…" and 「…」 must occur, −word must not.

    Raises QueryInvalid when there is nothing to look for, or too much.
    """
    trimmed = " ".join(words.split())
    if not trimmed:
        raise QueryInvalid("还没有输入要查的内容。请输入一个词、一句话或一个问题，例如：养老床位。")
    if len(trimmed) > MAX_QUERY_CHARS:
        raise QueryInvalid(f"输入了 {len(trimmed)} 个字，最多 {MAX_QUERY_CHARS} 个字。请缩短，或分几次查。")
    phrases = tuple(a or b for a, b in _PHRASE.findall(trimmed))
    rest = _PHRASE.sub(lambda match: match[1] or match[2], trimmed)
    excluded = tuple(found for found in _EXCLUDED.findall(rest) if characters(found))
    text = " ".join(_EXCLUDED.sub(" ", rest).split())
    if not characters(text):
        what = "只有要排除的词" if excluded else "只有标点或符号"
        raise QueryInvalid(f"「{_short(trimmed)}」中{what}，没有可查的文字。请输入一个词、一句话或一个问题。")
    return Query(
        words=trimmed,
        text=text,
        phrases=tuple(fold(phrase) for phrase in phrases if characters(phrase)),
        excluded=tuple(map(fold, excluded)),
        filters=filters or Filters(),
    )


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"
