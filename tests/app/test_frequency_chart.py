"""The grid of a formula says in figures what is written, what is not, and what is not known."""

from __future__ import annotations

from itertools import chain

import pytest

from app.precedents.frequency_chart import cells, chart, columns, in_words, place_names
from indexer.insight.formula import FormulaCell, Frequency, Written
from indexer.records import DocumentRef, Metadata

NONE = Written(0, ())


def make_ref(district: str, year: int | None) -> DocumentRef:
    return DocumentRef(f"{district}{year}", f"{district}{year}.txt", Metadata(district=district, year=year), 10)


def make_frequency(years: tuple[int | None, ...] = (2020, 2022)) -> Frequency:
    ref, silent = make_ref("甲区", 2022), make_ref("甲区", 2020)
    written = Written(3, (ref,))
    made = (
        FormulaCell(("", "甲区"), 2020, (silent,), NONE, (NONE,)),
        FormulaCell(("", "甲区"), 2022, (ref, make_ref("甲区", 2022)), written, (written,)),
        FormulaCell(("", "乙区"), 2020, (), NONE, (NONE,)),
        FormulaCell(("", "乙区"), 2022, (), NONE, (NONE,)),
    )
    return Frequency(("接诉即办",), (("", "甲区"), ("", "乙区")), years, made, written, (written,))


def test_written_silent_and_not_loaded_are_told_apart_in_figures() -> None:
    drawn = {(cell["place"], cell["year"]): (cell["clauses"], cell["documents"]) for cell in cells(make_frequency())}
    assert drawn == {
        ("甲区", "2020年"): ("0", "0/1 份"),
        ("甲区", "2021年"): ("／", ""),
        ("甲区", "2022年"): ("3 条", "1/2 份"),
        ("乙区", "2020年"): ("／", ""),
        ("乙区", "2021年"): ("／", ""),
        ("乙区", "2022年"): ("／", ""),
    }


@pytest.mark.parametrize(
    ("years", "shown"),
    [
        ((2020, 2022), [2020, 2021, 2022]),
        ((2020, 2022, None), [2020, 2021, 2022, None]),
        ((1990, 2025), [1990, 2025]),
        ((None,), [None]),
    ],
)
def test_years_between_that_have_no_document_are_columns_where_they_are_few(
    years: tuple[int | None, ...], shown: list[int | None]
) -> None:
    assert columns(make_frequency(years)) == shown


def test_the_grid_draws_what_is_not_loaded_by_a_dashed_line() -> None:
    made = chart(make_frequency()).to_dict()
    dashed = [layer for layer in made["layer"] if layer["mark"].get("strokeDash")]
    assert len(dashed) == 1
    held = list(chain.from_iterable(layer["data"]["values"] for layer in dashed))
    assert {row["clauses"] for row in held} == {"／"}
    assert len(held) == 4
    assert made["width"] >= 3 * 68


def test_districts_of_the_same_name_are_told_apart() -> None:
    assert place_names((("南京市", "鼓楼区"), ("徐州市", "鼓楼区"), ("南京市", "秦淮区"))) == {
        ("南京市", "鼓楼区"): "南京市鼓楼区",
        ("徐州市", "鼓楼区"): "徐州市鼓楼区",
        ("南京市", "秦淮区"): "秦淮区",
    }


def test_the_grid_can_be_heard() -> None:
    assert in_words(make_frequency()) == (
        "提法“接诉即办”各区各年的条款数：甲区2020年0条，甲区2022年3条，乙区2020年没有收录文件，乙区2022年没有收录文件"
    )
