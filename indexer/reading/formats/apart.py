"""Parse a file in a process of its own, so that no file can crash, stall or fill the program that reads it.

Parsers of PDF, Word, Excel, OFD and HTML are large and partly native code. The child gets the bytes on standard
input and answers in JSON; time and memory are bounded by the system. ``python -m indexer.reading.formats.apart pdf``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from indexer.reading.formats.extracted import Extracted
from indexer.reading.formats.refusals import Unreadable, damaged, too_long
from indexer.records import Removal
from indexer.settings import MAX_READ_MEMORY, MAX_READ_SECONDS, MAX_TEXT_CHARS

_KINDS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "rows": "Excel", "ofd": "OFD", "html": "网页", "xml": "XML"}
_ROOT = Path(__file__).parents[3]  # where the package lies


def read_apart(reader: str, data: bytes) -> Extracted:
    """Return what a reader finds in ``data``. Raises Unreadable, also when it fails in any way."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-X", "utf8", "-m", "indexer.reading.formats.apart", reader]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command,
            input=data,
            capture_output=True,
            timeout=MAX_READ_SECONDS,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(
            f"读取超过 {MAX_READ_SECONDS} 秒，已停止。文件可能过大或已损坏，请拆分或从原件另存一份。"
        ) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:  # it died: no memory left, or a fault in native code
        raise Unreadable(
            f"解析时出错或占用内存超过 {MAX_READ_MEMORY // 2**20} MB，已停止。请拆分，或用原软件打开并另存一份。"
        ) from error
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    return Extracted(answer["text"], tuple(Removal(**entry) for entry in answer["removed"]))


def _reader(name: str) -> Callable[[bytes], Extracted]:
    if name == "pdf":
        from indexer.reading.formats.pdf import read_pdf as read
    elif name == "docx":
        from indexer.reading.formats.docx import read_docx as read
    elif name == "xlsx":
        from indexer.reading.formats.xlsx import read_xlsx as read
    elif name == "rows":
        from indexer.reading.formats.xlsx import read_rows as read
    elif name == "ofd":
        from indexer.reading.formats.ofd import read_ofd as read
    else:
        from indexer.reading.formats import html

        pages = {"html": html.read_html, "xml": html.read_xml}
        return lambda data: pages[name](data.decode("utf-8"))
    return read


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit holds there too
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_READ_MEMORY, MAX_READ_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_READ_SECONDS, MAX_READ_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Answer for one file."""
    data = sys.stdin.buffer.read()
    _limit()
    try:
        found = _reader(sys.argv[1])(data)
        if len(found.text) > MAX_TEXT_CHARS:
            raise too_long(len(found.text))
        answer: dict[str, object] = asdict(found)
    except Unreadable as error:
        answer = {"refused": str(error)}
    except MemoryError:
        return  # no answer: the parent says what that means
    except Exception:  # noqa: BLE001 - the second broad net: parsers raise whatever a damaged file makes them stumble over
        answer = {"refused": str(damaged(_KINDS[sys.argv[1]]))}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
