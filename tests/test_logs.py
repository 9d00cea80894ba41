"""Logs: lines that a program can read, turns between processes, numbers, and nothing of what people asked."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import logs
from indexer.cli import main
from indexer.errors import QueryInvalid, SettingInvalid
from indexer.settings import Settings

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    logs.configure("tests", None, "WARNING")


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / logs.FILE).read_text(encoding="utf-8").splitlines()]


def test_a_line_says_when_who_and_what(tmp_path: Path) -> None:
    logs.configure("page", tmp_path / "logs", "INFO")
    with logs.request("1234abcd") as number:
        logging.getLogger("indexer.x").info("换\n行", extra={"clauses": 3})
    logging.getLogger("indexer.x").debug("too fine")
    logging.getLogger("elsewhere").info("of others only warnings are taken")
    logging.getLogger("elsewhere").warning("警告")
    first, second = lines(tmp_path / "logs")
    assert number == "1234abcd"
    assert (first["message"], first["level"], first["request"], first["clauses"]) == ("换\n行", "INFO", number, 3)
    assert first["time"].endswith("+00:00") and first["program"] == "page"
    assert (second["message"], second["request"]) == ("警告", "")


def test_levels(tmp_path: Path) -> None:
    logs.configure("page", tmp_path, "ERROR")
    logging.getLogger("app.x").warning("not asked for")
    logging.getLogger("app.x").error("asked for")
    assert [line["message"] for line in lines(tmp_path)] == ["asked for"]


def test_the_trace_is_in_the_file_and_not_on_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("page", tmp_path, "INFO")
    with logs.request("feedbeef"):
        try:
            raise ZeroDivisionError("by hand")
        except ZeroDivisionError:
            logging.getLogger("app.x").exception("出了意外")
    assert "ZeroDivisionError: by hand" in lines(tmp_path)[0]["trace"]
    said = capsys.readouterr().err
    assert said.endswith("错误 出了意外（编号 feedbeef）\n") and said.count("\n") == 1


def test_without_a_folder_the_terminal_has_the_trace(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("page", None, "INFO")
    try:
        raise ZeroDivisionError("by hand")
    except ZeroDivisionError:
        logging.getLogger("app.x").exception("出了意外")
    assert "ZeroDivisionError: by hand" in capsys.readouterr().err


def test_loggers_that_hand_nothing_on_are_heard(tmp_path: Path) -> None:
    lone = logging.getLogger("streamlit.of_tests")
    lone.propagate = False
    logs.configure("page", tmp_path, "INFO")
    lone.error("Uncaught app execution")
    assert [line["logger"] for line in lines(tmp_path)] == ["streamlit.of_tests"]
    logs.configure("page", None, "INFO")
    assert lone.handlers == []


def test_processes_rotate_one_file_without_losing_a_line(tmp_path: Path) -> None:
    code = (
        "import sys, logging, pathlib; from indexer import logs; logs.MAX_BYTES, logs.KEPT = 20_000, 50; "
        "logs.configure(sys.argv[1], pathlib.Path(sys.argv[2]), 'INFO'); log = logging.getLogger('indexer.x'); "
        "[log.info('x' * 100, extra={'n': n}) for n in range(200)]"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", code, name, str(tmp_path)], cwd=ROOT, stderr=subprocess.PIPE)
        for name in "abc"
    ]
    assert [writer.communicate()[1] for writer in writers] == [b"", b"", b""]
    files = [path for path in tmp_path.glob(f"{logs.FILE}*") if not path.name.endswith(".lock")]
    written = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    assert {(line["program"], line["n"]) for line in written} == {(name, n) for name in "abc" for n in range(200)}
    assert len(written) == 600
    assert len(files) > 3 and all(path.stat().st_size <= 20_000 for path in files)


def test_a_folder_that_goes_away_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    logs.configure("page", tmp_path / "logs", "INFO")
    for path in (tmp_path / "logs").iterdir():
        path.unlink()
    (tmp_path / "logs").rmdir()
    (tmp_path / "logs").write_text("a file")
    logging.getLogger("app.x").error("is lost")
    assert (tmp_path / "logs").read_text() == "a file"


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(SettingInvalid, match=r"日志目录 .*taken：不能写入.*INDEXER_LOG"):
        logs.configure("page", tmp_path / "taken", "INFO")


def test_threads_have_numbers_of_their_own() -> None:
    seen: list[str] = []
    with logs.request("aaaaaaaa"):
        thread = threading.Thread(target=lambda: seen.append(logs.current_request()))
        thread.start()
        thread.join()
        with logs.request():
            assert len(logs.current_request()) == 8
        assert logs.current_request() == "aaaaaaaa"
    assert (seen, logs.current_request()) == ([""], "")


def test_a_command_is_logged_without_what_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INDEXER_LOG", str(tmp_path / "logs"))
    assert main(["search", "秘密的问题", "--index", str(tmp_path / "none")]) == 1
    refused, ended = lines(tmp_path / "logs")
    assert refused["error"] == "IndexMissing" and "none" in refused["reason"]
    assert (ended["message"], ended["command"], ended["code"]) == ("命令结束", "search", 1)
    assert refused["request"] == ended["request"] != ""
    assert "秘密" not in (tmp_path / "logs" / logs.FILE).read_text(encoding="utf-8")
    assert capsys.readouterr().err.count("\n") == 1  # the sentence, once


def test_what_may_quote_a_query_is_not_logged() -> None:
    assert logs.refusal(QueryInvalid("查不了「秘密」")) == {"error": "QueryInvalid"}


def test_a_fault_of_the_program_is_one_sentence_with_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*arguments: object) -> int:
        raise RuntimeError("of the test")

    monkeypatch.setenv("INDEXER_LOG", str(tmp_path))
    monkeypatch.setattr("indexer.commands.models._models", fail)
    assert main(["models", "list"]) == 1
    fault = lines(tmp_path)[0]
    said = capsys.readouterr().err
    assert "RuntimeError: of the test" in fault["trace"]
    assert f"请把编号 {fault['request']} 告诉管理员" in said
    assert "Traceback" not in said


def test_wrong_levels_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INDEXER_LOG_LEVEL", "debug")
    assert Settings().log_level == "DEBUG"
    monkeypatch.setenv("INDEXER_LOG_LEVEL", "LOUD")
    with pytest.raises(SettingInvalid, match="INDEXER_LOG_LEVEL 的值是“LOUD”，应是 DEBUG、INFO、WARNING、ERROR 之一"):
        Settings()
