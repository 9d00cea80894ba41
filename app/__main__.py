"""``python -m app``: start the page on this machine, and say plainly when that cannot be done."""

from __future__ import annotations

import argparse
import importlib
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from indexer.settings import MAX_FILE_BYTES

ADDRESS = "127.0.0.1"
PORT = 8501
_ENTRY = Path(__file__).resolve().parent.parent / "search_app.py"


def main(argv: Sequence[str] | None = None) -> int:
    """Start the server and stay until it is stopped; return the exit code."""
    port = _parser().parse_args(argv).port
    if not is_free(port):
        place = f"http://{ADDRESS}:{port}"
        print(
            f"端口 {port} 已被占用：可能页面已经开着，请先看 {place}；或换一个端口：python -m app --port {port + 1}",
            file=sys.stderr,
        )
        return 1
    print(f"正在启动，稍后用浏览器打开 http://{ADDRESS}:{port} （按 Ctrl+C 停止）", flush=True)
    return _serve(port)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # there it would let two servers share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def _serve(port: int) -> int:
    from streamlit.web import cli

    # The engines take seconds to load: begin before the first reader comes.
    threading.Thread(target=importlib.import_module, args=("indexer.retrieval.search",), daemon=True).start()
    options = {
        "server.address": ADDRESS,
        "server.port": str(port),
        "server.headless": "true",
        "browser.gatherUsageStats": "false",
        "server.maxUploadSize": str(MAX_FILE_BYTES // 2**20 + 1),  # what is a little too large is told in our words
    }
    arguments = ["run", str(_ENTRY), *(part for key, value in options.items() for part in (f"--{key}", value))]
    try:
        cli.main(arguments, standalone_mode=False)
    except KeyboardInterrupt:
        pass
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app", description="启动检索页面")
    parser.add_argument("--port", type=_port, default=PORT, metavar="N", help=f"端口，默认 {PORT}")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"端口要写 1 到 65535 之间的数字，这里写的是 {text}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
