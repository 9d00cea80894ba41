"""Corpora of any size to measure speed on: phrases of the real corpus recombined into documents, with their meaning.

A clause is made of one to four phrases that stand near each other in a document of ``corpus/``, its figures changed;
a document has a title, headings and some 150 clauses, and belongs to a district, a year and a type. Everything
follows from a seed. Phrases are encoded once by the real model; what a clause means is put together from its phrases
with noise (``GivenEncoder``), so that a million clauses cost minutes instead of days.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from indexer.corpus_reading import read_all
from indexer.intake import SourceFile, scan_corpus, text_source
from indexer.records import Document
from indexer.structure.gazetteer import COUNTY, areas

CORPUS = Path(__file__).parents[1] / "corpus"
CLAUSES_A_DOCUMENT = 150
DISTRICTS = 300
YEARS = range(2016, 2027)
# Of the documents by the beginning of their title; the others are 规划 and 通知 on a theme.
_THEMES = (
    "养老服务",
    "营商环境",
    "城市更新",
    "绿色发展",
    "数字化转型",
    "公共文化",
    "教育发展",
    "安全生产",
    "就业促进",
    "交通建设",
)
_TITLES = (
    "{place}{year}年政府工作报告",
    "{year}年{place}政府重点工作安排",
    "{place}{year}年{theme}规划",
    "关于做好{place}{year}年{theme}工作的通知",
)
_CUT = re.compile(r"[,，;；。!！?？]")
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?=[万亿]?[个项家张户人名座处台条套幅场次所件公%元吨米平])")
_DIGITS = re.compile(r"[\d.]+")
_LOCAL = re.compile(r"[静黄徐][安浦汇]|上海|沪|^\W*[(（]?[一二三四五六七八九十\d]+[)）.、]|[:：]")
_BRACKETS = (("“", "”"), ("‘", "’"), ("《", "》"), ("(", ")"), ("（", "）"))
_ADVERBS = ("进一步", "持续", "着力", "积极", "全面", "深入", "切实", "不断", "大力", "有序", "稳步", "统筹")
_ADVERB = re.compile("^(?:" + "|".join(_ADVERBS) + ")")
_VERB = re.compile(
    "推进|推动|加强|完善|建设|提升|优化|深化|打造|强化|健全|落实|实施|培育|促进|构建|支持|开展|做好|发挥|拓展|建立|引导|扩大|"
    "保障|改善|聚焦|探索|创建|完成|提高|实现|鼓励|推广|组织|做强|用好|增强|维护|营造|推行|防范|规范|巩固|引进|改造|夯实|集聚"
)
_LEAST, _MOST = 4, 40  # characters of a phrase
_NUMERALS = "一二三四五六七八九十"
_EMPHATIC = 0.5  # of the phrases that begin with a verb
_NEAR = 15  # phrases of a clause stand at most so many apart in the real document


@dataclass(frozen=True, slots=True)
class Material:
    """What documents are made of: phrases in the order of the real documents, headings of parts and paragraphs."""

    phrases: tuple[str, ...]
    parts: tuple[str, ...]
    sections: tuple[str, ...]


def read_material(corpus: Path = CORPUS) -> Material:
    """Return the phrases and headings of a corpus; what names a place, stands in quotes or is a number is left out."""
    documents = read_all(scan_corpus(corpus))
    phrases = (phrase for document in documents for clause in document.clauses for phrase in cut_phrases(clause.text))
    return Material(
        tuple(dict.fromkeys(filter(_is_usable, phrases))),
        _headings(documents, {"part"}),
        _headings(documents, {"section", "item", "run-in"}),
    )


def cut_phrases(text: str) -> list[str]:
    """Return the phrases of a text, without the signs between them.

    >>> cut_phrases("新增养老床位480张,改建3家；")
    ['新增养老床位480张', '改建3家']
    """
    return [piece.strip() for piece in _CUT.split(text) if piece.strip()]


def skeleton(phrase: str) -> str:
    """Return a phrase without its figures and first adverb: by this it is known again when they were changed.

    >>> skeleton("持续推进480张养老床位建设")
    '推进#张养老床位建设'
    """
    return _DIGITS.sub("#", _ADVERB.sub("", phrase))


def _is_usable(phrase: str) -> bool:
    is_whole = all(phrase.count(opening) == phrase.count(closing) for opening, closing in _BRACKETS)
    return _LEAST <= len(phrase) <= _MOST and is_whole and not _LOCAL.search(phrase)


def _headings(documents: list[Document], kinds: set[str]) -> tuple[str, ...]:
    texts = (heading.text for document in documents for heading in document.headings if heading.kind in kinds)
    words = (re.sub(r"^[(（]?[一二三四五六七八九十\d]+[)）.、]+|[。：:]$", "", text) for text in texts)
    return tuple(dict.fromkeys(text for text in words if not _LOCAL.search(text) and len(cut_phrases(text)) == 1))


def corpus_of(clauses: int, *, seed: int = 2026, material: Material | None = None) -> list[SourceFile]:
    """Return the sources of a corpus of some ``clauses`` clauses; a smaller one of the same seed is its beginning."""
    material = material or read_material()
    documents = max(1, round(clauses / CLAUSES_A_DOCUMENT))
    return [text_source(name, text) for name, text in islice(documents_of(seed, material), documents)]


def documents_of(seed: int, material: Material) -> Iterator[tuple[str, str]]:
    """Yield (file name, text) of documents without end."""
    places = _places(seed)
    for number in count():
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - a benchmark, no secret
        place, year, kind = chance.choice(places), chance.choice(YEARS), chance.choice((0, 0, 0, 1, 1, 2, 3))
        title = _TITLES[kind].format(place=place, year=year, theme=chance.choice(_THEMES))
        yield f"{number:05}-{title}.txt", "\n".join([title, *_body(chance, material)]) + "\n"


def _places(seed: int) -> list[str]:
    """Return names of districts, each with the city it belongs to: 上海市静安区."""
    known = [area.parent + area.name for area in areas() if area.level == COUNTY and area.parent and not area.weak]
    return random.Random(seed).sample(sorted(set(known)), DISTRICTS)  # noqa: S311


def _body(chance: random.Random, material: Material) -> Iterator[str]:
    """Yield the lines of a document: five parts of six paragraphs of five clauses."""
    for part in range(5):
        yield f"{_NUMERALS[part]}、{chance.choice(material.parts)}"
        for paragraph in range(6):
            at = chance.randrange(len(material.phrases))
            clauses = "".join(_clause(chance, material.phrases, at + 7 * number) for number in range(5))
            yield f"{6 * part + paragraph + 1}.{chance.choice(material.sections)}。{clauses}"


def _clause(chance: random.Random, phrases: tuple[str, ...], at: int) -> str:
    """Return one to four phrases from around a place in the real documents, as a sentence."""
    nearby = range(at - _NEAR, at + _NEAR + 1)
    chosen = chance.sample(nearby, chance.choice((1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4)))
    return "，".join(_vary(chance, phrases[place % len(phrases)]) for place in sorted(chosen)) + "。"


def _vary(chance: random.Random, phrase: str) -> str:
    """Return a phrase with other figures of the same length, and now and then an adverb before its verb."""

    def other(match: re.Match[str]) -> str:
        digits = len(match[0].split(".")[0])
        figure = str(chance.randrange(10 ** (digits - 1), 10**digits))
        return f"{figure}.{chance.randrange(1, 10)}" if "." in match[0] else figure

    adverb = chance.choice(_ADVERBS) if _VERB.match(phrase) and chance.random() < _EMPHATIC else ""
    return adverb + _FIGURE.sub(other, phrase)
