"""A saved clause is found again by its words or said to be gone, and a saved search tells new from moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from indexer import Searcher
from indexer.insight.saved import changes, find_again, occurrence_of, seen_of
from indexer.reading.reader import clean
from indexer.records import Document, DocumentRef, Result
from indexer.storage.saved import SavedClause, clause_name
from indexer.structure.document import doc_id_of, structure
from tests.conftest import REPORT, TASKS

FILES = {"东川区报告.txt": REPORT, "西山区安排.txt": TASKS}


class Shelf:
    """The documents of a corpus as a searcher gives them; what is found is every clause with 新增, in order."""

    def __init__(self, files: Mapping[str, str]) -> None:
        documents = [
            structure(clean(text), doc_id=doc_id_of(text.encode("utf-8")), source=source)
            for source, text in files.items()
        ]
        self._documents = {document.doc_id: document for document in documents}
        self.generation = f"g{hash(tuple(files.items()))}"

    def documents(self) -> tuple[DocumentRef, ...]:
        return tuple(document.ref for document in self._documents.values())

    def read(self, doc_id: str) -> Document:
        return self._documents[doc_id]

    def found(self) -> list[Result]:
        clauses = [(document.ref, clause) for document in self._documents.values() for clause in document.clauses]
        return [Result(1, 1.0, {}, clause, ref) for ref, clause in clauses if "新增" in clause.text]


def open_shelf(files: Mapping[str, str] = FILES) -> Searcher:
    return cast("Searcher", Shelf(files))


def found(searcher: Searcher) -> list[Result]:
    return cast("Shelf", searcher).found()


def edited(old: str, new: str) -> dict[str, str]:
    """Return the files with the report saved anew."""
    assert old in REPORT
    return FILES | {"东川区报告.txt": REPORT.replace(old, new)}


def keep(searcher: Searcher, words: str, *, at: int = 0) -> SavedClause:
    """Return the clause of the report that holds words, as it is kept."""
    document = searcher.read(searcher.documents()[0].doc_id)
    clause = [clause for clause in document.clauses if words in clause.text][at]
    number = occurrence_of(document, clause)
    name = clause_name(document.doc_id, clause.text, number)
    return SavedClause(1, name, "2026-01-01T00:00:00+00:00", "", document.ref, clause, number)


def test_a_renamed_file_is_found_by_its_content() -> None:
    kept = keep(open_shelf(), "口袋公园3座")
    there = find_again(open_shelf({"改了名.txt": REPORT}), kept)
    assert (there.standing, there.is_replaced) == ("same", False)
    assert there.document and there.document.source == "改了名.txt"
    assert there.clause == kept.clause


def test_a_new_version_with_other_numbers_still_opens_the_same_words() -> None:
    kept = keep(open_shelf(), "口袋公园3座")
    new = edited("民生保障持续加强。", "民生保障持续加强。新建学校2所。新建医院1家。")
    there = find_again(open_shelf(new), kept)
    assert (there.standing, there.is_replaced) == ("same", True)
    assert there.clause and there.clause.text == kept.clause.text
    assert there.clause.ordinal == kept.clause.ordinal + 2


def test_a_new_version_under_another_file_name_is_known_by_title_district_and_year() -> None:
    kept = keep(open_shelf(), "口袋公园3座")
    new = edited("民生保障持续加强。", "民生保障持续加强！")["东川区报告.txt"]
    there = find_again(open_shelf({"新的.txt": new}), kept)
    assert (there.standing, there.is_replaced) == ("same", True)
    other = new.replace("2025年东川区", "2026年东川区")
    assert find_again(open_shelf({"另一年.txt": other}), kept).document is None


def test_words_that_are_cut_otherwise_lead_to_the_clause_that_holds_them() -> None:
    kept = keep(open_shelf(), "口袋公园3座")
    there = find_again(open_shelf(), replace(kept, clause=replace(kept.clause, text="口袋公园3座")))
    assert there.standing == "recut"
    assert there.clause == kept.clause


def test_words_that_the_new_version_does_not_have_are_gone_and_lead_nowhere_else() -> None:
    kept = keep(open_shelf(), "口袋公园3座")
    there = find_again(open_shelf(edited("口袋公园3座", "口袋公园4座")), kept)
    assert (there.standing, there.clause, there.is_replaced) == ("gone", None, True)
    assert there.document and there.document.source == "东川区报告.txt"
    there = find_again(open_shelf({"西山区安排.txt": TASKS}), kept)
    assert (there.standing, there.document, there.clause) == ("gone", None, None)


def test_of_words_that_stand_twice_the_one_under_the_same_heading_is_meant() -> None:
    text = REPORT.replace("建成社区食堂4家。", "建成社区食堂4家。新增绿道2公里。").replace("3座，新增", "3座。新增")
    kept = keep(open_shelf({"报告.txt": text}), "新增绿道2公里。", at=1)
    assert kept.occurrence == 2
    more = text.replace("建成社区食堂4家。", "建成社区食堂4家。新增绿道2公里。")  # now it is the third
    there = find_again(open_shelf({"报告.txt": more}), kept)
    assert there.clause and there.clause.path == kept.clause.path


def test_nothing_changed_is_no_news() -> None:
    searcher = open_shelf()
    told = changes(searcher, seen_of(searcher, found(searcher)), found(searcher))
    assert (told.new, told.risen, told.gone, told.fallen) == ((), (), (), ())


def test_a_renamed_file_and_a_file_saved_anew_are_no_news() -> None:
    seen = seen_of(open_shelf(), found(open_shelf()))
    new = edited("落实习惯过紧日子要求。", "落实习惯过紧日子要求。谢谢大家。")
    later = open_shelf({"东川区报告.txt": new["东川区报告.txt"], "另一个名.txt": TASKS})
    told = changes(later, seen, found(later))
    assert (told.new, told.risen, told.gone, told.fallen) == ((), (), (), ())


def test_new_clauses_are_those_of_documents_that_were_not_there() -> None:
    seen = seen_of(open_shelf(), found(open_shelf()))
    new = edited("新增高新技术企业12家", "新增高新技术企业15家")
    new["北山区.txt"] = "2026年北山区政府工作报告\n一、任务\n新增学校3所。新增绿地9公顷。\n"
    later = open_shelf(new)
    told = changes(later, seen, found(later))
    assert {result.clause.text for result in told.new} == {
        "新增学校3所。",
        "新增绿地9公顷。",
        "新增高新技术企业15家。",
    }
    assert [(clause.text, clause.document) for clause in told.gone] == [
        ("新增高新技术企业12家。", "东川区2025年《2025年东川区政府工作报告》")
    ]
    assert (told.risen, told.fallen) == ((), ())


def test_what_only_moved_is_not_said_to_be_new_or_gone() -> None:
    searcher = open_shelf()
    results = found(searcher)
    told = changes(searcher, seen_of(searcher, results[:-1]), results[1:])
    assert (told.new, told.gone) == ((), ())
    assert told.risen == (results[-1],)
    assert [clause.text for clause in told.fallen] == [results[0].clause.text]
