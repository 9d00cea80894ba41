"""``catalog.csv``, written by the program: the correction of one document's metadata, all other rows as they were.

The file belongs to people who edit it in Excel: it is read as they saved it and written as UTF-8 with a byte order
mark, which Excel opens rightly (a GB18030 file becomes UTF-8). What it held before is kept in ``.catalog.csv.bak``.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from indexer.errors import CatalogChanged, CatalogInvalid, OutputFailed
from indexer.records import METADATA_FIELDS
from indexer.storage.disk import sync_folder
from indexer.structure.overrides import CATALOG_NAME, COLUMNS, checked_value, decode_list, parse_catalog, source_named
from indexer.tables import neutral, save

# Names that begin with a dot are no documents.
BACKUP_NAME = f".{CATALOG_NAME}.bak"
_LOCK_NAME = f".{CATALOG_NAME}.lock"
_PATIENCE = 10.0  # seconds that a writer waits for another one; a change is written in milliseconds
_MOST = 500  # characters of a value; the longest title of a notice has some 100
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}  # Unicode categories: controls, halves of characters, breaks of lines


def catalog_row(corpus: Path, source: str) -> dict[str, str]:
    """Return what ``catalog.csv`` says of a file, field → cell as written, good or bad; empty cells are left out.

    Raises CatalogInvalid where the table cannot be read.
    """
    return _Table.of(_bytes(corpus / CATALOG_NAME)).cells(source)


def check_values(values: Mapping[str, str]) -> dict[str, str]:
    """Return field → one Chinese sentence for each value that may not stand in the table; empty ones may."""
    problems = {}
    for field, value in values.items():
        try:
            if value.strip():
                _check(field, value.strip())
        except ValueError as error:
            problems[field] = str(error)
    return problems


def set_metadata(
    corpus: Path, source: str, values: Mapping[str, str], *, seen: Mapping[str, str] | None = None
) -> None:
    """Write fields of a document's metadata into ``catalog.csv``; an empty value takes back what was set.

    无 says that the document has none. ``seen`` is the ``catalog_row`` that people had before them. Raises
    CatalogInvalid (a value, or the table as it stands, is not allowed), CatalogChanged (the row is no longer as seen),
    OutputFailed. Nothing is written then.
    """
    if unknown := set(values) - set(METADATA_FIELDS):
        raise ValueError(f"no fields of metadata: {sorted(unknown)}")
    if problems := check_values(values):
        raise CatalogInvalid("".join(problems.values()))
    if source != source_named(source) or not _is_plain(source):
        raise CatalogInvalid(f"{source}：文件名以符号开头或含有看不见的字符，不能写进 {CATALOG_NAME}。请先给文件改名。")
    path = corpus / CATALOG_NAME
    with _alone(corpus):
        before = _bytes(path)
        table = _Table.of(before)
        if seen is not None and table.cells(source) != dict(seen):
            raise CatalogChanged(f"{CATALOG_NAME} 里这份文件的信息刚刚被别人改过，这次没有保存。请核对后再改。")
        table.put(source, {field: value.strip() for field, value in values.items()})
        after = table.bytes()
        _prove(after, source, values)
        if after == before:
            return
        if before is not None:
            save(corpus / BACKUP_NAME, before)
        save(path, after)
        sync_folder(corpus)


@dataclass(slots=True)
class _Table:
    """The cells of ``catalog.csv``, as people wrote them."""

    header: list[str]
    rows: list[list[str]]

    @classmethod
    def of(cls, data: bytes | None) -> _Table:
        """Read the table; a new one where there is no file. Raises CatalogInvalid for what the build cannot read."""
        if data is None:
            return cls(list(COLUMNS), [])
        parse_catalog(data)
        header, *rows = list(csv.reader(io.StringIO(decode_list(data, CATALOG_NAME))))
        return cls(header, rows)

    def cells(self, source: str) -> dict[str, str]:
        row = self._row(source) or []
        named = zip(self._names, row, strict=False)
        return {name: cell.strip() for name, cell in named if name in METADATA_FIELDS and cell.strip()}

    def put(self, source: str, values: Mapping[str, str]) -> None:
        self.header += [field for field, value in values.items() if value and field not in self._names]
        row = self._row(source)
        if row is None:
            if not any(values.values()):
                return
            row = []
            self.rows.append(row)
        row += [""] * (len(self.header) - len(row))
        row[self._names.index("file")] = source
        for field, value in values.items():
            if field in self._names:
                row[self._names.index(field)] = value

    def bytes(self) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out).writerows([self.header, *self.rows])
        return out.getvalue().encode("utf-8-sig")

    @property
    def _names(self) -> list[str]:
        return [name.strip() for name in self.header]

    def _row(self, source: str) -> list[str] | None:
        """Return the row in force: where a file has two, the last one."""
        at = self._names.index("file")
        return next((row for row in reversed(self.rows) if len(row) > at and source_named(row[at]) == source), None)


def _check(field: str, value: str) -> None:
    """Raise ValueError for a value that the build would not take, or that Excel would compute or not show."""
    if len(value) > _MOST:
        raise ValueError(f"有 {len(value)} 个字，最多 {_MOST} 个字。请缩短。")
    if any(unicodedata.category(char) in _UNSEEN for char in value):
        raise ValueError("含有换行、制表符或别的看不见的字符。请删去，写成一行。")
    if not _is_plain(value):
        raise ValueError(f"以「{value[0]}」开头，Excel 会当成公式。请去掉开头的符号。")
    checked_value(field, value)


def _is_plain(text: str) -> bool:
    return neutral(text) == text and not any(unicodedata.category(char) in _UNSEEN for char in text)


def _prove(data: bytes, source: str, values: Mapping[str, str]) -> None:
    """Read the new table as the build will. Raises CatalogInvalid where the values would not come through."""
    read = parse_catalog(data)
    row = read.rows.get(source, {})
    meant = {field: checked_value(field, value.strip()) for field, value in values.items() if value.strip()}
    if {field: value for field, value in row.items() if field in values} != meant:
        said = "".join(problem for problem in read.problems if source in problem)
        raise CatalogInvalid(
            said or f"{CATALOG_NAME}：表头有重复的列，{source} 的更正没有保存。请先用 Excel 改正表头。"
        )


def _bytes(path: Path) -> bytes | None:
    """Return the content of the file, None where there is none. Raises CatalogInvalid where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CatalogInvalid(f"{path}：无法读取（{error.strerror}）。请检查文件和权限。") from error


@contextmanager
def _alone(corpus: Path) -> Iterator[None]:
    """Hold the lock of those who write the table. Raises CatalogChanged, OutputFailed."""
    try:
        with FileLock(corpus / _LOCK_NAME).acquire(timeout=_PATIENCE):
            yield
    except Timeout:
        raise CatalogChanged(f"{CATALOG_NAME}：别人正在保存更正，这次没有保存。请稍后再试。") from None
    except OSError as error:
        raise OutputFailed(f"{corpus}：无法写入（{error.strerror}）。请检查语料目录和权限。") from error
