"""Parts of a document beside its text: where glossary, notes, footnotes, contents, lists of annexes begin and end."""

from __future__ import annotations

import re

from indexer.structure import front, marks
from indexer.structure.lines import LONGEST_HEADING, Line
from indexer.structure.numbering import OUTER, number_of

_TERM_END = re.compile(r"[：:。]|(?<=.)(?:是指|指的是)")
_SIGN = r"(?:[①-⑳㉑-㉟㊱-㊿❶-❿➀-➉]|[\[［〔【]\d{1,3}[\]］〕】]|[*＊]{1,3}|注[①-⑳]?\d{0,2}[：:.、]?)"
# ①一网通办：指…, [2]“无废城市”，是指…
_DEFINITION = re.compile(
    rf"{_SIGN} ?[“《]?[^：:，。；\n]{{1,40}}[”》]?(?:[：:，] ?(?:是指|指的?是|即|指|又称|简称)|是指|指的是)"
)
_REFERENCE = re.compile(r"(?<=[^\s。；;：:，,、])(?:[①-⑳㉑-㉟㊱-㊿❶-❿➀-➉]|[\[［〔【]\d{1,3}[\]］〕】])")
_REFERRED = re.compile(rf"({_SIGN}) ?[“《]?[^：:，。；\n]{{1,40}}[”》]?[：:]")
_CONTENTS = re.compile(r"目\s*[录次]")
_LEADER = re.compile(r"(?:[.．…·]{2,}|[ 　]+)[ 　]*\d{1,3}$")
_MOST_CONTENTS = 400  # lines; a longer list is none of chapters
_LONGEST_LEADER = 80  # characters, of the dots before a page
_NAMES_PAPER = re.compile(
    r"(?:[表单案录图书则见定点准南法划排知释]|办法|汇总|说明|名单|清单)[》]?(?:[（(][^（）()]*[)）])?$"
)
_ENCLOSED_NOTE = re.compile(r"[（(](?:注|备注|说明)[：:][^（）()]{2,}[)）]。?")


def ends_region(line: Line, numbering: str | None, *, is_line: bool) -> bool:
    """Tell whether the text goes on at a line: at an annex, or at an outer number that does not number the entries.

    A note that stands in the line of its label (``is_line``) ends with it unless the lines below go on counting.
    """
    kind = line.number().kind
    if marks.ANNEX_TITLE.fullmatch(line.text):
        return True
    if is_line and (not kind or kind != numbering):
        return True
    return kind in OUTER and kind != numbering


def opens_region(line: Line) -> bool:
    """Tell whether a line opens what is not the text that goes on above it."""
    openings = (marks.GLOSSARY_TITLE.fullmatch, marks.ANNEX_TITLE.fullmatch, marks.NOTES_OPENING.match)
    return any(opening(line.text) for opening in (*openings, front.DATE_LINE.fullmatch, marks.BOX.fullmatch))


def term_of(line: Line) -> str:
    """Return the term that an entry of a glossary explains, with its number, or the number alone."""
    term = _TERM_END.split(line.text, maxsplit=1)[0].rstrip("，, ")
    return term if len(term) <= LONGEST_HEADING else line.text[: line.number().length].strip()


def starts_glossary_entry(entry: Line, line: Line, *, is_alone: bool) -> bool:
    """Tell whether ``line`` begins what follows the entry that ``entry`` begins.

    An entry without number ends with its paragraph, or with the one below its term where that stands alone.
    """
    if marks.GLOSSARY_TITLE.fullmatch(line.text) or marks.NOTES_OPENING.match(line.text):
        return True
    kind = entry.number().kind
    if kind:
        return line.number().kind == kind
    return not (is_alone and not entry.is_sentence() and line.is_sentence())


def references_of(text: str) -> set[str]:
    """Return the signs of footnotes that stand behind words: 一网通办①."""
    return set(_REFERENCE.findall(text))


def is_footnote(line: Line, references: set[str]) -> bool:
    """Tell whether a line explains a term: by 指 behind its sign, or by a sign that stands behind words elsewhere."""
    if _DEFINITION.match(line.text):
        return True
    referred = _REFERRED.match(line.text)
    return referred is not None and referred[1] in references


def is_enclosed_note(line: Line) -> bool:
    """Tell whether a line is one note in brackets: （注：增速按可比价格计算）."""
    return bool(_ENCLOSED_NOTE.fullmatch(line.text))


def end_of_contents(lines: list[Line], position: int, *, is_first: bool = False) -> int:
    """Return the position behind the table of contents that begins at ``position``, or ``position``.

    It begins at 目录, or, where a site dropped that, at the first number of the document (``is_first``). It ends where
    its first entry comes again, or, if most of its entries name a page, at the first sentence.
    """
    if _CONTENTS.fullmatch(lines[position].text.strip()):
        start = position + 1
    elif is_first and lines[position].number().kind in OUTER:
        start = position
    else:
        return position
    first = _entry_of(lines[start]) if start < len(lines) else ""
    paged = 0
    for at in range(start, min(len(lines), position + _MOST_CONTENTS)):
        if at > start and _entry_of(lines[at]) == first:
            return at
        if lines[at].is_sentence():
            return at if paged and paged >= (at - start) / 2 else position
        paged += bool(_LEADER.search(lines[at].text[-_LONGEST_LEADER:]))
    return position


def _entry_of(line: Line) -> str:
    """Return what a line of a table of contents names, without blanks and page."""
    name, tail = line.text[:-_LONGEST_LEADER], line.text[-_LONGEST_LEADER:]
    return re.sub(r"\s", "", name + _LEADER.sub("", tail))


def end_of_annex_list(lines: list[Line], position: int) -> int:
    """Return the position behind the list of annexes (附件：1.… / 2.…) that begins at ``position``, or ``position``.

    The text of an annex follows its title at once; behind the list stand signature and date, an annex, or nothing.
    """
    match = marks.ANNEX_LIST.match(lines[position].text)
    if not match:
        return position
    end = position + 1
    while end < len(lines) and lines[end].number().kind == "item" and not lines[end].is_sentence():
        end += 1
    titles = [lines[position].text[match.end() :], *(line.text for line in lines[position + 1 : end])]
    titles = [title[number_of(title).length :] for title in titles if title]  # 2.名词解释 is not two of something
    if not titles or any(marks.MEASURE.search(title) for title in titles):
        return position
    below = lines[end : end + 3]
    if below and (marks.ANNEX_TITLE.fullmatch(below[0].text) or any(_is_date(line) for line in below)):
        return end
    return end if not below and all(_NAMES_PAPER.search(title) for title in titles) else position


def _is_date(line: Line) -> bool:
    return bool(front.DATE_LINE.fullmatch(line.text))
