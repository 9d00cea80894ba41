"""Names of files, which come from anywhere: how they are shown, and which are refused."""

from __future__ import annotations

import re
import unicodedata

# Names of devices on Windows: there such a file cannot be opened, copied or removed.
RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?=\.|$)")
_TURNS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of reading: fdp.exe as exe.pdf
_NEVER = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_TURNS}]")


def shown(name: str) -> str:
    r"""Return a name with a sign for each character that would make it pass for another, or that a terminal obeys.

    >>> shown("报告\u202e.txt"), shown("报告\x1b[2J.txt")
    ('报告<U+202E>.txt', '报告<U+001B>[2J.txt')
    """
    return _NEVER.sub(lambda found: f"<U+{ord(found.group()):04X}>", name)


def reason_against(name: str) -> str:
    r"""Return why a file of this name is not taken, in one sentence; "" for a name that is.

    >>> reason_against("静安区-2025.txt"), reason_against("CON.txt")
    ('', '文件名 CON 是 Windows 的设备名，在那里打不开也删不掉。请改名。')
    """
    if odd := _NEVER.search(name):
        kind = unicodedata.category(odd.group())
        what = {"Cs": "不成字的编码", "Cf": "改变阅读方向的符号"}.get(kind, "控制符或换行")
        return f"文件名里有{what}（U+{ord(odd.group()):04X}），会被看成别的名字。请改名。"
    if device := RESERVED.match(name):
        return f"文件名 {device.group()} 是 Windows 的设备名，在那里打不开也删不掉。请改名。"
    return ""
