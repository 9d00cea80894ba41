"""Which entries may belong together, how surely, and which of them are taken: one partner each, the best first."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.insight.entry import Entry
from indexer.insight.likeness import Reading, Weights, grams, likeness
from indexer.insight.relations import Sort, Stand, stand
from indexer.storage.notebook import Verdict

_LEAST: dict[Sort, float] = {"twice": 0.6, "outcome": 0.6, "change": 0.7}  # chosen by reading what lies around them
_OTHER_MEASURE = 0.85  # of the score, where the figures cannot be compared: a comparable partner comes first
_OTHER_UNIT = 0.78  # the same, where not even the units convert: only what is surely the same object remains
_FEW = 40  # readings that share a gram: more say nothing, and would make the work quadratic
_RAREST = 4  # grams by which a reading is looked up even where many share them
_MOST = 12  # partners that are looked at closely, those that share most

Admits = Callable[[Reading, Reading], bool]
Slot = Callable[[Reading, Reading], Hashable]


@dataclass(frozen=True, slots=True)
class Match:
    """Two readings that may belong together."""

    left: Reading
    right: Reading
    sort: Sort
    score: float
    stand: Stand
    reasons: tuple[str, ...]

    @property
    def key(self) -> str:
        """The name under which what people decide on it is kept."""
        return pair_key(self.left.entry, self.right.entry)


def pair_key(first: Entry, second: Entry) -> str:
    """Return a name for two entries that depends on content alone, whichever comes first."""
    return "~".join(sorted((first.key, second.key)))


def candidates(sort: Sort, readings: Sequence[Reading], weights: Weights, admits: Admits) -> list[Match]:
    """Return the matches among readings in order, the earlier one left, that are sure enough to be proposed."""
    found: list[Match] = []
    figures = Counter((reading.family, reading.low, reading.high) for reading in readings)
    for left, right in _neighbours(readings, weights, admits):
        alike = likeness(left, right, weights)
        same = (left.family, left.low, left.high) == (right.family, right.low, right.high)
        rare = 2 / max(2, figures[left.family, left.low, left.high]) if same else 0.0
        score = _score(sort, left, right, alike, rare)
        if score < _LEAST[sort]:
            continue
        how = stand(sort, left, right)
        if how.relation == "口径不同":
            score *= _OTHER_MEASURE if left.family == right.family else _OTHER_UNIT
        if score >= _LEAST[sort]:
            found.append(Match(left, right, sort, score, how, _reasons(left, right, how)))
    return found


def _neighbours(readings: Sequence[Reading], weights: Weights, admits: Admits) -> Iterator[tuple[Reading, Reading]]:
    """Yield the pairs worth a closer look: those that share the rarest grams, and those of one object."""
    having: dict[str, list[int]] = defaultdict(list)
    texts = [grams(reading.object) | grams(reading.around) for reading in readings]
    for number, text in enumerate(texts):
        for gram in text:
            having[gram].append(number)
    for number, reading in enumerate(readings):
        keys = sorted(texts[number], key=lambda gram: (len(having[gram]), gram))
        shared: dict[int, int] = defaultdict(int)
        for rank, gram in enumerate(keys):
            if len(having[gram]) > _FEW and rank >= _RAREST:
                break
            for other in having[gram]:
                if other > number:
                    shared[other] += weights.of[gram]
        near = [other for other in shared if admits(reading, readings[other])]
        for other in sorted(near, key=lambda other: (-shared[other], other))[:_MOST]:
            yield reading, readings[other]


def _score(sort: Sort, left: Reading, right: Reading, alike: float, rare: float) -> float:
    """Return how surely two readings are about the same; a rare figure that both state counts where both state one."""
    acts = _action(left, right)
    if sort == "twice":
        score = 0.6 * alike + 0.1 * acts + 0.3 * max(rare, _near(left, right) * alike)
    else:
        score = 0.85 * alike + 0.1 * acts + 0.05 * _near(left, right)
    return score


def _action(left: Reading, right: Reading) -> float:
    if left.entry.commitment.action == right.entry.commitment.action or left.acts & right.acts:
        return 1.0
    return 0.5 if not left.acts or not right.acts else 0.0


def _near(left: Reading, right: Reading) -> float:
    """Return how near two figures are, 0 to 1: 1 for the same, 0 from double on."""
    if left.family != right.family:
        return 0.0
    if (left.low, left.high) == (right.low, right.high):
        return 1.0
    if left.low <= 0 or right.low <= 0:
        return 0.0
    return max(0.0, 1 - abs(math.log(left.low / right.low)) / math.log(2))


def assign(
    found: Iterable[Match], slot: Slot, verdicts: Mapping[str, Verdict], *, nearest_first: bool = False
) -> list[Match]:
    """Return the best matches so that no reading has two partners in one slot; ties go to what stands first.

    ``slot(reading, partner)`` names the place of a reading that a partner takes. What people confirmed comes first;
    what they rejected is given out, so that it can be seen and taken back, and leaves its place to the next best.
    """
    taken: set[tuple[int, Hashable]] = set()
    kept: list[Match] = []
    ordered = sorted(found, key=lambda match: _order(match, nearest_first=nearest_first))
    for match in sorted(ordered, key=lambda match: verdicts.get(match.key) != "confirmed"):
        places = {(id(match.left), slot(match.left, match.right)), (id(match.right), slot(match.right, match.left))}
        if verdicts.get(match.key) == "rejected":
            kept.append(match)
        elif not places & taken:
            taken |= places
            kept.append(match)
    return kept


def _order(match: Match, *, nearest_first: bool) -> tuple[object, ...]:
    left, right = match.left.entry, match.right.entry
    gap = abs((left.year or 0) - (right.year or 0)) if nearest_first else 0
    places = tuple(
        (entry.document.source, entry.document.doc_id, entry.commitment.start, entry.commitment.quantity.start)
        for entry in (left, right)
    )
    return gap, -round(match.score, 6), places


def _reasons(left: Reading, right: Reading, how: Stand) -> tuple[str, ...]:
    ours, theirs = left.entry.commitment, right.entry.commitment
    said = [how.reason]
    if ours.object and ours.object == theirs.object:
        said.append(f"对象相同：{ours.object}")
    elif left.object == right.object:
        said.append(f"对象同义：{ours.object}、{theirs.object}")
    else:
        said.append(f"对象相近：{ours.object or '（未写）'}、{theirs.object or '（未写）'}")
    if ours.action and ours.action == theirs.action:
        said.append(f"动作相同：{ours.action}")
    elif left.sorts & right.sorts:
        said.append(f"动作相近：{ours.action}、{theirs.action}")
    elif ours.action and theirs.action:
        said.append(f"动作不同：{ours.action}、{theirs.action}")
    if left.family == right.family and ours.quantity.unit != theirs.quantity.unit:
        said.append(f"单位可比：{ours.quantity.unit}、{theirs.quantity.unit}")
    if left.entry.clause.path and left.entry.clause.path[-1:] == right.entry.clause.path[-1:]:
        said.append(f"标题相同：{left.entry.clause.path[-1]}")
    return tuple(said)
