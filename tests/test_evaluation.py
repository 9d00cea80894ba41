"""Evaluation on a small set in BEIR layout, by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from indexer.errors import CorpusMissing
from indexer.evaluation import evaluate, read_qrels, write_trec_run
from indexer.settings import Settings

DOCUMENTS = {
    "d1": "关于养老服务的答复。新增养老床位480张。办理养老补贴请到社区。",
    "d2": "关于公园建设的答复。建成口袋公园三座。",
    "d3": "关于公园建设的答复。建成口袋公园三座。",
    "d4": "关于停车的答复。新增停车泊位。养老床位另行答复。",
}


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    (folder / "qrels").mkdir(parents=True)
    documents = [{"_id": key, "title": "", "text": text} for key, text in DOCUMENTS.items()]
    queries = [
        {"_id": "q1", "text": "养老床位480张"},
        {"_id": "q2", "text": "口袋公园"},
        {"_id": "q3", "text": "无判分"},
    ]
    for name, rows in (("corpus", documents), ("queries", queries)):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    qrels = "query-id\tcorpus-id\tscore\nq1\td4\t1\nq2\td3\t1\n"
    (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    return folder


def test_a_document_scores_as_its_best_clause(beir: Path, tmp_path: Path, settings: Settings) -> None:
    done = evaluate(beir, tmp_path / "i", mode="keyword", settings=settings)
    assert (done.name, done.queries) == ("small", 2)
    assert list(done.run["q1"]) == ["d1", "d4"]
    assert done.run["q2"] == {"d2": done.run["q2"]["d3"], "d3": done.run["q2"]["d3"]}  # equal documents score alike
    # q1: the judged document is second of two. q2: of two equal scores the lower id goes first, the other is judged.
    assert done.measures["RR@10"] == pytest.approx(1 / 2)
    assert done.measures["nDCG@10"] == pytest.approx(1 / math.log2(3))
    assert done.measures["R@20"] == 1.0


def test_an_unchanged_set_is_not_encoded_again(beir: Path, tmp_path: Path, settings: Settings) -> None:
    first = evaluate(beir, tmp_path / "i", settings=settings)
    again = evaluate(beir, tmp_path / "i", settings=settings)
    assert (first.build.changed, again.build.changed, again.build.encoded) == (True, False, 0)
    assert first.run == again.run


def test_run_file(tmp_path: Path) -> None:
    write_trec_run(tmp_path / "run.trec", {"q": {"b": 0.5, "a": 0.5, "c": 0.9}}, "tag")
    lines = (tmp_path / "run.trec").read_text(encoding="utf-8").splitlines()
    assert lines == ["q Q0 c 1 0.900000 tag", "q Q0 a 2 0.500000 tag", "q Q0 b 3 0.500000 tag"]


def test_qrels_with_and_without_header(tmp_path: Path) -> None:
    path = tmp_path / "qrels.tsv"
    path.write_text("query-id\tcorpus-id\tscore\nq\td\t2\nq\te\t0\n", encoding="utf-8")
    assert read_qrels(path) == {"q": {"d": 2, "e": 0}}
    path.write_text("q\t0\td\t1\n", encoding="utf-8")
    assert read_qrels(path) == {"q": {"d": 1}}


def test_what_is_no_set_is_said(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(CorpusMissing, match="BEIR"):
        evaluate(tmp_path, tmp_path / "i", settings=settings)
