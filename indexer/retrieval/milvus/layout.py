"""What a generation looks like in Milvus: its collections, their fields, and how texts and arrays travel in them.

``gov_<generation>_<table>`` are the collections of a generation; the alias ``gov_current`` points to the one of them
that tells about the others. Only what Milvus and milvus-lite both have is used (docs/decisions/0018-milvus-store.md).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.retrieval.tokens import Tokens

FORMAT = 1  # raised when an older program could not read what is loaded
POINTER = "gov_current"
MOST = 16_384  # rows that Milvus gives in one answer

Row = dict[str, Any]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a collection; the first one of a table is its key."""

    name: str
    kind: Literal["integer", "number", "flag", "text", "vector", "words"]
    is_indexed: bool = False  # vectors and words always are
    length: int = 65_535  # bytes of a text, the most that Milvus takes


@dataclass(frozen=True, slots=True)
class Table:
    """A collection of a generation."""

    name: str
    fields: tuple[Field, ...]

    @property
    def key(self) -> str:
        """Name of the primary key."""
        return self.fields[0].name

    def collection(self, generation: str) -> str:
        """Return the name of the table's collection in a generation."""
        return f"{prefix(generation)}{self.name}"


# Milvus refuses a collection without a vector (issue 33853), so tables that need none have one of two zeros.
BLANK = Field("blank", "vector")
_BOX = (Field("key", "text", length=512), Field("parts", "integer"), Field("data", "text"), BLANK)

CLAUSES = Table(
    "clauses",
    (
        Field("row", "integer"),
        Field("document", "integer", is_indexed=True),  # the first row of its document
        Field("vector", "vector"),
        Field("words", "words"),
        Field("letters", "text"),  # of its text, to find what stands in a row in it
        Field("spaced", "text"),  # the same, with a mark where something stands between
        Field("trail", "text"),  # of its headings, with that mark
        Field("flags", "text", length=1_024),
        Field("measured", "flag"),  # states a measure with a figure
        Field("payload", "text"),
    ),
)
WHOLE = Table("documents", (Field("row", "integer"), Field("words", "words")))  # by its first row
QUANTITIES = Table(
    "quantities",
    (
        Field("key", "integer"),
        Field("row", "integer"),
        Field("family", "text", is_indexed=True, length=256),
        Field("low", "number"),
        Field("high", "number"),
        BLANK,
    ),
)
COMMITMENTS = Table(
    "commitments",
    (
        Field("key", "integer"),
        Field("row", "integer"),
        Field("document", "text", is_indexed=True, length=256),
        Field("payload", "text"),
        BLANK,
    ),
)
TOKENS, OBJECTS, STORE = Table("tokens", _BOX), Table("objects", _BOX), Table("store", _BOX)
TABLES = (CLAUSES, WHOLE, QUANTITIES, COMMITMENTS, TOKENS, OBJECTS, STORE)


def prefix(generation: str) -> str:
    """Return how the names of a generation's collections begin: letters, digits and _ are all that Milvus takes."""
    return f"gov_{generation.replace('-', '_')}_"


_NAME = re.compile(f"(gov_.+_)(?:{'|'.join(table.name for table in TABLES)})")


def prefix_of(collection: str) -> str | None:
    """Return the prefix of the generation that a collection belongs to; None where it is not one of ours."""
    match = _NAME.fullmatch(collection)
    return match.group(1) if match else None


def letters(tokens: Iterable[str]) -> str:
    """Return characters, numbers and Latin words as they are compared: numbers and words stand between blanks.

    A text holds others in a row, passing over punctuation, where its letters hold theirs. ％ stands for %, which means
    anything to LIKE, and no folded text has it.

    >>> letters(["新", "增", "4.5%", "增", "长"])
    '新增 4.5％ 增长'
    """
    return "".join(f" {token} " if _spells(token) else token for token in tokens).replace("%", "％")


def _spells(token: str) -> bool:
    return len(token) > 1 or token.isascii()


def batched(values: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Yield the values in lists of up to ``size``; itertools has it from Python 3.12 on."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some


def boxed(name: str, text: str) -> Iterator[Row]:
    """Yield the rows that hold a text of any length under a name."""
    size = 65_000 if text.isascii() else 16_000  # a character takes up to four bytes
    parts = [text[at : at + size] for at in range(0, len(text), size)] or [""]
    for number, part in enumerate(parts):
        yield {"key": f"{name}#{number}", "parts": len(parts), "data": part}


def pack_tokens(tokens: Tokens) -> str:
    """Return tokens as ASCII: how many they are, how many values each has, their ids, and a record of each."""
    codes = tokens.codes.astype(np.float32)
    records = np.empty(len(codes), _record(codes.shape[1]))
    records["codes"], records["scale"] = tokens.codes, tokens.scales
    records["length"] = np.linalg.norm(codes, axis=1) * tokens.scales
    packed = np.array(codes.shape, "<i4").tobytes() + tokens.ids.astype("<i4").tobytes() + records.tobytes()
    return base64.b64encode(packed).decode("ascii")


def unpack_tokens(text: str) -> tuple[NDArray[np.int32], NDArray[Any]]:
    """Return the ids of tokens that were packed, and their records: ``codes``, ``scale`` and ``length``."""
    packed = base64.b64decode(text)
    count, dimension = np.frombuffer(packed, "<i4", 2).tolist()
    ids = np.frombuffer(packed, "<i4", count, 8)
    return ids, np.frombuffer(packed, _record(dimension), count, 8 + 4 * count)


def _record(dimension: int) -> np.dtype[Any]:
    return np.dtype([("codes", "i1", (dimension,)), ("scale", "<f4"), ("length", "<f4")])


def pack_array(values: NDArray[Any]) -> str:
    """Return numbers as ASCII."""
    return base64.b64encode(values.tobytes()).decode("ascii")


def unpack_array(text: str, kind: str) -> NDArray[Any]:
    """Return the numbers of a kind that ``pack_array`` packed."""
    return np.frombuffer(base64.b64decode(text), kind)
