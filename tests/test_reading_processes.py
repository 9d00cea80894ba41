"""Files read in processes side by side come out as they would one after another."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import reading_processes
from indexer.bounded_process import Child
from indexer.file_reading import Job, try_reading
from indexer.intake import job_of
from indexer.reading_processes import read_apart, read_side_by_side
from indexer.records import Reading
from indexer.structure.overrides import Overrides

CATALOG = Overrides({"03.txt": {"district": "东川区"}})


def jobs(number: int) -> list[Job]:
    texts = (f"东川区2025年计划\n一、民生\n新增“乐龄”床位{place + 2}张。\n" for place in range(number))
    return [job_of(f"{place:02}.txt", text.encode("gb18030"), CATALOG) for place, text in enumerate(texts)]


POISONABLE = """
import os, time
from indexer.file_reading import answer as read

def answer(head, data):
    if data == b"poison":
        os._exit(7)
    if data == b"slow":
        time.sleep(60)
    return read(head, data)
"""


@pytest.fixture
def poisonable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Child]:
    """Children that die of some files; returns those that were started."""
    (tmp_path / "poisonable.py").write_text(POISONABLE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    started: list[Child] = []

    def start(_: str) -> Child:
        started.append(Child("poisonable"))
        return started[-1]

    monkeypatch.setattr(reading_processes, "_readers", reading_processes._Readers())
    monkeypatch.setattr(reading_processes, "Child", start)
    return started


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.reading_processes._cores", lambda: 2)


def test_order_and_content_are_those_of_reading_one_after_another() -> None:
    asked = jobs(40)
    found = list(read_side_by_side(asked, len(asked)))
    assert found == [try_reading(job) for job in asked]
    read = found[3]
    assert isinstance(read, Reading)
    assert read.document.metadata.district == "东川区"
    assert read.names == ("东川区", "乐龄")
    assert read.measures == ((0, "张", 5.0, 5.0),)
    assert [(stated.action, stated.object) for stated in read.commitments] == [("新增", "“乐龄”床位")]


def test_a_bad_file_is_refused_and_the_others_go_on() -> None:
    asked: list[Job | str] = [*jobs(36)]
    asked[5] = replace(jobs(1)[0], name="图.txt", data=b"\x89PNG\r\n\x1a\n")
    asked[6] = "06.txt：无法打开。"
    found = list(read_side_by_side(asked, len(asked)))
    assert [place for place, read in enumerate(found) if isinstance(read, str)] == [5, 6]
    assert "是图片" in str(found[5])
    assert found[6] == "06.txt：无法打开。"


def test_a_process_that_dies_costs_one_file(poisonable: list[Child]) -> None:
    poison = replace(jobs(1)[0], name="坏.txt", data=b"poison")
    asked = [*jobs(20), poison, *jobs(40)[20:]]
    found = list(read_side_by_side(asked, len(asked)))
    assert found[20] == (
        "坏.txt：读取时出错或占用内存超过 500 MB（代码 7），已停止。请拆分，或用原软件打开并另存一份。"
    )
    assert sum(isinstance(read, Reading) for read in found) == 40
    assert len(poisonable) == 3  # two side by side, and one in place of the one that died


def test_a_process_is_kept_for_the_next_files(poisonable: list[Child]) -> None:
    for job in jobs(3):
        assert isinstance(read_apart(job), Reading)
    assert len(list(read_side_by_side(jobs(5), 5))) == 5
    assert len(poisonable) == 1
    poisonable[0].end()
    assert isinstance(read_apart(jobs(1)[0]), Reading)
    assert len(poisonable) == 2


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch, poisonable: list[Child]) -> None:
    monkeypatch.setattr(reading_processes, "_WHOLE_SECONDS", 0.4)
    slow = replace(jobs(1)[0], name="慢.txt", data=b"slow")
    assert str(read_apart(slow)).startswith("慢.txt：读取超过 0.4 秒，已停止。")


def test_nothing_is_read_on_when_nobody_wants_more(poisonable: list[Child]) -> None:
    slow = replace(jobs(1)[0], data=b"slow")
    readings = read_side_by_side([jobs(1)[0], *[slow] * 63], 64)
    assert isinstance(next(readings), Reading)
    readings.close()
    assert poisonable
    until = time.monotonic() + 30  # the file that one was reading would have taken a minute
    for child in poisonable:
        while child._process.poll() is None and child not in [idle.child for idle in reading_processes._readers._idle]:
            assert time.monotonic() < until
            time.sleep(0.01)


def test_a_process_that_starts_when_nobody_wants_it_any_more_is_ended(poisonable: list[Child]) -> None:
    borrowed = reading_processes._Borrowed()
    borrowed.give_up()
    with borrowed.reader() as reader:
        assert not reader.is_fresh
    assert not reading_processes._readers._idle
    poisonable[0]._process.wait(30)
