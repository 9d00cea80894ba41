"""``python -m app``: start the page on this machine, and say plainly when that cannot be done."""

from __future__ import annotations

import argparse
import errno
import importlib
import logging
import socket
import sys
import threading
from collections.abc import Sequence

from app.access.rules import LOOPBACK, Rules, read_rules
from indexer import logs
from indexer.errors import IndexerError, SettingInvalid
from indexer.memory import share_heaps
from indexer.settings import Settings

_log = logging.getLogger("app")
PORT = 8501


def main(argv: Sequence[str] | None = None) -> int:
    """Start the server and stay until it is stopped; return the exit code."""
    options = _parser().parse_args(argv)
    port, address = options.port, options.address
    try:
        if not is_free(port, address):
            print(
                f"端口 {port} 已被占用：可能页面已经开着，请先看 {_place(address, port)}；"
                f"或换一个端口：python -m app --port {port + 1}",
                file=sys.stderr,
            )
            return 1
        settings = Settings()
        logs.configure("page", settings.log, settings.log_level)
        return _serve(read_rules(settings, address=address, is_open=options.without_sign_in), port)
    except IndexerError as problem:
        print(problem, file=sys.stderr)
        return 1


def is_free(port: int, address: str = LOOPBACK) -> bool:
    """Whether a server could listen on this port. Raises SettingInvalid for an address that this machine has not."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # there it would let two servers share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise SettingInvalid(
                    f"没有启动：这台机器没有地址 {address}。--address 请写本机的地址，默认 {LOOPBACK}。"
                ) from error
            return False
    return True


def _serve(rules: Rules, port: int) -> int:
    from app.access import server

    server.check(rules)
    share_heaps()
    print(f"正在启动，稍后用浏览器打开 {_place(rules.address, port)} （按 Ctrl+C 停止）", flush=True)
    _log.info("页面启动", extra={"address": rules.address, "port": port})
    # The engines take seconds to load: begin before the first reader comes.
    threading.Thread(target=importlib.import_module, args=("indexer.retrieval.search",), daemon=True).start()
    try:
        server.serve(rules, port)
    except KeyboardInterrupt:
        pass
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return 0


def _place(address: str, port: int) -> str:
    return f"http://{f'[{address}]' if ':' in address else address}:{port}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app", description="启动检索页面")
    parser.add_argument("--port", type=_port, default=PORT, metavar="N", help=f"端口，默认 {PORT}")
    parser.add_argument(
        "--address", default=LOOPBACK, metavar="地址", help=f"监听的地址，默认 {LOOPBACK}：只有本机能打开"
    )
    parser.add_argument(
        "--without-sign-in", action="store_true", help="不设登录也开放给网络：能打开页面的人都能改动语料"
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"端口要写 1 到 65535 之间的数字，这里写的是 {text}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
