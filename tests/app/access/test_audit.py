"""The audit log."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.access import audit
from app.access.audit import Audit
from app.access.sessions import Person
from indexer.errors import AuditUnwritable

PERSON = Person("王芳", "keeper", "10.0.0.8")


def test_a_record_is_one_line_whatever_is_in_it(tmp_path: Path) -> None:
    log = Audit(tmp_path / "audit.jsonl")
    log.write(PERSON, "corpus.add", "done", about="a\n{}\u2028.txt" + "x" * 1000)
    log.write(None, "request", "refused", why="没有登录")
    first, second = (tmp_path / "audit.jsonl").read_bytes().splitlines()
    record = json.loads(first)
    assert record.pop("time")[10] == "T"
    assert record.pop("about") == ("a\n{}\u2028.txt" + "x" * 1000)[:500]
    assert record == {"who": "王芳", "role": "keeper", "address": "10.0.0.8", "action": "corpus.add", "result": "done"}
    assert json.loads(second)["who"] is None
    assert (tmp_path / "audit.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_large_one_is_set_aside_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_MOST_BYTES", 500)
    log = Audit(tmp_path / "audit.jsonl")
    for number in range(10):
        log.write(PERSON, "corpus.add", "done", about=str(number))
    written = sorted(tmp_path.glob("audit*.jsonl"))
    assert len(written) > 2
    assert all(path.stat().st_size <= 500 for path in written)
    said = [json.loads(line)["about"] for path in written for line in path.read_bytes().splitlines()]
    assert sorted(said) == [str(number) for number in range(10)]


def test_where_it_cannot_be_written_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").mkdir()
    with pytest.raises(AuditUnwritable, match=r"操作记录 .* 写不进去"):
        Audit(tmp_path / "audit.jsonl").check()
    if os.path.exists("/dev/full"):  # noqa: PTH110
        with pytest.raises(AuditUnwritable, match="No space left"):
            audit._append(Path("/dev/full"), b"line")


def test_without_a_file_nothing_is_written(tmp_path: Path) -> None:
    Audit(None).check()
    Audit(None).write(PERSON, "corpus.add", "done")
    assert not list(tmp_path.iterdir())
