"""Bytes of a text file → characters, or a refusal: a document never enters with replaced or mistaken characters."""

from __future__ import annotations

import codecs

from indexer.errors import FileRefused
from indexer.reading.plausibility import NEVER_IN_TEXT, PLAUSIBLE, find_mojibake, plausibility

# Longest mark first: the one of UTF-32 begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# GB2312 and GBK are parts of GB18030; cp950 has a few characters that the Hong Kong set lacks.
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "cp950", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_NAMES = {"gb18030": "GB18030", "big5hkscs": "Big5", "cp950": "Big5"}
_FAMILIES = (("gb18030", ("gb2312", "gbk", "gb18030", "cp936")), ("big5hkscs", ("big5", "big5-hkscs", "cp950")))
_SHORT = 64  # bytes; so few may be ASCII and Chinese characters of two bytes each (OOb? is 住房), more are no chance
_MARGIN = 0.2  # by which the best reading must be more usual than the next
_SAVE_AGAIN = "请用记事本或 WPS 打开、确认文字无误后另存为 UTF-8，再放入语料目录。"


def decode(data: bytes, name: str, *, declared: str = "") -> str:
    """Return the text of ``data`` in UTF-8, GB18030, Big5, UTF-16 or UTF-32, with a byte order mark or without.

    A mark decides; else the encoding in which the text is the most usual Chinese. ``declared`` (a page's charset)
    decides only between readings that are equally usual: pages are often saved in another encoding than they say.

    Raises FileRefused when no encoding fits, or several do.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, name)
    if data.isascii() and b"\0" not in data and len(data) > _SHORT:
        return data.decode("ascii")
    readings = _readings(data)
    if not readings:
        raise FileRefused(f"{name}：文字编码不是 UTF-8、GB18030、Big5、UTF-16 或 UTF-32，或中间有损坏。{_SAVE_AGAIN}")
    (encoding, score), *others = sorted(readings.items(), key=lambda reading: -reading[1])
    margin = 1.0 - PLAUSIBLE if data.isascii() else _MARGIN  # any reading as usual Chinese makes ASCII doubtful
    rivals = [other for other, value in others if value > score - margin and _named(other) != _named(encoding)]
    if score >= PLAUSIBLE and not rivals:
        return data.decode(encoding)
    if score >= PLAUSIBLE and (settled := _family(declared)) in (encoding, *rivals):
        return data.decode(settled)
    if score < PLAUSIBLE and readings.get("utf-8", -1.0) > -1.0:  # its rules fit other encodings' bytes by no chance
        return data.decode("utf-8")
    candidates = "、".join(dict.fromkeys(_named(found) for found in (encoding, *(other for other, _ in others))))
    raise FileRefused(f"{name}：文字编码无法确定（可能是 {candidates}，但读出来都不像通顺的中文）。{_SAVE_AGAIN}")


def check_characters(text: str, name: str) -> None:
    """Let only text pass that has no lost and no mistaken characters. Raises FileRefused."""
    if strange := NEVER_IN_TEXT.search(text):
        code = f"U+{ord(strange.group()):04X}"
        raise FileRefused(
            f"{name}：含有文本中不会出现的字符 {code}，文件或其编码已损坏。"
            "请从原件重新导出，或另存为 UTF-8 文本后再放入语料目录。"
        )
    if line := find_mojibake(text):
        raise FileRefused(
            f"{name}：含有乱码「{line}」，文字在存盘之前已按错误的编码读过。请从原件重新导出后再放入语料目录。"
        )


def _readings(data: bytes) -> dict[str, float]:
    """Return the encodings in which ``data`` can be read without an error, with how usual the text then is."""
    readings = {}
    for encoding in _CANDIDATES:
        if (encoding == "cp950" and "big5hkscs" in readings) or (encoding in _NAMES and data.isascii()):
            continue  # the same text again
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = plausibility(text)
        readings[encoding] = 1.0 if score is None else score  # ASCII alone, two or four bytes each, is no chance
    return readings


def _named(encoding: str) -> str:
    return _NAMES.get(encoding, encoding.upper())


def _family(declared: str) -> str:
    """Return the encoding to decode with for the charset that a page declares.

    >>> _family("GB2312"), _family("utf-8")
    ('gb18030', 'utf-8')
    """
    wanted = declared.strip().lower()
    return next((encoding for encoding, names in _FAMILIES if wanted in names), wanted)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        found = encoding.upper()
        raise FileRefused(
            f"{name}：文件开头标明是 {found}，但第 {error.start} 个字节不是。请重新另存为 UTF-8 文本。"
        ) from error
