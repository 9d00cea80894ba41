"""A small judged set in BEIR layout, indexed with the tiny model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.judged import BeirSet
from indexer import Searcher
from indexer.build import build_from
from indexer.evaluation import read_sources
from indexer.settings import Settings

DOCUMENTS = {
    "d1": "关于养老服务的答复。新增养老床位480张。办理养老补贴请到社区。",
    "d2": "关于公园建设的答复。建成口袋公园三座。",
    "d3": "关于公园建设的答复。建成口袋公园三座。",
    "d4": "关于停车的答复。新增停车泊位。养老床位另行答复。",
    "d5": "关于托育的答复。新增普惠托育托位。",
}
QUERIES = {"q1": "养老床位480张", "q2": "口袋公园", "q3": "停车泊位", "q4": "没有判分"}
QRELS = {"q1": {"d4": 2, "d1": 1}, "q2": {"d3": 1}, "q3": {"d4": 1, "d9": 1}}


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    """A folder in BEIR layout; d3 is d2 again, and d9 is judged but not there."""
    folder = tmp_path / "small"
    (folder / "qrels").mkdir(parents=True)
    for name, texts in (("corpus", DOCUMENTS), ("queries", QUERIES)):
        lines = [json.dumps({"_id": key, "text": text}, ensure_ascii=False) for key, text in texts.items()]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rows = [f"{query}\t{doc}\t{grade}" for query, grades in QRELS.items() for doc, grade in grades.items()]
    (folder / "qrels" / "test.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *rows]), encoding="utf-8")
    return folder


@pytest.fixture
def judged(beir: Path, tmp_path: Path, settings: Settings) -> BeirSet:
    build_from(read_sources(beir), tmp_path / "beir-index", settings=settings)
    return BeirSet("small", beir, Searcher.open(tmp_path / "beir-index", settings=settings))
