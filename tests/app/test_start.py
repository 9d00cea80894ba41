"""``python -m app`` says plainly when it cannot start."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import is_free, main
from app.access.rules import LOOPBACK

ROOT = Path(__file__).parents[2]


@pytest.fixture
def taken() -> int:
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_that_is_taken_is_one_sentence(taken: int) -> None:
    assert not is_free(taken)
    started = subprocess.run(
        [sys.executable, "-m", "app", "--port", str(taken)],
        cwd=ROOT, capture_output=True, timeout=60, env={"PYTHONIOENCODING": "utf-8"}, check=False,
    )  # fmt: skip
    said = started.stderr.decode("utf-8")
    assert started.returncode == 1
    assert said.startswith(f"端口 {taken} 已被占用")
    assert f"--port {taken + 1}" in said
    assert said.count("\n") == 1
    assert started.stdout == b""


def test_a_port_that_was_let_go_is_free(taken: int) -> None:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    assert is_free(port)


@pytest.mark.parametrize("port", ["0", "65536", "八千", "-1", ""])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([f"--port={port}"])
    assert stop.value.code == 2
    assert "端口要写 1 到 65535 之间的数字" in capsys.readouterr().err
