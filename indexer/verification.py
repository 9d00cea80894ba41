"""``verify``: everything that an index is made of, opened, compared, and asked what it must be able to answer.

An opening takes the cheap part of this (``storage/generations.py``, ``retrieval/parts.py``): sizes, checksums of all
but the tokens, counts. What is found is also written down in the generation, so that readers and the next build know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from indexer.canaries import find_deaf
from indexer.errors import CorpusMissing, FileRefused, IndexerError
from indexer.intake import Progress, ProgressCallback, job_of, read_overrides, scan_corpus
from indexer.models import damaged_files as damaged_model_files
from indexer.models import ensure_model, model_fingerprint
from indexer.retrieval.encoder import Encoder
from indexer.retrieval.parts import Parts, open_parts
from indexer.retrieval.search import Searcher
from indexer.retrieval.tokens import TokenIndex
from indexer.settings import Settings
from indexer.storage import generations as store
from indexer.storage.catalogue import Catalogue
from indexer.storage.catalogue_check import find_faults
from indexer.storage.damage import damaged_files, mark_damaged, unmark_damaged
from indexer.storage.notes_file import NotesFile
from indexer.storage.seals import words_for

REBUILD = "请运行 python -m indexer build，索引会从语料重建，原文件不受影响。"
_MODEL, _NOTES = "模型", "收藏和记录"
_FILES, _CATALOGUE, _COUNTS, _MEANING = "文件", "目录", "数目", "语义"
_OF_INDEX = (_FILES, _CATALOGUE, _COUNTS, _MEANING)  # where anything of these is wrong, nothing is answered any more
_AT_ONCE = 4_096  # rows that are looked at together: 6 MB of vectors, 50 MB of tokens


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, what was found, and what is wrong with what to do; "" where all is well."""

    part: str
    said: str
    problem: str = ""


@dataclass(slots=True)
class Verification:
    """All that was looked at."""

    generation: str = ""
    files: int = 0
    clauses: int = 0
    damaged: dict[str, str] = field(default_factory=dict)  # file → what is wrong with it
    checked: list[Checked] = field(default_factory=list)
    corpus: dict[str, list[str]] = field(default_factory=dict)  # missing, changed, new: sources, beside what is indexed

    @property
    def is_healthy(self) -> bool:
        """Whether nothing is wrong; a corpus that went on since the last build is no fault of the index."""
        return not any(entry.problem for entry in self.checked)


def verify(settings: Settings, tell: ProgressCallback, *, encoder: Encoder | None = None) -> Verification:
    """Look at all there is; what is wrong is in what is returned, and nothing is raised for it.

    ``encoder`` is that of the model, where it is loaded already.
    """
    found = Verification()
    found.checked.append(_check_model(settings, tell))
    found.checked.append(_check_notes(settings))
    if settings.store:
        found.checked += _check_answers(settings, found, tell, encoder)
        return found
    manifest = _check_pointer(settings.index, found)
    if manifest is None:
        return found
    folder = store.generation_folder(settings.index, manifest.generation)
    found.checked += _check_index(settings.index, folder, manifest, found, tell)
    if wrong := [entry.problem for entry in found.checked if entry.part in _OF_INDEX and entry.problem]:
        mark_damaged(folder, words_for(found.damaged) or wrong[0].removesuffix(REBUILD))
        return found
    unmark_damaged(folder)
    found.checked += _check_answers(settings, found, tell, encoder)
    found.checked.append(_check_corpus(settings.corpus, folder, found, tell))
    return found


def _check_index(
    index: Path, folder: Path, manifest: store.Manifest, found: Verification, tell: ProgressCallback
) -> Iterator[Checked]:
    yield _check_files(index, manifest, found, tell)
    if not found.damaged:
        yield _check_catalogue(folder, tell)
        yield from _check_parts(folder, manifest, tell)


def _check_model(settings: Settings, tell: ProgressCallback) -> Checked:
    tell(Progress("核对模型", 0, 1))
    try:
        folder = ensure_model(settings.model, settings.models)
        damaged = damaged_model_files(folder)
        fingerprint = model_fingerprint(folder)
    except IndexerError as error:
        return Checked(_MODEL, "", str(error))
    tell(Progress("核对模型", 1, 1))
    if damaged:
        what = f"{folder}：{'、'.join(damaged)} 的内容与解包时不同，模型已损坏。请删除这个目录，再运行 build。"
        return Checked(_MODEL, "", what)
    return Checked(_MODEL, f"{settings.model}，摘要 {fingerprint[:12]}")


def _check_notes(settings: Settings) -> Checked:
    try:
        NotesFile(settings.notes).check()
    except IndexerError as error:
        return Checked(_NOTES, "", str(error))
    return Checked(_NOTES, f"{settings.notes}" if settings.notes.exists() else "还没有")


def _check_pointer(index: Path, found: Verification) -> store.Manifest | None:
    """Return the manifest of what is published, checked against its own seal."""
    try:
        found.generation = store.current_generation(index)
        manifest = store.load_manifest(index, found.generation)
    except IndexerError as error:
        found.checked.append(Checked("清单", "", str(error)))
        return None
    found.files, found.clauses = len(manifest.files), manifest.clauses
    found.checked.append(Checked("清单", f"{manifest.generation}，{manifest.created_here} 建立"))
    return manifest


def _check_files(index: Path, manifest: store.Manifest, found: Verification, tell: ProgressCallback) -> Checked:
    def told(done: int, total: int) -> None:
        tell(Progress("核对文件", done >> 20, max(1, total >> 20), f"{done >> 20}/{total >> 20} MB"))

    found.damaged = damaged_files(index, manifest, "digest", tell=told)
    size = sum(sealed.size for sealed in manifest.files.values())
    folder = store.generation_folder(index, manifest.generation)
    problem = f"{folder}：索引文件已损坏：{words_for(found.damaged)}。{REBUILD}" if found.damaged else ""
    return Checked(_FILES, f"{len(manifest.files)} 个文件与建立时相同，共 {size / 1e6:.1f} MB", problem)


def _check_catalogue(folder: Path, tell: ProgressCallback) -> Checked:
    path = folder / store.CATALOGUE
    faults = find_faults(path, lambda done, total: tell(Progress("核对条款与正文", done, total)))
    problem = f"{path}：{'；'.join(faults[:5])}。{REBUILD}" if faults else ""
    return Checked(_CATALOGUE, "数据库完好，条款与正文逐字相同", problem)


def _check_parts(folder: Path, manifest: store.Manifest, tell: ProgressCallback) -> Iterator[Checked]:
    """Open every part, hold their counts against each other, and read every vector and every token."""
    try:
        parts = open_parts(folder, manifest)
        said, problem = _counts(parts)
        yield Checked(_COUNTS, said, f"{folder}：{problem}。{REBUILD}" if problem else "")
        yield _check_values(folder, parts, tell)
    except (IndexerError, OSError) as error:
        yield Checked(_COUNTS, "", str(error))


def _counts(parts: Parts) -> tuple[str, str]:
    """Return the counts in words, and those that differ; what ``open_parts`` compared is equal."""
    manifest, laid = parts.manifest, parts.catalogue.rows_by_document()
    documents = len(parts.catalogue.documents())
    said = (
        f"{documents} 个文件，{manifest.clauses} 条条款，{manifest.rows} 行（其中空行 "
        f"{manifest.rows - manifest.clauses}），关键词、向量、词元、事项各部分一致"
    )
    compared = {
        "清单和目录中的文件": (manifest.documents, documents),
        "目录和全文关键词中的文件": (len(laid), len(parts.whole)),
        "各文件条款之和与条款总数": (sum(number for *_, number in laid), manifest.clauses),
    }
    wrong = [f"{what}不一致（{one} 与 {other}）" for what, (one, other) in compared.items() if one != other]
    if any(first + number > manifest.rows for _, first, number in laid):
        wrong.append("目录中有条款的行号超出范围")
    if len(parts.terms) != len(set(parts.terms)):
        wrong.append("词表中有重复的词")
    return said, "；".join(wrong)


def _check_values(folder: Path, parts: Parts, tell: ProgressCallback) -> Checked:
    """Read every vector and every token; those that are not what was written raise IndexUnusable."""
    rows, wrong, tokens = parts.manifest.rows, 0, TokenIndex(folder / store.TOKENS)
    for start in range(0, rows, _AT_ONCE):
        tell(Progress("核对语义", start, rows))
        some = list(range(start, min(start + _AT_ONCE, rows)))
        lengths = np.linalg.norm(parts.vectors.vectors(some), axis=1)
        wrong += int(np.count_nonzero(~(np.abs(lengths - 1.0) < 0.01)))  # NaN is not near; rounding to halves is
        tokens.check(some)
    if parts.objects:
        TokenIndex(folder / store.OBJECTS).check(range(len(parts.objects)))
    tell(Progress("核对语义", rows, rows))
    problem = f"{folder}：{wrong} 条条款的向量不是单位向量。{REBUILD}" if wrong else ""
    return Checked(_MEANING, f"{rows} 行向量和词元逐行核对无误", problem)


def _check_answers(
    settings: Settings, found: Verification, tell: ProgressCallback, encoder: Encoder | None
) -> list[Checked]:
    """Open the index as readers do, and ask what it must be able to answer."""
    try:
        searcher = Searcher.open(settings.published, settings=settings, encoder=encoder)
        found.generation, found.clauses = searcher.generation, searcher.manifest.clauses
        tell(Progress("载入模型", 0, 1))
        asked, wrong = find_deaf(searcher, lambda done, total: tell(Progress("试查", done, total)))
    except IndexerError as error:
        return [Checked("试查", "", str(error))]
    problem = ""
    if wrong:
        problem = (
            f"{settings.published}：试查 {asked} 次，{len(wrong)} 次没有得到应有的结果：{wrong[0]}。"
            "索引文件都完好，请确认模型和程序没有换过，再删除索引目录重新建立。"
        )
    if not asked:
        problem = f"{settings.published}：没有可以试查的条款。请确认语料中有文件，再运行 build。"
    return [Checked("试查", f"试查 {asked} 次，都得到应有的结果", problem)]


def _check_corpus(corpus: Path, folder: Path, found: Verification, tell: ProgressCallback) -> Checked:
    """Compare the files of the corpus with those that were indexed, byte by byte; a difference is said, no fault."""
    catalogue = Catalogue(folder / store.CATALOGUE)
    try:
        indexed = {source: filed.doc_id for source, filed in catalogue.filed().items()}
        refused = {entry.source for entry in catalogue.report() if entry.state == "refused"}
        sources, (overrides, _) = scan_corpus(corpus), read_overrides(corpus)
    except CorpusMissing as error:
        return Checked("语料", str(error))
    except IndexerError as error:  # the index went away while it was looked at
        return Checked("语料", "", str(error))
    found.corpus = {"missing": sorted(indexed.keys() - {source.name for source in sources}), "changed": [], "new": []}
    for done, source in enumerate(sources):
        tell(Progress("核对语料", done, len(sources), source.name))
        if source.name in refused:
            continue
        try:
            doc_id = job_of(source.name, source.load(), overrides).doc_id
        except (FileRefused, CorpusMissing):  # it cannot be read, or went away
            doc_id = ""
        if source.name not in indexed:
            found.corpus["new"].append(source.name)
        elif doc_id != indexed[source.name]:
            found.corpus["changed"].append(source.name)
    return Checked("语料", _said_of_corpus(corpus, len(sources), found.corpus))


def _said_of_corpus(corpus: Path, files: int, differences: dict[str, list[str]]) -> str:
    words = {"missing": "已不在语料中", "changed": "内容已改变", "new": "还没有编入索引"}
    said = [f"{_named(names)}{words[kind]}" for kind, names in differences.items() if names]
    if not said:
        return f"{corpus} 中 {files} 个文件与编入索引时相同"
    return f"{corpus} 与索引不同：{'；'.join(said)}。如系有意更改，请运行 build；否则请从备份恢复原文件"


def _named(names: list[str]) -> str:
    return "、".join(names[:3]) + (f"等 {len(names)} 个文件" if len(names) > 3 else "")
