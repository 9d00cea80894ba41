"""A document → the signs that mark clauses in it: ★, and what a note says marks projects (标“▲”的为市实事项目)."""

from __future__ import annotations

import re
from functools import cache

from indexer.records import STAR

_SIGNS = "★☆▲△●◆■※＊*＃#"
_SAID = re.compile(
    rf"(?:[标带打注加]有?|以|用|凡|其中)?[“\"（(]?([{re.escape(_SIGNS)}])[”\")）]?(?:号|标志|标识|标记|符号)?"
    r"(?:的|者|表示|代表|为|是|项目|任务)[^。；\n]{0,40}?(?:实事|民心|民生|重点|重大|票决|项目|工程|任务)"
)
_TARGETS = re.compile("指标")  # *为约束性指标 tells kinds of targets apart, it marks no project


def signs_of(text: str) -> str:
    r"""Return the signs that mark clauses of a text: ★, and any other that the text explains to mark projects.

    >>> signs_of("▲新增床位。\n注：标“▲”的为市实事项目"), signs_of("▲新增床位。")
    ('★▲', '★')
    """
    said = [match[1] for match in _SAID.finditer(text) if not _TARGETS.search(match.group())]
    return "".join(dict.fromkeys([STAR, *said]))


@cache
def star_pattern(signs: str) -> re.Pattern[str]:
    """Return the pattern of a sign that marks something, not one that is spoken of: 标★号的项目."""
    return re.compile(rf"(?<![标带打注加以有“])[{re.escape(signs)}](?![”号]|表示|代表|的)")
