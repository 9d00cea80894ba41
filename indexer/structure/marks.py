"""The shapes of lines: what numbers a heading, ends a sentence, opens a glossary. Patterns only, no decisions."""

from __future__ import annotations

import re

from indexer.structure.numerals import ORDINAL

# Numbering styles from the outermost in; the place in this list is the rank of a heading.
NUMBERINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("book", re.compile(rf"第{ORDINAL}编[\s　、]*")),
    ("chapter", re.compile(rf"第{ORDINAL}章[\s　、]*")),
    ("division", re.compile(rf"第{ORDINAL}节[\s　、]*")),
    # not 一、二、三产业 nor 三、四级医院
    ("part", re.compile(rf"(?!(?:一、二|二、三|三、四|四、五)[、级类线产])({ORDINAL})、")),
    ("section", re.compile(rf"[（(]({ORDINAL})[)）]、?")),
    ("item", re.compile(r"(\d{1,3})(?:[.．](?!\d)|、)")),
    ("subitem", re.compile(r"[（(](\d{1,3})[)）]")),
)
RANK = {kind: rank for rank, (kind, _) in enumerate(NUMBERINGS)} | {"label": 90, "run-in": 99}

INLINE_ITEM = re.compile(rf"(?:^|(?<=[。；;！!？?：:])|(?<=[。；;！!？?：:] ))[（(]({ORDINAL})[)）]")

# A ★ that marks something, not one that is spoken of: 标★号的项目
STAR_MARK = re.compile(r"(?<![标带打注加以“])★(?![”号]|表示|代表)")

SENTENCE_END = re.compile(r"[。！？]|[!?](?![A-Za-z0-9=&/])")  # not the ? of an address: /a?id=1
ANY_END = re.compile(rf"{SENTENCE_END.pattern}|[；;]")
CLOSING = "”’」』）)》】"
COMMA = re.compile(r"[，,]")

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

GLOSSARY_TITLE = re.compile(
    r"(?:附件?\d*[：:]?\s*)?(?:《?政府工作报告》?)?[（(]?(?:有关|相关|部分)?(?:名词|名词术语|词语|用语|缩略语)(?:解释|注释|说明)[)）]?[：:]?"
)
NOTES_OPENING = re.compile(r"(?:注|备注|说明|附注)[：:]\s*")
ANNEX_TITLE = re.compile(r"附件?(?:\d{1,2}|[一二三四五六七八九十])?(?:[：:].{0,60})?")
PARENTHESIS = re.compile(r"[（(].{1,40}[)）]")
