"""A child answers until it dies, stalls or takes too much memory; that costs one answer and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import bounded_process
from indexer.bounded_process import Child, ChildEnded, at_most, is_bounded

MODULE = """
import os, signal, time
from indexer.bounded_process import at_most, is_bounded

def answer(head, data):
    print("printed by a library")
    match head:
        case b"back": return data[::-1]
        case b"bounded": return str(is_bounded()).encode()
        case b"die": os.kill(os.getpid(), signal.SIGSEGV)
        case b"fill": return bytes(900_000_000)[:1]
        case b"some": return bytes(300_000_000)[:1]
        case b"stall": time.sleep(60)
        case b"stage":
            with at_most(0.2):
                while True: pass
        case b"in time":
            with at_most(0.2): time.sleep(0.3)  # waiting for others is no time of its own
            sum(range(20_000_000))
    return b"done"
"""


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Child:
    (tmp_path / "answering.py").write_text(MODULE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = Child("answering")
    yield made
    made.end()


def test_a_child_answers_one_request_after_another(child: Child) -> None:
    assert child.ask(b"back", b"abc", seconds=20) == b"cba"
    assert child.ask(b"back", bytes(range(256)) * 9_000, seconds=20) == bytes(range(255, -1, -1)) * 9_000
    assert child.ask(b"bounded", b"", seconds=20) == b"True"
    assert not is_bounded()
    assert child.is_ready


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (b"die", "读取时出错或占用内存超过 500 MB（代码 -11）"),
        (b"fill", "读取时占用内存超过 500 MB"),
        (b"stage", "读取超过 10 秒"),  # the limit of the stage, as it is set
    ],
)
def test_a_child_that_ends_says_why(child: Child, request_: bytes, said: str) -> None:
    with pytest.raises(ChildEnded, match=said):
        child.ask(request_, b"", seconds=20)
    assert not child.is_ready


def test_a_child_that_stalls_is_ended(child: Child) -> None:
    assert child.ask(b"back", b"", seconds=20) == b""
    with pytest.raises(ChildEnded, match=r"读取超过 0\.3 秒，已停止"):
        child.ask(b"stall", b"", seconds=0.3)
    assert not child.is_ready


def test_every_request_has_the_whole_of_the_limits(child: Child) -> None:
    for _ in range(4):
        assert child.ask(b"some", b"", seconds=20) == b"\0"
    assert child.ask(b"in time", b"", seconds=20) == b"done"


def test_a_child_that_was_not_asked_for_long_is_not_asked(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_process, "_READY_SECONDS", 0)
    assert not child.is_ready


def test_outside_of_a_child_nothing_is_ended() -> None:
    with at_most(0.01):
        assert sum(range(2_000_000)) > 0


def test_a_module_in_the_folder_of_the_caller_is_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    child = Child("indexer.reading.formats.apart")
    assert b"refused" in child.ask(b"pdf", b"%PDF-1.4", seconds=20)
    child.end()


def test_a_child_whose_parent_was_killed_goes_without_a_word(capfd: pytest.CaptureFixture[str], child: Child) -> None:
    asked, answered = child._process.stdin, child._process.stdout
    assert asked is not None
    assert answered is not None
    answered.close()
    bounded_process._put(asked, b"back", b"abc")
    assert child._process.wait(60) == 0
    assert "Traceback" not in capfd.readouterr().err
