"""``compare`` as its users call it."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import openpyxl
import pytest

from indexer.cli import main
from indexer.settings import Settings


@pytest.fixture(autouse=True)
def _built(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("corpus", "index", "models", "model"):
        monkeypatch.setenv(f"INDEXER_{name.upper()}", str(getattr(settings, name)))
    assert main(["build"]) == 0
    capsys.readouterr()


def test_it_prints_columns_gaps_figures_and_clauses(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", '"加装电梯"', "--year", "2025", "--year", "2023"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == '主题："加装电梯"（比各区）' or lines[0] == "主题：加装电梯（比各区）"
    assert "  ● 东川区：有，1 个文件，1 条" in lines
    assert "有文件但没有提到：西山区。" in lines
    assert "点了名，没有收录任何文件，说没说不知道：2023年。" in lines
    assert any(line.startswith("  东川区：15台（2024年完成）") for line in lines)
    assert any("加装电梯15台。" in line and line.startswith("  东川区：") for line in lines)


def test_json_and_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    book, text = tmp_path / "c.xlsx", tmp_path / "c.docx"
    arguments = ["compare", '"口袋公园"', "--across", "year", "--district", "东川区", "--json"]
    assert main([*arguments, "--xlsx", str(book), "--docx", str(text)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["across"], [column["name"] for column in found["columns"]]) == ("year", ["2025年"])
    assert [row["cells"][0][0]["value"] for row in found["figures"]] == [3]
    assert found["figures"][0]["title"].endswith("口袋公园（座，目标）")
    assert found["clauses"][0]["cells"][0]["text"].startswith("建成口袋公园3座")
    assert openpyxl.load_workbook(book).sheetnames[0] == "数字"
    assert docx.Document(str(text)).paragraphs[0].text.startswith("对比：")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compare", "东川区2025年"], "没有说主题"),
        (["compare", "口袋公园", "--district", "月亮区"], "没有叫「月亮区」的地区"),
        (["compare", "口袋公园", "--docx", "nowhere/c.docx"], "无法写入"),
    ],
)
def test_what_goes_wrong_is_one_chinese_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""


def test_an_unknown_way_of_comparing_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["compare", "口袋公园", "--across", "month"])
    assert "--across 不能是「month」" in capsys.readouterr().err
