"""``catalog.csv``: what a person has set of the documents' metadata. A value set there stands over what is inferred."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from indexer.errors import CatalogInvalid
from indexer.records import METADATA_FIELDS, DocNumber, Evidence, Metadata
from indexer.structure.gazetteer import area_named

CATALOG_NAME = "catalog.csv"
COLUMNS = ("file", *METADATA_FIELDS)
NONE = "无"  # set by a person: the document has no such thing, whatever is inferred; an empty cell says nothing
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_FIRST_YEAR, _LAST_YEAR = 1949, 2100  # 人民政府 exist since 1949; a later year is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Overrides:
    """File name → field → value (empty: there is none); and a Chinese sentence for each row that could not be taken."""

    rows: Mapping[str, Mapping[str, str | int | None]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def apply(self, source: str, inferred: Metadata) -> Metadata:
        """Return the metadata with what a person has set, marked as such."""
        row = self.rows.get(source)
        if not row:
            return inferred
        values: dict[str, Any] = dict(row)
        evidence = dict(inferred.evidence) | {
            name: Evidence("catalog", str(value or NONE)) for name, value in row.items()
        }
        if "parent" not in row and row.get("district", inferred.district) != inferred.district:
            values["parent"] = ""  # what was inferred is the parent of another district
            evidence.pop("parent", None)
            if (area := area_named(str(row["district"]))) and area.parent:
                values["parent"] = area.parent
                evidence["parent"] = Evidence("inferred", f"{area.name}属于{area.parent}")
        return replace(inferred, **values, evidence=evidence)


def parse_catalog(data: bytes) -> Overrides:
    """Read the bytes of ``catalog.csv``: UTF-8 or GB18030 (what Excel saves), columns in any order, only file needed.

    Raises CatalogInvalid where the file as a whole cannot be read; a bad row is reported and the rest is taken.
    """
    reader = csv.DictReader(io.StringIO(decode_list(data, CATALOG_NAME)))
    try:
        header = [name.strip() for name in reader.fieldnames or []]
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise CatalogInvalid(
            f"{CATALOG_NAME}：不是逗号分隔的表格（{error}）。请用 Excel 另存为“CSV UTF-8”。"
        ) from error
    unknown = [name for name in header if name and name not in COLUMNS]
    if "file" not in header or unknown:
        found = "、".join(header) or "空"
        raise CatalogInvalid(f"{CATALOG_NAME}：表头是「{found}」，应由这些列组成：{'、'.join(COLUMNS)}。请改正表头。")
    rows: dict[str, dict[str, str | int | None]] = {}
    problems = []
    for number, cells in lines:
        row = {(key or "").strip(): (value or "").strip() for key, value in cells.items() if isinstance(value, str)}
        name = source_named(row.pop("file", ""))
        try:
            values = {key: checked_value(key, value) for key, value in row.items() if key and value}
            if values and not name:
                raise ValueError("没有写是哪个文件，请在 file 列写上文件名。")
        except ValueError as error:
            where = f"{CATALOG_NAME} 第 {number} 行{f'（{name}）' if name else ''}"
            problems.append(f"{where}：{error}这一行没有采用，请改正。")
            continue
        if name:
            rows[name] = values
    return Overrides(rows, tuple(problems))


def decode_list(data: bytes, name: str) -> str:
    """Return the text of a list that a person keeps beside the corpus, as Excel and Notepad save it.

    Raises CatalogInvalid when it is neither UTF-8 nor GB18030.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CatalogInvalid(f"{name}：编码既不是 UTF-8 也不是 GB18030。请用 Excel 或记事本另存为 UTF-8。")


def source_named(cell: str) -> str:
    r"""Return the name of the file that a cell of the column ``file`` means.

    >>> source_named(" 子目录\\甲.txt ")
    '子目录/甲.txt'
    """
    return cell.strip().replace("\\", "/")


def checked_value(column: str, value: str) -> str | int | None:
    """Return a value as metadata holds it. Raises ValueError, in one Chinese sentence, for one that is not allowed."""
    if value == NONE:
        return None if column == "year" else ""
    if column == "year":
        if not value.isascii() or not value.isdigit() or not _FIRST_YEAR <= int(value) <= _LAST_YEAR:
            raise ValueError(f"年份是「{value}」，应为 {_FIRST_YEAR}–{_LAST_YEAR} 的四位数。")
        return int(value)
    if column == "issued_on":
        try:
            match = _DATE.fullmatch(value)
            return date(*map(int, match.groups())).isoformat() if match else date.fromisoformat(value).isoformat()
        except ValueError:
            raise ValueError(f"日期是「{value}」，应写成 2025-02-17。") from None
    if column == "doc_number":
        return str(DocNumber.parse(value) or value)  # a number of another shape is taken as a person wrote it
    if column == "source_url" and not value.startswith(("http://", "https://")):
        raise ValueError(f"网址是「{value}」，应以 http:// 或 https:// 开头。")
    return value
