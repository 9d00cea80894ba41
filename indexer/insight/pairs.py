"""Commitments that belong side by side: said twice, promised and reported, or said again in another year.

Entries of the ledger come in, candidates go out, each with a score, reasons in words, and how the figures stand to each
other. They are proposals for people, who confirm or reject them (``storage/notebook.py``). Each entry has at most one
partner of a sort in a document or year: the best of those that are left (``assign``).

- twice: two documents of one district state the same for one year (a report and its list of tasks)
- outcome: a target of a year, and what a later document, or another part of the same one, reports of that year
- change: the same indicator in another year of the district, with the next year in which it is stated
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.insight.entry import Entry
from indexer.insight.ledger import select
from indexer.insight.likeness import Reading, Weights, read_entries, weigh
from indexer.insight.matching import Match, assign, candidates, pair_key
from indexer.insight.relations import Relation, Sort, is_comparable, stand
from indexer.retrieval.search import Searcher
from indexer.storage.notebook import Decision, Side, Verdict
from indexer.structure.periods import REPORT

SORTS: dict[Sort, str] = {"twice": "两处表述", "outcome": "目标与结果", "change": "不同年份"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may belong together. Left: of the report, the target, or the earlier year."""

    left: Entry
    right: Entry
    sort: Sort
    relation: Relation  # how the figures stand to each other; what it means is for people to say
    reasons: tuple[str, ...]
    score: float  # 0 to 1: how surely both are about the same

    @property
    def key(self) -> str:
        """A name that depends on content alone, whichever side is left: what people decide is kept under it."""
        return pair_key(self.left, self.right)


@dataclass(frozen=True, slots=True)
class Paired:
    """Pairs with what people decided on them, and decisions on what is no longer proposed: a document has changed."""

    pairs: tuple[Pair, ...]
    decisions: Mapping[str, Decision]  # pair key → decision in force
    gone: tuple[Decision, ...] = ()


def find_pairs(searcher: Searcher, decisions: Mapping[str, Decision]) -> Paired:
    """Return all pairs of an index, with the decisions of a notebook."""
    pairs = propose(select(searcher), {key: decision.verdict for key, decision in decisions.items()})
    proposed = {pair.key for pair in pairs}
    return Paired(pairs, decisions, tuple(decision for key, decision in decisions.items() if key not in proposed))


def choose(
    paired: Paired, *, districts: Sequence[str] = (), years: Sequence[int] = (), sorts: Sequence[Sort] = ()
) -> Paired:
    """Return the pairs of some districts, with a side in some years, of some sorts; empty sets no condition."""
    pairs = tuple(
        pair
        for pair in paired.pairs
        if (not districts or pair.left.district in districts)
        and (not years or {pair.left.year, pair.right.year} & set(years))
        and (not sorts or pair.sort in sorts)
    )
    is_all = not (districts or years or sorts)
    return replace(paired, pairs=pairs, gone=paired.gone if is_all else ())


def side(entry: Entry) -> Side:
    """Return what is kept of an entry with a decision, so that it can be read when the entry is gone."""
    metadata = entry.document.metadata
    year = f" {metadata.year}年" if metadata.year else ""
    document = f"{metadata.district or '未知区'}{year} 《{entry.document.label}》"
    return Side(entry.key, entry.evidence, document, entry.document.source)


def propose(entries: Sequence[Entry], verdicts: Mapping[str, Verdict] | None = None) -> tuple[Pair, ...]:
    """Return the pairs of entries, by sort, district, year and place; equal for any order of the entries.

    ``verdicts``: pair key → what people decided. What they rejected is in the list, and the next best beside it.
    """
    verdicts = verdicts or {}
    ordered = sorted(entries, key=_place)
    readings = read_entries([entry for entry in ordered if is_comparable(entry)])
    weights = weigh(readings)
    found: list[Match] = []
    for group in _by_place(readings):
        twice = _twice(group, weights, verdicts)
        firsts = _first_statements(group, twice, verdicts)
        outcomes = _outcomes(firsts, weights, verdicts)
        found += [*twice, *outcomes, *_changes(firsts, outcomes, weights, verdicts)]
    order = list(SORTS)
    return tuple(
        sorted(
            map(_pair, found),
            key=lambda pair: (order.index(pair.sort), pair.left.district, pair.left.year or 0, _place(pair.left)),
        )
    )


def _place(entry: Entry) -> tuple[str, str, int, int]:
    return entry.document.source, entry.document.doc_id, entry.commitment.start, entry.commitment.quantity.start


def _by_place(readings: Iterable[Reading]) -> list[list[Reading]]:
    places: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        places[reading.place].append(reading)
    return [places[place] for place in sorted(places)]


def _by_year(readings: Iterable[Reading]) -> list[list[Reading]]:
    years: dict[int, list[Reading]] = defaultdict(list)
    for reading in readings:
        years[reading.entry.year or 0].append(reading)
    return [years[year] for year in sorted(years)]


def _twice(readings: Sequence[Reading], weights: Weights, verdicts: Mapping[str, Verdict]) -> list[Match]:
    """Return what two documents say of one year: each entry has at most one partner in each other document."""

    def admits(left: Reading, right: Reading) -> bool:
        kinds = {left.entry.commitment.kind, right.entry.commitment.kind}
        return left.entry.document.doc_id != right.entry.document.doc_id and kinds != {"target", "result"}

    found: list[Match] = []
    for group in _by_year(readings):
        ranked = sorted(group, key=_rank)
        found += assign(
            candidates("twice", ranked, weights, admits),
            lambda reading, partner: (reading.entry.document.doc_id, partner.entry.document.doc_id),
            verdicts,
        )
    return found


def _rank(reading: Reading) -> tuple[bool, tuple[str, str, int, int]]:
    """Return the order of statements of one year: what the report says comes first."""
    return reading.entry.document.metadata.doc_type != REPORT, _place(reading.entry)


def _first_statements(
    readings: Sequence[Reading], twice: Iterable[Match], verdicts: Mapping[str, Verdict]
) -> list[Reading]:
    """Return the entries without those that only repeat the figure of another: a target is compared once."""
    repeated = {
        id(match.right) for match in twice if match.stand.relation == "一致" and verdicts.get(match.key) != "rejected"
    }
    return [reading for reading in readings if id(reading) not in repeated]


def _outcomes(readings: Sequence[Reading], weights: Weights, verdicts: Mapping[str, Verdict]) -> list[Match]:
    """Return targets with results of their year; an ambition (力争) is compared through its base target."""

    def admits(left: Reading, right: Reading) -> bool:
        ours, theirs = left.entry.commitment, right.entry.commitment
        is_base = ours.clause_id != theirs.clause_id and ours.quantity.comparator != "stretch"
        return is_base and (ours.kind, theirs.kind) == ("target", "result")

    found: list[Match] = []
    for group in _by_year(readings):
        ranked = sorted(group, key=lambda reading: (reading.entry.commitment.kind != "target", _rank(reading)))
        matches = assign(candidates("outcome", ranked, weights, admits), lambda *_: "", verdicts)
        ambitions = [reading for reading in group if reading.entry.commitment.quantity.comparator == "stretch"]
        found += [_with_ambition(match, ambitions) for match in matches]
    return found


def _with_ambition(match: Match, ambitions: Iterable[Reading]) -> Match:
    """Add to the reasons how a result stands to the ambition (力争3%) beside its target."""
    for ambition in ambitions:
        is_beside = ambition.entry.clause.clause_id == match.left.entry.clause.clause_id
        if is_beside and ambition.object == match.left.object and ambition.family == match.left.family:
            how = stand("outcome", ambition, match.right)
            return replace(match, reasons=(*match.reasons, f"另有力争的数字：{how.relation}，{how.reason}"))
    return match


def _changes(
    readings: Sequence[Reading], outcomes: Iterable[Match], weights: Weights, verdicts: Mapping[str, Verdict]
) -> list[Match]:
    """Return each indicator with the nearest later year in which it is stated.

    Results and targets each with their like, a result with the next target, and a target with a later result only where
    it has none of its own year.
    """
    answered = {id(match.left) for match in outcomes if verdicts.get(match.key) != "rejected"}

    def admits(left: Reading, right: Reading) -> bool:
        if left.entry.year == right.entry.year or "stretch" in _comparators(left, right):
            return False
        is_answer = (left.entry.commitment.kind, right.entry.commitment.kind) == ("target", "result")
        return not (is_answer and id(left) in answered)

    ranked = sorted(readings, key=lambda reading: (reading.entry.year or 0, _rank(reading)))
    return assign(
        candidates("change", ranked, weights, admits),
        lambda reading, partner: (
            (reading.entry.year or 0) < (partner.entry.year or 0),
            partner.entry.commitment.kind,
        ),
        verdicts,
        nearest_first=True,
    )


def _comparators(left: Reading, right: Reading) -> set[str]:
    return {left.entry.commitment.quantity.comparator, right.entry.commitment.quantity.comparator}


def _pair(match: Match) -> Pair:
    return Pair(
        match.left.entry, match.right.entry, match.sort, match.stand.relation, match.reasons, round(match.score, 4)
    )
