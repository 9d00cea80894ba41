"""The network of a BERT in the ONNX format: its weights come in, the bytes of a graph go out. The only door of onnx.

The graph takes ``input_ids`` and ``attention_mask`` (texts, tokens) and gives ``last_hidden_state`` (texts, tokens,
dimension), as the network in torch does, position for position, but that texts must be padded on their right.

What large products are of is its ``Kind``. In ``int8`` weights are bytes with a scale for each column, and what is
multiplied with them gets one *for each token*. ONNX Runtime's own dynamic quantisation takes one for all texts of a
batch, so that the vector of a text would depend on what was encoded with it, and one large value would cost all others
their precision. In ``blocks`` both sides get a scale for every 32 values, and weights have 4 bits where that changes
none of them, else 8: a tenth of the error, fast for one short text, and slow for many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from indexer.retrieval.engines import Kind

Weights = Mapping[str, NDArray[np.float32]]

_CONTRIB = "com.microsoft"  # the operators of ONNX Runtime beyond the standard
_OPSET, _IR = 21, 10  # of ONNX 1.16: what GatherBlockQuantized and Gelu ask for
_FULL = 127  # the largest byte with a sign
_ZERO = 128  # the byte that stands for 0 where bytes have no sign, as fast products want one side
_TINY = 1e-12  # keeps a token of zeros from a division by zero
_BLOCK = 32  # values of a block, which share a scale
_IN_BYTES = 4  # "accuracy level" of a product of blocks: what comes in is rounded to bytes, block by block


@dataclass(frozen=True, slots=True)
class Shape:
    """What the weights do not say."""

    layers: int
    heads: int
    epsilon: float  # of the layer normalisation
    first_position: int  # row of the position table that the first token of a text has


def bert_graph(
    weights: Weights, shape: Shape, *, kind: Kind, progress: Callable[[int, int], None] | None = None
) -> bytes:
    """Return the graph of a BERT whose parameters are named as transformers names them.

    ``progress`` is told how many layers are done, and of how many. Raises KeyError for a parameter that is missing.
    """
    graph = _Graph(weights, kind)
    states = graph.embed(shape)
    mask = graph.node("Cast", "attention_mask", to=TensorProto.INT32)
    for layer in range(shape.layers):
        states = graph.layer(f"encoder.layer.{layer}.", states, mask, shape)
        if progress:
            progress(layer + 1, shape.layers)
    return graph.serialised(states, dimension=len(weights["embeddings.LayerNorm.weight"]))


def four_bits(values: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]] | None:
    """Return rows as 4-bit numbers, two a byte, with a scale a block of 32, or None where that would change a value.

    They are those of Q4_0, from which some models were unpacked: (number - 8) · scale, where the largest of a block
    has the number 0. Shapes: (rows, n) gives (rows, n / 2) and (rows, n / 32).
    """
    if values.shape[1] % _BLOCK:
        return None
    blocks = values.reshape(len(values), -1, _BLOCK)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=-1)[..., None], axis=-1)
    scales = largest / np.float32(-8)
    numbers = np.rint(blocks / np.where(scales == 0, np.float32(1), scales)) + 8
    if numbers.min() < 0 or numbers.max() > 15 or not np.array_equal((numbers - 8) * scales, blocks):
        return None
    flat = numbers.astype(np.uint8).reshape(values.shape)
    packed = (flat[:, 0::2] | (flat[:, 1::2] << 4)).astype(np.uint8)
    return packed, scales[..., 0].astype(np.float32)


def eight_bits(values: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return rows as bytes of which 128 stands for 0, with a scale a block of 32, rounded.

    Shapes: (rows, n), n a multiple of 32, gives (rows, n) and (rows, n / 32).
    """
    blocks = values.reshape(len(values), -1, _BLOCK)
    scales = np.maximum(np.abs(blocks).max(axis=-1), np.float32(_TINY)) / np.float32(_FULL)
    numbers = np.rint(blocks / scales[..., None]) + _ZERO
    return numbers.astype(np.uint8).reshape(values.shape), scales


class _Graph:
    """A graph that grows node by node; methods return the name of what the nodes that they add put out."""

    def __init__(self, weights: Weights, kind: Kind) -> None:
        self._weights = weights
        self._kind = kind
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._last = self.constant(np.array([-1], np.int64))
        self._one = self.constant(np.array(1, np.float32))
        self._step = self.constant(np.array(1 / _FULL, np.float32))
        self._tiny = self.constant(np.array(_TINY, np.float32))
        self._zero = self.constant(np.array(_ZERO, np.uint8))

    def constant(self, values: NDArray[Any]) -> str:
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        name = f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], name, domain=domain, **attributes))
        return name

    def _split(self, joined: str, parts: int) -> list[str]:
        """Return the names of the equal parts that a value is cut into."""
        names = [f"{joined}_{part}" for part in range(parts)]
        self._nodes.append(helper.make_node("Split", [joined], names, axis=-1, num_outputs=parts))
        return names

    def embed(self, shape: Shape) -> str:
        """Word, position and the first token type, normalised."""
        table = self._weights["embeddings.word_embeddings.weight"]
        if packed := four_bits(table):
            bits: dict[str, Any] = {"bits": 4, "block_size": _BLOCK, "gather_axis": 0, "quantize_axis": 1}
            numbers, scales = (self.constant(part) for part in packed)
            words = self.node("GatherBlockQuantized", numbers, "input_ids", scales, domain=_CONTRIB, **bits)
        else:
            rows = self.node("Gather", self.constant(table.astype(np.float16)), "input_ids")
            words = self.node("Cast", rows, to=TensorProto.FLOAT)
        positions = self._weights["embeddings.position_embeddings.weight"][shape.first_position :]
        positions = positions + self._weights["embeddings.token_type_embeddings.weight"][0]
        first = self.constant(np.array([0], np.int64))
        tokens = self.node("Shape", "input_ids", start=1, end=2)
        read = self.node("Slice", self.constant(positions), first, tokens, first)
        return self._normalise(self.node("Add", words, read), "embeddings.LayerNorm", shape)

    def layer(self, name: str, states: str, mask: str, shape: Shape) -> str:
        """Attention and feed-forward network, each added to what goes in and normalised."""
        parts = [f"{name}attention.self.{part}" for part in ("query", "key", "value")]
        inputs = [*self._split(self._linear(states, *parts), len(parts)), "", mask]
        met = self.node("MultiHeadAttention", *inputs, domain=_CONTRIB, num_heads=shape.heads)
        added = self.node("Add", self._linear(met, f"{name}attention.output.dense"), states)
        states = self._normalise(added, f"{name}attention.output.LayerNorm", shape)
        inner = self.node("Gelu", self._linear(states, f"{name}intermediate.dense"), domain=_CONTRIB)
        added = self.node("Add", self._linear(inner, f"{name}output.dense"), states)
        return self._normalise(added, f"{name}output.LayerNorm", shape)

    def serialised(self, states: str, *, dimension: int) -> bytes:
        self._nodes.append(helper.make_node("Identity", [states], ["last_hidden_state"]))
        both = ["texts", "tokens"]
        inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, both) for n in ("input_ids", "attention_mask")]
        output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*both, dimension])
        graph = helper.make_graph(self._nodes, "bert", inputs, [output], self._constants)
        imports = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)]
        return bytes(helper.make_model(graph, opset_imports=imports, ir_version=_IR).SerializeToString())

    def _normalise(self, states: str, name: str, shape: Shape) -> str:
        # The fused operator that adds as well is twice as slow as the two apart (ONNX Runtime 1.31).
        by, to = (self.constant(self._weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.node("LayerNormalization", states, by, to, axis=-1, epsilon=shape.epsilon)

    def _linear(self, states: str, *names: str) -> str:
        """Multiply with the weights of these names side by side, and add their biases."""
        weights, bias = (
            np.concatenate([self._weights[f"{name}.{part}"] for name in names]) for part in ("weight", "bias")
        )
        multiply = {"float32": self._of_floats, "int8": self._of_integers, "blocks": self._of_blocks}[self._kind]
        return self.node("Add", multiply(states, weights), self.constant(bias))

    def _of_floats(self, states: str, weights: NDArray[np.float32]) -> str:
        return self.node("MatMul", states, self.constant(weights.T))

    def _of_blocks(self, states: str, weights: NDArray[np.float32]) -> str:
        columns, rows = weights.shape
        bits, (numbers, scales) = (4, packed) if (packed := four_bits(weights)) else (8, eight_bits(weights))
        by = numbers.reshape(columns, rows // _BLOCK, -1)
        sizes = {"N": columns, "K": rows, "bits": bits, "block_size": _BLOCK, "accuracy_level": _IN_BYTES}
        return self.node(
            "MatMulNBits", states, self.constant(by), self.constant(scales.ravel()), domain=_CONTRIB, **sizes
        )

    def _of_integers(self, states: str, weights: NDArray[np.float32]) -> str:
        values, scales = self._quantise(states)
        steps = np.maximum(np.abs(weights).max(axis=1), np.float32(_TINY)) / np.float32(_FULL)
        numbers = self.constant(np.rint(weights.T / steps).astype(np.int8))
        product = self.node(
            "MatMulIntegerToFloat", values, numbers, self._one, self.constant(steps), self._zero, domain=_CONTRIB
        )
        return self.node("Mul", product, scales)

    def _quantise(self, states: str) -> tuple[str, str]:
        """Return bytes, and the scale of each token."""
        largest = self.node("ReduceMax", self.node("Abs", states), self._last, keepdims=1)
        largest = self.node("Max", largest, self._tiny)
        shares = self.node("Mul", states, self.node("Reciprocal", largest))
        return self.node("QuantizeLinear", shares, self._step, self._zero), self.node("Mul", largest, self._step)


def product_graph(dimension: int, *, zero: int) -> bytes:
    """Return a graph: ``codes`` (n, dimension), bytes with a zero point, times ``factors`` (dimension, m) in int32."""
    zero_point = numpy_helper.from_array(np.array(zero, np.uint8), "zero")
    node = helper.make_node("MatMulInteger", ["codes", "factors", "zero"], ["products"])
    inputs = [
        helper.make_tensor_value_info("codes", TensorProto.UINT8, ["n", dimension]),
        helper.make_tensor_value_info("factors", TensorProto.INT8, [dimension, "m"]),
    ]
    outputs = [helper.make_tensor_value_info("products", TensorProto.INT32, ["n", "m"])]
    graph = helper.make_graph([node], "product", inputs, outputs, [zero_point])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    return bytes(model.SerializeToString())
