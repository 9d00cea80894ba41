"""The nouns of the project: what every room takes in and gives out.

All records are frozen. Spans are half-open character offsets into ``Document.text``, and
``document.text[start:end]`` is the cited text, always. Larger scores are better everywhere and ranks start at 1.
"""

from indexer.records.commitment import Commitment, CommitmentKind
from indexer.records.document import (
    FLAGS,
    GLOSSARY,
    METADATA_FIELDS,
    NOTE,
    OTHER_TYPE,
    REVIEW,
    STAR,
    TASK,
    Clause,
    CleanText,
    DocNumber,
    Document,
    DocumentRef,
    Evidence,
    FileReport,
    Heading,
    Metadata,
    Removal,
    Repair,
    Run,
)
from indexer.records.quantity import Comparator, Quantity, QuantityKind
from indexer.records.query import MODES, AskedKind, Filters, Kind, Known, Mode, Period, Query, Scope, Understood, Wants
from indexer.records.result import Answer, Hit, Result, Strongest

__all__ = [
    "FLAGS",
    "GLOSSARY",
    "METADATA_FIELDS",
    "MODES",
    "NOTE",
    "OTHER_TYPE",
    "REVIEW",
    "STAR",
    "TASK",
    "Answer",
    "AskedKind",
    "Clause",
    "CleanText",
    "Commitment",
    "CommitmentKind",
    "Comparator",
    "DocNumber",
    "Document",
    "DocumentRef",
    "Evidence",
    "FileReport",
    "Filters",
    "Heading",
    "Hit",
    "Kind",
    "Known",
    "Metadata",
    "Mode",
    "Period",
    "Quantity",
    "QuantityKind",
    "Query",
    "Removal",
    "Repair",
    "Result",
    "Run",
    "Scope",
    "Strongest",
    "Understood",
    "Wants",
]
