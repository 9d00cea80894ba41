"""A network that ONNX Runtime computes, in the place of one of torch. The only module that imports onnxruntime.

The graph is made once from the weights, in seconds, and kept in the model's folder under ``onnx/``, which is no part of
the model's fingerprint: ``NAME.onnx`` beside ``NAME.json``, which says of what model it is and which bytes it has. A
graph of another model or format, or with other bytes, is made again. Where the folder cannot be written it is made at
each start.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnxruntime
import torch

from indexer.errors import ModelUnavailable
from indexer.retrieval.engines import Kind

FORMAT = 1  # of the graph that is made: raise it where it gives other values, and older graphs are made again

_FOLDER = "onnx"  # where sentence-transformers keeps such files too; ours have names of their own


class OnnxNetwork(torch.nn.Module):
    """Has the output of the network whose graph it was given, for sentence-transformers to call in its place."""

    def __init__(self, graph: bytes, config: Any, threads: int) -> None:
        super().__init__()
        self.config = config
        self._session = _open_session(graph, threads)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, **_: Any) -> dict[str, torch.Tensor]:
        """Return ``last_hidden_state`` (texts, tokens, dimension); texts are padded on their right."""
        inputs = {"input_ids": input_ids.numpy(), "attention_mask": attention_mask.numpy()}
        [states] = self._session.run(None, inputs)
        return {"last_hidden_state": torch.from_numpy(states)}


def get_graph(
    network: Any, folder: Path, fingerprint: str, *, kind: Kind, progress: Callable[[int, int], None] | None = None
) -> bytes:
    """Return the graph of a network of transformers: the one kept in the model's folder, or a new one, then kept.

    ``kind`` is what its products are of, see ``onnx_graph``.

    Raises ModelUnavailable where the network is not built as its settings say.
    """
    path = folder / _FOLDER / f"clauses-{kind}.onnx"
    made_for = {"format": FORMAT, "model": fingerprint}
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):  # not there, or not what was written
        graph = path.read_bytes()
        if json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) == made_for | {"sha256": _digest(graph)}:
            return graph
    try:
        graph = _make(network, kind=kind, progress=progress)
    except (KeyError, ValueError) as error:
        raise ModelUnavailable(f"{folder}：模型不能转换为 {kind}（{type(error).__name__}：{error}）。") from error
    with contextlib.suppress(OSError):  # a folder of others, a full disk: the graph is at hand all the same
        path.parent.mkdir(exist_ok=True)
        _write(path, graph)
        _write(path.with_suffix(".json"), json.dumps(made_for | {"sha256": _digest(graph)}, indent=2).encode())
    return graph


def _make(network: Any, *, kind: Kind, progress: Callable[[int, int], None] | None) -> bytes:
    from indexer.retrieval.onnx_graph import Shape, bert_graph

    config = network.config
    # RoBERTa counts positions from behind the number that stands for padding.
    first = 0 if config.model_type == "bert" else config.pad_token_id + 1
    shape = Shape(config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps, first)
    weights = {name: values.float().numpy() for name, values in network.state_dict().items()}
    return bert_graph(weights, shape, kind=kind, progress=progress)


def _write(path: Path, data: bytes) -> None:
    """Write aside and rename, so that no reader sees half of it."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _open_session(graph: bytes, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that wait for each other spin by default, which is ruinous beside one other busy process.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The graph is fused as measured; further fusing would join what is faster apart.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3  # errors
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    session._model_bytes = None  # it would keep the graph, up to 140 MB, only to open it anew for another provider
    return session
