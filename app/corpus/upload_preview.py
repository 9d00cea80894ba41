"""An uploaded file before it is accepted: what it would be in the corpus, and what a keeper should look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.cards import badges
from app.corpus.corpus_document import facts_table
from app.reading.read_view import removals_table
from app.text import Safe, join, tag
from indexer.citation import SEPARATOR
from indexer.records import METADATA_FIELDS, STAR, Clause, Document, DocumentRef, Metadata
from indexer.structure.periods import REPORT, TASK_LIST
from indexer.structure.titles import OTHER
from indexer.structure.wording import FIELD_WORDS

_FEW = 5  # clauses; the shortest notice has more
_OPEN = 6  # clauses that stand open
_MOST = 200  # in all; who wants to read the whole will find it in the corpus
_ONE_A_YEAR = (REPORT, TASK_LIST)
_FIELDS = ("title", "district", "parent", "year", "doc_type", "issued_on", "doc_number", "issuer")


def twin_of(document: Document, documents: Sequence[DocumentRef]) -> str:
    """Return the file of the corpus whose content is the same to the byte; "" if there is none."""
    return next((known.source for known in documents if known.doc_id == document.doc_id), "")


def warnings_of(document: Document, documents: Sequence[DocumentRef]) -> list[str]:
    """Say what would make a document hard to find, or looks as if it had not been read rightly."""
    known = document.metadata
    said = []
    if not known.title:
        said.append("没有读出标题：列出和引用时会用文件名。请在下面补上。")
    if not known.district:
        said.append("没有读出是哪个区的：按区筛选、按区比较时不会有它。请在下面补上。")
    if known.year is None:
        said.append("没有读出是哪一年的：按年份筛选时不会有它。请在下面补上。")
    if known.doc_type in ("", OTHER):
        said.append("没有认出是哪一类文件，会记为“其他”。知道的话请在下面选。")
    if len(document.clauses) < _FEW:
        said.append(f"只读出 {len(document.clauses)} 条，可能不是完整的文件。请对照原件。")
    if told := [FIELD_WORDS[name] for name in METADATA_FIELDS if _is_told(known, name)]:
        said.append(f"catalog.csv 里为这个文件名写明过{'、'.join(told)}，收入后照那里的。不对的话请在下面改。")
    left_out = sum(len(removal.text) for removal in document.removed)
    if left_out > len(document.text):
        said.append("去掉的比留下的还多，请看下面去掉了什么。")
    if alike := [other for other in documents if _is_version(document, other)]:
        said.append(
            f"语料里已有同一区、同一年的{known.doc_type}：{alike[0].source}。若是它的新版本，收入后请移出旧的。"
        )
    return said


def _is_told(known: Metadata, name: str) -> bool:
    evidence = known.evidence.get(name)
    return evidence is not None and evidence.origin == "catalog"


def _is_version(document: Document, other: DocumentRef) -> bool:
    """Whether another file, not one that is replaced, may be a version of this: a district gives one report a year."""
    if other.source == document.source:
        return False
    ours, theirs = document.metadata, other.metadata
    same = (ours.district, ours.year, ours.doc_type) == (theirs.district, theirs.year, theirs.doc_type)
    return same and bool(ours.district and ours.year) and (ours.doc_type in _ONE_A_YEAR or ours.title == theirs.title)


def preview(document: Document) -> Safe:
    """Draw a document as it would be: its metadata with evidence, its first clauses, what was left out and repaired."""
    counts = Counter(flag for clause in document.clauses for flag in clause.flags)
    starred = f"，其中标★的 {counts[STAR]} 条" if counts[STAR] else ""
    care = f"去掉 {len(document.removed)} 段不是正文的内容，修补 {len(document.repairs)} 处"
    return join(
        (
            tag("h3", "读出的信息和依据"),
            facts_table(document.metadata, _FIELDS),
            tag("h3", f"分成 {len(document.clauses)} 条{starred}"),
            _clauses(document.clauses),
            tag("details", tag("summary", care), removals_table(document)) if document.removed else tag("p", care),
        )
    )


def _clauses(clauses: Sequence[Clause]) -> Safe:
    first, more = clauses[:_OPEN], clauses[_OPEN:_MOST]
    parts = [_list(first)]
    if more:
        cut = f"（只列到第 {_MOST} 条）" if len(clauses) > _MOST else ""
        parts.append(tag("details", tag("summary", f"再看 {len(more)} 条{cut}"), _list(more)))
    return join(parts)


def _list(clauses: Sequence[Clause]) -> Safe:
    items = [
        tag(
            "li",
            tag("div", SEPARATOR.join(clause.path), " ", badges(clause.flags), cls="gz-path"),
            tag("div", clause.text),
            value=clause.ordinal,
        )
        for clause in clauses
    ]
    return tag("ol", join(items), cls="gz-clauses")
