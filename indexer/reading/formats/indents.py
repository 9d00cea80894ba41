"""Lines of a laid-out page with where they begin → lines with the blanks that Chinese paragraphs are indented by.

The text layer of PDF and OFD holds no blanks for an indent, and the indent tells where paragraphs begin.
"""

from __future__ import annotations

from collections.abc import Sequence

_INDENT = "\u3000\u3000"
_LEAST, _MOST = 1.2, 3.0  # heights of a character; further right are centred titles and columns


def indent_lines(lines: Sequence[tuple[str, float, float]]) -> list[str]:
    """Return the lines, given with left edge and height of a character, indented where they begin right of most.

    >>> indent_lines([("新增", 24.0, 12.0), ("床位。", 0.0, 12.0)])
    ['\u3000\u3000新增', '床位。']
    """
    lefts = sorted(left for _, left, _ in lines)
    margin = lefts[len(lefts) // 10] if lefts else 0.0  # a page number or stamp may hang out
    return [
        _INDENT + line if height and _LEAST * height <= left - margin <= _MOST * height else line
        for line, left, height in lines
    ]
