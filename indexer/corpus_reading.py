"""Files → readings: which files of a corpus are read, which are taken over from before, which are refused and why.

Whether a file changed is told by its bytes alone; only what is new is read, in processes side by side where it is much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from indexer.errors import CorpusMissing, FileRefused
from indexer.file_reading import Job
from indexer.intake import Progress, ProgressCallback, SourceFile, job_of, program_digest
from indexer.reading_processes import read_side_by_side
from indexer.records import Document, Filed, FileReport, Reading
from indexer.structure.overrides import Overrides

# What decides what a file is read as, names of the corpus included.
_RULES = ("reading", "structure", "file_reading.py", "retrieval/words.py", "retrieval/folding.py")


class Intake:
    """The files of a corpus beside the documents of before, to be gone through once.

    Attributes:
        kept: source → document of before, where neither the file nor what it is read by changed.
        gone: source → document of before, where the file changed or is no more.
        report: what became of each file, as far as it was gone through; what is no more comes last.
    """

    def __init__(
        self, sources: Sequence[SourceFile], before: Mapping[str, Filed], overrides: Overrides, tell: ProgressCallback
    ) -> None:
        """Look at the bytes of every file; nothing is read yet."""
        self._sources, self._overrides, self._tell = sources, overrides, tell
        self._program = program_digest(*_RULES)
        self.kept = self._compare(before) if before else {}
        self.gone = {source: filed for source, filed in before.items() if source not in self.kept}
        self.report: list[FileReport] = []
        self._fingerprints: list[str] = []
        self._taken = self._take()
        self._head: list[Reading | Filed] = []

    def is_unchanged(self) -> bool:
        """Tell whether all documents are those of before. Reads files until one gives a document."""
        if not self._head:
            for found in self._taken:
                self._head.append(found)
                if isinstance(found, Reading):
                    break
        return not self.gone and not isinstance(self._head[-1] if self._head else None, Reading)

    def __iter__(self) -> Iterator[Reading | Filed]:
        """Yield each document, read or kept, in the order of the files. Raises CorpusMissing where there is none."""
        yield from self._head
        yield from self._taken
        if not self._fingerprints:
            refused = "".join(entry.reason for entry in self.report if entry.state == "refused")
            raise CorpusMissing(f"语料中没有一个能读的文件，索引没有改动。{refused}")

    @property
    def documents(self) -> int:
        """How many documents there were, as far as it was gone through."""
        return len(self._fingerprints)

    @property
    def inputs(self) -> list[str]:
        """What names all that was taken in and all that was refused."""
        refused = [f"{entry.source}\n{entry.reason}" for entry in self.report if entry.state == "refused"]
        return [*self._fingerprints, "", *refused]

    def _compare(self, before: Mapping[str, Filed]) -> dict[str, Filed]:
        """Return source → document of before for the files that are what they were."""
        kept, waiting = {}, set()
        for done, source in enumerate(self._sources):
            self._tell(Progress("查看文件", done, len(self._sources), source.name))
            job = self._job(source)
            if isinstance(job, str):  # reading it will say so
                continue
            was = before.get(source.name)
            # Of equal files the first one counts, be it new: the index must not depend on what came when.
            if was is not None and was.fingerprint == job.fingerprint and job.doc_id not in waiting:
                kept[source.name] = was
            else:
                waiting.add(job.doc_id)
        return kept

    def _take(self) -> Iterator[Reading | Filed]:
        taken = {filed.doc_id: source for source, filed in self.kept.items()}
        new = [source for source in self._sources if source.name not in self.kept]
        readings = read_side_by_side(map(self._job, new), len(new))
        try:
            for done, source in enumerate(self._sources):
                self._tell(Progress("读取文件", done, len(self._sources), source.name))
                if filed := self.kept.get(source.name):
                    yield self._take_over(source.name, filed)
                    continue
                read = next(readings)
                if isinstance(read, str):
                    self.report.append(FileReport(source.name, "refused", read))
                elif (twin := taken.setdefault(read.document.doc_id, source.name)) != source.name:
                    said = f"{source.name}：内容与 {twin} 完全相同，只收录一份。请删去多余的一份。"
                    self.report.append(FileReport(source.name, "refused", said, twin_of=twin))
                else:
                    yield self._take_in(read)
        finally:
            readings.close()
        self._tell(Progress("读取文件", len(self._sources), len(self._sources)))
        names = {source.name for source in self._sources}
        self.report += [FileReport(name, "removed") for name in sorted(self.gone) if name not in names]

    def _job(self, source: SourceFile) -> Job | str:
        try:
            return job_of(source.name, source.load(), self._overrides, program=self._program)
        except FileRefused as error:
            return str(error)

    def _take_over(self, source: str, filed: Filed) -> Filed:
        self._fingerprints.append(f"{source}\n{filed.fingerprint}")
        self.report.append(
            FileReport(source, "unchanged", clauses=filed.clauses, removed=filed.removed, repairs=filed.repairs)
        )
        return filed

    def _take_in(self, reading: Reading) -> Reading:
        self._fingerprints.append(f"{reading.document.source}\n{reading.fingerprint}")
        self.report.append(_read(reading.document))
        return reading


def _read(document: Document) -> FileReport:
    return FileReport(
        document.source,
        "read",
        clauses=len(document.clauses),
        removed=len(document.removed),
        repairs=len(document.repairs),
    )


def read_all(sources: Iterable[SourceFile]) -> list[Document]:
    """Return the documents of sources that all can be read. Raises CorpusMissing where there is none."""
    return [
        found.document for found in Intake(list(sources), {}, Overrides(), lambda _: None) if isinstance(found, Reading)
    ]
