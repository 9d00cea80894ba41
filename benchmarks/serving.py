"""The page on a free port of this machine, for measurements and for the tests in a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]  # of the browser
_SECONDS = 60  # for the server to answer


@contextmanager
def serve(corpus: Path, index: Path, **environment: str) -> Iterator[str]:
    """Run the server and give its address; stop it afterwards. Its log lies beside the index."""
    port = free_port()
    known = os.environ | {"INDEXER_CORPUS": str(corpus), "INDEXER_INDEX": str(index)} | environment
    log = index.parent / "server.log"
    with log.open("wb") as written:
        command = [sys.executable, "-m", "app", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=known, stdout=written, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}/"
            _wait(server, address, log)
            yield address
        finally:
            server.terminate()
            server.wait(20)


def free_port() -> int:
    """Return a port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + _SECONDS
    while True:
        try:
            urlopen(f"{address}_stcore/health", timeout=1).close()  # noqa: S310 - this machine's own address
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the page did not start:\n" + log.read_text(encoding="utf-8")) from None
            time.sleep(0.25)
