"""``users``: who may sign in to the page with a password, and as what."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.commands.options import add_command, put_json
from indexer.errors import UsersUnusable

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.settings import Settings
    from indexer.storage.users_file import UsersFile

_ROLE_WORDS = {"reader": "读者", "keeper": "语料管理员"}


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    users = commands.add_parser("users", help="能用密码登录页面的人", description="能用密码登录页面的人")
    actions = users.add_subparsers(dest="action", required=True, metavar="操作", parser_class=type(users))
    adding = _action(actions, "add", "添加一个人；密码在终端里输入", settings)
    adding.add_argument("name", metavar="用户名")
    adding.add_argument(
        "--role", choices=tuple(_ROLE_WORDS), required=True, help="reader 只能查，keeper 还能收录、更正、处理报告"
    )
    _action(actions, "list", "列出所有的人", settings)
    _action(actions, "passwd", "改一个人的密码", settings).add_argument("name", metavar="用户名")
    role = _action(actions, "role", "改一个人的角色", settings)
    role.add_argument("name", metavar="用户名")
    role.add_argument("role", choices=tuple(_ROLE_WORDS))
    _action(actions, "remove", "去掉一个人", settings).add_argument("name", metavar="用户名")


def _action(actions: Commands, name: str, text: str, settings: Settings) -> argparse.ArgumentParser:
    sub = add_command(actions, name, _run, text)
    sub.add_argument(
        "--users", type=Path, default=settings.users, metavar="文件", help=f"密码文件（默认 {settings.users}）"
    )
    return sub


def _run(options: argparse.Namespace) -> int:
    from indexer.storage.users_file import UsersFile

    users = UsersFile(options.users)
    if options.action == "list":
        return _list(users, options)
    if options.action == "add":
        users.add(options.name, options.role, _password())
        said = f"已添加「{options.name}」（{_ROLE_WORDS[options.role]}），记在 {options.users}。"
    elif options.action == "passwd":
        users.set_password(options.name, _password())
        said = f"已改「{options.name}」的密码；原来登录着的要重新登录。"
    elif options.action == "role":
        users.set_role(options.name, options.role)
        said = f"「{options.name}」现在是{_ROLE_WORDS[options.role]}；登录着的立即照此。"
    else:
        users.remove(options.name)
        said = f"已去掉「{options.name}」；登录着的立即失效。"
    if options.json:
        put_json({"action": options.action, "name": options.name})
    else:
        print(said)
    return 0


def _list(users: UsersFile, options: argparse.Namespace) -> int:
    known = [{"name": user.name, "role": user.role, "changed": user.changed} for user in users.all().values()]
    if options.json:
        put_json({"users": known})
    elif not known:
        print(f"{options.users}：还没有人。用 python -m indexer users add 用户名 --role keeper 添加。")
    for user in () if options.json else known:
        print(f"{user['name']}\t{_ROLE_WORDS[user['role']]}\t密码设于 {user['changed']}")
    return 0


def _password() -> str:
    """Ask for a password twice without showing it; a program gives it as one line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("密码（不显示）：")
    if getpass.getpass("再输一遍：") != password:
        raise UsersUnusable("两遍输的不一样，什么都没有改。请再来一次。")
    return password
