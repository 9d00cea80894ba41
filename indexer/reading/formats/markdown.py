"""Markdown → plain text: marks of headings, emphasis, links and tables are set for a program, not for the reader."""

from __future__ import annotations

import re

from indexer.reading.formats.tables import lines_of_table

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$")
_DELIMITER_ROW = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_BULLET = re.compile(r"^(?:[ \t]*>[ \t]?)*[ \t]*(?:[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)?")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9*])\*(?=[^\s*])([^*\n]{1,300}?)(?<=\S)\*(?![A-Za-z0-9*])")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((?:[^()\s]|\([^()\s]{0,300}\)){0,1000}(?:\s+\"[^\"\n]{0,300}\")?\)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_FRONT_MATTER = re.compile(r"\A---\n(?:[\w-]+:.*\n|[ \t-].*\n)+---\n")


_MOST_COLUMNS = 200
_LONGEST_LINE = 5_000  # characters; no one sets marks in longer lines, and the patterns would take long over them


def is_markdown(text: str, name: str) -> bool:
    """Tell whether a text is Markdown: by headings, tables, strong words; where there is but one, by the suffix."""
    lines = [line for line in text.splitlines() if len(line) <= _LONGEST_LINE]
    marks = sum(bool(_HEADING.match(line)) or ("|" in line and bool(_DELIMITER_ROW.match(line))) for line in lines)
    marks += sum(len(_STRONG.findall(line)) for line in lines[:1000])
    return marks >= (1 if name.lower().endswith((".md", ".markdown")) else 3)


def read_markdown(text: str) -> str:
    r"""Return the text without its marks; a table becomes one line a row.

    >>> read_markdown("## 一、养老\n- 新增**480张**床位\n\n|任务|单位|\n|--|--|\n|甲|乙|")
    '一、养老\n新增480张床位\n\n任务：甲；单位：乙'
    """
    out: list[str] = []
    lines = _FRONT_MATTER.sub("", text.replace("\r\n", "\n")).split("\n")
    at = 0
    while at < len(lines):
        if (
            0 < lines[at].count("|") < _MOST_COLUMNS
            and at + 1 < len(lines)
            and "|" in lines[at + 1][:_LONGEST_LINE]
            and _DELIMITER_ROW.match(lines[at + 1])
        ):
            end = next((n for n in range(at + 2, len(lines)) if "|" not in lines[n]), len(lines))
            out += lines_of_table([_cells(line) for line in (lines[at], *lines[at + 2 : end])])
            at = end
            continue
        if len(lines[at]) > _LONGEST_LINE:
            out.append(lines[at])
        elif not _FENCE.match(lines[at]) and not _RULE.match(lines[at]):
            heading = _HEADING.match(lines[at])
            out.append(_inline(heading.group(1) if heading else _BULLET.sub("", lines[at], count=1)))
        at += 1
    return "\n".join(out)


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [_inline(cell.strip()).replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _inline(text: str) -> str:
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", text))
    return _ESCAPE.sub(r"\1", text)
