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

GLOSSARY_TITLE = re.compile(
    r"(?:附件?\d*[：:]?\s*)?(?:《?政府工作报告》?)?[（(]?(?:有关|相关|部分)?(?:名词|名词术语|词语|用语|缩略语)(?:解释|注释|说明)[)）]?[：:]?"
)
NOTES_OPENING = re.compile(r"(?:注|备注|说明|附注)[：:]\s*")
ANNEX_TITLE = re.compile(r"附件?(?:\d{1,2}|[一二三四五六七八九十])?(?:[：:].{0,60})?")
PARENTHESIS = re.compile(r"[（(].{1,40}[)）]")
