"""The way from a citation back into the file it was read from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.reading import clean, read_file
from indexer.records import REVIEW, STAR, TASK, DocNumber, Document, Metadata, Period, Scope
from indexer.structure import structure

CORPUS = sorted((Path(__file__).parents[1] / "corpus").glob("*.txt"))


def test_runs_are_as_long_as_they_can_be() -> None:
    cleaned = clean("打印\n新增 480 张床位。\n下载")
    assert cleaned.text == "新增480张床位。"
    assert cleaned.runs() == ((0, 3, 2), (2, 6, 3), (5, 10, 4))


def test_a_span_of_the_text_is_found_in_the_original() -> None:
    original = "打印\n新增 480 张床位。\n下载"
    document = structure(clean(original), doc_id="d", source="a.txt")
    clause = document.clauses[0]
    start, end = document.in_original(clause.start, clause.end)
    assert original[start:end] == "新增 480 张床位。"


@given(st.text(alphabet="新增床位480 张。\n\u3000打印臵-1", max_size=200))
def test_runs_say_the_same_as_the_origins(text: str) -> None:
    cleaned = clean(text)
    runs = [source + step for _, source, length in cleaned.runs() for step in range(length)]
    assert tuple(runs) == cleaned.origin


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_clause_of_the_corpus_is_found_in_its_file(path: Path) -> None:
    data, cleaned = read_file(path, path.name)
    document = structure(cleaned, doc_id="d", source=path.name)
    file = data.decode("utf-8")
    assert document.original == file
    for clause in document.clauses:
        start, end = document.in_original(clause.start, clause.end)
        assert clean(file[start:end]).text.replace("\n", "") == clause.text.replace("\n", "") or (
            # page numbers and broken lines are told from the whole page, not from an excerpt
            {char for char in clause.text if char >= "\u4e00"} <= set(file[start:end].replace("臵", "置"))
        )


@pytest.mark.parametrize("span", [(0, 0), (2, 1), (-1, 2), (0, 99)])
def test_no_span_is_no_answer(span: tuple[int, int]) -> None:
    document = structure(clean("新增床位。"), doc_id="d", source="a.txt")
    with pytest.raises(ValueError, match="no span"):
        document.in_original(*span)
    with pytest.raises(ValueError, match="no span"):
        Document("d", "a.txt", Metadata(), "文").in_original(0, 1)


@pytest.mark.parametrize(
    ("written", "parts", "number"),
    [
        ("静府发〔2025〕3号", ("静府发", 2025, 3), "静府发〔2025〕3号"),
        ("沪府办发[2024]12号", ("沪府办发", 2024, 12), "沪府办发〔2024〕12号"),
        ("国办发﹝2023﹞5号", ("国办发", 2023, 5), "国办发〔2023〕5号"),
        ("豫政 〔2025〕 第 1 号", ("豫政", 2025, 1), "豫政〔2025〕1号"),
        ("京政发（2025）02号", ("京政发", 2025, 2), "京政发〔2025〕2号"),
        ("某市人民政府令第12号", ("某市人民政府令", None, 12), "某市人民政府令第12号"),
        ("某市民政局公告2025年第3号", ("某市民政局公告", 2025, 3), "某市民政局公告2025年第3号"),
    ],
)
def test_a_document_number_has_three_parts(written: str, parts: tuple[str, int | None, int], number: str) -> None:
    parsed = DocNumber.parse(written)
    assert parsed == DocNumber(*parts)
    assert str(parsed) == number
    assert Metadata(doc_number=number).number == parsed


@pytest.mark.parametrize("written", ["", "第3号", "3号", "〔2025〕3号", "静府发〔2025〕号", "静府发〔25〕3号"])
def test_what_is_no_document_number_has_no_parts(written: str) -> None:
    assert DocNumber.parse(written) is None
    assert Metadata(doc_number=written).number is None


JINGAN = Metadata(district="静安区", year=2025, doc_type="政府工作报告")


@pytest.mark.parametrize(
    ("scope", "metadata", "admitted"),
    [
        (Scope(), Metadata(), True),
        (Scope(districts=("静安区",)), JINGAN, True),
        (Scope(districts=("静安区",)), Metadata(district="黄浦区"), False),
        (Scope(districts=("静安区",)), Metadata(), True),  # of an unknown district: it may hold the answer
        (Scope(districts=("静安区",), strict=True), Metadata(), False),
        (Scope(periods=(Period(2024),)), JINGAN, False),
        (Scope(periods=(Period(2024), Period(2025)), districts=("静安区",)), JINGAN, True),
        (Scope(periods=(Period(2024),)), Metadata(), True),
        (Scope(periods=(Period(2024),), strict=True), Metadata(), False),
        (Scope(types=("通知",)), JINGAN, False),
        (Scope(types=("通知",)), Metadata(doc_type="其他"), True),  # it does not say what it is
        (Scope(types=("通知",), strict=True), Metadata(doc_type="其他"), False),
    ],
)
def test_a_scope_rules_out_what_is_known_to_be_otherwise(scope: Scope, metadata: Metadata, admitted: bool) -> None:
    assert scope.admits(metadata) is admitted


@pytest.mark.parametrize(
    ("scope", "flags", "admitted"),
    [
        (Scope(kinds=(TASK, "")), (TASK,), True),
        (Scope(kinds=(TASK, "")), (STAR, TASK), True),
        (Scope(kinds=(TASK, "")), (), True),
        (Scope(kinds=(TASK, "")), (REVIEW,), False),
        (Scope(periods=(Period(2025, (REVIEW,)),)), (REVIEW,), True),
        (Scope(periods=(Period(2025, (REVIEW,)),)), (), False),
        (Scope(periods=(Period(2025, (REVIEW,)), Period(2025, (TASK,)))), (TASK,), True),
        (Scope(periods=(Period(2024), Period(2025, (REVIEW,)))), (TASK,), False),
        (Scope(districts=("黄浦区",)), (), False),
    ],
)
def test_a_scope_admits_clauses_of_a_kind(scope: Scope, flags: tuple[str, ...], admitted: bool) -> None:
    assert scope.admits_clause(JINGAN, flags) is admitted
