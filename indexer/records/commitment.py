"""A quantified measure that a document states: what is to be done or was done, to what, how much, for which year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indexer.records.quantity import Quantity

# What is promised, what came of it, or ("") a text that does not tell which.
CommitmentKind = Literal["target", "result", ""]


@dataclass(frozen=True, slots=True)
class Commitment:
    """A quantified measure of a clause. One clause may state several: one for each number."""

    clause_id: str
    doc_id: str
    start: int  # of the evidence, the document's words from action or object to number: offsets into Document.text
    end: int
    quantity: Quantity  # its offsets are into Clause.text
    action: str = ""  # the verb that governs the number, in the document's word: 新增, 完成; "" where there is none
    object: str = ""  # what is counted or measured, a run of the document's own words: 养老床位
    kind: CommitmentKind = ""
    year: int | None = None  # that it applies to
    period: str = (
        ""  # the part of that year, or the span of years, as written: 前三季度, 1—11月, 五年; "" the whole year
    )
    is_starred: bool = False  # the clause is marked ★
