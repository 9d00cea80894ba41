"""Text → words: jieba without its guesses at unknown words, numbers kept whole, names of the corpus as words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple, Protocol

from indexer.records import GLOSSARY, Document
from indexer.retrieval.folding import fold
from indexer.structure.mentions import count_names, count_places

try:
    import rjieba
except ImportError:  # there is no wheel for this machine: jieba itself cuts the same, a tenth as fast
    rjieba = None  # type: ignore[assignment] # stands for a module that is not there

_NUMBER_OR_LATIN = re.compile(r"[0-9a-z][0-9a-z.+\-]*[%‰]?")
_HAN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_RUN = re.compile(f"{_HAN.pattern}|{_NUMBER_OR_LATIN.pattern}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_QUOTED = re.compile("“([^“”，。；：、！？《》（）\\s]{2,10})”")
_TERM_NUMBER = re.compile(r"^\d+[.、．]\s*")
_MARKS = re.compile("[“”‘’「」『』《》]")
GAP = "|"  # between characters that do not stand side by side; no run holds it
_FREQUENCY = 200_000  # above every entry of jieba's own table that could split a name in two


@cache
def stop_words() -> frozenset[str]:
    """Return words of a question that say nothing about what is asked, from ``stopwords.txt``."""
    lines = files(__package__).joinpath("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


class _Cutter(Protocol):
    """Cuts a run of folded Chinese characters, without guesses at unknown words."""

    def cut(self, run: str) -> list[str]:
        """Return the words that joined give the run again."""

    def cut_for_search(self, run: str) -> list[str]:
        """Return the words, long ones behind the shorter words in them."""


class _Jieba:
    """The dictionary and the algorithm of jieba, in Python."""

    def __init__(self, terms: Iterable[str]) -> None:
        import jieba  # takes a while to load

        self._tokenizer = jieba.Tokenizer()
        # Filled by hand: jieba would otherwise read and write a cache file in the shared temporary folder.
        self._tokenizer.FREQ, self._tokenizer.total = self._tokenizer.gen_pfdict(self._tokenizer.get_dict_file())
        self._tokenizer.initialized = True
        for term in terms:
            self._tokenizer.add_word(term, _FREQUENCY // len(term))

    def cut(self, run: str) -> list[str]:
        return list(self._tokenizer.cut(run, HMM=False))

    def cut_for_search(self, run: str) -> list[str]:
        return list(self._tokenizer.cut_for_search(run, HMM=False))


class _RustJieba:
    """The same in Rust."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._tokenizer = rjieba.Jieba()
        for term in terms:
            self._tokenizer.add_word(term, _FREQUENCY // len(term), None)

    def cut(self, run: str) -> list[str]:
        return self._tokenizer.cut(run, False)

    def cut_for_search(self, run: str) -> list[str]:
        return self._tokenizer.cut_for_search(run, False)


class Forms(NamedTuple):
    """A text as the keyword index holds it."""

    words: list[str]
    bigrams: list[str]
    characters: list[str]


class Segmenter:
    """Cuts text into the words of the keyword index; safe for many threads."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        """``terms`` are names to keep whole beside jieba's own dictionary."""
        names = [term for term in terms if _HAN.fullmatch(term)]
        self._cutter: _Cutter = _RustJieba(names) if rjieba else _Jieba(names)

    def words(self, text: str) -> list[str]:
        """Return the words of a text, folded; long words also by the shorter words in them.

        >>> Segmenter().words("新增480张养老床位")
        ['新增', '480', '张', '养老', '床位']
        """
        return [word for run in runs(text) for word in (self._cutter.cut_for_search(run) if _is_han(run) else [run])]

    def forms(self, text: str) -> Forms:
        """Return the words, the pairs and the characters of a text, folding it once."""
        forms = Forms([], [], [])
        for run in runs(text):
            if _is_han(run):
                forms.words.extend(self._cutter.cut_for_search(run))
                forms.bigrams.extend(_pairs(run))
                forms.characters.extend(run)
            else:
                forms.words.append(run)
                forms.characters.append(run)
        return forms

    def cut(self, run: str) -> list[str]:
        """Return the words of a run of folded Chinese characters, which joined give the run again.

        >>> Segmenter().cut("新增托育床位")
        ['新增', '托', '育', '床位']
        """
        return self._cutter.cut(run)

    def content(self, text: str) -> str:
        """Return a query, folded, without the words that say nothing about what is asked for.

        >>> Segmenter().content("老人吃饭的地方有多少")
        '老人吃饭 地方'
        """
        kept = [
            "".join(" " if word in stop_words() else word for word in self._cutter.cut(run))
            if _is_han(run)
            else ("" if run in stop_words() else run)
            for run in runs(text)
        ]
        return " ".join(" ".join(kept).split()) or fold(text)

    def terms(self, text: str) -> list[str]:
        """Return what to mark and to count as found of a query, each once, in order.

        Neighbouring single characters make one term: they are a word that the dictionary does not have.

        >>> Segmenter().terms("普惠托育床位")
        ['普惠托育', '床位']
        """
        found: list[str] = []
        for run in runs(text):
            if not _is_han(run):
                found.append(run)
                continue
            words = self._cutter.cut(run)
            for is_single, group in groupby(words, key=lambda word: len(word) == 1):
                neighbours = list(group)
                found += ["".join(neighbours)] if is_single else neighbours
        return list(dict.fromkeys(found))


def runs(text: str) -> list[str]:
    """Return the runs of Chinese characters and the numbers and Latin words of a text, folded."""
    return [_trimmed(run) for run in _RUN.findall(_THOUSANDS.sub("", fold(text)))]


def _placed_runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the runs of a text, and whether each follows the one before without anything between them."""
    end = -1
    for match in _RUN.finditer(_THOUSANDS.sub("", fold(text))):
        run = _trimmed(match.group())
        yield run, match.start() == end
        end = match.start() + len(run)


def _trimmed(run: str) -> str:
    """Return a run without marks at the end of a number or Latin word."""
    return run.rstrip(".-+") or run


def _is_han(run: str) -> bool:
    """Tell whether a run is of Chinese characters; the others begin with a digit or a Latin letter."""
    return run[0] > "z"


def bigrams(text: str) -> list[str]:
    """Return the pairs of neighbouring Chinese characters of a text, folded.

    >>> bigrams("养老床位480张")
    ['养老', '老床', '床位', '张']
    """
    return [pair for run in runs(text) if _is_han(run) for pair in _pairs(run)]


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def characters(text: str) -> list[str]:
    """Return what the phrase field holds: each Chinese character, each number or Latin word, folded."""
    return [char for run in runs(text) for char in (run if _is_han(run) else [run])]


def spaced_characters(text: str) -> list[str]:
    """Return the characters of a text as ``characters`` does, with ``GAP`` where something stands between two of them.

    >>> spaced_characters("三、5个社区 食堂")
    ['三', '|', '5', '个', '社', '区', '|', '食', '堂']
    """
    spaced: list[str] = []
    for run, is_next in _placed_runs(text):
        spaced += [GAP] if spaced and not is_next else []
        spaced += run if _is_han(run) else [run]
    return spaced


def corpus_terms(documents: Iterable[Document]) -> list[str]:
    """Return the names to keep whole, sorted: those that the documents set apart, and areas, streets and towns in them.

    What is set apart stands in quotation marks or heads an entry of a glossary.
    """
    terms: set[str] = set()
    for document in documents:
        # Not all of the 3,200 areas: 海城市 would cut 上海|城市 in two, where no document means it.
        terms.update(count_names(document.text), count_places(document.text))
        terms.update(_QUOTED.findall(document.text))
        for clause in document.clauses:
            if GLOSSARY in clause.flags and clause.path:
                terms.add(_MARKS.sub("", _TERM_NUMBER.sub("", clause.path[-1])))
    return sorted(folded for folded in map(fold, terms) if 2 <= len(folded) <= 12 and _HAN.fullmatch(folded))
