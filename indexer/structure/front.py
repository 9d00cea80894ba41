"""Lines around the text, neither heading nor clause: titles, dates, numbers, speaker, meeting, addressee, signature."""

from __future__ import annotations

import re

from indexer.structure.lines import FIGURE, LONGEST_HEADING, Line, bare_runs, unquoted

DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
DATE_LINE = re.compile(rf"[（(]?{DATE.pattern}[)）]?")
MEETING_LINE = re.compile(rf"(?:[（(]|——|—)?\s*{DATE.pattern}\s*在.{{2,60}}会议上[)）]?(?: .{{2,30}})?")
_OFFICE = "(?:代|副)?(?:区长|市长|省长|县长|州长|盟长|旗长|镇长|乡长|主席)"
_PERSON = r"(?:[\u4e00-\u9fff](?: *[\u4e00-\u9fff]){1,3}|[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff·]{1,12})"
# Without a blank before the name the office must be one of an area: 市长热线建设 is no speaker.
SPEAKER_LINE = re.compile(
    rf"[\u4e00-\u9fff]{{0,16}}?{_OFFICE}[ :：]+{_PERSON}"
    rf"|[\u4e00-\u9fff]{{2,12}}?(?:人民政府|[省市区县州盟旗镇乡]){_OFFICE}[\u4e00-\u9fff]{{2,3}}"
)
NUMBER_TEXT = r"([\u4e00-\u9fff]{1,12})[〔\[［(（]((?:19|20)\d{2})[〕\]］)）]第?(\d{1,4})号"
NUMBER_LINE = re.compile(NUMBER_TEXT)
SALUTATION = re.compile(r"(?:各位代表|同志们|各位委员|各位领导)[，,、]?(?:同志们|各位委员)?[：:！!]")
OPENING_FORMULA = re.compile(
    r"(?:现在|下面|受.{2,12}委托)?[，,]?我?(?:代表|受).{0,20}人民政府.{0,12}(?:报告|汇报).{0,40}(?:审议|审查)"
)
ADDRESSEE = re.compile(r"[^。；;！？]{4,120}(?<!如下)(?<!以下)(?<!包括)(?<!工作)(?<!是)[：:]")

_MOST_TITLE_LINES = 12  # lines; more of them are a list or a table


class Front:
    """The lines of a document, asked which of them stand around its text."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._bare_runs = bare_runs(lines)
        numbered = (n for n, line in enumerate(lines) if line.number()[0])
        self._first_numbered = next(numbered, len(lines))

    def formal_kind(self, position: int) -> str:
        """Return "opening" for a salutation or courtesy, "front" for other formal lines, "" for all else."""
        line = self._lines[position]
        text = line.text
        if SALUTATION.fullmatch(text) or (len(text) < 120 and OPENING_FORMULA.match(text)):
            return "opening"
        if any(pattern.fullmatch(text) for pattern in (DATE_LINE, MEETING_LINE, SPEAKER_LINE, NUMBER_LINE)):
            return "front"
        if position < self._first_numbered and not line.is_sentence() and ADDRESSEE.fullmatch(text):
            return "front" if ("、" in text or len(text) < 30) and not FIGURE.search(text) else ""
        is_signature = position >= len(self._lines) - 2 and text.endswith(("人民政府", "办公室", "办公厅", "委员会"))
        return "front" if is_signature and position and len(text) < 30 else ""

    def is_title(self, position: int) -> bool:
        """Tell whether a line is (a part of) a title: bare, before the first number."""
        text = self._lines[position].text
        if position >= self._first_numbered or position == len(self._lines) - 1 or len(text) > LONGEST_HEADING * 2:
            return False
        is_block = 0 < self._bare_runs[position] <= _MOST_TITLE_LINES or (position == 0 and self._bare_runs[0] > 0)
        return is_block and not re.search(r"[，,：:]", unquoted(text))
