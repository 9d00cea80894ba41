"""Who wrote a wording first, and what cannot be said of it."""

from __future__ import annotations

import pytest

from indexer.insight.first_use import FirstUse, Uses, first_use, uses_by_place
from indexer.records import DocumentRef, Metadata


def document(name: str, year: int | None, issued_on: str = "") -> DocumentRef:
    return DocumentRef(
        name, f"{name}.txt", Metadata(district=f"{name[0]}区", parent="示例市", year=year, issued_on=issued_on), 9
    )


OLD, NEW = document("甲", 2020, "2020-03-01"), document("乙", 2025, "2025-01-05")
LATER, UNDATED = document("丙", 2025, "2025-02-01"), document("丁", 2025)
TIMELESS = document("戊", None)


@pytest.mark.parametrize(
    ("documents", "first", "year", "is_tied"),
    [
        ([NEW, OLD, OLD], (OLD,), 2020, False),
        ([LATER, NEW], (NEW,), 2025, False),  # of one year the date tells
        ([LATER, NEW, UNDATED], (UNDATED, LATER, NEW), 2025, True),  # unless one has none
        ([OLD, UNDATED, NEW], (OLD,), 2020, False),
        ([TIMELESS, NEW], (NEW,), 2025, False),
        ([TIMELESS], (), None, False),
    ],
)
def test_the_earliest_year_then_date_tells(
    documents: list[DocumentRef], first: tuple[DocumentRef, ...], year: int | None, is_tied: bool
) -> None:
    found = first_use(documents)
    assert found.documents == first
    assert (found.year, found.is_tied) == (year, is_tied)
    assert found.undated == ((TIMELESS,) if TIMELESS in documents else ())


def test_documents_of_one_day_tie_in_a_fixed_order() -> None:
    twin = document("己", 2020, "2020-03-01")
    assert first_use([twin, OLD]) == first_use([OLD, twin]) == FirstUse((twin, OLD))


def test_uses_are_counted_by_year_and_district() -> None:
    assert uses_by_place([NEW, OLD, NEW, TIMELESS]) == (
        Uses(("示例市", "甲区"), 2020, 1, 1),
        Uses(("示例市", "乙区"), 2025, 2, 1),
        Uses(("示例市", "戊区"), None, 1, 1),
    )
