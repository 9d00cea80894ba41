"""The pages that are there before one is signed in: to sign in, and to sign out. Plain HTML, no script in it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from app.access.gate import address_of, is_secure, session_cookie, token_of, wish_cookie, within
from app.access.guard import ROLE_WORDS, Guard
from app.access.headers import content_policy
from app.access.limits import FAILED
from app.access.oidc import login_address
from app.access.sessions import Person, Session
from app.header import NAME
from app.text import Safe, join, tag
from indexer.errors import AuditUnwritable, IndexerError, TooOften
from indexer.storage.users_file import User, folded

_MOST_BYTES = 8_192  # of what a form sends
_AT_ONCE = 2  # passwords checked side by side: each takes 64 MB and a core
_WRONG = "用户名或密码不对。请再试；忘了密码，请找管理这台服务器的人。"
_STYLE = (Path(__file__).parent / "sign_in.css").read_text(encoding="utf-8")


def routes(guard: Guard) -> list[Route]:
    """Return the routes; none where nobody has to sign in."""
    if not guard.rules.sign_in:
        return []
    desk = _Desk(guard)
    return [
        Route("/signin", desk.ask, methods=["GET"]),
        Route("/signin", desk.sign_in, methods=["POST"]),
        Route("/signin/provider", desk.to_provider, methods=["GET"]),
        Route("/signout", desk.ask_out, methods=["GET"]),
        Route("/signout", desk.sign_out, methods=["POST"]),
        Route("/session", desk.is_there, methods=["GET"]),
    ]


class _Desk:
    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._checking = asyncio.Semaphore(_AT_ONCE)

    async def ask(self, request: Request) -> Response:
        """Show the form, or the way to the identity provider."""
        there = within(request.query_params.get("next", ""))
        if self._session(request):
            return RedirectResponse("/" + there, 303)
        return self._form(there)

    async def to_provider(self, request: Request) -> Response:
        """Send somebody on to the identity provider, and have the browser keep what they came for meanwhile."""
        if self._guard.rules.sign_in != "oidc":
            return RedirectResponse("/signin", 303, headers=_NOT_KEPT)
        there = within(request.query_params.get("next", ""))
        cookie = wish_cookie(there, secure=is_secure(request.scope))
        return RedirectResponse(login_address(), 303, headers={"set-cookie": cookie, **_NOT_KEPT})

    async def is_there(self, request: Request) -> Response:
        """Say whether a window's owner is signed in still; asking is no sign of life."""
        return JSONResponse({"signed_in": self._session(request) is not None}, headers=_NOT_KEPT)

    async def sign_in(self, request: Request) -> Response:
        """Check name and password, and begin a session."""
        if self._guard.rules.sign_in != "password":
            return RedirectResponse("/signin", 303)
        given = await _form_of(request)
        name, there, address = (
            folded(given.get("name", ""))[:64],
            within(given.get("next", "")),
            address_of(request.scope),
        )
        try:
            async with self._checking:
                # Asked when one's turn has come: of a thousand guesses sent at once, a few are looked at.
                if said := self._why_not_now(name, address):
                    return self._refuse(name, address, said, there, 429)
                user = await asyncio.to_thread(self._guard.users.check, name, given.get("password", ""))
                if user is None:
                    self._count(name, address)
                    return self._refuse(name, address, _WRONG, there, 401)
            return self._begin(user, request, there)
        except AuditUnwritable as problem:
            return self._form(there, said=str(problem), status=503)
        except IndexerError as problem:
            return self._refuse(name, address, str(problem), there, 503)

    def _begin(self, user: User, request: Request, there: str) -> Response:
        address = address_of(request.scope)
        person = Person(user.name, user.role, address)
        self._guard.audit.check()
        self._guard.limits.forget("pair", f"{user.name} {address}")
        token, session = self._guard.sessions.begin(person, user.password)
        self._guard.audit.write(person, "sign_in", "done", session=session.key)
        cookie = session_cookie(token, secure=is_secure(request.scope))
        return RedirectResponse("/" + there, 303, headers={"set-cookie": cookie, **_NOT_KEPT})

    async def ask_out(self, request: Request) -> Response:
        """Ask once more: a link alone changes nothing."""
        session = self._session(request)
        if session is None:
            return RedirectResponse("/signin", 303)
        who = f"您现在是 {session.person.name}（{ROLE_WORDS[session.person.role]}）。"
        form = tag("form", tag("button", "退出登录", type="submit"), method="post", action="/signout")
        return _page("退出登录", tag("p", who), form, Safe('<a class="quiet" href="/">不退出，回到检索</a>'))

    async def sign_out(self, request: Request) -> Response:
        """End the session. That of an identity provider is its own: there one stays signed in to other things."""
        session = self._session(request)
        if session is not None:
            self._guard.sessions.end(session.key)
            self._guard.audit.write(session.person, "sign_out", "done", session=session.key)
        cookie = session_cookie("", secure=is_secure(request.scope))
        return RedirectResponse("/signin", 303, headers={"set-cookie": cookie, **_NOT_KEPT})

    def _session(self, request: Request) -> Session | None:
        return self._guard.sessions.find(token_of(request.headers, secure=is_secure(request.scope)))

    def _why_not_now(self, name: str, address: str) -> str:
        waits = [self._guard.limits.left(kind, key, FAILED[kind]) for kind, key in _keys(name, address)]
        minutes = -(-max(waits) // 60)
        return f"试错的次数太多，请等 {minutes:.0f} 分钟再登录。" if minutes else ""

    def _count(self, name: str, address: str) -> None:
        for kind, key in _keys(name, address):
            with suppress(TooOften):  # another one was checked beside it
                self._guard.limits.take(kind, key, FAILED[kind])

    def _refuse(self, name: str, address: str, said: str, there: str, status: int) -> Response:
        # Whether there is somebody of that name is not told, and so not who they are.
        self._guard.audit.write(Person(name, "reader", address), "sign_in", "refused", why=said)
        return self._form(there, said=said, name=name, status=status)

    def _form(self, there: str, *, said: str = "", name: str = "", status: int = 200) -> Response:
        told = tag("p", said, cls="said", role="alert") if said else Safe()
        if self._guard.rules.sign_in == "oidc":
            asked = f"?next={quote(there, safe='')}" if there else ""  # with nothing in it that HTML would read
            way = Safe(f'<a class="way" href="/signin/provider{asked}">用单位的统一身份登录</a>')
            return _page(f"登录{NAME}", tag("p", "这里要登录才能看。"), told, way, status=status)
        fields = (
            tag("label", "用户名", for_="name"),
            tag(
                "input", id="name", name_="name", value=name, autocomplete="username", required=True, autofocus=not name
            ),
            tag("label", "密码", for_="password"),
            tag(
                "input",
                id="password",
                name_="password",
                type="password",
                autocomplete="current-password",
                required=True,
            ),
            tag("input", type="hidden", name_="next", value=there),
            tag("button", "登录", type="submit"),
        )
        form = tag("form", *fields, method="post", action="/signin")
        return _page(
            f"登录{NAME}",
            tag("p", "这里要登录才能看。没有用户名的，请找管理这台服务器的人。"),
            told,
            form,
            status=status,
        )


_NOT_KEPT = {"cache-control": "no-store"}


def _keys(name: str, address: str) -> list[tuple[str, str]]:
    return [("pair", f"{name} {address}"), ("address", address), ("name", name)]


def _page(title: str, *parts: Safe, status: int = 200) -> Response:
    head = join(
        (
            Safe('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
            Safe('<link rel="icon" href="data:,">'),  # else a browser asks for one, and is told to sign in
            tag("title", title),
            Safe(f"<style>{_STYLE}</style>"),
        )
    )
    body = tag("body", tag("main", tag("h1", title), *parts))
    whole = "<!DOCTYPE html>" + tag("html", tag("head", head), body, lang="zh-CN")
    return HTMLResponse(whole, status, {"content-security-policy": content_policy(scripts=False), **_NOT_KEPT})


async def _form_of(request: Request) -> dict[str, str]:
    """Return the fields that a form sent; none of one that is too large."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=10))
