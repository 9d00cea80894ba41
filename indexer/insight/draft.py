"""A text being drafted → its sentences, cut as the documents of the corpus are cut.

What the rules for documents take for a heading, a salutation or a line of the front is no sentence, and is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.errors import QueryInvalid
from indexer.reading.reader import clean
from indexer.records import Document
from indexer.retrieval.words import characters
from indexer.structure.document import structure
from indexer.structure.lines import Line

MOST_SENTENCES = 300  # some twenty pages: half a minute of search

# A line that ends so goes on in the next one; a draft is too short to show the width at which its lines are broken.
_GOES_ON = re.compile(r"(?<=[，,、；;])[ \t\r\u3000]*\n\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft, or a part of a long one: ``draft.text[start:end] == text``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A text being drafted, as it was given, with what is to be looked for in it."""

    text: str
    sentences: tuple[Sentence, ...]
    headings: tuple[Sentence, ...] = ()  # titles, headings, salutations and dates: not looked for


def read_draft(text: str) -> Draft:
    r"""Return the sentences of a draft, without their numbers. Raises QueryInvalid where it holds none, or too many.

    >>> [sentence.text for sentence in read_draft("各位代表：\n1.新增床位480张。健全接诉即办机制").sentences]
    ['新增床位480张。', '健全接诉即办机制']
    """
    document = _structured(text)
    spans = [document.in_original(_content_of(c.text, c.start), c.end) for c in document.clauses]
    sentences = [Sentence(text[start:end], start, end) for start, end in spans]
    sentences = [sentence for sentence in sentences if len("".join(characters(sentence.text))) > 1]
    if not sentences:
        raise QueryInvalid("草稿里没有可查的句子（标题、称呼和日期不查）。请粘贴一句话或一段话。")
    if len(sentences) > MOST_SENTENCES:
        raise QueryInvalid(f"草稿有 {len(sentences)} 句，一次最多查 {MOST_SENTENCES} 句。请分几次查。")
    headings = (document.in_original(heading.start, heading.end) for heading in document.headings)
    return Draft(text, tuple(sentences), tuple(Sentence(text[start:end], start, end) for start, end in headings))


def _structured(text: str) -> Document:
    joined = _GOES_ON.sub(
        lambda match: " " * len(match[0]), text
    )  # of the same length: offsets stay those of the draft
    return structure(clean(joined), doc_id="draft", source="草稿")


def _content_of(text: str, start: int) -> int:
    """Return where a clause begins behind its number."""
    length = Line(start, start + len(text), text).number().length
    return start + length if text[length:].strip() else start
