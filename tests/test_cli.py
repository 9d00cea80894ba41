"""The command line as its users call it: what it prints, and its exit codes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.build import Progress, build
from indexer.cli import main
from indexer.retrieval import engines
from indexer.settings import Settings


@pytest.fixture(autouse=True)
def _environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("corpus", "index", "models", "model"):
        monkeypatch.setenv(f"INDEXER_{name.upper()}", str(getattr(settings, name)))


@pytest.fixture
def built(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Settings:
    assert main(["build"]) == 0
    capsys.readouterr()
    return settings


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_build_says_what_it_did_and_that_nothing_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build"]) == 0
    out, _ = said(capsys)
    assert "已读取  东川区报告.txt：7 条" in out
    assert "2 个文件，10 条条款，新计算语义 10 条，其余 0 条沿用已有的" in out
    assert main(["build"]) == 0
    assert "没有变化，没有重新计算任何条款" in said(capsys)[0]


def test_build_says_what_an_interrupted_one_had_encoded(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(step: Progress) -> None:
        if step.stage == "写入语义索引":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(settings.corpus, settings.index, settings=settings, progress=interrupt)
    (settings.corpus / "新文件.txt").write_text("北河区计划\n新增公共停车泊位90个。\n", encoding="utf-8")
    assert main(["build"]) == 0
    assert "新计算语义 11 条（其中 10 条接续上次中断的计算），其余 0 条沿用已有的" in said(capsys)[0]
    assert not list(settings.index.glob("*.journal"))


def test_build_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--json"]) == 0
    report = json.loads(said(capsys)[0])
    assert (report["documents"], report["clauses"], report["encoded"], report["changed"]) == (2, 10, 10, True)
    assert [entry["state"] for entry in report["files"]] == ["read", "read"]


def test_search_prints_districts_passages_and_reasons(built: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "长者食堂", "-k", "2"]) == 0
    out, _ = said(capsys)
    assert out.startswith("东川区（")
    assert "1. 新增养老床位480张，新增社区长者食堂6家。" in out
    assert "二、2025年主要任务 › 完善养老服务体系" in out
    assert "词：长者、食堂" in out


def test_search_json(built: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "口袋公园", "--district", "西山区", "--year", "2025", "--mode", "exact", "--json"]) == 0
    found = json.loads(said(capsys)[0])
    assert (found["query"], found["mode"]) == ("口袋公园", "exact")
    row = found["results"][0]
    assert (row["rank"], row["district"], row["year"], row["doc_type"]) == (1, "西山区", 2025, "重点工作安排")
    assert row["text"] == "新增口袋公园5座，其中★1座位于滨河路。"
    assert row["source"] == "西山区安排.txt"


def test_search_exports_all_that_matches_or_says_what_it_left_out(
    built: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, some = tmp_path / "结果.CSV", tmp_path / "结果.md"
    assert main(["search", "新增", "--mode", "keyword", "--district", "东川区", "--export", str(whole)]) == 0
    assert said(capsys)[0] == f"已写入 {whole}：4 行，全部在内。\n"
    above, _, *rows = whole.read_text(encoding="utf-8-sig").splitlines()
    assert above.startswith("# 检索结果（检索：新增；限定：东川区；方式：关键词；")
    assert len(rows) == 4
    assert main(["search", "新增", "--mode", "keyword", "-k", "2", "--export", str(some), "--json"]) == 0
    told = json.loads(said(capsys)[0])
    assert (told["rows"], told["cut"]) == (2, "只是前 2 条，共有 6 条，请缩小范围再导出其余的")
    assert "只是前 2 条，共有 6 条" in some.read_text(encoding="utf-8")
    assert main(["search", "新增", "--export", str(tmp_path / "结果.pdf")]) == 1
    assert "文件名应以 .xlsx、.csv、.docx、.md 结尾" in said(capsys)[1]


def test_batch_search_writes_runs_and_reports_bad_lines(
    built: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries, out = tmp_path / "q.jsonl", tmp_path / "run.jsonl"
    queries.write_text('{"_id": 1, "text": "养老床位"}\n{"_id": "b"}\n{"_id": "c", "text": "？"}\n', encoding="utf-8")
    assert main(["search", "--queries", str(queries), "--out", str(out), "-k", "3"]) == 1
    _, err = said(capsys)
    assert "第 2 行" in err
    assert "第 3 行：「？」中只有标点" in err
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert set(rows[0]) == {
        "query_id", "rank", "score", "clause_id", "doc_id", "source", "district", "year", "doc_type", "path", "text",
        "start", "end",
    }  # fmt: skip
    assert rows[0]["query_id"] == "1"


def test_speaker_meeting_and_the_parts_of_a_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    meeting = "（2025年1月8日在东川区第八届人民代表大会第三次会议上）"
    lines = ("政府工作报告", "东府发〔2025〕3号", meeting, "东川区区长 李 明", "一、任务", "新增床位480张。")
    path.write_text("\n".join(lines), encoding="utf-8")
    assert main(["clauses", str(path), "--json"]) == 0
    metadata = json.loads(said(capsys)[0])["metadata"]
    assert metadata["doc_number_parts"] == {"agency": "东府发", "year": 2025, "serial": 3}
    assert (metadata["speaker"], metadata["meeting"]) == ("李明", "东川区第八届人民代表大会第三次会议")
    assert main(["clauses", str(path)]) == 0
    out = said(capsys)[0]
    assert "机关代字 东府发，2025 年，第 3 号" in out
    assert "李明  ← 推断：东川区区长 李 明" in out


def test_clauses_of_a_file(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    path = settings.corpus / "西山区安排.txt"
    assert main(["clauses", str(path), "--json"]) == 0
    document = json.loads(said(capsys)[0])
    assert document["metadata"]["year"] == 2025
    assert document["metadata"]["evidence"]["district"] == {"origin": "catalog", "words": "西山区"}
    assert [clause["text"] for clause in document["clauses"]][-1] == "新增口袋公园5座，其中★1座位于滨河路。"
    assert document["clauses"][-1]["flags"] == ["★", "task"]
    for clause in document["clauses"]:
        assert document["text"][clause["start"] : clause["end"]] == clause["text"]
    assert main(["clauses", str(path)]) == 0
    out, _ = said(capsys)
    assert "【一、保障和改善民生】" in out
    assert "西山区  ← 目录表：西山区" in out


def test_status_and_verify(built: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 0
    assert "2 个文件，10 条条款" in said(capsys)[0]
    assert main(["status", "--json"]) == 0
    status = json.loads(said(capsys)[0])
    assert (status["clauses"], status["healthy"], status["problem"]) == (10, True, "")
    assert main(["verify"]) == 0
    out, _ = said(capsys)
    assert "完好  试查：试查 12 次，都得到应有的结果" in out
    assert out.endswith(f"索引完好：{built.index} 中 10 条条款，每个部分都核对无误。\n")
    assert main(["verify", "--json"]) == 0
    whole = json.loads(said(capsys)[0])
    assert (whole["healthy"], whole["damaged"], len(whole["checked"])) == (True, {}, 9)


def test_damage_is_named_by_status_and_verify_and_healed_by_build(
    built: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue = next(built.index.rglob("catalogue.sqlite"))
    content = bytearray(catalogue.read_bytes())
    content[-1] ^= 1
    catalogue.write_bytes(content)
    assert main(["status"]) == 1
    assert "索引文件已损坏：catalogue.sqlite 内容与建立时不同。请重新运行 build" in said(capsys)[1]
    assert main(["status", "--json"]) == 1
    status = json.loads(said(capsys)[0])
    assert status["healthy"] is False
    assert "catalogue.sqlite 内容与建立时不同" in status["problem"]
    assert main(["verify"]) == 1
    out, err = said(capsys)
    assert "索引完好" not in out
    assert err.startswith("损坏  文件：")
    assert "catalogue.sqlite 内容与建立时不同。请运行 python -m indexer build" in err
    assert main(["verify", "--json"]) == 1
    found = json.loads(said(capsys)[0])
    assert (found["healthy"], found["damaged"]) == (False, {"catalogue.sqlite": "内容与建立时不同"})
    assert main(["build"]) == 0
    assert "注意  原有索引不能沿用，已从语料重新建立：全部文件重新读取，语义重新计算。" in said(capsys)[0]
    assert main(["verify"]) == 0


def test_models(capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    assert main(["models", "list"]) == 0
    assert "multilingual-e5-small" in said(capsys)[0]
    assert main(["models", "pull", settings.model, "--json"]) == 0
    pulled = json.loads(said(capsys)[0])
    assert (pulled["folder"], pulled["encoder"]) == (settings.model, "torch-float32")  # too small to convert
    assert pulled["search_encoder"] == "torch-float32"


def test_pulling_a_model_converts_it_for_clauses_and_for_queries(
    capsys: pytest.CaptureFixture[str], settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_SMALL", 0)
    monkeypatch.setattr(engines, "_features", lambda: {"avx512_vnni": True})
    folder = shutil.copytree(settings.model, tmp_path / "large")
    assert main(["models", "pull", str(folder)]) == 0
    assert re.search(r"  编码 onnx-int8，\d+ 个线程；检索 onnx-float32$", said(capsys)[0].rstrip())
    assert {path.name for path in (folder / "onnx").glob("*.onnx")} == {"clauses-int8.onnx", "clauses-float32.onnx"}


def test_status_says_what_encodes(
    built: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["status"]) == 0
    assert re.search(r"编码 torch-float32，\d+ 个线程；检索 torch-float32\n", said(capsys)[0])
    monkeypatch.setenv("INDEXER_ENCODER", "torch-bfloat16")
    assert main(["status"]) == 0
    assert (
        "个线程（环境变量 INDEXER_ENCODER 指定了 torch-bfloat16）；检索 torch-bfloat16；"
        "索引由 torch-float32 编码，可以混用" in said(capsys)[0]
    )
    assert main(["status", "--json"]) == 0
    encoder = json.loads(said(capsys)[0])["encoder"]
    assert (encoder["engine"], encoder["search_engine"]) == ("torch-bfloat16", "torch-bfloat16")
    assert encoder["index_made_by"] == "torch-float32"
    assert encoder["threads"] >= 1
    monkeypatch.delenv("INDEXER_ENCODER")
    monkeypatch.setattr(engines, "_SMALL", 0)
    monkeypatch.setattr(engines, "_features", lambda: {"avx512_vnni": True})
    assert main(["status", "--json"]) == 0
    encoder = json.loads(said(capsys)[0])["encoder"]
    assert (encoder["engine"], encoder["search_engine"], encoder["reason"]) == ("onnx-int8", "onnx-float32", "")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["search", "养老"], 1, "还没有索引"),
        (["status"], 1, "还没有索引"),
        (["build", "nowhere"], 1, "nowhere：没有这个语料目录"),
        (["clauses", "nowhere.txt"], 1, "nowhere.txt：没有这个文件"),
        (["models", "pull", "no-such-model"], 1, "no-such-model"),
        (["evaluate", "nowhere"], 1, "nowhere"),
        (["build", "--index", sys.executable], 1, "已有同名的文件，不能建立目录"),
        (["build", sys.executable], 1, "没有这个语料目录"),
        ([], 2, "缺少参数：命令"),
        (["find"], 2, "不能是「find」"),
        (["search", "养老", "-k", "many"], 2, "应为整数，得到的是「many」"),
        (["search", "养老", "--mode", "fuzzy"], 2, "不能是「fuzzy」"),
        (["search", "养老", "--colour"], 2, "不认识的参数：--colour"),
    ],
)
def test_what_goes_wrong_is_one_chinese_sentence(
    arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        found = main(arguments)
    except SystemExit as leaving:
        found = int(leaving.code or 0)
    out, err = said(capsys)
    assert found == code
    assert words in err
    assert out == ""
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["search"], "没有写要查的内容"),
        (["search", ""], "还没有输入要查的内容"),
        (["search", "  　"], "还没有输入要查的内容"),
        (["search", "？！"], "只有标点或符号"),
        (["search", "养" * 1001], "最多 1000 个字"),
        (["search", "养老", "-k", "0"], "要求返回 0 条"),
        (["search", "养老", "--district", "南山区"], "没有区「南山区」"),
        (["search", "养老", "--year", "1999"], "没有年份「1999」"),
        (["search", "--queries", "nowhere"], "要同时给出"),
        (["search", "--queries", "nowhere", "--out", "o.jsonl"], "nowhere：无法读取"),
    ],
)
def test_bad_queries(
    built: Settings, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    assert words in said(capsys)[1]


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    names = "build clauses search commitments pairs coverage batch evaluate status verify models"
    for command in names.split():
        with pytest.raises(SystemExit) as leaving:
            main([command, "--help"])
        assert leaving.value.code == 0
        assert "--json" in said(capsys)[0]


def test_as_a_module_in_a_pipe(built: Settings) -> None:
    command = [sys.executable, "-m", "indexer", "search", "养老床位", "-k", "1", "--mode", "keyword"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=os.environ, check=False)
    assert done.returncode == 0
    assert "养老床位" in done.stdout
    assert done.stderr == ""


def test_help_reads_nothing_heavy() -> None:
    code = "import sys, indexer.cli; sys.exit(any(m in sys.modules for m in ('torch', 'faiss', 'jieba', 'tantivy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
