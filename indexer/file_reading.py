"""One file's bytes → what is kept of it: its document, and what the clauses say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from indexer.errors import FileRefused
from indexer.reading import read_bytes
from indexer.records import Clause, Measure, Reading
from indexer.retrieval.words import corpus_terms
from indexer.structure import structure
from indexer.structure.commitments import find_commitments
from indexer.structure.overrides import Overrides
from indexer.structure.quantities import find_quantities
from indexer.structure.units import in_family

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be read: its name, its bytes, what a person set for it, and what names it."""

    name: str
    data: bytes
    row: Mapping[str, str | int | None]  # of ``catalog.csv``
    doc_id: str
    fingerprint: str


def try_reading(job: Job) -> Reading | str:
    """Return what a file gives, or the reason in one Chinese sentence why it gives nothing."""
    try:
        return read_document(job)
    except FileRefused as error:
        return str(error)
    except MemoryError:
        raise  # the process that this runs in is at its limit
    except Exception as error:  # noqa: BLE001 - the one broad net: one file never stops the others
        return _failed(job, error)


def answer(head: bytes, data: bytes) -> bytes:
    """Return what a job gives, as JSON: what a child is asked for; the parent has ``question`` and ``answered``."""
    name, row, doc_id, fingerprint = json.loads(head)
    job = Job(name, data, row, doc_id, fingerprint)
    found = try_reading(job)
    try:
        return _answers().dump_json(found)
    except ValueError as error:  # a lone half of a pair of characters in what was left out
        return _answers().dump_json(_failed(job, error))


def question(job: Job) -> bytes:
    """Return what names a job and is beside its bytes."""
    return json.dumps([job.name, dict(job.row), job.doc_id, job.fingerprint]).encode()


def answered(said: bytes) -> Reading | str:
    """Return what a child found. Raises ValueError for anything else that it may have said."""
    return _answers().validate_json(said)


@cache
def _answers() -> TypeAdapter[Reading | str]:
    from pydantic import TypeAdapter

    return TypeAdapter(Reading | str)


def _failed(job: Job, error: Exception) -> str:
    return f"{job.name}：处理时出错（{type(error).__name__}：{error}）。请把它报告给维护者，其余文件不受影响。"


def read_document(job: Job) -> Reading:
    """Return what a file gives. Raises FileRefused."""
    overrides = Overrides({job.name: job.row})
    document = structure(read_bytes(job.data, job.name), doc_id=job.doc_id, source=job.name, overrides=overrides)
    if not document.clauses:
        raise FileRefused(f"{job.name}：没有可检索的条款，只有标题或空白。请检查文件内容。")
    measures = (measure for place, clause in enumerate(document.clauses) for measure in _measures(place, clause))
    return Reading(
        document,
        job.fingerprint,
        commitments=tuple(find_commitments(document)),
        measures=tuple(sorted(measures)),
        names=tuple(corpus_terms([document])),
    )


def _measures(place: int, clause: Clause) -> Iterator[Measure]:
    """Yield where to look for each measure of a clause."""
    for quantity in find_quantities(clause.text):
        if quantity.kind == "measure":
            family, low, high = in_family(quantity)
            yield place, family, float(low), float(low if high is None else high)
