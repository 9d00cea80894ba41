"""Files read in processes side by side come out as they would one after another."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.file_reading import Job, try_reading
from indexer.intake import job_of
from indexer.reading_processes import read_side_by_side
from indexer.records import Reading
from indexer.structure.overrides import Overrides

CATALOG = Overrides({"03.txt": {"district": "东川区"}})


def jobs(number: int) -> list[Job]:
    texts = (f"东川区2025年计划\n一、民生\n新增“乐龄”床位{place + 2}张。\n" for place in range(number))
    return [job_of(f"{place:02}.txt", text.encode("gb18030"), CATALOG) for place, text in enumerate(texts)]


class Poison:
    """A job that ends the process which takes it in."""

    name = "坏.txt"

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (7,)


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


def test_a_process_that_dies_costs_one_file() -> None:
    asked = [*jobs(20), Poison(), *jobs(40)[20:]]
    found = list(read_side_by_side(asked, len(asked)))  # type: ignore[arg-type]
    assert found[20] == "坏.txt：读取它的进程意外结束（代码 7）。请检查或拆分这个文件，其余文件不受影响。"
    assert sum(isinstance(read, Reading) for read in found) == 40


def test_nothing_is_left_running_when_nobody_wants_more(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    start = __import__("subprocess").Popen

    def popen(*args: object, **options: object) -> object:
        started.append(start(*args, **options))
        return started[-1]

    monkeypatch.setattr("indexer.reading_processes.subprocess.Popen", popen)
    readings = read_side_by_side(jobs(64), 64)
    assert isinstance(next(readings), Reading)
    readings.close()
    assert started
    assert all(child.poll() is not None for child in started)


def test_few_files_are_read_in_this_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def popen(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("indexer.reading_processes.subprocess.Popen", popen)
    assert len(list(read_side_by_side(jobs(5), 5))) == 5
