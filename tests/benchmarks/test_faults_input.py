"""A sample of the hostile files and of fuzzing; `make bench-faults` does all of it."""

from __future__ import annotations

import random
import re

import pytest

from benchmarks.faults import fuzz
from benchmarks.faults.fuzz import NUMBERS, QUERIES, TEXTS, check_text, explore
from benchmarks.faults.fuzz_bytes import changed, torn
from benchmarks.faults.hostile_files import hostile_files
from benchmarks.faults.made_files import parts_of, seeds
from benchmarks.faults.promises import Broken, TooSlow, check_document, check_quantities, check_query, time_limit
from indexer.file_reading import Job
from indexer.intake import job_of
from indexer.reading_processes import read_apart
from indexer.records import Clause, Document, Metadata, Reading
from indexer.settings import MAX_READ_SECONDS
from indexer.structure.overrides import Overrides

SAMPLE = ("谎报大小.docx", "部件重叠.docx", "层层压缩.docx", "加密部件.docx", "实体炸弹utf16.docx", "外部实体.xlsx",
          "嵌套十万层.docx", "页面指向自己.ofd", "坐标超出.xlsx", "页树成环.pdf", "对象指向自己.pdf", "无边的页面.pdf",
          "交叉引用成环.pdf", "控制符.txt", "十五万行.txt", "图形引用自己.pdf")  # fmt: skip


def test_there_are_enough_and_each_has_a_name_of_its_own() -> None:
    names = [file.name for file in hostile_files()]
    assert len(names) == len(set(names)) >= 45
    assert set(SAMPLE) <= set(names)


@pytest.mark.parametrize("file", [file for file in hostile_files() if file.name in SAMPLE], ids=lambda file: file.name)
def test_a_hostile_file_is_refused_with_its_reason(file: object) -> None:
    said = read_apart(job_of(file.name, file.make(), Overrides()))  # type: ignore[attr-defined]
    assert isinstance(said, str)
    assert re.search(file.reason, said)  # type: ignore[attr-defined]
    assert said.endswith("。")


def test_every_seed_is_read_as_what_it_is() -> None:
    for suffix, data in seeds().items():
        read = read_apart(Job(f"a.{suffix}", data, {}, "d0", ""))
        assert isinstance(read, Reading)
        assert any("床位" in clause.text for clause in read.document.clauses), suffix


@pytest.mark.parametrize(
    ("inputs", "check"), [(TEXTS, check_text), (QUERIES, check_query), (NUMBERS, check_quantities)]
)
def test_fuzzing_for_a_moment_finds_nothing(monkeypatch: pytest.MonkeyPatch, inputs: object, check: object) -> None:
    monkeypatch.setattr(fuzz, "_ROUND", 30)
    found = explore(inputs, check, 0.5)  # type: ignore[arg-type]
    assert found.wrong == []
    assert found.tried


@pytest.mark.parametrize(
    "text",
    [
        "超过" * 60 + "增长5%左右",
        "新建食堂" + "从1再再再再再再再再" * 12 + "丙5张。",
        "民政局分局 " * 60 + "甲关于印发方案的通知",
        "委员会办公厅 " * 60 + "甲关于印发方案的通知",
    ],
    ids=lambda text: text[:6],
)
def test_a_row_of_words_is_not_parted_in_every_way(text: str) -> None:
    """Each took more time than there is: words of a list that end like others, or that take any words in."""
    with time_limit(MAX_READ_SECONDS):
        check_text(text)


def test_fuzzing_finds_what_is_wrong() -> None:
    def check(text: str) -> None:
        if "床" in text:
            raise Broken("a bed")

    found = explore(TEXTS, check, 0.2)
    assert found.wrong
    assert found.wrong[0].startswith("Broken: a bed for '")


def test_a_broken_promise_is_seen() -> None:
    clause = Clause("d-1", "d", 1, (), "种树。", 0, 3)
    kept = Document("d", "a.txt", Metadata(), "种树。", clauses=(clause,), original="种树。", runs=((0, 0, 3),))
    check_document(kept)
    for text, what in (("种树。修路。", "text in no clause"), ("植树。", "a span's text")):
        lost = Document("d", "a.txt", Metadata(), text, clauses=(clause,), original=text, runs=((0, 0, len(text)),))
        with pytest.raises(Broken, match=what):
            check_document(lost)
    with pytest.raises(TooSlow, match=r"more than 0\.05 s"), time_limit(0.05):
        while True:
            pass


def test_a_change_of_a_container_lies_in_one_part_of_it() -> None:
    chance = random.Random(5)  # noqa: S311 - repeatable on purpose
    data = seeds()["docx"]
    after = changed(data, chance, lambda part: torn(part, chance))
    before = parts_of(data)
    assert sum(before[name] != part for name, part in parts_of(after).items()) == 1
