"""The command ``reports``: what readers reported, printed, as JSON and as a table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.cli import main
from indexer.records import Clause, DocumentRef, Metadata
from indexer.settings import Settings
from indexer.storage.reports import Reports

DOCUMENT = DocumentRef("d1", "甲.txt", Metadata(title="报告", district="东川区", year=2025), 9)
CLAUSE = Clause("d1-0007", "d1", 7, ("二、任务",), "新增养老床位480张，\n另有补贴。", 100, 115)


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reports:
    monkeypatch.setenv("INDEXER_INDEX", str(tmp_path / "index"))
    monkeypatch.delenv("INDEXER_NOTES", raising=False)
    reports = Reports(Settings().notes)
    reports.add("word", DOCUMENT, CLAUSE, said="=1+1", instead="48")
    reports.add("metadata", DOCUMENT, None, said="年份不对")
    reports.settle(2, "fixed", "已改")
    return reports


def test_what_is_printed_is_for_people(notes: Reports, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reports", "--state", "open"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("1. 错字［待处理］\n    说明：=1+1\n    应为：48\n    条款：新增养老床位480张， 另有补贴。\n")
    assert "东川区 2025年 《报告》 甲.txt" in out
    assert "年份不对" not in out
    assert main(["reports", "--state", "fixed"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("2. 信息不对［已改正］")
    assert "）已改\n" in out
    assert main(["reports", "--state", "declined"]) == 0
    assert capsys.readouterr().out == "没有这样的纠错。\n"


def test_json_has_all_that_was_kept(notes: Reports, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reports", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["reports"]
    assert (first["number"], first["state"], first["kind"], first["clause"]) == (1, "open", "word", CLAUSE.text)
    assert (second["state"], second["answer"], second["clause"], second["year"]) == ("fixed", "已改", "", 2025)


def test_a_table_computes_nothing(notes: Reports, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reports", "--csv", str(tmp_path / "r.csv")]) == 0
    assert f"已写入 {tmp_path / 'r.csv'}：2 条。" in capsys.readouterr().out
    lines = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("编号,情况,种类,说明,应为,条款,路径,文件,区,年份,来源文件,报告时间,答复,处理时间")
    assert lines[1].startswith("1,待处理,错字,'=1+1,48,")
    assert main(["reports", "--csv", str(tmp_path / "absent" / "r.csv")]) == 1
