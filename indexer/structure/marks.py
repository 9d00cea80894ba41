"""The shapes of lines: what ends a sentence, opens a glossary, stands above the text. Patterns only, no decisions."""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"[。！？]|[!?](?![A-Za-z0-9=&/])")  # not the ? of an address: /a?id=1
ANY_END = re.compile(rf"{SENTENCE_END.pattern}|[；;]")
CLOSING = "”’」』）)》】"
COMMA = re.compile(r"[，,]")
ANY_PAUSE = re.compile(r"[，,：:]")

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
# 2024年工作回顾, 今年的主要任务, 过去五年工作总结: the title of a part; not 2025年完成改造工作, a task
_ACT = "完成(?!情况)|开展|推进|推动|实施|建设|建成|新建|加强|强化|深化|做好|改造|落实|启动|提升|抓好|组织|编制"
PERIOD = re.compile(
    r"(?:(?:19|20)\d{2}年度?(?:和“[^”]{2,6}”时期)?|今年|明年|上一?年|去年|过去[一五]年|今后五年|未来五年|一年来|下一步"
    rf"|“十[一二三四五六七八九]?五”(?:时期|期间)?)的?(?!.*(?:{_ACT}))"
    r"[\u4e00-\u9fff]{0,12}(?:回顾|总结|工作|任务|安排|打算|计划|目标|成就|思路|要求|举措|完成情况)"
)
DATED_TASK = re.compile(rf"(?:(?:19|20)\d{{2}}年|\d{{1,2}}月|[上下]半年|[一二三四]季度|年[底内]).*(?:{_ACT})")
PARENTHESIS = re.compile(r"[（(].{1,40}[)）]")
