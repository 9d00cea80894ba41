"""What runs a model: what is set and what the machine can do come in, the choice and its reason go out.

Vectors that engines make of one text by one model differ by rounding (cosine 0.999 and more), so that an index made
with one may be searched, and added to, with another: docs/decisions/0013-encoder.md.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from indexer.errors import ModelUnavailable
from indexer.settings import AUTO

INTEGERS, BLOCKS, FLOATS, HALVES, PLAIN = "onnx-int8", "onnx-blocks", "onnx-float32", "torch-bfloat16", "torch-float32"
Kind = Literal["float32", "int8", "blocks"]  # what the products of a graph are of, see ``onnx_graph``
GRAPHS: dict[str, Kind] = {INTEGERS: "int8", BLOCKS: "blocks", FLOATS: "float32"}

_NETWORKS = {"bert", "roberta", "xlm-roberta"}  # of one build; the others run in torch
_BLOCK = 32  # values that share a scale in blocks: rows of weights are whole blocks
_SMALL = 64  # dimensions: below it, products are no more than a tenth of the work
_PACKAGES = ("onnxruntime", "onnx")
_INTEGER_FEATURES = ("avx512_vnni", "avx_vnni")  # products of bytes; without them they overflow, or are slow
_HALF_FEATURES = ("avx512_bf16", "amx_bf16")
_ARM = ("aarch64", "arm64")


@dataclass(frozen=True, slots=True)
class Choice:
    """What runs a model, with how many threads, and in Chinese words why nothing faster does; ``""`` if nothing is."""

    engine: str
    threads: int
    reason: str = ""


def choose_engine(folder: Path, wanted: str = AUTO, *, queries: bool = False, threads: int | None = None) -> Choice:
    """Return what is to run the model of a folder: what is wanted, or the fastest that fits model and machine.

    For ``queries`` it is the fastest for one short text that hardly rounds; what whole rows in bytes find shifts.
    ``threads`` is at most and by default one for each physical core that this process may use.

    Raises:
        ModelUnavailable: the engine that is wanted cannot run this model here.
    """
    cores = _cores()
    threads = max(1, min(threads or cores, cores))
    no_onnx = _why_no_onnx(folder)
    why_not = {
        INTEGERS: no_onnx or _why_no_integers(),
        BLOCKS: no_onnx or _why_no_blocks(folder) or _why_no_integers(),
        FLOATS: no_onnx,
        HALVES: _no_halves(),
    }
    if wanted == AUTO:
        if _dimension(folder) < _SMALL:
            return Choice(PLAIN, threads)
        tried = (BLOCKS, FLOATS) if queries else (INTEGERS, FLOATS, HALVES)
        engine = next((engine for engine in tried if not why_not[engine]), PLAIN)
        # The parts of one short text are so small that handing them to a second thread costs more than it saves.
        return Choice(engine, 1 if engine == BLOCKS else threads, why_not[tried[0]])
    can_be_tried = wanted == HALVES or why_not.get(wanted) == _why_no_integers()  # slow, but right
    if (reason := why_not.get(wanted, "")) and not can_be_tried:
        raise ModelUnavailable(
            f"{folder}：不能用 {wanted} 运行这个模型：{reason}。请删除环境变量 INDEXER_ENCODER，或改为 {PLAIN}。"
        )
    return Choice(wanted, threads, f"环境变量 INDEXER_ENCODER 指定了 {wanted}" if wanted != INTEGERS else "")


def _why_no_onnx(folder: Path) -> str:
    """Say why the network cannot become an ONNX graph of ours, or that graph not run."""
    if missing := [name for name in _PACKAGES if importlib.util.find_spec(name) is None]:
        return f"没有安装 {'、'.join(missing)}"
    found = _config(folder)
    if (kind := found.get("model_type")) not in _NETWORKS:
        return f"模型的网络结构是 {kind or '未知'}，只有 {'、'.join(sorted(_NETWORKS))} 可以转换"
    expected = {"hidden_act": ("gelu",), "position_embedding_type": ("absolute",), "is_decoder": (False,)}
    for name, values in expected.items():
        if found.get(name, values[0]) not in values:
            return f"模型的 {name} 是 {found[name]}，只有 {values[0]} 可以转换"
    return ""


def _why_no_blocks(folder: Path) -> str:
    """Say why the weights of a network cannot be cut into blocks."""
    found = _config(folder)
    for name in ("hidden_size", "intermediate_size"):
        if found.get(name, 0) % _BLOCK:
            return f"模型的 {name} 是 {found[name]}，不是 {_BLOCK} 的倍数，不能分块"
    return ""


def _why_no_integers() -> str:
    features = _features()
    if features.get("architecture") in _ARM or any(features.get(name) for name in _INTEGER_FEATURES):
        return ""
    return "处理器没有整数点积指令（VNNI）"


def _no_halves() -> str:
    return "" if any(_features().get(name) for name in _HALF_FEATURES) else "处理器没有 bfloat16 指令"


def _dimension(folder: Path) -> int:
    return int(_config(folder).get("hidden_size", 0))


def _config(folder: Path) -> dict[str, Any]:
    """Return the settings of the network; none where the model is no network, but a list of word vectors."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        found = json.loads((folder / modules[0]["path"] / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


@cache
def _features() -> Mapping[str, Any]:
    import torch

    return torch.cpu.get_capabilities()


def _cores() -> int:
    from joblib import cpu_count  # type: ignore[import-untyped]  # ships no types; scikit-learn brings it

    return int(cpu_count(only_physical_cores=True))  # minds affinity and the limits of a container
