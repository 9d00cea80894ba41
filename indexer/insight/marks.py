"""What is said of documents that were asked on a topic, in a sign, a word and a sentence: the same in every view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from indexer.records import DocumentRef

State = Literal["said", "silent", "not_loaded"]
Mark = Literal["said", "near", "silent", "not-loaded", "partial"]


@dataclass(frozen=True, slots=True)
class MarkWords:
    """A mark: told apart by sign and word as well as by looks."""

    sign: str
    word: str
    meaning: str


MARKS: Mapping[Mark, MarkWords] = {
    "said": MarkWords("●", "有", "文件里说了：写出最贴切的一条和它的数；写着“公文用语”的，是用另一种说法说的"),
    "near": MarkWords("◐", "相近", "所问的字词不全，或只是意思相近，请看原文"),
    "silent": MarkWords("○", "没提到", "有文件，但没有找到相关的话；最接近的一条可以点开看"),
    "not-loaded": MarkWords("／", "未收录", "没有收录这个区这一年的文件，说没说不知道"),
    "partial": MarkWords("△", "缺这部分", "收录的文件没有所问的部分，例如只问完成情况而文件没有回顾"),
}


class Asked(Protocol):
    """Documents that were asked on a topic: a district and year, or a column of a comparison."""

    @property
    def state(self) -> State:
        """What came of it."""

    @property
    def documents(self) -> Sequence[DocumentRef]:
        """The documents; what is not loaded although there are some is the part of them that is asked for."""

    @property
    def is_in_words(self) -> bool:
        """Whether the strongest clause holds the words that were asked for."""


def mark_of(asked: Asked) -> Mark:
    """Return the mark of documents that were asked."""
    if asked.state == "said":
        return "said" if asked.is_in_words else "near"
    if asked.state == "silent":
        return "silent"
    return "partial" if asked.documents else "not-loaded"
