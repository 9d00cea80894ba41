"""Two wordings → which words they share and which stand in one only, and how alike they are.

What is compared is folded and without punctuation; what comes out are offsets into the two texts as they are. A number
is one thing: 480 and 4800 share nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Literal

from indexer.retrieval.folding import fold_with_map

Span = tuple[int, int]
Pair = tuple[int, int]  # places of a token in the draft and of its equal in the clause

_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_TOKEN = re.compile(rf"[{_HAN}]|\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?[%‰]?|[0-9a-z]+(?:[.+\-][0-9a-z]+)*[%‰]?")
_HAN_RUN = re.compile(rf"[{_HAN}]+")
_MARKS = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "〈": "〉", "【": "】"}
_STOCK = 0.4  # of the weight of another word; docs/decisions/0011-precedent.md
_FIGURE = 1.0  # a number or a Latin word, however long: wording is compared, and each report has its own figures


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch that both texts share, or that stands in one of them; its span in the other is then empty."""

    kind: Literal["same", "here", "there"]
    here: Span  # in the draft
    there: Span  # in the clause


@dataclass(frozen=True, slots=True)
class Alignment:
    """A sentence of a draft beside a clause; the segments, in order, cover both texts."""

    segments: tuple[Segment, ...]
    core: Span  # of the clause: the stretch that is compared with the sentence; empty where they share nothing
    likeness: float  # 0 to 1
    whole: float  # what the sentence weighs: about its number of characters
    shared: float = 0.0  # what of it the clause shares
    longest: float = 0.0  # what the longest stretch of it weighs that stands in the clause without a gap
    is_verbatim: bool = False  # the clause holds the whole sentence, but for width, 繁简, case and punctuation


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    start: int  # in the text as it is
    end: int
    word: int  # number of the word that it is part of
    weight: float


class Wording:
    """A text as it is compared: each Chinese character, each number or Latin word, with the word it is part of."""

    def __init__(self, text: str, cut: Callable[[str], list[str]]) -> None:
        """``cut`` gives the words of a run of folded Chinese characters, which joined give the run again."""
        self.text = text
        self.tokens = tuple(_tokens(text, cut))
        self.keys = [token.key for token in self.tokens]
        self.weights = [0.0, *accumulate(token.weight for token in self.tokens)]  # of all tokens before each place
        self.pairs = frozenset(pairwise(self.keys)) or frozenset((key, "") for key in self.keys)

    def weight(self, start: int, end: int) -> float:
        """Return what the tokens from ``start`` to ``end`` weigh together."""
        return self.weights[end] - self.weights[start]


@cache
def _stock_words() -> frozenset[str]:
    lines = files(__package__).joinpath("stock_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _tokens(text: str, cut: Callable[[str], list[str]]) -> Iterator[_Token]:
    folded, origin = fold_with_map(text)
    word_at: dict[int, tuple[int, str]] = {}  # place of a Chinese character → where its word begins, and the word
    for run in _HAN_RUN.finditer(folded):
        at = run.start()
        for word in cut(run.group()):
            word_at.update(dict.fromkeys(range(at, at + len(word)), (at, word)))
            at += len(word)
    for match in _TOKEN.finditer(folded):
        first, last = origin[match.start()], origin[match.end() - 1] + 1
        begins, word = word_at.get(match.start(), (match.start(), ""))
        weight = (_STOCK if word in _stock_words() else 1.0) if word else _FIGURE
        yield _Token(match.group().replace(",", ""), first, last, begins, weight)


def weigh(text: str, cut: Callable[[str], list[str]]) -> float:
    """Return what a text weighs: about its number of characters, stock words less."""
    return sum(token.weight for token in _tokens(text, cut))


def align(here: Wording, there: Wording) -> Alignment:
    """Return what a sentence and a clause share, word by word, and their likeness.

    The likeness is the share of weight that is the same, shared / (sentence + core − shared), as in Jaccard (1901),
    where the core is the stretch of the clause for which it is largest. A character weighs 1, and so does a number or
    Latin word; words of ``stock_words.txt`` weigh 0.4 a character. A word counts where it is the same as a whole.
    """
    blocks = SequenceMatcher(None, here.keys, there.keys, autojunk=False).get_matching_blocks()
    pairs = [(block.a + n, block.b + n) for block in blocks for n in range(block.size)]
    pairs = _without_strays(_whole_words(pairs, here, there), here, there)
    likeness, shared, kept = _best_core(_runs(pairs), here, there)
    if not kept:
        return Alignment(tuple(_segments([], here, there)), (0, 0), 0.0, here.weight(0, len(here.tokens)))
    first, last = kept[0][1], kept[-1][1]
    core = _balanced(there.text, _start_of(there, first), there.tokens[last].end)
    is_verbatim = len(kept) == len(here.tokens) == last - first + 1
    return Alignment(
        tuple(_segments(kept, here, there)),
        core,
        1.0 if is_verbatim else likeness,
        here.weight(0, len(here.tokens)),
        shared,
        max(here.weight(run[0][0], run[-1][0] + 1) for run in _runs(kept)),
        is_verbatim,
    )


def _whole_words(pairs: list[Pair], here: Wording, there: Wording) -> list[Pair]:
    """Leave out the pairs that are part of a word of which another part has no equal: 推动 beside 推进."""
    while True:
        paired_here, paired_there = {a for a, _ in pairs}, {b for _, b in pairs}
        torn_here = {t.word for n, t in enumerate(here.tokens) if n not in paired_here}
        torn_there = {t.word for n, t in enumerate(there.tokens) if n not in paired_there}
        kept = [
            (a, b) for a, b in pairs if here.tokens[a].word not in torn_here and there.tokens[b].word not in torn_there
        ]
        if len(kept) == len(pairs):
            return kept
        pairs = kept


def _without_strays(pairs: list[Pair], here: Wording, there: Wording) -> list[Pair]:
    """Leave out single characters and figures between differences (的, 3), but for what a figure counts (张)."""
    kept = []
    for run in _runs(pairs):
        a, b = run[0]
        is_counted = _is_figure(here, a - 1) and _is_figure(there, b - 1)
        is_word = here.keys[a].isascii() and not _is_figure(here, a)  # AI
        if len(run) > 1 or is_counted or is_word or len(here.tokens) == 1:
            kept += run
    return kept


def _is_figure(wording: Wording, place: int) -> bool:
    return place >= 0 and wording.keys[place][0].isdigit()


def _runs(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Return the pairs in runs that go on without a gap in both texts."""
    runs: list[list[Pair]] = []
    for a, b in pairs:
        if runs and runs[-1][-1] == (a - 1, b - 1):
            runs[-1].append((a, b))
        else:
            runs.append([(a, b)])
    return runs


def _best_core(runs: list[list[Pair]], here: Wording, there: Wording) -> tuple[float, float, list[Pair]]:
    """Return likeness, what is shared, and its pairs, of the neighbouring runs for which the likeness is largest."""
    whole = here.weight(0, len(here.tokens))
    before = [0.0, *accumulate(here.weight(run[0][0], run[-1][0] + 1) for run in runs)]
    best, most, chosen = 0.0, 0.0, (0, 0)
    for first in range(len(runs)):
        for last in range(first, len(runs)):
            core = there.weight(runs[first][0][1], runs[last][-1][1] + 1)
            shared = before[last + 1] - before[first]
            likeness = shared / (whole + core - shared)
            if likeness > best:
                best, most, chosen = likeness, shared, (first, last + 1)
    return best, most, [pair for run in runs[slice(*chosen)] for pair in run]


def _balanced(text: str, start: int, end: int) -> Span:
    """Return the span with the mark that closes what it opens, or without a mark that is closed further on."""
    awaited: list[str] = []
    for char in text[start:end]:
        if char in _MARKS:
            awaited.append(_MARKS[char])
        elif awaited and char == awaited[-1]:
            awaited.pop()
    if awaited and text[end : end + 1] == awaited[-1]:
        awaited.pop()
        end += 1
    return (start + 1, end) if awaited and text[start] in _MARKS else (start, end)


def _segments(pairs: list[Pair], here: Wording, there: Wording) -> Iterator[Segment]:
    at, beyond = 0, 0  # next token of each text
    ends_here, ends_there = 0, 0  # of the characters that are told already
    for run in [*_runs(pairs), [(len(here.tokens), len(there.tokens))]]:
        (a, b), is_end = run[0], run[0] == (len(here.tokens), len(there.tokens))
        if a > at or (is_end and ends_here < len(here.text)):
            end = _start_of(here, a)
            yield Segment("here", (ends_here, end), (ends_there, ends_there))
            ends_here = end
        if b > beyond or (is_end and ends_there < len(there.text)):
            end = _start_of(there, b)
            yield Segment("there", (ends_here, ends_here), (ends_there, end))
            ends_there = end
        if is_end:
            return
        at, beyond = run[-1][0] + 1, run[-1][1] + 1
        here_end, there_end = _start_of(here, at), _start_of(there, beyond)
        yield Segment("same", (ends_here, here_end), (ends_there, there_end))
        ends_here, ends_there = here_end, there_end


def _start_of(wording: Wording, place: int) -> int:
    """Return where the stretch of a token begins: with the marks that open it, behind those that close another."""
    if place >= len(wording.tokens):
        return len(wording.text)
    end = wording.tokens[place].start
    start = wording.tokens[place - 1].end if place else 0
    return next((at for at in range(start, end) if wording.text[at] in _MARKS), end)
