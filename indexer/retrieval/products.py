"""Products of the stored tokens with the tokens of a query: bytes by bytes where the processor does them exactly.

Done by ONNX Runtime, in an eighth of the time that floats take (docs/decisions/0016-query-path.md).
"""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnxruntime

Vectors = NDArray[np.float32]

_TINY = float(np.finfo(np.float32).tiny)
_FULL = 127  # the largest value of a byte with a sign
_ZERO = 128  # what a byte without a sign has for 0: fast products want one side so
_AT_ONCE = 250_000  # multiplications: products so small OpenBLAS does in the thread that asks, none waits for another


def multiply(codes: NDArray[np.int8], factors: Vectors) -> Vectors:
    """Return ``codes`` (n, d), from -127 to 127, times ``factors`` (d, m).

    By bytes each column of the factors is rounded to 254 steps: of a cosine less than 0.001 is lost.
    """
    session = _byte_session(codes.shape[1])
    if session is None:
        return multiply_floats(codes, factors)
    scales = np.maximum(np.abs(factors).max(axis=0), _TINY) / _FULL
    rounded = np.rint(factors / scales).astype(np.int8)
    return np.asarray(_run(session, codes, rounded) * scales, np.float32)


def multiply_floats(codes: NDArray[np.int8], factors: Vectors) -> Vectors:
    """Return the same without rounding."""
    step = max(1, _AT_ONCE // factors.size)
    products = np.empty((len(codes), factors.shape[1]), np.float32)
    for at in range(0, len(codes), step):
        np.matmul(codes[at : at + step].astype(np.float32), factors, out=products[at : at + step])
    return products


def _run(session: onnxruntime.InferenceSession, codes: NDArray[np.int8], factors: NDArray[np.int8]) -> NDArray[Any]:
    [products] = session.run(None, {"codes": codes.view(np.uint8) ^ np.uint8(_ZERO), "factors": factors})
    return np.asarray(products)


@cache
def _byte_session(dimension: int) -> onnxruntime.InferenceSession | None:
    """Return what multiplies bytes, or None where it is not installed or the processor's sums of products overflow."""
    if any(importlib.util.find_spec(name) is None for name in ("onnxruntime", "onnx")):
        return None
    import onnxruntime

    from indexer.retrieval.onnx_graph import product_graph

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # sessions ask side by side, and so small a product gains nothing
    options.log_severity_level = 3  # errors
    graph = product_graph(dimension, zero=_ZERO)
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    largest = np.full((16, dimension), _FULL, np.int8)
    is_exact = (_run(session, largest, largest.T) == dimension * _FULL**2).all()
    return session if is_exact else None
