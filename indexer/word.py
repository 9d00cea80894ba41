"""Text for people to edit, DOCX: the one writer of it, and the one door of python-docx for writing.

Paragraphs come in, the bytes of a file go out. Text stays text: no field, link or control that a document's words could
bring with them. A link is made only where one is asked for, and only to the web.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Target
from docx.text.run import Run as TargetRun

# XML 1.0, section 2.2, and what turns the direction of the text or cannot be seen
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
WEB = re.compile(r"https?://[^\s<>\"\\]+")  # an address that a link may lead to
_BREAKS = re.compile("[\t\r\n\x85\u2028\u2029]+")  # python-docx would make tabs and line breaks of them
_FAINT = RGBColor(0x59, 0x59, 0x59)  # 7:1 on white
_LINK = RGBColor(0x05, 0x63, 0xC1)  # as Word draws links; 5.9:1 on white
_STYLES = {"title": "Title", "heading": "Heading 2", "text": "Normal", "item": "List Bullet"}
_FONT = "宋体"  # on every office machine; Word falls back where it is not

# What a browser is told that a document is.
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Look = Literal["plain", "strong", "marked", "faint"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look; ``marked`` is underlined and bold, so that it shows in print without colour."""

    text: str
    look: Look = "plain"
    url: str = ""  # where a press on the words leads; an address of another kind than http(s) is left out


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``style`` is title, heading, text or item."""

    runs: Sequence[Run]
    style: Literal["title", "heading", "text", "item"] = "text"


def docx_bytes(paragraphs: Iterable[Paragraph], *, title: str) -> bytes:
    """Return a DOCX file on A4; ``title`` is its property, what is shown stands in the paragraphs."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    for name in _STYLES.values():
        fonts = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()  # the theme's fonts of the template would go before these
        for script in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{script}"), _FONT)
    document.styles["Normal"].font.size = Pt(11)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _plain(title)[:255], "", ""
    for paragraph in paragraphs:
        target = document.add_paragraph(style=_STYLES[paragraph.style])
        for run in paragraph.runs:
            _add(target, run)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(target: Target, run: Run) -> TargetRun:
    added = target.add_run(_plain(run.text))
    if run.look in ("strong", "marked"):
        added.bold = True
    if run.look == "marked":
        added.underline = True
    if run.look == "faint":
        added.font.color.rgb = _FAINT
    if WEB.fullmatch(run.url):
        _lead(target, added, run.url)
    return added


def _lead(target: Target, added: TargetRun, url: str) -> None:
    """Make the words of a run lead to an address."""
    added.font.color.rgb, added.underline = _LINK, True
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    added._r.addprevious(link)
    link.append(added._r)


def _plain(text: str) -> str:
    return _ILLEGAL.sub("", _BREAKS.sub(" ", text))
