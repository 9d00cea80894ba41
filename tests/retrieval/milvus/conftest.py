"""A Milvus server for the tests: milvus-lite in a process of its own, asked through its gRPC port as any server is."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Server:
    """A running milvus-lite."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"milvus:http://127.0.0.1:{self.port}"

    def start(self) -> None:
        arguments = ["server", "--data-dir", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "milvus_lite", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise TimeoutError("milvus-lite did not open its port")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Hasty:
    """The module ``time``, but for its ``sleep``: pymilvus waits half a second for each index, however small."""

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    @staticmethod
    def sleep(seconds: float) -> None:
        time.sleep(min(seconds, 0.02))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    handler = pytest.importorskip(
        "pymilvus.client.grpc_handler", reason="pymilvus is not installed: requirements-milvus.txt"
    )
    pytest.importorskip("milvus_lite", reason="milvus-lite is not installed: requirements-dev.txt")
    running = Server(tmp_path_factory.mktemp("milvus") / "data", free_port())
    running.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handler, "time", _Hasty())
        yield running
    running.stop()
