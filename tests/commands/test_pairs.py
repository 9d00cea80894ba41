"""The command ``pairs``: what it prints and writes, and decisions that outlive the index."""

from __future__ import annotations

import builtins
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from indexer import corpus_reading
from indexer.cli import main
from indexer.file_reading import try_reading
from indexer.settings import Settings
from indexer.structure import document as structure

REPORT = """2025年东川区政府工作报告
各位代表：
一、2024年工作回顾
民生持续改善。新增养老床位120张，建成社区食堂4家。
二、2025年主要任务
完善养老服务。新增养老床位480张，新增长者食堂6家。
"""
TASKS = """2025年东川区政府重点工作安排
一、保障和改善民生
1.发展养老服务。新增480张养老床位、7家长者食堂。
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "报告.txt").write_text(REPORT, encoding="utf-8")
    (folder / "安排.txt").write_text(TASKS, encoding="utf-8")
    rows = "file,district,parent\n报告.txt,东川区,示例市\n安排.txt,东川区,示例市\n"
    (folder / "catalog.csv").write_text(rows, encoding="utf-8-sig")
    return folder


@pytest.fixture
def built(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Settings:
    for name in ("corpus", "index", "models", "model"):
        monkeypatch.setenv(f"INDEXER_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.delenv("INDEXER_NOTES", raising=False)
    assert main(["build"]) == 0
    capsys.readouterr()
    return settings


def run(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["pairs", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_pairs_with_both_sides_relation_and_reasons(built: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = run(capsys, "--sort", "twice")["pairs"]
    assert [(row["left"]["object"], row["relation"], row["decision"]) for row in pairs] == [
        ("养老床位", "一致", ""),
        ("长者食堂", "不一致", ""),
    ]
    assert (pairs[1]["left"]["value"], pairs[1]["right"]["value"]) == (6, 7)
    assert pairs[1]["reasons"][:2] == ["数字不同：6家、7家", "对象相同：长者食堂"]
    assert [row["left"]["year"] for row in run(capsys, "--year", "2024", "--district", "东川")["pairs"]] == [2024]


def test_what_is_printed_is_for_people(built: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pairs"]) == 0
    out = capsys.readouterr().out
    assert "两处表述（2 对，只供核对，不是结论）" in out
    assert "不同年份（1 对" in out
    assert "    新增长者食堂6家\n" in out


def test_tables_hold_one_pair_a_row(built: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = run(capsys)["pairs"][0]["key"]
    run(capsys, "--reject", key)
    run(capsys, "--csv", str(tmp_path / "p.csv"), "--xlsx", str(tmp_path / "p.xlsx"))
    lines = (tmp_path / "p.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("两处表述,东川区,一致,已否定,")
    assert lines[1].endswith(key)
    rows = list(load_workbook(tmp_path / "p.xlsx").active.values)
    assert len(rows) == len(lines) == 4
    assert rows[0][-1] == "编号"
    assert main(["pairs", "--csv", str(tmp_path / "absent" / "p.csv")]) == 1


def test_a_decision_outlives_the_index_and_new_numbers_of_clauses(
    built: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run(capsys)["pairs"][1]
    assert run(capsys, "--confirm", before["key"])["decision"] == "confirmed"

    def shifted(items: Iterable[Any], start: int = 0) -> Any:
        return builtins.enumerate(items, start + 5)

    monkeypatch.setattr(structure, "enumerate", shifted, raising=False)
    # in this process, where clauses are numbered so
    monkeypatch.setattr(corpus_reading, "read_side_by_side", lambda jobs, number: (try_reading(job) for job in jobs))
    shutil.rmtree(built.index)
    assert main(["build"]) == 0
    capsys.readouterr()
    after = run(capsys)["pairs"][1]
    assert after["left"]["clause_id"] != before["left"]["clause_id"]
    assert (after["key"], after["decision"]) == (before["key"], "confirmed")
    assert run(capsys, "--withdraw", after["key"])["decision"] == ""
    assert run(capsys)["pairs"][1]["decision"] == ""


def test_a_decision_can_be_read_and_taken_back_when_its_document_has_changed(
    built: Settings, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = run(capsys)["pairs"][1]["key"]
    run(capsys, "--reject", key)
    (corpus / "安排.txt").write_text(TASKS.replace("7家", "8家"), encoding="utf-8")
    assert main(["build"]) == 0
    capsys.readouterr()
    (gone,) = run(capsys)["gone"]
    assert (gone["pair"], gone["verdict"]) == (key, "rejected")
    assert {gone["left"]["evidence"], gone["right"]["evidence"]} == {"新增长者食堂6家", "7家长者食堂"}
    assert main(["pairs"]) == 0
    assert "文件已变，已否定的一对不再提出" in capsys.readouterr().out
    run(capsys, "--withdraw", key)
    assert run(capsys)["gone"] == []


def test_wrong_keys_and_arguments_are_one_sentence(built: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pairs", "--confirm", "x"]) == 1
    assert capsys.readouterr().err.startswith("没有编号为“x”的对照。")
    key = run(capsys)["pairs"][0]["key"]
    assert main(["pairs", "--withdraw", key]) == 1
    assert "没有可以撤回的决定" in capsys.readouterr().err
    assert main(["pairs", "--district", "南山"]) == 1
    assert "索引中没有区「南山」" in capsys.readouterr().err
    with pytest.raises(SystemExit) as left:
        main(["pairs", "--confirm", "x", "--reject", "y"])
    assert left.value.code == 2
    assert "--reject 不能与 --confirm 同时使用" in capsys.readouterr().err
    assert not built.notes.exists()
