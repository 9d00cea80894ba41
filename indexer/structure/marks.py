"""The shapes of lines: what ends a sentence, opens a glossary, stands above the text. Patterns only, no decisions."""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"[。！？]|[!?](?![A-Za-z0-9=&/])")  # not the ? of an address: /a?id=1
ANY_END = re.compile(rf"{SENTENCE_END.pattern}|[；;]")
CLOSING = "”’」』）)》】"
COMMA = re.compile(r"[，,]")
ANY_PAUSE = re.compile(r"[，,：:]")

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

_TERMS = "名词|术语|词语|用语|缩略语|缩写|词汇|概念"
GLOSSARY_TITLE = re.compile(
    r"(?:附(?:件|录|表)? ?\d*[：: 　]*)?(?:《?[\u4e00-\u9fff]{0,20}报告》?)?"
    r"[（(]?(?:中的?)?(?:有关|相关|部分|主要|专业|专有|重要)*"
    rf"(?:{_TERMS})(?:{_TERMS})?(?:的)?(?:解释|注释|说明|释义|解读)[)）]?(?:[（(][^（）()]{{1,30}}[)）])?[：:]?"
)
NOTES_OPENING = re.compile(r"(?:注|备注|说明|附注)(?:\d{1,2}|[①-⑳])?[：:]\s*")
_ANNEX_NUMBER = r"(?:\d{1,2}(?:[-—]\d{1,2})?|[一二三四五六七八九十]{1,3})"
ANNEX_TITLE = re.compile(rf"附(?:件|表|录)? ?{_ANNEX_NUMBER}?(?:[：:].{{0,60}}|[ 　]+[^。；：:，,]{{1,60}})?")
ANNEX_LIST = re.compile(r"附(?:件|表)? ?[：:] ?")
BOX = re.compile(r"专栏 ?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[：:])[^。；]{0,50}")
BULLET = re.compile(r"[●•·▪■◆◇○▶➢✓√\-*]|——|—")
LABELLED = re.compile(r"[^：:“《]{1,12}[：:].")  # 责任单位：县民政局
# A figure with what it counts: it commits to something, so the line is no heading
MEASURE = re.compile(r"\d[\d.,]* ?[万亿千余多]*[张个家条项处所套座户名件批次人公里平吨亩辆台间盏株米元％%盘场所只对]")
PARENTHESIS = re.compile(r"[（(].{1,40}[)）]")
