"""Every view as a reader meets it: its name and its address, for the checks that all views must pass."""

from __future__ import annotations

from urllib.parse import quote

from indexer import Searcher
from indexer.insight.saved import seen_of
from indexer.settings import Settings
from indexer.storage.reports import Reports
from indexer.storage.saved import Saved

VIEWS = {
    "search, empty": "",
    "search": "?q=养老床位",
    "search, conditions in the words": "?q=2025年静安区新增多少张养老床位",
    "search, nothing found": "?q=量子对撞机&mode=exact",
    "search, a district not loaded": "?q=养老床位&district=甲",
    "read": "?view=read&q=养老床位&doc={doc}&clause={clause}",
    "precedent, empty": "?view=precedent",
    "precedent": "?view=precedent&q=完善15分钟社区生活圈，推进既有多层住宅加装电梯。&formula=一网通办",
    "compare, empty": "?view=compare",
    "compare": "?view=compare&q=养老床位",
    "ledger": "?view=ledger&q=养老",
    "ledger, chart": "?view=ledger&part=chart",
    "ledger, pairs": "?view=ledger&part=pairs",
    "coverage, empty": "?view=coverage",
    "coverage": "?view=coverage&q=养老床位",
    "batch": "?view=batch",
    "saved": "?view=saved",
    "saved, searches": "?view=saved&part=searches",
    "corpus": "?view=corpus",
    "corpus, one document": "?view=corpus&doc={doc}",
    "corpus, matrix": "?view=corpus&part=matrix",
    "corpus, add": "?view=corpus&part=add",
    "reports": "?view=reports",
    "guide": "?view=guide",
}
CLAUSE = "新增480张养老床位"  # what the clause that is opened says


def address(server: str, view: str, *, doc: str, clause: str) -> str:
    """Give the address of a view of ``VIEWS``; ``doc`` and ``clause`` are what is opened where something is."""
    return server + quote(VIEWS[view].format(doc=doc, clause=clause), safe="?&=")


def keep(searcher: Searcher, settings: Settings, *, doc: str, clause: str, words: str) -> None:
    """Keep a clause and a search, each with a note, and report a fault: words that the views of notes show."""
    saved = Saved(settings.notes)
    document = next(known for known in searcher.documents() if known.doc_id == doc)
    kept = next(known for known in searcher.read(doc).clauses if known.clause_id == clause)
    saved.keep_clause(document, kept, 1)
    saved.keep_search("?" + quote(f"q={words}", safe="="), words, seen_of(searcher, ()))
    for note in (*saved.clauses(), *saved.searches()):
        saved.write_note(note, words)
    Reports(settings.notes).add("word", document, kept, said=words, instead=words)


def forget(settings: Settings) -> None:
    """Take away what was kept."""
    saved = Saved(settings.notes)
    for note in (*saved.clauses(), *saved.searches()):
        saved.remove(note)
