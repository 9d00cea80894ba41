"""Bytes for the readers: `python -m benchmarks.faults.fuzz_bytes SECONDS FOLDER [FIRST]` tries and reports.

Where atheris is installed, its coverage chooses what to go on with and half of the changes are its own; elsewhere files
are changed at random, FIRST being the seed. Containers are unpacked, changed in one part and packed again: a changed
byte of a zip ends at its checksum. The bytes that are being tried lie in FOLDER/tried.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from benchmarks.faults.made_files import packed, parts_of, seeds

try:
    import atheris
except ImportError:
    atheris = None

_LONGEST = 120_000  # bytes
_REPORT_SECONDS = 1
_TIMES = (1, 2, 8, 300)  # that a stretch is repeated
_BYTES = b'\0 \xff < > & " \n \x0c -1 0 65536 4294967296 1e999 NaN </p> <table> <td colspan=9999> &#xD800; ]]> endobj'
_SIGNS = ("一、", "480张", "。", "★", "\ue000", "\ufffd", "（一）")
_TOKENS = (*_BYTES.split(b" "), *(sign.encode() for sign in _SIGNS))


class Trials:
    """What was tried, and what was found."""

    def __init__(self, folder: Path) -> None:
        """Take the readers into this process, without the programs that convert old formats."""
        # Here, and not above: atheris looks into what is imported from now on.
        with atheris.instrument_imports(include=["indexer"]) if atheris else nullcontext():
            from benchmarks.faults.promises import check_reading, time_limit
            from indexer.errors import FileRefused
            from indexer.file_reading import Job, read_document
            from indexer.reading.formats import apart, extract
            from indexer.settings import MAX_READ_SECONDS
        self._refused = FileRefused
        setattr(extract, "read_apart", apart.parse)  # noqa: B010 - this process may die
        os.environ["PATH"] = ""  # no LibreOffice: it would be what is tried

        def check(data: bytes) -> None:
            with time_limit(MAX_READ_SECONDS):
                check_reading(read_document(Job("某文件", data, {}, "d0", "")))

        self._check = check
        self._folder = folder
        self._reported = 0.0
        self.tried = 0
        self.read = 0
        self.wrong: dict[str, str] = {}  # where it went wrong → what, once each

    def try_one(self, data: bytes) -> None:
        """Read bytes as a file of the corpus is read; keep what is wrong."""
        (self._folder / "tried").write_bytes(data)
        self.tried += 1
        try:
            self._check(data)
            self.read += 1
        except self._refused:
            pass  # with a reason, as it should be
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
            place = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} in {Path(place.filename).name}:{place.name}"
            if where not in self.wrong:
                kept = self._folder.parent / f"fuzz-{os.getpid()}-{len(self.wrong)}.bin"
                kept.write_bytes(data)
                self.wrong[where] = f"{where}: {error!s:.200} ({len(data)} bytes, kept as {kept})"
        if time.monotonic() - self._reported > _REPORT_SECONDS:
            self.report()

    def report(self) -> None:
        """Write down what was tried so far."""
        self._reported = time.monotonic()
        said = {"tried": self.tried, "read": self.read, "wrong": list(self.wrong.values())}
        (self._folder / "report.json").write_text(json.dumps(said))


def changed(data: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    """Return a file with a change in it, of a container in one of its parts."""
    if not data.startswith(b"PK\x03\x04") or chance.random() < 0.1:
        return change(data)
    try:
        parts: dict[str, str | bytes] = {**parts_of(data)}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError, KeyError, RuntimeError):
        return change(data)  # changed as a whole before
    read = [name for name in parts if name.endswith((".xml", ".rels"))] or list(parts)
    if read:
        name = chance.choice(read)
        content = parts[name]
        parts[name] = change(content if isinstance(content, bytes) else content.encode())
    return packed(parts)


def torn(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with one to four things done to them: a bit turned, a stretch gone, repeated or put in."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 4, 30, 500)))
        match chance.randrange(4):
            case 0 if at < len(data):
                data = data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
            case 1:
                data = data[:at] + data[end:]
            case 2:
                data = data[:at] + data[at:end] * chance.choice(_TIMES) + data[end:]
            case _:
                data = data[:at] + chance.choice(_TOKENS) * chance.choice(_TIMES) + data[at:]
    return data[:_LONGEST]


def fuzz_at_random(trials: Trials, seconds: float, first: int) -> None:
    """Try files that are changed more and more, each from a file of a format."""
    chance = random.Random(first)  # noqa: S311 - repeatable on purpose
    files = list(seeds().values())
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = chance.choice(files)
        for _ in range(chance.randint(1, 5)):
            data = changed(data, chance, lambda part: torn(part, chance))
            trials.try_one(data[:_LONGEST])


def _fuzz_by_coverage(trials: Trials, seconds: int, folder: Path) -> None:
    """Try what atheris comes to; it ends the process."""

    def mutate(data: bytes, most: int, number: int) -> bytes:
        chance = random.Random(number)  # noqa: S311 - repeatable on purpose

        def change(part: bytes) -> bytes:
            return atheris.Mutate(part, len(part) + 64) if chance.random() < 0.5 and part else torn(part, chance)

        return changed(data, chance, change)[:most]

    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for suffix, data in seeds().items():
        (corpus / suffix).write_bytes(data)
    options = [f"-max_total_time={seconds}", "-timeout=120", "-rss_limit_mb=3000", f"-max_len={_LONGEST}"]
    options += [f"-artifact_prefix={folder}/", "-print_final_stats=0", "-verbosity=0", str(corpus)]
    atheris.Setup([sys.argv[0], *options], trials.try_one, custom_mutator=mutate)
    atheris.Fuzz()


def main() -> None:
    """Try for as long as was asked."""
    seconds, folder, *first = sys.argv[1:]
    trials = Trials(Path(folder))
    if atheris:
        _fuzz_by_coverage(trials, int(seconds), Path(folder))
    else:
        fuzz_at_random(trials, int(seconds), int(first[0]) if first else 0)
        trials.report()


if __name__ == "__main__":
    main()
