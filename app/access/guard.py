"""What the page asks before it does something: who is it, may they, was it too often, and is it on record.

There is one guard in a process. ``python -m app`` makes it and sets its gate before every request; where the page was
started in another way there is no gate, and then nobody is let in who would have to sign in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from app.access.audit import Audit
from app.access.limits import LIMITS, Limits
from app.access.rules import Rules, is_loopback, read_rules
from app.access.sessions import Person, Session, Sessions
from indexer.errors import IndexerError, NotAllowed
from indexer.settings import Settings
from indexer.storage.users_file import UsersFile

KeeperAction = Literal[
    "corpus.preview", "corpus.add", "corpus.remove", "corpus.put_back", "metadata.correct", "index.rebuild",
    "report.settle",
]  # fmt: skip
SESSION_HEADER = "x-clause-session"  # set by the gate, which takes away what a browser sends under this name
ROLE_WORDS = {"reader": "读者", "keeper": "语料管理员"}


@dataclass(slots=True)
class Guard:
    """The rules, and what is known of who is there."""

    rules: Rules
    users: UsersFile
    sessions: Sessions
    limits: Limits
    audit: Audit
    has_gate: bool = False  # before every request


def make_guard(rules: Rules, *, has_gate: bool = False) -> Guard:
    """Make a guard for rules, with nobody signed in."""
    users = UsersFile(rules.users)

    def look(session: Session) -> Person | None:
        """Return who a session stands for by the password file of now."""
        if rules.sign_in != "password":
            return session.person
        user = users.all().get(session.person.name)
        if user is None or user.password != session.proof:
            return None
        return Person(user.name, user.role, session.person.address)

    return Guard(rules, users, Sessions(rules.idle, rules.longest, look), Limits(), Audit(rules.audit), has_gate)


_guards: list[Guard] = []  # at most one


def set_guard(made: Guard | None) -> None:
    """Make a guard the one of this process; None for the one that the environment asks for."""
    _guards[:] = [made] if made else []


def guard() -> Guard:
    """Return the guard of this process. Raises SettingInvalid."""
    if not _guards:
        _guards.append(make_guard(read_rules(Settings(), address=st.get_option("server.address") or "0.0.0.0")))  # nosec B104  # noqa: S104
    return _guards[0]


def person() -> Person | None:
    """Return who opened the page; None for nobody who is known."""
    on_duty = guard()
    if on_duty.rules.sign_in:
        session = _session(on_duty)
        return session.person if session else None
    if on_duty.has_gate or is_loopback(on_duty.rules.address):
        return Person("", "keeper", st.context.ip_address or "")
    return None


def is_keeper() -> bool:
    """Whether who opened the page may change what all others search."""
    known = person()
    return known is not None and known.is_keeper


def why_closed() -> str:
    """Say why the page is not shown to who opened it; "" if it is."""
    if person() is not None:
        return ""
    if guard().has_gate:
        return "登录已过期，请刷新这一页，重新登录。"
    return "这个页面设置了登录，或者开放给了网络，要用 python -m app 启动。请告诉管理这台服务器的人。"


@contextmanager
def keeper_action(action: KeeperAction, about: str = "") -> Iterator[None]:
    """Let a keeper do something, and put on record who did it and what came of it.

    Raises NotAllowed, TooOften and AuditUnwritable before anything is done, and what the action itself raises.
    """
    on_duty, known = guard(), person()
    if known is None or not known.is_keeper:
        refused = NotAllowed(
            "只有语料管理员能这样做，您是读者。需要的话，请找语料管理员。"
            if known
            else "登录已过期，没有做。请刷新这一页，重新登录。"
        )
        _record(action, "refused", about, str(refused))
        raise refused
    on_duty.audit.check()
    if action == "index.rebuild":
        take("rebuild")
    try:
        yield
    except IndexerError as problem:
        _record(action, "failed", about, str(problem))
        raise
    except BaseException as problem:
        _record(action, "failed", about, type(problem).__name__)
        raise
    _record(action, "done", about)


def take(kind: str) -> None:
    """Count something heavy that is to be done. Raises TooOften, which is put on record."""
    on_duty = guard()
    if on_duty.rules.is_shared:
        _take(on_duty, person(), kind)


def note(action: str, about: str = "") -> None:
    """Put on record what anybody may do. Raises AuditUnwritable."""
    _record(action, "done", about)


def note_query(view: str, words: str) -> None:
    """Put on record what was asked, where that was switched on; once for each question of a window."""
    if guard().rules.has_queries and words and st.session_state.get("_noted_query") != (view, words):
        st.session_state["_noted_query"] = (view, words)
        _record("query", "done", f"{view}: {words}")


def exporting(make: Callable[[], bytes], about: str) -> Callable[[], bytes]:
    """Return what makes a file that is only made when the button is pressed: for who drew it, within the limits.

    By then it runs where Streamlit knows of no session, so who it is for is looked up here.
    """
    on_duty, known = guard(), person()
    session = _session(on_duty)

    def made() -> bytes:
        if session and on_duty.sessions.by_key(session.key, touch=True) is None:
            raise NotAllowed("登录已过期，请刷新这一页，重新登录。")
        if on_duty.rules.is_shared:
            _take(on_duty, known, "export")
        data = make()
        on_duty.audit.write(known, "export", "done", about=about, session=session.key if session else "")
        return data

    return made


def _take(on_duty: Guard, known: Person | None, kind: str) -> None:
    try:
        on_duty.limits.take(kind, _key(known), LIMITS[kind])
    except IndexerError as problem:
        on_duty.audit.write(known, kind, "refused", why=str(problem))
        raise


def _key(known: Person | None) -> str:
    return (known.name or known.address) if known else ""


def _record(action: str, result: Literal["done", "failed", "refused"], about: str, why: str = "") -> None:
    on_duty = guard()
    session = _session(on_duty)
    on_duty.audit.write(person(), action, result, about=about, why=why, session=session.key if session else "")


def _session(on_duty: Guard) -> Session | None:
    if not (on_duty.has_gate and on_duty.rules.sign_in):
        return None
    key = st.context.headers.get(SESSION_HEADER)
    return on_duty.sessions.by_key(key) if key else None
