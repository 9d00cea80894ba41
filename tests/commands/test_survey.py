"""``coverage`` and ``batch`` as their users call them."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from indexer.cli import main
from indexer.commands.matrix import lines_of_matrix, width
from indexer.settings import Settings


@pytest.fixture(autouse=True)
def _built(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("corpus", "index", "models", "model"):
        monkeypatch.setenv(f"INDEXER_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["build"]) == 0
    capsys.readouterr()


def test_coverage_prints_the_table_what_was_said_and_what_was_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", '"加装电梯"', "--year", "2025", "--year", "2023"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "东川区  有 完成15台" in lines
    assert "西山区  无" in lines
    assert "东川区 2025年：加装电梯15台［完成］" in lines
    assert any(line.startswith("  西山区 2025年 《2025年西山区政府重点工作安排》") for line in lines)
    assert "您点名的年份没有收录任何文件：2023" in lines
    assert lines.index("文件已收录，没有说到：") > lines.index("东川区 2025年：加装电梯15台［完成］")


def test_coverage_json_keeps_the_three_apart(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sheet, book = tmp_path / "c.csv", tmp_path / "c.xlsx"
    arguments = ["coverage", '"口袋公园"', "--type", "重点工作安排", "--json", "--csv", str(sheet), "--xlsx", str(book)]
    assert main(arguments) == 0
    found = json.loads(capsys.readouterr().out)
    assert {(cell["district"], cell["year"]): cell["state"] for cell in found["cells"]} == {
        ("东川区", 2025): "not_loaded",
        ("西山区", 2025): "said",
    }
    east, west = found["cells"]
    assert (east["best"], east["figures"], east["documents"]) == (None, [], [])
    assert west["best"]["text"] == "新增口袋公园5座，其中★1座位于滨河路。"
    assert (west["figures"][0]["value"], west["figures"][0]["unit"], west["figures"][0]["kind"]) == (5, "座", "target")
    assert found["not_loaded"] == {"districts_named": [], "years_named": [], "types_named": [], "beside": []}
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf")
    assert openpyxl.load_workbook(book).sheetnames == ["覆盖", "条款", "未收录", "说明"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["coverage", "东川区2025年"], "没有说主题"),
        (["coverage", "口袋公园", "--district", "月亮区"], "没有叫「月亮区」的地区"),
        (["coverage", "口袋公园", "--type", "诗歌"], "没有文件类型「诗歌」"),
        (["coverage", "口袋公园", "--xlsx", "nowhere/c.xlsx"], "无法写入"),
        (["batch", "nowhere.txt", "--out", "b.xlsx"], "nowhere.txt：无法打开"),
        (["batch", "nowhere.txt"], "没有写结果放在哪里"),
    ],
)
def test_what_goes_wrong_is_one_chinese_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""


def test_batch_writes_a_workbook_and_names_bad_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "清单.txt", tmp_path / "结果.xlsx"
    path.write_bytes("口袋公园\n\n？\n静安区托育\n".encode("gbk"))
    assert main(["batch", str(path), "--out", str(out)]) == 1
    captured = capsys.readouterr()
    assert "第 3 行没有提问：「？」中只有标点或符号" in captured.err
    assert "已提问 2 条，1 行有问题没有提问" in captured.out
    assert "没有一个区说到：第 4 行 静安区托育" in captured.out
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["结果", "未找到", "有问题的行", "说明"]
    assert [row[2].value for row in book["结果"].iter_rows(min_row=2)] == ["口袋公园", "口袋公园"]
    path.write_text("口袋公园\n", encoding="utf-8")
    assert main(["batch", str(path), "--json", "--district", "西山区"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["words"] for one in found["answers"]] == ["口袋公园"]
    assert [cell["state"] for cell in found["answers"][0]["cells"]] == ["said"]
    assert found["documents"] == ["西山区安排.txt"]


def test_a_table_wider_than_the_window_goes_on_below() -> None:
    head = ["", "2020年", "2021年", "2022年"]
    lines = list(lines_of_matrix(head, [["静安区", "有 100张", "无", "未收录"]], columns=24))
    assert lines == ["        2020年    2021年", "静安区  有 100张  无", "        2022年", "静安区  未收录"]
    assert max(map(width, lines)) <= 24
