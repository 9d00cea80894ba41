"""Logs: what happens as JSON lines in a folder that is set, and what matters of it as short lines on the terminal.

The modules log by the standard library (``logging.getLogger(__name__)``); what stands in ``extra`` becomes a field of
the line. Each command and each run of the page is a request with a number, which stands in its lines and in what the
user is told when something goes wrong. Neither the words of a query nor the text of a document are logged.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from filelock import FileLock

from indexer.errors import IndexerError, NoteRefused, QueryInvalid, SettingInvalid

FILE = "indexer.jsonl"
MAX_BYTES, KEPT = 10_000_000, 9  # a line has some 300 bytes: the newest file and nine older ones hold 300,000 lines
OURS = ("indexer", "app")  # the loggers whose level is set; of others, warnings are taken

_LOCK_SECONDS = 2.0  # a line takes under a millisecond to write; who holds it longer hangs, and must not stop the rest
_PLAIN = {*vars(logging.makeLogRecord({})), "message", "asctime", "told"}
_NAMES = {"DEBUG": "细节", "INFO": "信息", "WARNING": "警告", "ERROR": "错误", "CRITICAL": "严重"}
_request: ContextVar[str] = ContextVar("request", default="")


def configure(program: str, folder: Path | None, level: str) -> None:
    """Have this process log: lines of ``program`` to a file in ``folder``, where one is set, warnings to the terminal.

    Called again, it replaces what it set before.

    Raises:
        SettingInvalid: nothing can be written in the folder.
    """
    handlers: list[logging.Handler] = [_terminal(with_trace=folder is None)]
    if folder is not None:
        handlers.append(_file(program, folder))
    for logger in (logging.getLogger(), *_loners()):
        for old in [handler for handler in logger.handlers if isinstance(handler, (_SharedFile, _Terminal))]:
            logger.removeHandler(old)
            old.close()
        for handler in handlers if logger is logging.getLogger() else handlers[1:]:
            logger.addHandler(handler)
    for ours in OURS:
        logging.getLogger(ours).setLevel(level)


@contextmanager
def request(number: str = "") -> Iterator[str]:
    """Run a block as one request and give its number: eight hexadecimal digits, or the one that is handed in."""
    token = _request.set(number or secrets.token_hex(4))
    try:
        yield _request.get()
    finally:
        _request.reset(token)


def current_request() -> str:
    """Return the number of the request under way, empty outside of any."""
    return _request.get()


def refusal(error: IndexerError) -> dict[str, str]:
    """Return the fields that say what was refused: the kind, and the reason unless it may quote what somebody asked."""
    private = isinstance(error, (QueryInvalid, NoteRefused))
    return {"error": type(error).__name__} | ({} if private else {"reason": str(error)})


class _Line(logging.Formatter):
    """A record as one line of JSON."""

    def __init__(self, program: str) -> None:
        super().__init__()
        self._fixed = {"program": program, "pid": os.getpid()}

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "message": record.getMessage(),
            "request": current_request(),
            "logger": record.name,
            **self._fixed,
            **{name: value for name, value in vars(record).items() if name not in _PLAIN},
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


class _Short(logging.Formatter):
    """A record as a short line for people."""

    def __init__(self, *, with_trace: bool) -> None:
        super().__init__()
        self._with_trace = with_trace

    def format(self, record: logging.LogRecord) -> str:
        number = f"（编号 {current_request()}）" if current_request() else ""
        line = (
            f"{datetime.now():%H:%M:%S} {_NAMES.get(record.levelname, record.levelname)} {record.getMessage()}{number}"
        )
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info and self._with_trace else line


class _Terminal(logging.StreamHandler):  # type: ignore[type-arg]
    """Standard error, as it is when a line is written: it may be another stream than at the start."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


class _SharedFile(RotatingFileHandler):
    """A file that several processes write and rotate in turns: it is open only while a line is written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
        self._turn = FileLock(f"{path}.lock", timeout=_LOCK_SECONDS)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            with self._turn:
                super().emit(record)
                if self.stream:
                    self.stream.close()
                    self.stream = None
        except OSError:  # the folder is gone, or somebody holds the lock: the program goes on without the line
            self.handleError(record)


def _loners() -> list[logging.Logger]:
    """Return the loggers that hand nothing on, as Streamlit's: they print on the terminal themselves."""
    known = list(logging.root.manager.loggerDict.values())
    return [logger for logger in known if isinstance(logger, logging.Logger) and not logger.propagate]


def _terminal(*, with_trace: bool) -> logging.Handler:
    handler = _Terminal()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_Short(with_trace=with_trace))
    handler.addFilter(lambda record: not getattr(record, "told", False))  # the user was told in so many words
    return handler


def _file(program: str, folder: Path) -> logging.Handler:
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.open("a").close()
    except OSError as error:
        raise SettingInvalid(
            f"日志目录 {folder}：不能写入（{error.strerror}）。"
            "请改正环境变量 INDEXER_LOG，或让运行程序的用户能写这个目录。"
        ) from error
    handler = _SharedFile(path)
    handler.setFormatter(_Line(program))
    return handler
