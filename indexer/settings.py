"""What can be set, with the defaults.

Paths, the model and the limits of what is read come from the environment, so that page, command line and tests can be
pointed elsewhere without a file to edit; other limits are constants with their reason.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from indexer.errors import SettingInvalid

_MB = 2**20
_wrong: list[str] = []  # said when ``Settings`` is made, for importing this module must not fail


def _limit(variable: str, default: int) -> int:
    """Return a limit that the environment sets: a whole number above 0, without a unit."""
    text = os.environ.get(variable, "").strip()
    if not text:
        return default
    if text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0:
        return int(text)
    _wrong.append(f"环境变量 {variable} 的值是“{text}”，应是大于 0 的整数（默认 {default}）。请改正或删除这个变量。")
    return default


MAX_CLAUSE_CHARS = 300  # a clause is read at a glance; longer sentences are cut at commas
MAX_QUERY_CHARS = 1_000  # longer input is a document, not a query
MAX_FILE_BYTES = _limit("INDEXER_MAX_FILE_MB", 50) * _MB  # a report is under 1 MB; more is not a document of this kind
# Of the parts of a .docx, .xlsx or .ofd; pictures are most of it.
MAX_UNPACKED_BYTES = _limit("INDEXER_MAX_UNPACKED_MB", 200) * _MB
MAX_XML_BYTES = 30 * 1024 * 1024  # of one part of such a file; the text of 1,000,000 characters takes 10
MAX_PACKED_PARTS = 20_000  # an OFD of 1,000 pages has a few thousand
MAX_PDF_PAGES = _limit("INDEXER_MAX_PAGES", 2_000)  # a yearbook has 1,500; a plan has 200
MAX_TEXT_CHARS = _limit("INDEXER_MAX_CHARS", 1_000_000)  # a work report has 30,000, a five-year plan 100,000
MAX_TEXT_LINES = _limit("INDEXER_MAX_LINES", 100_000)  # a report has 500, a yearbook 30,000; more are a list of words
MAX_READ_SECONDS = _limit("INDEXER_MAX_SECONDS", 10)  # of processor time, to parse one file; a report: under one
# Of processor time, to parse, clean and cut one file; a report takes under one, 1,000,000 characters take ten.
MAX_FILE_SECONDS = _limit("INDEXER_MAX_FILE_SECONDS", 60)
MAX_READ_MEMORY = _limit("INDEXER_MAX_MEMORY_MB", 500) * _MB  # for one file, in bytes; a report takes under 100 MB
MAX_CONVERT_SECONDS = _limit("INDEXER_MAX_CONVERT_SECONDS", 60)  # LibreOffice takes 5 to 20 to start
MAX_CONVERT_MEMORY = 4_096 * _MB  # of LibreOffice, in bytes; it reserves 1 to 2 GB before it has read anything
DEFAULT_MODEL = "multilingual-e5-small"
AUTO = "auto"  # what fits model and machine: the fastest for many clauses, for a query the fastest for one text
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
ENCODERS = (AUTO, "onnx-int8", "onnx-blocks", "onnx-float32", "torch-bfloat16", "torch-float32")


def _path(variable: str, default: str) -> Path:
    return Path(os.environ.get(variable) or default)


def _optional_path(variable: str) -> Path | None:
    return Path(text) if (text := os.environ.get(variable, "")) else None


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and which model encodes.

    Environment: ``INDEXER_CORPUS``, ``INDEXER_INDEX``, ``INDEXER_MODELS`` (folders), ``INDEXER_MODEL`` (a name under
    the models folder, or the path of any sentence-transformers folder), ``INDEXER_ENCODER`` (one of ``ENCODERS``: what
    runs the model), ``INDEXER_NOTES`` and ``INDEXER_USERS`` (files), ``INDEXER_STORE`` (the address of a store,
    ``milvus:URI``, that builds load and that is searched instead of the folder), ``INDEXER_LOG`` (a folder for logs;
    without it the terminal has them), ``INDEXER_LOG_LEVEL`` (one of ``LOG_LEVELS``). Raises SettingInvalid for what is
    none of these.
    """

    corpus: Path = field(default_factory=lambda: _path("INDEXER_CORPUS", "corpus"))
    index: Path = field(default_factory=lambda: _path("INDEXER_INDEX", "index"))
    models: Path = field(default_factory=lambda: _path("INDEXER_MODELS", "models"))
    model: str = field(default_factory=lambda: os.environ.get("INDEXER_MODEL") or DEFAULT_MODEL)
    encoder: str = field(default_factory=lambda: os.environ.get("INDEXER_ENCODER", "").strip() or AUTO)
    store: str = field(default_factory=lambda: os.environ.get("INDEXER_STORE", ""))
    log: Path | None = field(default_factory=lambda: _optional_path("INDEXER_LOG"))
    log_level: str = field(default_factory=lambda: os.environ.get("INDEXER_LOG_LEVEL", "").strip().upper() or "INFO")

    def __post_init__(self) -> None:
        if _wrong:
            raise SettingInvalid(_wrong[0])
        if self.encoder not in ENCODERS:
            raise SettingInvalid(
                f"环境变量 INDEXER_ENCODER 的值是“{self.encoder}”，应是 {'、'.join(ENCODERS)} 之一（默认 {AUTO}）。"
                "请改正或删除这个变量。"
            )
        if self.log_level not in LOG_LEVELS:
            raise SettingInvalid(
                f"环境变量 INDEXER_LOG_LEVEL 的值是“{self.log_level}”，应是 {'、'.join(LOG_LEVELS)} 之一（默认 INFO）。"
                "请改正或删除这个变量。"
            )
        if self.store and not self.store.startswith("milvus:"):
            raise SettingInvalid(
                f"存储地址是「{self.store}」，应写成 milvus:http://主机:19530。请改正 INDEXER_STORE 或 --store。"
            )

    @property
    def published(self) -> str | Path:
        """What is searched: the store, where one is set, or the folder."""
        return self.store or self.index

    @property
    def notes(self) -> Path:
        """The file of what people decided: beside the index, not in it, so that no build touches it."""
        return _path("INDEXER_NOTES", f"{self.index}-notes.sqlite")

    @property
    def users(self) -> Path:
        """The file of who may sign in with a password, beside the index."""
        return _path("INDEXER_USERS", f"{self.index}-users.json")
