"""``python -m indexer precedent`` and ``frequency`` as their users call them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import docx
import openpyxl
import pytest

from indexer.cli import main
from indexer.settings import Settings

DRAFT = "各位代表：\n建成街心口袋公园，新增绿道9公里。\n开展深海远洋捕捞作业。"


@pytest.fixture(autouse=True)
def _built(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("corpus", "index", "models", "model"):
        monkeypatch.setenv(f"INDEXER_{name.upper()}", str(getattr(settings, name)))
    (settings.corpus / "旧安排.txt").write_text(
        "2021年西山区政府重点工作安排\n1.增加绿色空间。建成口袋公园2座，新增绿道1公里。\n2.=1+1 新增绿道1公里。\n",
        encoding="utf-8",
    )
    with (settings.corpus / "catalog.csv").open("a", encoding="utf-8") as catalog:
        catalog.write("旧安排.txt,西山区,示例市\n")
    assert main(["build"]) == 0
    capsys.readouterr()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main([*arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_json_holds_sentences_variants_and_spans(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "precedent", DRAFT, "--json")
    found = json.loads(out)
    parks, fishing = found["sentences"]
    assert code == 0
    assert [heading["text"] for heading in found["headings"]] == ["各位代表："]
    assert DRAFT[parks["start"] : parks["end"]] == parks["text"] == "建成街心口袋公园，新增绿道9公里。"
    variant = parks["variants"][0]
    best = variant["precedents"][0]
    assert "".join(best["text"][slice(*s["there"])] for s in best["segments"]) == best["text"]
    assert "".join(parks["text"][slice(*s["here"])] for s in best["segments"]) == parks["text"]
    assert [parks["text"][slice(*s["here"])] for s in best["segments"] if s["kind"] == "here"] == ["街心", "9"]
    firsts = {tuple(v["first"]["documents"]): v["first"]["year"] for v in parks["variants"]}
    assert firsts[("旧安排.txt",)] == 2021
    assert (fishing["has_precedent"], fishing["variants"]) == (False, [])


def test_people_read_variants_first_use_and_what_was_not_looked_for(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "precedent", DRAFT)
    assert code == 0
    assert "收录的文件中最早：西山区2021年《2021年西山区政府重点工作安排》" in out
    assert "草稿独有：街心 / 9" in out
    assert "2. 开展深海远洋捕捞作业。\n   没有找到先例。" in out
    assert "没有查（标题、称呼或日期）：各位代表：" in out


def test_files_are_written_and_read_again(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    names = [tmp_path / f"out.{kind}" for kind in ("docx", "txt", "csv", "xlsx")]
    options = [part for path in names for part in (f"--{path.suffix[1:]}", str(path))]
    code, out, _ = run(capsys, "precedent", DRAFT, *options)
    assert code == 0
    assert all(f"已写入 {path}。" in out for path in names)
    cited = "《2021年西山区政府重点工作安排》（西山区，2021年）第1条「建成口袋公园2座，新增绿道1公里。」"
    assert cited in names[1].read_text(encoding="utf-8")
    (paragraph,) = [p for p in docx.Document(str(names[0])).paragraphs if p.text == cited]
    assert [run.text for run in paragraph.runs if run.underline] == ["2座，", "1"]
    rows = list(csv.DictReader(io.StringIO(names[2].read_text(encoding="utf-8-sig"))))
    row = next(row for row in rows if row["引文"] == cited)
    assert (row["句序"], row["草稿独有"], row["原文独有"], row["本表述最早"]) == ("1", "街心 / 9", "2座 / 1", "最早")
    assert [(row["草稿"], row["表述"]) for row in rows if row["句序"] == "2"] == [
        ("开展深海远洋捕捞作业。", "没有找到先例")
    ]
    book = openpyxl.load_workbook(names[3])
    assert book.sheetnames == ["先例", "提法"]
    assert book["先例"].max_row == len(rows) + 1


def test_a_draft_is_read_from_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "草稿.txt"
    path.write_bytes(DRAFT.encode("gb18030"))
    code, out, _ = run(capsys, "precedent", "--file", str(path), "--json")
    assert code == 0
    assert [sentence["text"] for sentence in json.loads(out)["sentences"]] == [
        "建成街心口袋公园，新增绿道9公里。",
        "开展深海远洋捕捞作业。",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("precedent",), "请写一句话或一段话"),
        (("precedent", "句子", "--file", "a.txt"), "两者写一种"),
        (("precedent", "各位代表："), "没有可查的句子"),
        (("precedent", "建成口袋公园", "--district", "火星区"), "索引中没有区「火星区」"),
        (("precedent", "--file", "没有.txt"), "没有.txt：无法打开"),
        (("frequency", "|"), "没有写要统计的提法"),
    ],
)
def test_what_cannot_be_done_is_said(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert said in err


def test_frequency_tells_silence_from_what_is_not_loaded(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "频次.csv"
    code, out, _ = run(capsys, "frequency", "绿道|=托位", "--csv", str(path))
    assert code == 0
    assert "东川区  未收录      1/1（1条）" in out
    assert "这些年没有收录任何文件，看不出有没有：2022、2023、2024" in out
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    states = {(row["提法"], row["区"], row["年份"]): row["状态"] for row in rows}
    assert states["绿道", "西山区", "2021"] == "有"
    assert states["绿道", "东川区", "2021"] == "未收录文件"
    assert states["绿道", "西山区", "2025"] == "无"
    assert states["'=托位", "西山区", "2025"] == "有"  # no spreadsheet computes it
    empty = next(row for row in rows if row["状态"] == "未收录文件")
    assert (empty["含有的条款数"], empty["文件占比"], empty["收录的文件数"]) == ("", "", "0")


def test_frequency_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "frequency", "绿道", "--json")
    found = json.loads(out)
    cells = {(cell["district"], cell["year"]): cell for cell in found["cells"]}
    assert code == 0
    assert [cells[key]["state"] for key in (("西山区", 2021), ("东川区", 2021), ("西山区", 2025))] == [
        "said",
        "not_loaded",
        "silent",
    ]
    assert (cells["西山区", 2021]["clauses"], cells["西山区", 2021]["documents_loaded"]) == (2, 1)
    assert cells["东川区", 2021]["share"] is None
    assert found["total"]["clauses"] == 3
    assert (found["first"]["year"], found["first"]["districts"]) == (2021, ["西山区"])
