"""What runs a model: the choice by machine and model, and its reason."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from indexer.errors import ModelUnavailable
from indexer.retrieval import engines
from indexer.retrieval.engines import choose_engine

VNNI = {"architecture": "x86_64", "avx512_vnni": True, "avx512_bf16": True}
OLD = {"architecture": "x86_64", "avx2": True}


@pytest.fixture
def large(tiny_model_folder: Path, tmp_path: Path) -> Path:
    """A folder that says of its network that it is as large as those in use."""
    folder = shutil.copytree(tiny_model_folder, tmp_path / "large")
    set_config(folder, hidden_size=384)
    return folder


def set_config(folder: Path, **values: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def with_features(monkeypatch: pytest.MonkeyPatch, features: dict[str, object]) -> None:
    monkeypatch.setattr(engines, "_features", lambda: features)


def test_bytes_are_chosen_where_the_processor_multiplies_them(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for features in (VNNI, OLD | {"avx_vnni": True}, {"architecture": "aarch64"}):
        with_features(monkeypatch, features)
        assert (choose_engine(large).engine, choose_engine(large).reason) == ("onnx-int8", "")
    with_features(monkeypatch, OLD)
    choice = choose_engine(large)
    assert (choice.engine, choice.reason) == ("onnx-float32", "处理器没有整数点积指令（VNNI）")


def test_other_networks_run_in_torch_and_why_is_said(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_config(large, model_type="mpnet")
    with_features(monkeypatch, VNNI)
    choice = choose_engine(large)
    assert choice.engine == "torch-bfloat16"
    assert choice.reason == "模型的网络结构是 mpnet，只有 bert、roberta、xlm-roberta 可以转换"
    with_features(monkeypatch, OLD)
    assert choose_engine(large).engine == "torch-float32"


@pytest.mark.parametrize(
    ("name", "value"), [("hidden_act", "relu"), ("position_embedding_type", "relative_key"), ("is_decoder", True)]
)
def test_a_network_of_another_build_is_not_converted(large: Path, name: str, value: object) -> None:
    set_config(large, **{name: value})
    with pytest.raises(ModelUnavailable, match=f"不能用 onnx-int8 运行这个模型：模型的 {name} 是 {value}"):
        choose_engine(large, "onnx-int8")


def test_a_list_of_word_vectors_runs_in_torch(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text('[{"path": "0_StaticEmbedding"}]')
    with pytest.raises(ModelUnavailable, match="网络结构是 未知"):
        choose_engine(tmp_path, "onnx-float32")


def test_without_the_package_torch_runs_it(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_PACKAGES", ("onnxruntime", "no_such_package"))
    with_features(monkeypatch, OLD)
    choice = choose_engine(large)
    assert (choice.engine, choice.reason) == ("torch-float32", "没有安装 no_such_package")


def test_queries_are_encoded_in_blocks_by_one_thread(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_cores", lambda: 4)
    with_features(monkeypatch, VNNI)
    choice = choose_engine(large, queries=True)
    assert (choice.engine, choice.threads, choice.reason) == ("onnx-blocks", 1, "")
    assert choose_engine(large, "onnx-int8", queries=True).engine == "onnx-int8"  # what is set holds for all
    with_features(monkeypatch, OLD)
    choice = choose_engine(large, queries=True)
    assert (choice.engine, choice.threads) == ("onnx-float32", 4)
    assert choice.reason == "处理器没有整数点积指令（VNNI）"


def test_rows_that_are_no_whole_blocks_stay_floats(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_features(monkeypatch, VNNI)
    set_config(large, intermediate_size=1000)
    choice = choose_engine(large, queries=True)
    assert (choice.engine, choice.reason) == (
        "onnx-float32",
        "模型的 intermediate_size 是 1000，不是 32 的倍数，不能分块",
    )
    with pytest.raises(ModelUnavailable, match="不能用 onnx-blocks 运行这个模型：模型的 intermediate_size 是 1000"):
        choose_engine(large, "onnx-blocks")


def test_queries_of_other_networks_run_in_torch(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_config(large, model_type="mpnet")
    with_features(monkeypatch, VNNI)
    choice = choose_engine(large, queries=True)
    assert choice.engine == "torch-float32"
    assert choice.reason == "模型的网络结构是 mpnet，只有 bert、roberta、xlm-roberta 可以转换"


def test_what_is_wanted_is_taken_where_it_can_run(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_features(monkeypatch, OLD)
    for wanted in ("onnx-int8", "onnx-blocks", "onnx-float32", "torch-bfloat16", "torch-float32"):
        assert choose_engine(large, wanted).engine == wanted
    assert choose_engine(large, "torch-float32").reason == "环境变量 INDEXER_ENCODER 指定了 torch-float32"


def test_a_tiny_network_stays_in_torch_without_a_reason(tiny_model_folder: Path) -> None:
    for queries in (False, True):
        choice = choose_engine(tiny_model_folder, queries=queries)
        assert (choice.engine, choice.reason) == ("torch-float32", "")


def test_no_more_threads_than_cores(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_cores", lambda: 4)
    assert [choose_engine(large, threads=threads).threads for threads in (None, 1, 9)] == [4, 1, 4]
