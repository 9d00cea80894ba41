"""The command line: arguments in, Chinese sentences or JSON out. Every command is a thin coat over the library."""

from __future__ import annotations

import argparse
import logging
import re
import sys
import time
from typing import NoReturn

from indexer import logs
from indexer.commands import (
    backup,
    batch,
    build,
    clauses,
    commitments,
    compare,
    coverage,
    evaluate,
    files,
    frequency,
    models,
    pairs,
    precedent,
    reports,
    search,
    status,
    users,
    verify,
)
from indexer.errors import IndexerError
from indexer.settings import Settings

_log = logging.getLogger(__name__)

_COMMANDS = (
    build,
    files,
    clauses,
    search,
    commitments,
    pairs,
    coverage,
    compare,
    batch,
    precedent,
    frequency,
    reports,
    evaluate,
    status,
    verify,
    backup,
    models,
    users,
)  # in the order in which --help lists them

# What argparse says of wrong arguments, in the user's language.
_USAGE = (
    (re.compile(r"the following arguments are required: (.+)"), "缺少参数：{0}"),
    (re.compile(r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)"), "{0} 不能是「{1}」，应为 {2} 之一"),
    (re.compile(r"argument (.+?): invalid int value: '(.*)'"), "{0} 应为整数，得到的是「{1}」"),
    (re.compile(r"argument (.+?): expected (?:one|at least one) argument"), "{0} 后面缺少内容"),
    (re.compile(r"argument (.+?): not allowed with argument (.+)"), "{0} 不能与 {1} 同时使用"),
    (re.compile(r"unrecognized arguments: (.+)"), "不认识的参数：{0}"),
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        said = next(
            (form.format(*m.groups()) for pattern, form in _USAGE if (m := pattern.fullmatch(message))), message
        )
        self.exit(2, f"{self.format_usage()}参数有误：{said}。用 --help 查看用法。\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 what was asked failed, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # Chinese Windows consoles default to GBK, which lacks many characters
    with logs.request():
        return _run(arguments)


def _run(arguments: list[str] | None) -> int:
    """Run one command as one request of the log."""
    command, start, told = "", time.monotonic(), ""
    logs.configure("command", None, "INFO")  # until the settings say otherwise
    try:
        settings = Settings()
        logs.configure("command", settings.log, settings.log_level)
        options = _parser(settings).parse_args(arguments)
        command = options.command
        code = int(options.run(options))
    except IndexerError as error:
        code, told = 1, str(error)
        _log.warning("命令没有完成", extra={"told": True, "command": command, **logs.refusal(error)})
    except KeyboardInterrupt:
        code, told = 1, "已中断，原有索引没有改动。"
    except BrokenPipeError:  # the reader of a pipe closed it, as `| head` does
        sys.stderr.close()
        return 1
    except OSError as error:
        where = f"{error.filename}：" if error.filename else ""
        code, told = 1, f"{where}无法读写（{error.strerror or error}）。请检查路径、权限和磁盘空间。"
        _log.warning("无法读写", exc_info=True, extra={"told": True, "command": command})
    except Exception as error:  # noqa: BLE001 - a fault of the program: its trace goes to the log
        code, told = (
            1,
            f"程序出了意外（{type(error).__name__}），命令没有完成。请把编号 {logs.current_request()} 告诉管理员。",
        )
        _log.exception("程序出了意外", extra={"command": command})
    if told:
        print(told, file=sys.stderr)
    _log.info("命令结束", extra={"command": command, "code": code, "seconds": round(time.monotonic() - start, 3)})
    return code


def _parser(settings: Settings) -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m indexer", description="地方政府文件条款检索")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", parser_class=_Parser)
    for family in _COMMANDS:
        family.add(commands, settings)
    return parser
