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


class Multiplier:
    """Multiplies blocks of stored tokens with the same columns, which are made ready once.

    By bytes each column is rounded to 254 steps: of a cosine less than 0.001 is lost.

    Attributes:
        scales: of each column (m,), above 0: what the products with it are still to be multiplied with.
    """

    def __init__(self, columns: Vectors, record: np.dtype[Any]) -> None:
        """Take columns of shape (d, m), and how a token is stored: first the d bytes, the rest counts as nothing."""
        self._session = _byte_session(record.itemsize)
        self._columns: NDArray[Any]
        if self._session is None:
            self.scales, self._columns = np.ones(columns.shape[1], np.float32), columns
            return
        self.scales = np.maximum(np.abs(columns).max(axis=0), _TINY) / _FULL
        self._columns = np.zeros((record.itemsize, columns.shape[1]), np.int8)
        self._columns[: len(columns)] = np.rint(columns / self.scales)

    def multiply(self, records: NDArray[Any]) -> NDArray[np.int32] | Vectors:
        """Return the products (n, m) of n tokens, a whole array of records whose ``codes`` are -127 to 127.

        The bytes of the records are changed: a copy would take half as long as the product.
        """
        if self._session is None:
            return multiply_floats(records["codes"], self._columns)
        return _run(self._session, records.view(np.uint8).reshape(len(records), -1), self._columns)


def multiply_floats(codes: NDArray[np.int8], factors: Vectors) -> Vectors:
    """Return ``codes`` (n, d) times ``factors`` (d, m), without rounding."""
    step = max(1, _AT_ONCE // factors.size)
    products = np.empty((len(codes), factors.shape[1]), np.float32)
    for at in range(0, len(codes), step):
        np.matmul(codes[at : at + step].astype(np.float32), factors, out=products[at : at + step])
    return products


def _run(session: onnxruntime.InferenceSession, stored: NDArray[np.uint8], factors: NDArray[np.int8]) -> NDArray[Any]:
    """Return the products of bytes with a sign, which the array has no longer afterwards."""
    np.bitwise_xor(stored, np.uint8(_ZERO), out=stored)
    [products] = session.run(None, {"codes": stored, "factors": factors})
    return np.asarray(products)


@cache
def _byte_session(width: int) -> onnxruntime.InferenceSession | None:
    """Return what multiplies bytes, or None where it is not installed or the processor's sums of products overflow."""
    if any(importlib.util.find_spec(name) is None for name in ("onnxruntime", "onnx")):
        return None
    import onnxruntime

    from indexer.retrieval.onnx_graph import product_graph

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # sessions ask side by side, and so small a product gains nothing
    options.log_severity_level = 3  # errors
    graph = product_graph(width, zero=_ZERO)
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    largest = np.full((16, width), _FULL, np.int8)
    is_exact = (_run(session, largest.view(np.uint8).copy(), largest.T) == width * _FULL**2).all()
    return session if is_exact else None
