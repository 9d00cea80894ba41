"""What can be set, with the defaults.

Paths and the model come from the environment, so that page, command line and
tests can be pointed elsewhere without a file to edit; limits are constants with their reason.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

MAX_CLAUSE_CHARS = 300  # a clause is read at a glance; longer sentences are cut at commas
MAX_QUERY_CHARS = 1_000  # longer input is a document, not a query
MAX_FILE_BYTES = 50 * 1024 * 1024  # a report is under 1 MB; more is not a document of this kind
MAX_UNPACKED_BYTES = 200 * 1024 * 1024  # of the parts of a .docx, .xlsx or .ofd; pictures are most of it
MAX_XML_BYTES = 30 * 1024 * 1024  # of one part of such a file; the text of 1,000,000 characters takes 10
MAX_PACKED_PARTS = 20_000  # an OFD of 1,000 pages has a few thousand
MAX_PDF_PAGES = 2_000  # a yearbook has 1,500; a plan has 200
MAX_TEXT_CHARS = 1_000_000  # a work report has 30,000, a five-year plan 100,000
MAX_TEXT_LINES = 100_000  # a report has 500, a yearbook 30,000; more are a list of words or figures
MAX_READ_SECONDS = 10  # for one file; a report takes under one
MAX_READ_MEMORY = 500 * 1024 * 1024  # for one file, in bytes; a report takes under 100 MB
MAX_CONVERT_SECONDS = 60  # LibreOffice takes 5 to 20 to start
DEFAULT_MODEL = "multilingual-e5-small"


def _path(variable: str, default: str) -> Path:
    return Path(os.environ.get(variable) or default)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and which model encodes.

    Environment: ``INDEXER_CORPUS``, ``INDEXER_INDEX``, ``INDEXER_MODELS`` (folders), ``INDEXER_MODEL`` (a name under
    the models folder, or the path of any sentence-transformers folder).
    """

    corpus: Path = field(default_factory=lambda: _path("INDEXER_CORPUS", "corpus"))
    index: Path = field(default_factory=lambda: _path("INDEXER_INDEX", "index"))
    models: Path = field(default_factory=lambda: _path("INDEXER_MODELS", "models"))
    model: str = field(default_factory=lambda: os.environ.get("INDEXER_MODEL") or DEFAULT_MODEL)
