"""Networks that ONNX Runtime computes: vectors beside those of torch, and the graph that is kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import ModelUnavailable
from indexer.models import model_fingerprint
from indexer.retrieval import encoder as encoder_module
from indexer.retrieval import engines, onnx_engine
from indexer.retrieval.encoder import Encoder, Encoding
from indexer.retrieval.engines import Choice

TEXTS = [
    "新增养老床位480张",
    "工作" * 28,
    "河",
    "提升苏州河水质。" * 20,
    *(f"第{i}项：推进{'改造' * i}" for i in range(20)),
]


@pytest.fixture
def folder(tiny_model_folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_model_folder, tmp_path / "model")


def encode(encoder: Encoder, texts: list[str]) -> list[Encoding]:
    made = dict(encoder.encode_passages(texts))
    return [made[place] for place in range(len(texts))]


def kept(folder: Path) -> Path:
    return folder / "onnx" / "clauses-int8.onnx"


@pytest.mark.parametrize(
    ("engine", "least"), [("onnx-int8", 0.999), ("onnx-float32", 0.999999), ("torch-bfloat16", 0.999)]
)
def test_vectors_and_tokens_are_nearly_those_of_torch(folder: Path, engine: str, least: float) -> None:
    expected = encode(Encoder.load(folder, engine="torch-float32"), TEXTS)
    found = encode(Encoder.load(folder, engine=engine), TEXTS)
    for one, other in zip(found, expected, strict=True):
        assert one.vector @ other.vector > least
        assert one.ids.tolist() == other.ids.tolist()
        lengths = np.linalg.norm(one.tokens, axis=1) * np.linalg.norm(other.tokens, axis=1)
        assert (np.sum(one.tokens * other.tokens, axis=1) / lengths).min() > least


def test_a_vector_of_bytes_does_not_depend_on_what_is_encoded_with_it(folder: Path) -> None:
    encoder = Encoder.load(folder, engine="onnx-int8")
    for text, among in zip(TEXTS, encode(encoder, TEXTS), strict=True):
        [(_, alone)] = encoder.encode_passages([text])
        assert alone.vector @ among.vector > 0.99999
        np.testing.assert_allclose(alone.tokens, among.tokens, atol=0.05)  # a byte may round the other way


def test_the_graph_is_made_once_and_is_no_part_of_the_model(folder: Path) -> None:
    before = model_fingerprint(folder)
    told: list[tuple[str, int, int]] = []
    first = Encoder.load(folder, engine="onnx-int8", progress=lambda *step: told.append(step))
    assert told == [("转换模型", 1, 2), ("转换模型", 2, 2)]
    made = kept(folder).stat().st_mtime_ns
    second = Encoder.load(folder, engine="onnx-int8", progress=lambda *step: told.append(step))
    assert len(told) == 2
    assert kept(folder).stat().st_mtime_ns == made
    assert model_fingerprint(folder) == before == first.fingerprint
    np.testing.assert_array_equal(second.encode_query("养老").vector, first.encode_query("养老").vector)
    assert sorted(path.name for path in kept(folder).parent.iterdir()) == ["clauses-int8.json", "clauses-int8.onnx"]


def test_the_bytes_of_the_graph_are_not_kept_in_memory(folder: Path) -> None:
    Encoder.load(folder, engine="onnx-float32")
    session = onnx_engine._open_session(kept(folder).with_name("clauses-float32.onnx").read_bytes(), 1)
    assert not [name for name, value in vars(session).items() if isinstance(value, bytes)]


def test_a_damaged_graph_or_that_of_another_model_is_made_again(folder: Path) -> None:
    Encoder.load(folder, engine="onnx-int8")
    whole, note = kept(folder).read_bytes(), kept(folder).with_suffix(".json")
    said = json.loads(note.read_text())
    for spoil in (
        lambda: kept(folder).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1])),
        lambda: note.write_text("{"),
        lambda: note.write_text(json.dumps(said | {"model": "another"})),
        lambda: note.write_text(json.dumps(said | {"format": 0})),
        note.unlink,
    ):
        spoil()
        Encoder.load(folder, engine="onnx-int8")
        assert kept(folder).read_bytes() == whole
        assert json.loads(note.read_text()) == said


def test_where_the_folder_cannot_be_written_the_graph_is_used_all_the_same(folder: Path) -> None:
    (folder / "onnx").write_text("a file in the way")
    encoder = Encoder.load(folder, engine="onnx-int8")
    assert encoder.engine == "onnx-int8"
    assert encoder.encode_query("养老").vector.shape == (16,)


def test_queries_get_a_graph_of_floats_beside_that_of_bytes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_SMALL", 0)
    monkeypatch.setattr(engines, "_features", lambda: {"avx512_vnni": True})
    clauses, queries = (Encoder.load(folder, engine="auto", queries=asked) for asked in (False, True))
    assert (clauses.engine, queries.engine) == ("onnx-int8", "onnx-float32")
    assert {path.name for path in kept(folder).parent.glob("*.onnx")} == {"clauses-int8.onnx", "clauses-float32.onnx"}
    exactly = Encoder.load(folder, engine="torch-float32").encode_query("养老床位").vector
    assert queries.encode_query("养老床位").vector @ exactly > 0.999999


def test_torch_runs_what_turns_out_not_to_convert(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise ValueError("no such operator")

    monkeypatch.setattr(onnx_engine, "_make", fail)
    with pytest.raises(ModelUnavailable, match=r"模型不能转换为 int8（ValueError：no such operator）"):
        Encoder.load(folder, engine="onnx-int8")
    monkeypatch.setattr(encoder_module, "choose_engine", lambda *_, **__: Choice("onnx-int8", 1))
    encoder = Encoder.load(folder, engine="auto")
    assert encoder.engine == "torch-float32"
    assert "模型不能转换为 int8（ValueError：no such operator）" in encoder.choice.reason
    np.testing.assert_allclose(np.linalg.norm(encoder.encode_query("养老").vector), 1, atol=1e-6)
