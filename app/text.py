"""The one way in which foreign text reaches the page: escaped first and marked afterwards, never the other way round.

What comes from documents, from the reader or from an error is shown as HTML that this module made (``Safe``) or, where
Streamlit takes only Markdown (labels of options), with everything escaped that Markdown would take for its own.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterable
from typing import Literal

import streamlit as st

_WORD_JOINER = "\u2060"  # invisible; keeps Streamlit from drawing "<-" as an arrow and "www." as a link
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # signs that turn the direction of reading, until they are closed
_CLOSED_BY = dict.fromkeys("\u2066\u2067\u2068", "\u2069") | dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c")
_SAFE_STARTS = ("?", "#", "https://", "http://")  # no javascript:, no data:


class Safe(str):
    """HTML made by this module: every piece of foreign text in it has been escaped."""

    __slots__ = ()


def escape(text: object) -> Safe:
    """Make any text show in HTML exactly as it is.

    >>> escape("<b>3~5个</b>")
    '&lt;b&gt;3~5个&lt;/b&gt;'
    """
    whole = str(text).encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be sent to the browser
    return Safe(html.escape(whole, quote=True))


def merge_spans(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Bring half-open spans in order, inside ``0..length``, without overlaps.

    >>> merge_spans([(4, 9), (0, 2), (1, 3)], 6)
    [(0, 3), (4, 6)]
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def mark(text: str, spans: Iterable[tuple[int, int]]) -> Safe:
    """Escape ``text`` and set its ``spans`` (half-open character offsets) in ``<mark>``.

    >>> mark("<养老>床位", [(1, 3)])
    '&lt;<mark>养老</mark>&gt;床位'
    """
    parts: list[str] = []
    done = 0
    for start, end in merge_spans(spans, len(text)):
        parts += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    parts.append(escape(text[done:]))
    return Safe("".join(parts))


def join(parts: Iterable[object], between: object = "") -> Safe:
    """Put pieces one after another; what is not ``Safe`` is escaped."""
    return Safe(_safe(between).join(_safe(part) for part in parts))


def tag(name: str, *children: object, **attributes: object) -> Safe:
    """Make one HTML element; children that are not ``Safe`` are escaped, attributes always.

    ``cls`` stands for ``class``, ``aria_label`` for ``aria-label``; an attribute that is ``None`` or ``False`` is left
    out, ``True`` stands without a value. A link that leads to neither the page nor the web is left out.

    >>> tag("a", "<1>", href="?view=corpus", cls="x")
    '<a href="?view=corpus" class="x">&lt;1&gt;</a>'
    """
    written: list[str] = []
    for key, value in attributes.items():
        attribute = "class" if key == "cls" else key.rstrip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if attribute == "href" and not str(value).lower().startswith(_SAFE_STARTS):
            continue
        written.append(f" {attribute}" if value is True else f' {attribute}="{escape(value)}"')
    body = join(children)
    return Safe(f"<{name}{''.join(written)}>{body}{_closing(body)}</{name}>")


def _closing(body: str) -> str:
    """Return what closes the turns of direction that a text leaves open, so that nothing after it is turned round."""
    waiting: list[str] = []
    for sign in _TURNS.findall(body):
        if sign in _CLOSED_BY:
            waiting.append(_CLOSED_BY[sign])
        elif sign == "\u2069" and sign in waiting:  # what was opened within ends with it
            del waiting[len(waiting) - 1 - waiting[::-1].index(sign) :]
        elif waiting[-1:] == [sign]:
            waiting.pop()
    return "".join(reversed(waiting))


def plain(text: object) -> str:
    r"""Make a Markdown label that shows ``text`` as it is, on one line.

    >>> plain("区 *")
    '区 \\*'
    """
    words = " ".join(str(text).encode("utf-8", "replace").decode("utf-8").split())
    label: list[str] = []
    for at, char in enumerate(words):
        if char in string.punctuation:
            label.append("\\" + char)
            if words[at + 1 : at + 2].strip():
                label.append(_WORD_JOINER)
        else:
            label.append(char)
    return "".join(label)


def show(*parts: Safe, width: Literal["stretch", "content"] = "stretch") -> None:
    """Draw HTML made by this module. Streamlit sanitises it once more and runs no script in it."""
    if body := "".join(parts):
        st.html(f'<div lang="zh-CN">{body}</div>', width=width)


def notice(kind: str, *parts: object) -> None:
    """Draw a message (``kind``: info, warning, error) whose words are shown as they are."""
    role = "alert" if kind == "error" else "status"
    show(tag("div", *parts, cls=f"gz-notice gz-{kind}", role=role))


def _safe(part: object) -> Safe:
    return part if isinstance(part, Safe) else escape(part)
