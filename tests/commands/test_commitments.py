"""``python -m indexer commitments`` as its users call it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from indexer.cli import main
from indexer.exports.ledger_tables import HEADINGS
from indexer.settings import Settings

INTERFACE = [
    *("source", "clause_id", "sentence", "evidence", "action", "object", "value", "upper", "unit", "comparator"),
    *("kind", "year", "star", "district"),
]


@pytest.fixture(autouse=True)
def _built(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("corpus", "index", "models", "model"):
        monkeypatch.setenv(f"INDEXER_{name.upper()}", str(getattr(settings, name)))
    (settings.corpus / "补充.txt").write_text(
        "西山区2025年重点工作安排\n新增养老床位300至350张。\n=新增口袋公园不少于4座。\n", encoding="utf-8"
    )
    assert main(["build"]) == 0
    capsys.readouterr()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["commitments", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_json_is_one_array_of_rows(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--json", "--district", "东川", "--kind", "target")
    rows = json.loads(out)
    assert code == 0
    assert list(rows[0])[: len(INTERFACE)] == INTERFACE
    assert [(row["action"], row["object"], row["value"], row["unit"], row["comparator"]) for row in rows] == [
        ("新增", "养老床位", 480, "张", "="),
        ("新增", "社区长者食堂", 6, "家", "="),
        ("建成", "口袋公园", 3, "座", "="),
        ("新增", "绿道", 2, "公里", "="),
    ]
    first = rows[0]
    assert (first["source"], first["district"], first["kind"], first["year"]) == (
        "东川区报告.txt",
        "东川区",
        "target",
        2025,
    )
    assert (first["sentence"], first["evidence"]) == ("新增养老床位480张，新增社区长者食堂6家。", "新增养老床位480张")
    assert (first["star"], first["upper"], first["path"][0]) == (False, None, "二、2025年主要任务")


def test_ranges_bounds_and_stars_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(run(capsys, "--json", "--district", "西山区")[1])
    assert [(row["value"], row["upper"], row["comparator"]) for row in rows if row["object"] == "养老床位"] == [
        (300, 350, "range")
    ]
    assert [row["comparator"] for row in rows if row["value"] == 4] == [">="]
    starred = json.loads(run(capsys, "--json", "--star")[1])
    assert [(row["object"], row["star"]) for row in starred][:1] == [("口袋公园", True)]


def test_the_table_says_how_many_and_what_they_make_together(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "养老床位", "--year", "2025")
    lines = out.splitlines()
    assert code == 0
    assert lines[0].split() == ["区", "年份", "目标或完成", "★", "做法", "事项", "数量", "条款"]
    assert lines[1].split()[:6] == ["东川区", "2025", "目标", "新增", "养老床位", "480张"]
    assert "合计  2025年目标  新增养老床位  780—830张（东川区、西山区）" in lines
    assert lines[-1].startswith("共 ")


def test_nothing_on_a_topic_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "绿道", "--district", "西山区", "--kind", "result")
    assert (code, out) == (
        0,
        "没有与「绿道」有关的数量承诺。可减少条件，或用 search 查找没有数字的条款。\n",
    )
    assert json.loads(run(capsys, "--district", "西山区", "--kind", "result", "--json")[1]) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--district", "北河区"], "索引中没有区「北河区」。现有的是：东川区、西山区。"),
        (["--year", "1999"], "索引中没有年份「1999」。现有的是：2024、2025。"),
        (["？"], "「？」中只有标点"),
        (["--csv", "/没有的目录/a.csv"], "/没有的目录/a.csv：无法写入"),
        (["--xlsx", "/没有的目录/a.xlsx"], "/没有的目录/a.xlsx：无法写入"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert err.startswith(said)
    assert err.count("\n") == 1


def test_an_unknown_kind_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["commitments", "--kind", "plan"])
    assert "--kind 不能是「plan」" in capsys.readouterr().err


def test_csv_and_xlsx_hold_what_json_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    as_csv, as_xlsx = tmp_path / "a.csv", tmp_path / "a.xlsx"
    code, out, _ = run(capsys, "--csv", str(as_csv), "--xlsx", str(as_xlsx))
    rows = json.loads(run(capsys, "--json")[1])
    assert code == 0
    assert out.splitlines()[-2:] == [f"已写入 {as_csv}。", f"已写入 {as_xlsx}。"]
    data = as_csv.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [(row["clause_id"], row["value"], row["star"]) for row in read] == [
        (row["clause_id"], str(row["value"]), "★" if row["star"] else "") for row in rows
    ]
    assert [row["sentence"][:3] for row in read if "不少于" in row["sentence"]] == ["'=新"]
    sheet = openpyxl.load_workbook(as_xlsx).active
    head, *body = sheet.iter_rows(values_only=True)
    assert head == HEADINGS
    assert [row[HEADINGS.index("数值")] for row in body] == [row["value"] for row in rows]
    assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)


def test_status_counts_commitments(capsys: pytest.CaptureFixture[str]) -> None:
    everything = json.loads(run(capsys, "--json")[1])
    assert main(["status"]) == 0
    assert f"{len(everything)} 条数量承诺" in capsys.readouterr().out
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["commitments"] == len(everything)
