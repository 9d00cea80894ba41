"""What fonts do to the text of a file: characters that stand for a glyph and no character, and how to tell.

A font may carry no table from its glyphs to characters, or a wrong one. What is read then is a private-use character
for each glyph, or other characters than those on paper, and no search finds it. Well-known ones are repaired by
``glyphs.tsv`` in cleaning; a file where more is lost is refused.
"""

from __future__ import annotations

import re

from indexer.reading.formats.refusals import Unreadable
from indexer.reading.glyphs import glyph_table
from indexer.reading.plausibility import plausibility

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
# One sign before a line is an icon or the mark of a list; F030 to F039 are digits of fonts without a table.
_MARK = re.compile(r"^[ \t\u3000]*(?:\S(?=\s)|[\uf020-\uf02f\uf03a-\uf0ff])", re.MULTILINE)
_MOST_LOST = 3  # a name may hold two characters that no standard has
_LOST_SHARE = 0.001  # of the characters; 30 in a report
# A lost digit makes a wrong figure.
_BESIDE_FIGURE = re.compile(f"[0-9.]{_PRIVATE.pattern}|{_PRIVATE.pattern}[0-9.%‰]")
_SAME = re.compile("([\u3400-\u9fff])(?<![一口某])\\1{5,}")  # several glyphs with one character for all
_NOT_JUDGED = re.compile("[\x00-\x7f\u3040-\u30ff\uac00-\ud7af]+")  # Japanese and Korean are no gibberish
_ENOUGH_TO_JUDGE = 50  # letters that are no ASCII; fewer are decided by chance
_SHARE = 0.3  # of the characters of a page that such letters make up; an English page with some accents has less
_GIBBERISH = 0.2  # plausibility; pages of other languages and tables have more
_WAY_OUT = "请用原软件另存为 .docx，或用文字识别（OCR）转成文字后再放入语料目录。"


def check_private_use(text: str) -> None:
    """Refuse a text where glyphs without a character stand in more than a few places, or beside a figure.

    Raises Unreadable.
    """
    known = glyph_table()
    body = _MARK.sub("", text)
    lost = [found for found in _PRIVATE.finditer(body) if found.group() not in known]
    beside = next((found for found in _BESIDE_FIGURE.finditer(body) if not known.keys() & set(found.group())), None)
    if beside or (len(lost) > _MOST_LOST and len(lost) > _LOST_SHARE * len(text)):
        line = _line_at(body, (beside or lost[0]).start())
        raise Unreadable(f"有 {len(lost):,} 个字只有字形、没有文字编码（在“{line}”处），读出来是空白或方框。{_WAY_OUT}")


def check_pages(pages: list[str]) -> None:
    """Refuse pages whose text layer is not what stands on paper: one character for many glyphs, or no Chinese.

    Raises Unreadable.
    """
    for number, page in enumerate(pages, 1):
        if same := _SAME.search(page):
            raise Unreadable(
                f"第 {number} 页的文字层与纸面不符：“{same.group(1)}”连续出现 {len(same.group())} 次，"
                f"是字体的文字编码有误。{_WAY_OUT}"
            )
        letters = "".join(filter(str.isalpha, _NOT_JUDGED.sub("", page)))  # lines of dots and boxes say nothing
        score = plausibility(letters)
        if score is not None and score < _GIBBERISH and len(letters) >= max(_ENOUGH_TO_JUDGE, _SHARE * len(page)):
            raise Unreadable(
                f"第 {number} 页的文字层是乱码（开头是“{page.strip()[:20]}”），字体的文字编码有误。{_WAY_OUT}"
            )


def _line_at(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    line = text[max(start, at - 15) : at + 15].split("\n")[0]
    return _PRIVATE.sub("□", line.strip())
