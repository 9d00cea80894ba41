"""Who answers, who is silent, and who is not loaded."""

from __future__ import annotations

from indexer.insight.coverage import UNKNOWN, group_by_district
from indexer.records import Clause, DocumentRef, Filters, Metadata, Result


def ref(district: str, year: int) -> DocumentRef:
    return DocumentRef(f"{district}{year}", f"{district}.txt", Metadata(district=district, parent="市", year=year), 1)


def result(rank: int, document: DocumentRef) -> Result:
    return Result(rank, 1 / rank, {}, Clause("c", document.doc_id, 1, (), "文", 0, 1), document)


EAST, WEST, NORTH, NOWHERE = ref("东区", 2025), ref("西区", 2025), ref("北区", 2020), ref("", 2025)
LOADED = [EAST, WEST, NORTH, NOWHERE]


def test_districts_stand_in_the_order_of_their_best_result() -> None:
    coverage = group_by_district([result(1, WEST), result(2, EAST), result(3, WEST)], LOADED)
    assert [(g.district, g.parent, [r.rank for r in g.results]) for g in coverage.groups] == [
        ("西区", "市", [1, 3]),
        ("东区", "市", [2]),
    ]
    assert coverage.silent == ("北区", UNKNOWN)


def test_a_district_without_a_document_of_the_year_is_not_silent() -> None:
    coverage = group_by_district([result(1, WEST)], LOADED, Filters(years=(2025,)))
    assert coverage.silent == ("东区", UNKNOWN)


def test_documents_of_unknown_district_are_shown() -> None:
    coverage = group_by_district([result(1, NOWHERE)], LOADED)
    assert coverage.groups[0].district == UNKNOWN


def test_nothing_found_makes_everyone_silent() -> None:
    coverage = group_by_district([], LOADED)
    assert coverage.groups == ()
    assert set(coverage.silent) == {"东区", "北区", UNKNOWN, "西区"}
