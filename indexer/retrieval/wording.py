"""The words of everyday speech → the words of official documents, from ``wording.tsv``.

In comes a folded query (``folding.fold``), out go the official terms that its words stand for: 「停车难」 is written
「停车泊位」. The table is curated by hand; it knows nothing of the corpus.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Latin words and numbers are matched whole; blanks, hyphens and apostrophes between them do not part a phrase.
_UNIT = re.compile(r"(?P<latin>[a-z0-9]+)|(?P<joint>(?<=[a-z0-9])[ '’\-]+(?=[a-z0-9]))|(?s:.)")
_NOTHING = "-"  # in the table: no terms
_SHORTEST_PLURAL = 4  # 「gas」「bus」 are no plurals

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What was said, as the query has it, and the official terms for it that the query does not hold itself."""

    said: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table: of each group one alternative must occur in the query for the terms to be meant.

    Without terms the line says where wordings do not count: there is no 「动车」 in 「机动车」.
    """

    groups: tuple[tuple[str, ...], ...]
    terms: tuple[str, ...]
    field: str


@cache
def entries() -> tuple[Entry, ...]:
    """Return the lines of ``wording.tsv``, in order."""
    lines = files(__package__).joinpath("wording.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(parse_entry(line) for line in lines if line and not line.startswith("#"))


def parse_entry(line: str) -> Entry:
    r"""Return a line of the table as an entry.

    >>> parse_entry("老人|爸妈+吃饭\t助餐\t养老")
    Entry(groups=(('老人', '爸妈'), ('吃饭',)), terms=('助餐',), field='养老')
    """
    said, terms, field = line.split("\t")
    groups = tuple(tuple(group.split("|")) for group in said.split("+"))
    return Entry(groups, () if terms == _NOTHING else tuple(terms.split("|")), field)


def expand(folded_query: str) -> list[Expansion]:
    """Return the official terms for what a folded query says, the longest wording first, each term once.

    >>> expand("哪里停车难")[0].said
    ('停车难',)
    """
    expansions = []
    known: set[str] = set()
    for entry, spans in _uncovered(_fired(folded_query)):
        terms = tuple(term for term in entry.terms if term not in known and term not in folded_query)
        known.update(terms)
        if terms:
            said = tuple(folded_query[start:end] for start, end in sorted(set(spans)))
            expansions.append(Expansion(said, terms))
    return expansions


def _fired(query: str) -> list[tuple[Entry, tuple[Span, ...]]]:
    """Return the entries of which every group occurs, with the longest span of each group; most characters first."""
    found = list(_occurrences(query))
    other_words = [span for (number, _), span in found if not entries()[number].terms]
    longest: dict[tuple[int, int], Span] = {}
    for place, span in found:
        if not _within(span, other_words) and _length(span) > _length(longest.get(place, (0, 0))):
            longest[place] = span
    spans: dict[int, list[Span]] = defaultdict(list)
    for (number, _), span in longest.items():
        spans[number].append(span)
    fired = [
        (entries()[number], tuple(its)) for number, its in spans.items() if len(its) == len(entries()[number].groups)
    ]
    return sorted(fired, key=lambda found: (-sum(map(_length, found[1])), min(found[1])))


def _uncovered(fired: list[tuple[Entry, tuple[Span, ...]]]) -> Iterator[tuple[Entry, tuple[Span, ...]]]:
    """Yield the entries whose words do not all lie inside one longer word of another: 「停车」 inside 「停车难」."""
    every = {span for _, spans in fired for span in spans}
    for entry, spans in fired:
        whole = (min(start for start, _ in spans), max(end for _, end in spans))
        if not _within(whole, (span for span in every if span != whole)):
            yield entry, spans


def _within(span: Span, others: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _occurrences(query: str) -> Iterator[tuple[tuple[int, int], Span]]:
    """Yield every wording in the query: the number of its entry and of its group there, and where it stands."""
    table, reach = _table()
    units = list(_units(query))
    words = tuple(unit for unit, _ in units)
    for first, word in enumerate(words):
        for length in range(1, min(reach.get(word, 0), len(words) - first) + 1):
            for place in table.get(words[first : first + length], ()):
                yield place, (units[first][1][0], units[first + length - 1][1][1])


@cache
def _table() -> tuple[dict[tuple[str, ...], list[tuple[int, int]]], dict[str, int]]:
    """Return where each wording stands in the table, and how long the longest is that begins with a unit."""
    table: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    reach: dict[str, int] = defaultdict(int)
    for number, entry in enumerate(entries()):
        for position, group in enumerate(entry.groups):
            for wording in group:
                units = tuple(unit for unit, _ in _units(wording))
                table[units].append((number, position))
                reach[units[0]] = max(reach[units[0]], len(units))
    return dict(table), dict(reach)


def _units(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the Chinese characters and the Latin words of a folded text, and what parts them, with their spans."""
    for match in _UNIT.finditer(text):
        if match["latin"]:
            yield _singular(match["latin"]), match.span()
        elif not match["joint"]:
            yield match.group(), match.span()


def _singular(word: str) -> str:
    """Return an English word without the ending of its plural; both sides of a comparison go through it.

    >>> [_singular(word) for word in ("subsidies", "homes", "business", "businesses", "bus")]
    ['subsidy', 'home', 'business', 'business', 'bus']
    """
    if word.endswith("ies") and len(word) > _SHORTEST_PLURAL:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss") and len(word) >= _SHORTEST_PLURAL:
        return word[:-1]
    return word


def _length(span: Span) -> int:
    return span[1] - span[0]
