"""Lines of titles → titles, and what a title says: the type of the document, the year of its work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from indexer.records import Heading
from indexer.structure.dates import with_ascii_dates
from indexer.structure.front import is_whole_title
from indexer.structure.numerals import ORDINAL, ordinal
from indexer.structure.periods import PLAN, REPORT, TASK_LIST

NOTICE, OTHER = "通知", "其他"
_MOST_LINES = 4  # of one title
_SUBTITLE = re.compile(r"[（(].*[)）]|——.*")
_GOES_ON = re.compile(r"[和与及暨的、]")
_COVER = re.compile(r"(?:印发|下达|公布|发布|转发|批转|下发)(?P<rest>.+?)的?(?:通知|通告|公告|函)$")
_QUOTED_WHOLE = re.compile(r"[《〈<](?P<inner>.+)[》〉>](?:[（(].*[)）])?")
_BRACKETS_AT_END = re.compile(r"(?:[（(][^（）()]*[)）])+$")
_NOT_OF_GOVERNMENT = re.compile(r"常务委员会|常委会|法院|检察院|政协|纪律检查|监察委")
_SPEAKS_OF_OTHERS = re.compile(r"(?:函|(?<!工作)报告|解读|通报|情况|建议|讲话|说明|批复|决定|决议|答复)$")
_REPORT_TITLE = re.compile(
    r"(?<![作做])政府(?:(?:19|20)\d{2}年度?)?工作的?报告[》】]?(?:$|(?:全文|摘要|摘登|实录)|[（(].*[)）]$|\s|—)"
)
_TASK_TITLE = re.compile(
    r"重点(?:工作|任务|事项)*(?:目标|责任)*(?:安排|任务|计划|清单|分工|分解|要点|工作$)|工作目标安排|工作要点|(?:目标|责任|任务)(?:清单|分解|分工)"
    r"|实事项目|民生实事|为民办?实事|折子工程|(?:19|20)\d{2}年度?[^，。《》]{0,14}工作(?:安排|计划|打算|思路|目标)"
)
_PLAN_TITLE = re.compile(
    r"规划(?!和自然资源|资源|局)|五年计划|远景目标|纲要|[三四五]年(?:行动)?(?:计划|方案)"
    r"|(?:计划|方案)[（(](?:19|20)\d{2}年?[-—–~～至]+(?:19|20)\d{2}年?[)）]"
)
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?=\s*(?:年|度|[区市省县]|政府|工作|[)）]|$))|^((?:19|20)\d{2})(?=[\u4e00-\u9fff])"
)
# 2021—2035年: the work begins in 2021; 2035年远景目标, 2030年前, 到2035年 are when it is to be done
_SPAN = re.compile(r"(?<=\d{4})\s*年?\s*[-—–~～至]+\s*(?:19|20)\d{2}")
_NO_YEAR = re.compile(
    r"(?:到|至)(?:19|20)\d{2}年|(?:19|20)\d{2}年(?:远景|底?前|\d{1,2}月\d{1,2}日)|(?<=[〔\[［﹝])(?:19|20)\d{2}"
)
_FIVE_YEARS = re.compile(rf"第({ORDINAL})个五年|(十[一二三四五六七八九]?)五(?=[”\"]|时期|期间|规划|发展)")
_BEFORE_FIVE_YEARS = 1951  # 三五 began in 1966, and every one since five years after the one before


def join_titles(headings: Sequence[Heading]) -> list[str]:
    """Return the titles whose lines stand below each other as one; a line that names a kind of document ends one.

    The lines are joined without anything between them, as they would stand in one line; a subtitle in brackets or
    behind a dash belongs to the title above it.
    """
    groups: list[list[Heading]] = []
    lines = [heading for heading in headings if heading.kind == "title"]
    for above, line in pairwise([None, *lines]):
        if line is None:
            continue
        is_below = above is not None and above.end + 1 == line.start and len(groups[-1]) < _MOST_LINES
        if is_below and above and _belongs(above.text, line.text):
            groups[-1].append(line)
        else:
            groups.append([line])
    return ["".join(line.text for line in group) for group in groups]


def _belongs(above: str, line: str) -> bool:
    is_more = _SUBTITLE.fullmatch(line) or _GOES_ON.match(line)
    return bool(is_more) or not is_whole_title(with_ascii_dates(above))


def main_title(titles: Sequence[str]) -> str:
    """Return the title of the document: the first that tells a type, written out where a later one says more.

    >>> main_title(["某区公报", "政府工作报告", "2025年某区政府工作报告"])
    '2025年某区政府工作报告'
    """
    telling = [title for title in titles if type_of_title(title)[0] not in ("", OTHER)] or list(titles)
    longer = [title for title in telling if _says_more(title, telling[0])]
    return max(longer, key=len, default="")


def _says_more(title: str, short: str) -> bool:
    """Tell whether a title ends with a short one, or holds it and is of its type: 重点工作, 2025年某区重点工作清单."""
    return title.endswith(short) or (short in title and type_of_title(title)[0] == type_of_title(short)[0])


def type_of_title(title: str) -> tuple[str, str]:
    """Return the type that a title names and the words that do; ("", "") where it names none.

    A notice that only carries another document (关于印发《…规划》的通知) has the type of that.

    >>> type_of_title("关于印发《2025年工作要点》的通知")[0], type_of_title("关于报送2025年工作要点的通知")[0]
    ('重点工作安排', '通知')
    """
    subject = _subject(title)
    bare = _BRACKETS_AT_END.sub("", subject)
    if not _NOT_OF_GOVERNMENT.search(subject) and (match := _REPORT_TITLE.search(subject)):
        return REPORT, match.group()
    if match := _SPEAKS_OF_OTHERS.search(bare):
        return OTHER, match.group()
    if not bare.endswith(("通知", "通告", "公告")):
        for doc_type, pattern in ((TASK_LIST, _TASK_TITLE), (PLAN, _PLAN_TITLE)):
            if match := pattern.search(subject):
                return doc_type, match.group()
    if match := re.search(r"通知|通告|公告", title):
        return NOTICE, match.group()
    if match := re.search(r"(?:意见|办法|方案|细则|规定|条例|规则|预案|标准|指南|令)$", bare):
        return OTHER, match.group()
    return "", ""


def _subject(title: str) -> str:
    """Return what a covering notice carries, else the title."""
    match = _COVER.search(_BRACKETS_AT_END.sub("", title))
    if not match:
        return title
    inner = _QUOTED_WHOLE.fullmatch(match["rest"])
    return inner["inner"] if inner else match["rest"]


def year_of_title(title: str, doc_type: str) -> int | None:
    """Return the year whose work a title names, the later of two (2024年总结和2025年安排); None where it names none.

    A plan is of the first year of its span; the years of “十四五” are known.

    >>> year_of_title("二〇二五年工作要点", "重点工作安排")
    2025
    >>> year_of_title("第十四个五年规划和二〇三五年远景目标纲要", "规划")
    2021
    """
    plain = _NO_YEAR.sub("", _SPAN.sub("", with_ascii_dates(title)))
    years = [int(year) for match in _YEAR.finditer(plain) if (year := match[1] or match[2])]
    if not years and doc_type == PLAN and (match := _FIVE_YEARS.search(title)):
        number = ordinal(match[1] or match[2])
        return _BEFORE_FIVE_YEARS + 5 * number if number > 2 else None
    return max(years, default=None)
