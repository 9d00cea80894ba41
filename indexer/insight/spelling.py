"""A query that may be misspelt → queries that find something: 养老窗位, 加装电剃, yanglao chuangwei.

Suggestions only, never matches. A stretch of the query is looked at only where no clause has it. What is suggested
sounds the same (or, in half of its characters, nearly so), is as long, and is wording of the corpus where the query
has it; that it merely resembles some word is not enough. So no list of words is needed: the pairs of characters that
the corpus has lead to the few strings that it may have, and its clauses say which of them it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from indexer.insight.candidates import is_word, read_as, sounding_like, strings, words_of
from indexer.insight.pinyin import readings, sounds_same, spellings
from indexer.records import Query
from indexer.retrieval.asked import align_fold
from indexer.retrieval.query_marks import is_pasted, read_marks
from indexer.retrieval.vocabulary import Vocabulary
from indexer.retrieval.words import stop_words

Slip = Literal["同音", "近音", "拼音", "颠倒", "重字"]

MAX_CORRECTIONS = 3
_LONGEST_QUERY = 25  # characters: longer ones are sentences, and rarely typed
_LONGEST_STRETCH = 8  # characters that are no known words in a row; more are another language, or names
_LONGEST_WORD = 4  # characters of a stretch that are read as one word: strings of five sounds are too many to try
_LONGEST_PINYIN = 10  # syllables
_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]+(?:[' ]+[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Correction:
    """A query that finds something, and what was changed in it: ``said`` was read as ``meant``."""

    words: str  # the whole query, to search for
    said: str
    meant: str
    slip: Slip
    count: int  # clauses that hold what was meant


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    is_known: bool  # a word of two characters or more that some clause holds


@dataclass(frozen=True, slots=True)
class _Change:
    """Another reading of ``text[start:end]``; those of the lowest ``cost`` come first."""

    start: int
    end: int
    meant: str
    slip: Slip
    cost: tuple[int, ...]
    count: int


def correct(query: Query, vocabulary: Vocabulary) -> list[Correction]:
    """Return up to three queries that a misspelt one may mean, the likeliest first; none where its words all occur.

    Conditions, names of areas, what is excluded, English and pasted wording are left as they are.
    """
    text = _looked_for(query)
    if not text or len(text.strip()) > _LONGEST_QUERY:
        return []
    places = [changes for changes in (*_han_changes(text, vocabulary), *_latin_changes(text, vocabulary)) if changes]
    found: dict[str, Correction] = {}
    for rank in range(MAX_CORRECTIONS if places else 0):
        chosen = sorted((changes[min(rank, len(changes) - 1)] for changes in places), key=lambda change: change.start)
        correction = _correction(query.words, chosen)
        found.setdefault(correction.words, correction)
    return list(found.values())


def _correction(words: str, changes: Sequence[_Change]) -> Correction:
    whole = words
    for change in reversed(changes):
        whole = whole[: change.start] + change.meant + whole[change.end :]
    return Correction(
        whole,
        said=" ".join(words[change.start : change.end] for change in changes),
        meant=" ".join(change.meant for change in changes),
        slip=changes[0].slip,
        count=min(change.count for change in changes),
    )


def _looked_for(query: Query) -> str:
    """Return the query folded, as long as it is, with blanks for what is not to be corrected."""
    if is_pasted(query.words):
        return ""
    characters = list(align_fold(read_marks(query.words, pasted=False).plain))
    for piece in (*query.understood, *query.unknown):
        characters[piece.start : piece.end] = " " * (piece.end - piece.start)
    return "".join(characters)


def _han_changes(text: str, vocabulary: Vocabulary) -> Iterator[list[_Change]]:
    """Yield for each stretch of the query that no clause has what it may have been meant to be, best first."""
    for run in _HAN.finditer(text):
        words = _words(run.group(), run.start(), vocabulary)
        for first, last in _doubtful(words, vocabulary):
            ranked = _ranked(
                text,
                [*_doubled(text, words, first, last, vocabulary), *_heard(text, words, first, last, vocabulary)],
            )
            stretch = (words[first].start, words[last - 1].end)
            good = [change for change in ranked if _settles(change, run.group(), run.start(), stretch, vocabulary)]
            # what sounds less alike, or stands with fewer of the other words, is no choice beside the best
            yield [change for change in good if change.cost[:2] == good[0].cost[:2]]


def _ranked(text: str, changes: Sequence[_Change]) -> list[_Change]:
    """Return the changes, best first, one for each reading of the whole query."""
    by_text: dict[str, _Change] = {}
    for change in sorted(changes, key=lambda change: (change.cost, -change.count, change.meant)):
        by_text.setdefault(text[: change.start] + change.meant + text[change.end :], change)
    return list(by_text.values())


def _words(run: str, at: int, vocabulary: Vocabulary) -> list[_Word]:
    words = []
    for word in vocabulary.cut(run):
        is_known = len(word) > 1 and (word in stop_words() or vocabulary.count(word) > 0)
        words.append(_Word(word, at, at + len(word), is_known))
        at += len(word)
    return words


def _doubtful(words: Sequence[_Word], vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Yield the places (first, behind the last) of words in a row that no clause has so.

    Single characters are no words: in a row they are one that the dictionary does not have, or a misspelt one.
    """
    at = 0
    while at < len(words):
        last = at
        while last < len(words) and not words[last].is_known:
            last += 1
        if last > at and _is_doubtful(words, at, last, vocabulary):
            yield at, last
        at = last + 1


def _is_doubtful(words: Sequence[_Word], first: int, last: int, vocabulary: Vocabulary) -> bool:
    stretch = "".join(word.text for word in words[first:last])
    if len(stretch) > _LONGEST_STRETCH or all(word.text in stop_words() for word in words[first:last]):
        return False
    if len(stretch) > 1:
        return vocabulary.count(stretch) == 0
    before = words[first - 1].text if first else ""
    behind = words[last].text if last < len(words) else ""
    is_doubled = before.endswith(stretch) or behind.startswith(stretch)
    beside = [before + stretch] * bool(before) + [stretch + behind] * bool(behind)
    return is_doubled or not any(map(vocabulary.count, beside or [stretch]))


def _settles(change: _Change, run: str, at: int, stretch: tuple[int, int], vocabulary: Vocabulary) -> bool:
    """Return whether a change leaves of the doubtful stretch only words of the dictionary: 电梯|补贴."""
    changed = run[: change.start - at] + change.meant + run[change.end - at :]
    words = _words(changed, at, vocabulary)
    left = [word for first, last in _doubtful(words, vocabulary) for word in words[first:last] if len(word.text) == 1]
    return not any(stretch[0] <= word.start < stretch[1] for word in left)


def _heard(text: str, words: Sequence[_Word], first: int, last: int, vocabulary: Vocabulary) -> Iterator[_Change]:
    """Yield what sounds like a part of a stretch, or has its characters in another order, and is wording of the corpus.

    The known word on either side may be part of it: 养老床|为.
    """
    edges = [word.start for word in words[first:last]] + [words[last - 1].end]
    if all(len(word.text) == 1 for word in words[first:last]) or len(edges) == 2:
        edges = list(range(edges[0], edges[-1] + 1))
    from_, to = edges[0], edges[-1]
    for start in sorted({words[max(0, first - 1)].start, *edges[:-1]}):
        for end in sorted({words[min(last, len(words) - 1)].end, *edges[1:]}):
            if (
                end - start < 2
                or min(end, to) - max(start, from_) > _LONGEST_WORD
                or (vocabulary.count(text[start:end]) and end - start < to - from_)
            ):
                continue
            options = [
                sounding_like(char, vocabulary) if from_ <= at < to else (char,)
                for at, char in enumerate(text[start:end], start)
            ]
            swapped = [text[start:at] + text[at + 1] + text[at] + text[at + 2 : end] for at in range(start, end - 1)]
            for meant in (*strings(options, vocabulary), *swapped):
                change = _judge(text, words, start, end, meant, vocabulary)
                if change:
                    yield change


def _judge(
    text: str, words: Sequence[_Word], start: int, end: int, meant: str, vocabulary: Vocabulary
) -> _Change | None:
    """Return ``meant`` for ``text[start:end]`` as a change if it is believable and the corpus has it."""
    said = text[start:end]
    changed = [at for at in range(len(said)) if said[at] != meant[at]]
    is_swapped = sorted(said) == sorted(meant)
    differing = [] if is_swapped else [at for at in changed if not sounds_same(said[at], meant[at])]
    if not changed or 2 * len(differing) > len(said) or not _is_worded(meant, changed, differing, vocabulary):
        return None
    tones = sum(readings(said[at])[:1] != readings(meant[at])[:1] for at in changed)
    inside = [word for word in words if start <= word.start and word.end <= end]
    support = _support(words, start, end, meant, vocabulary)
    if any(len(word.text) > 1 and not word.is_known for word in inside):
        # 火星 is a word: that it sounds like 活性 is no reason to think that it was not meant
        is_believable = not is_swapped and not differing and (support > 0 or (said == text.strip() and tones == 0))
    else:
        is_kept = len(changed) < len(said) and not differing and all(word.text not in stop_words() for word in inside)
        is_believable = (
            support > 0 or said == text.strip() or (is_kept and _meets(words, start, end, meant, vocabulary))
        )
    if not is_believable or not (count := vocabulary.count(meant)):
        return None
    slip: Slip = "颠倒" if is_swapped else "近音" if differing else "同音"
    return _Change(start, end, meant, slip, (len(differing) + is_swapped, -support, len(changed), tones), count)


def _is_worded(meant: str, changed: Sequence[int], differing: Sequence[int], vocabulary: Vocabulary) -> bool:
    """Return whether each change is in a word of the corpus, half of which was said, or all of the same sound."""
    for start, word in words_of(meant, vocabulary):
        here = [at for at in changed if start <= at < start + len(word)]
        is_near = 2 * len(here) <= len(word) or not any(at in here for at in differing)
        if here and not (is_near and is_word(word, vocabulary)):
            return False
    return True


def _support(words: Sequence[_Word], start: int, end: int, meant: str, vocabulary: Vocabulary) -> int:
    """Return how many known words of the query stand in or beside ``meant`` in the corpus as well."""
    inside = sum(word.is_known for word in words if start <= word.start and word.end <= end)
    before = [word.text + meant for word in words if word.end == start and word.text not in stop_words()]
    behind = [meant + word.text for word in words if word.start == end and word.text not in stop_words()]
    return inside + sum(vocabulary.count(phrase) > 0 for phrase in (*before, *behind))


def _meets(words: Sequence[_Word], start: int, end: int, meant: str, vocabulary: Vocabulary) -> bool:
    """Return whether a clause holds ``meant`` and a known word that stands beside it in the query, if there is one."""
    beside = [word.text for word in words if word.is_known and (word.end == start or word.start == end)]
    rows = set(vocabulary.rows(meant))
    return not beside or any(not rows.isdisjoint(vocabulary.rows(word)) for word in beside)


def _doubled(text: str, words: Sequence[_Word], first: int, last: int, vocabulary: Vocabulary) -> Iterator[_Change]:
    """Yield a stretch without a character that was typed twice: 养老床床位."""
    start = words[max(0, first - 1)].start
    end = words[min(last, len(words) - 1)].end
    for at, (one, other) in enumerate(pairwise(text[start:end]), start):
        if one != other or vocabulary.has_pair(one + other):
            continue
        meant = text[start:at] + text[at + 1 : end]
        word = next(w for p, w in reversed(list(words_of(meant, vocabulary))) if p <= at - start)
        if is_word(word, vocabulary) and (count := vocabulary.count(meant)):
            yield _Change(start, end, meant, "重字", (0,), count)


def _latin_changes(text: str, vocabulary: Vocabulary) -> Iterator[list[_Change]]:
    """Yield for each piece of pinyin the words that are written so; nothing where any Latin word is none."""
    groups = list(_LATIN.finditer(text))
    letters = [word for group in groups for word in re.findall("[a-z]+", group.group())]
    if not letters or any(vocabulary.has_character(word) or not spellings(word) for word in letters):
        return
    for group in groups:
        if whole := _spelt(text, group.start(), group.end(), vocabulary):
            yield whole
            continue
        for word in re.finditer("[a-z]+", group.group()):
            yield _spelt(text, group.start() + word.start(), group.start() + word.end(), vocabulary)


def _spelt(text: str, start: int, end: int, vocabulary: Vocabulary) -> list[_Change]:
    """Return the wordings of the corpus that ``text[start:end]`` spells, the most usual first."""
    ways: list[tuple[str, ...]] = [()]
    for word in re.findall("[a-z]+", text[start:end]):
        ways = [(*before, *way) for before in ways for way in spellings(word)]
    fewest = min(map(len, ways))
    changes = []
    for way in ways:
        if not 2 <= len(way) <= min(_LONGEST_PINYIN, max(2, fewest + 1)):
            continue
        for meant in strings([read_as(syllable, vocabulary) for syllable in way], vocabulary):
            count = vocabulary.count(meant) if _is_all_words(meant, vocabulary) else 0
            if count:
                changes.append(_Change(start, end, meant, "拼音", (len(vocabulary.cut(meant)),), count))
    return _ranked(text, changes)


def _is_all_words(text: str, vocabulary: Vocabulary) -> bool:
    return all(is_word(word, vocabulary) for _, word in words_of(text, vocabulary))
