"""The verbs that govern numbers: read from ``verbs.tsv``, found at the beginning, the end and inside a stretch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_JOINED = "(?:及|和|、|并|与|或)?"
_PREFIX = "[新再续]?"
# 建设者, 管理者, 服务站, 开放率: the verb is part of a noun
_NO_VERB = "(?![者员商率费局署厅处馆站室院园])"


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb, or several in a row, at ``text[start:end]``; ``sorts`` are the classes of its first and its last."""

    start: int
    end: int
    first: str
    last: str


@cache
def _classes() -> dict[str, str]:
    classes: dict[str, str] = {}
    for line in files(__package__).joinpath("verbs.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sort, verbs = line.split("\t")
            for verb in verbs.split():
                classes.setdefault(verb, sort)
    return classes


@cache
def _one(*sorts: str) -> str:
    verbs = [verb for verb, sort in _classes().items() if not sorts or sort in sorts]
    return f"(?:{'|'.join(sorted(verbs, key=len, reverse=True))})"


@cache
def _pattern(where: str, *sorts: str) -> re.Pattern[str]:
    one = f"{_PREFIX}{_one(*sorts)}{_NO_VERB}"
    row = f"(?P<row>{one}(?:{_JOINED}{one})*)"
    return re.compile({"start": row, "end": rf"{row}(?:了|到|至|出|起)?$", "inside": row}[where])


def verb_at(text: str, start: int, end: int) -> Verb | None:
    """Return the verbs in a row that begin at ``start``."""
    match = _pattern("start").match(text, start, end)
    return _verb(match) if match else None


def verb_before(text: str, start: int, end: int, *sorts: str) -> Verb | None:
    """Return the verbs in a row that end at ``end``, 了, 到 or 至 between."""
    first = max(start, end - 14)
    match = _pattern("end", *sorts).search(text, first, end)
    return _verb(match) if match else None


def verb_inside(text: str, start: int, end: int, *sorts: str) -> Verb | None:
    """Return the first verbs in a row between two places."""
    match = _pattern("inside", *sorts).search(text, start, end)
    return _verb(match) if match else None


def _verb(match: re.Match[str]) -> Verb:
    words = re.findall(_one(), match["row"])
    classes = _classes()
    return Verb(match.start("row"), match.end("row"), classes[words[0]], classes[words[-1]])
