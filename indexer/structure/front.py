"""Lines around the text, neither heading nor clause: titles, dates, numbers, speaker, meeting, addressee, signature.

They stand in the head of a document, before its first sentence, in the block in which an office signs and dates it, and
below that. What they mean is read in ``metadata.py``.
"""

from __future__ import annotations

import re

from indexer.structure import marks
from indexer.structure.dates import with_ascii_dates
from indexer.structure.form import read_form
from indexer.structure.lines import FIGURE, LONGEST_HEADING, Line, bare_runs, unquoted

# All patterns are for lines whose dates are in figures.
DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
DATE_LINE = re.compile(rf"[（(]?{DATE.pattern}[)）]?")
MEETING = re.compile(r"在(?P<meeting>[^，。；！？\d]{2,60}?会议)(?:第[一二三四五六七八九十]+次全体会议)?上")
MEETING_LINE = re.compile(
    rf"(?:[（(]|——|—)?\s*(?:{DATE.pattern}[，,]?)?\s*{MEETING.pattern}(?:的(?:报告|讲话))?[)）]?(?: .{{2,40}})?"
)
CONGRESS_LINE = re.compile(
    r"(?P<congress>[\u4e00-\u9fff]{2,20}第[一二三四五六七八九十]+届人民代表大会(?:常务委员会)?第[一二三四五六七八九十]+次会议)"
    r"(?:文件|材料)?(?:[（(].{1,4}[)）])?"
)
_ADOPTED_LINE = re.compile(rf"[（(]?{DATE.pattern}[^。；！？]{{2,80}}(?:通过|批准|公布|发布|施行|修订|修正)[)）]?")
_RANK = "(?:代|副|常务副)?"
_OFFICES = "区长 市长 省长 县长 州长 盟长 旗长 镇长 乡长 主席 专员 主任 局长 厅长"
_LEADER = f"{_RANK}(?:{'|'.join(' *'.join(office) for office in _OFFICES.split())})"  # 镇  长
_PERSON = r"(?:[\u4e00-\u9fff](?: *[\u4e00-\u9fff]){1,3}|[\u4e00-\u9fff]{1,8}(?:[·•][\u4e00-\u9fff]{1,8}){1,3})"
_NO_OFFICE = "(?!办公|会议|工作|同志|热线|信箱|致辞|讲话|负责|分管|牵头)"
# Without a blank before the name the office must be one of an area: 市长热线建设 is no speaker.
SPEAKER_LINE = re.compile(
    rf"(?:[（(]|——|报告人[:：] *)?[\u4e00-\u9fff、（）]{{0,24}}?{_LEADER}[ :：]+"
    rf"{_NO_OFFICE}(?P<person>{_PERSON})[)）]?(?: *[（(]?{DATE.pattern}[)）]?)?"
    rf"|[\u4e00-\u9fff]{{2,12}}?(?:人民政府|[省市区县州盟旗镇乡]){_LEADER}{_NO_OFFICE}(?P<name>[\u4e00-\u9fff]{{2,3}})"
)
_CAPTION = re.compile(
    r".{2,40}[作做]政府工作报告。?(?:.{0,20}摄)?[)）。]?|.{0,40}(?:记者|通讯员|摄影).{1,20}摄?[)）。]?"
)
NUMBER_TEXT = r"([\u4e00-\u9fff]{1,14}?) ?[〔\[［(（﹝【〖]((?:19|20)\d{2})[〕\]］)）﹞】〗] ?(?:第 ?)?(\d{1,4}) ?号"
NUMBER_LINE = re.compile(rf"[（(]?{NUMBER_TEXT}[)）]?(?: *签发人[:：].{{2,20}})?")
ORDER_LINE = re.compile(r"[（(]?(?:(?:19|20)\d{2}年)?第 ?(?:\d{1,4}|[一二三四五六七八九十百零]{1,6}) ?号[)）]?")
_LETTERHEAD = re.compile(r"[\u4e00-\u9fff]{4,30}(?:文件|令)|签发人[:：].{2,20}|特急|特提|加急|平急")
_SITE_LINE = re.compile(
    r"目 ?录|.{2,40}[>＞»].{0,40}|"
    r".{0,12}(?:信息公开|政务公开|公开目录|主动公开内容|公开指南|政策文件|规范性文件|政府文件|文件库|政策法规|政策解读|通知公告|公告公示|公示公告"
    r"|政务动态|政务要闻|今日要闻|要闻动态|新闻中心|门户网站|政府网站?)(?:专栏|平台)?"
    r"|[\u4e00-\u9fff]{2,8}(?:日报|晚报|晨报|时报|商报|都市报|新闻网|政府网|融媒体?中心|电视台|发布)"
    r"|(?:(?:19|20)\d{2}年)?第[\d一二三四五六七八九十百]+期(?:[（(]?总第?\d+期[)）]?)?"
)
SALUTATION = re.compile(
    r"(?:(?:尊敬的)?(?:各位(?:代表|委员|领导|同志|来宾|嘉宾)|同志们|(?:副?主任|秘书长)(?=[，,、]))[，,、]?)+[：:！!]"
)
OPENING_FORMULA = re.compile(
    r"(?:现在|下面)?[，,]?我谨?代表.{2,20}?向.{2,12}(?:报告|汇报).{0,20}[，,]请.{0,12}(?:审议|审查)"
    r"|(?:现在|下面|受.{2,16}委托)?[，,]?我?(?:代表|受).{0,20}(?:[省市区县州盟旗镇乡]政府|人民政府|行政公署|管委会|管理委员会).{0,20}(?:报告|汇报|将).{0,80}(?:审议|审查)"
)
_ORGANISATIONS = (
    "政府|公署|办事处|部门|单位|机构|机关|院|校|委|办|局|厅|处|所|站|部|室|组|队|会|公司|企业|集团|团体|中心|银行|医院|学校|街道|镇|乡|村|社区|区|县|市"
    "|州|盟|旗|园|场|人员|同志|负责人|人武部|地方"
)
_ADDRESSED = re.compile(rf"(?!为|按|根据|经|现|请|要求).*(?:{_ORGANISATIONS})")
_NO_ADDRESSEE = re.compile(
    "(?:牵头|责任|配合|成员|参与|主办|协办|承办|参加|联系|报名|咨询)(?:部门|单位|机构|处室|科室|人员)$"
)
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_ADDRESS_START = re.compile(
    "各|有关|区|市|县|省|州|盟|旗|自治|全|直属|中央|驻|本|局|.{2,6}各|委|厅|镇|乡|街道|(?:.{2,8}(?:区|市|县|州|盟|旗)(?:人民)?政府)"
)

OFFICE = (
    r"[\u4e00-\u9fff][\u4e00-\u9fff、（）()]{1,40}?(?:人民政府|行政公署|办公室|委员会|管委会|办事处|领导小组|指挥部"
    r"|局|厅|委|中心|人民法院|人民检察院|联合会)"  # none ends like another, else a row of offices is parted in 2^n ways
)
_OFFICE_LINE = re.compile(rf"{OFFICE}(?: +{OFFICE}){{0,3}}")
_SIGNED_LINE = re.compile(rf"{OFFICE} *{DATE.pattern}")
_LAST_OFFICE = re.compile(r"(?!.*[：:，,。]).{2,29}(?:人民政府|办公室|办公厅|委员会)")
_TRAILER = re.compile(
    r"[（(]?(?:此件|本件|本文).{0,24}(?:公开|发布)[^，。；]{0,10}[)）]?。?|[（(]?(?:公开属性|公开方式|信息公开选项)[:：].{2,16}[)）]?"
    r"|[（(](?:此页无正文|加盖印章|盖章|印章|共印 ?\d+ ?份)[)）]|(?:抄送|抄报|分送|主送|报送|发送|印送)[:：].{2,300}"
    rf"|(?:{OFFICE})? *(?:秘书科|综合科|文电科)? *{DATE.pattern} ?(?:印发|封发|印)(?:[（(]?共印 ?\d+ ?份[)）]?)?"
)
_CONTACT = re.compile(
    r"[（(]?(?:联 ?系 ?人|联系电话|联系方式|咨询电话|监督电话|举报电话|电子邮箱|邮 ?箱|传 ?真|电 ?话|地 ?址"
    r"|通[信讯]地址|联系地址|邮 ?编|邮政编码)"
    r"(?:及电话|及联系方式)?[:：][^。！？]{1,80}[)）]?。?"
)

_KIND = (
    "报告|规划|纲要|实事|公示|通知|通告|公告|意见|办法|方案|细则|规定|条例|规则|决定|批复|计划|安排|要点|清单|分工|分解表?|项目|目标|任务|预案|标准|指南|公报"
    "|总结|讲话|说明|解读|措施|举措|工程|制度|函|令|决议|名单|目录|指标|工作|政策|[若干]条|全文|摘要"
)
_WHOLE_TITLE = re.compile(rf".*(?:{_KIND})[》”]?(?:[（(][^（）()]*[)）])*")
_MOST_TITLE_LINES = 12  # lines; more of them are a list or a table
_LATEST_TITLE = 60  # lines; no summary or covering letter is longer
_MOST_SIGNING = 6  # offices that sign together
_LONGEST_OPENING = 120  # characters; a longer paragraph says more than the courtesy


def is_whole_title(text: str) -> bool:
    """Tell whether a title ends here, with the kind of document it is, rather than in the next line.

    >>> is_whole_title("静安区人民政府关于印发"), is_whole_title("2025年工作要点（草案）")
    (False, True)
    """
    return bool(_WHOLE_TITLE.fullmatch(text))


def is_opening(text: str) -> bool:
    """Tell whether a line greets the congress or says that it will be reported to."""
    return bool(SALUTATION.fullmatch(text) or (len(text) < _LONGEST_OPENING and OPENING_FORMULA.match(text)))


class Front:
    """The lines of a document, asked which of them stand around its text."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._texts = [with_ascii_dates(line.text) for line in lines]
        self._bare_runs = bare_runs(lines)
        numbered = (n for n, line in enumerate(lines) if line.number().kind)
        self._first_numbered = next(numbered, len(lines))
        self._form = read_form(self._texts).positions
        self._signed = self._signature_blocks()
        self._opened = self._first_numbered  # where the text begins for certain
        self._in_head = self._heads()

    def formal_kind(self, position: int) -> str:
        """Return "opening" for a salutation or courtesy, "front" for other formal lines, "" for all else."""
        text = self._texts[position]
        if is_opening(text):
            return "opening"
        if position in self._form or position in self._signed or _TRAILER.fullmatch(text):
            return "front"
        if position < self._first_numbered and (_is_addressee(text) or DATE_LINE.fullmatch(text)):
            return "front"
        if self._in_head[position] and self._is_formal(position):
            return "front"
        return ""

    def is_title(self, position: int) -> bool:
        """Tell whether a line is (a part of) a title: bare, and in the head of the document or of what it encloses."""
        text = self._texts[position]
        if position == len(self._lines) - 1 or len(text) > LONGEST_HEADING * 2 or self._lines[position].number().kind:
            return False
        if (
            marks.ANNEX_TITLE.fullmatch(text)
            or text.endswith("回顾")
            or not (self._in_head[position] or self._is_late_title(position))
        ):
            return False
        is_block = 0 < self._bare_runs[position] <= _MOST_TITLE_LINES or (position == 0 and self._bare_runs[0] > 0)
        return is_block and (not re.search(r"[，,：:]", unquoted(text)) or is_whole_title(text))

    def _is_late_title(self, position: int) -> bool:
        """Tell whether a title stands behind sentences: the first of all, or of what they carry (现将《…》印发)."""
        text = self._texts[position]
        if position >= min(self._opened, _LATEST_TITLE) or not is_whole_title(text):
            return False
        if marks.PERIOD.fullmatch(text) and self._is_part_of_several(position):
            return False
        above = [n for n in range(position) if self._in_head[n] and self.is_title(n)]
        return not above or any(text in self._texts[n] for n in range(position))

    def _is_part_of_several(self, position: int) -> bool:
        """Tell whether another part of the document is named as this line is: 2024年工作总结 … 2025年工作思路."""
        below = self._texts[position + 1 :]
        return any(marks.PERIOD.fullmatch(text) and text != self._texts[position] for text in below)

    def _is_formal(self, position: int) -> bool:
        """Tell whether a line of the head is a date, number, speaker, source …, and no title."""
        text = self._texts[position]
        lines = (
            DATE_LINE,
            MEETING_LINE,
            CONGRESS_LINE,
            SPEAKER_LINE,
            NUMBER_LINE,
            ORDER_LINE,
            _ADOPTED_LINE,
            _CAPTION,
            _LETTERHEAD,
        )
        if any(pattern.fullmatch(text) for pattern in (*lines, _SITE_LINE)):
            return True
        following = self._texts[position + 1] if position + 1 < len(self._texts) else ""
        # An office alone is the source, unless the title goes on below it: 静安区人民政府 / 关于印发…的通知
        return bool(_OFFICE_LINE.fullmatch(text)) and position > 0 and not self._goes_on(following)

    def _goes_on(self, following: str) -> bool:
        return bool(re.match(r"关于|印发|转发|批转|(?:19|20)\d{2}年|《", following)) or (
            is_whole_title(following) and not _CAPTION.fullmatch(following)
        )

    def _heads(self) -> list[bool]:
        """Return for each line whether it stands before the first sentence, here or behind a signature."""
        inside, head = [], True
        for position, line in enumerate(self._lines):
            text = self._texts[position]
            if position in self._signed:
                head = True
            elif is_opening(text) or (position < self._first_numbered and _is_addressee(text)):
                head = False
                if is_opening(text):
                    self._opened = min(self._opened, position)
            elif head and not (position in self._form or _TRAILER.fullmatch(text) or _CAPTION.fullmatch(text)):
                head = not line.number().kind and not (line.is_sentence() and not self._is_formal(position))
            inside.append(head)
        return inside

    def _signature_blocks(self) -> set[int]:
        """Return the lines in which offices sign and date, with what stands right below, and those at the very end."""
        signed: set[int] = set()
        for position, text in enumerate(self._texts):
            if _SIGNED_LINE.fullmatch(text):
                signed.add(position)
            elif DATE_LINE.fullmatch(text):
                first = position
                while first and position - first < _MOST_SIGNING and self._signs(first - 1):
                    first -= 1
                following = self._texts[position + 1] if position + 1 < len(self._texts) else ""
                if first < position or marks.ANNEX_TITLE.fullmatch(following):
                    signed |= set(range(first, position + 1))
                while first in signed and first and _CONTACT.fullmatch(self._texts[first - 1]):
                    first -= 1
                    signed.add(first)
            elif position - 1 in signed and (_TRAILER.fullmatch(text) or _CONTACT.fullmatch(text)):
                signed.add(position)
        last = len(self._texts) - 1
        closing = (DATE_LINE, _TRAILER, _CONTACT, _LAST_OFFICE)
        while last > 0 and (last in signed or any(pattern.fullmatch(self._texts[last]) for pattern in closing)):
            signed.add(last)
            last -= 1
        return signed

    def _signs(self, position: int) -> bool:
        text = self._texts[position]
        return bool(_OFFICE_LINE.fullmatch(text) or SPEAKER_LINE.fullmatch(text))


def _is_addressee(text: str) -> bool:
    """Tell whether a line names whom a document is for: 各镇人民政府，区政府各委、办、局：

    >>> _is_addressee("各部门："), _is_addressee("为此，请各部门："), _is_addressee("牵头单位：")
    (True, False, False)
    """
    if not text.endswith((":", "：")) or marks.ANY_END.search(text) or FIGURE.search(text) or len(text) > 200:
        return False
    names = re.split("[、，,]", _BRACKETS.sub("", text[:-1]))
    if not _ADDRESS_START.match(names[0]) or _NO_ADDRESSEE.search(names[0]):
        return False
    return all(_ADDRESSED.fullmatch(name.strip()) for name in names if name.strip())
