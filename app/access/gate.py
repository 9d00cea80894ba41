"""The gate: what every request to the server passes before Streamlit sees it.

It refuses names of hosts that are not this server's (a page elsewhere that had its name point here could else do what a
reader at this machine can), requests that another site's page makes, and, where people sign in, everything of who has
not. It lets a window of somebody whose time is over ask nothing more, and adds the security headers to every answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.guard import SESSION_HEADER, Guard
from app.access.headers import Header
from app.access.limits import LIMITS, Limit
from app.access.oidc import Provider, cookies_of, cookies_to_take_away
from app.access.rules import is_loopback
from app.access.sessions import Person, Session
from indexer.errors import IndexerError, TooOften

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_HEALTH, _HEALTH_TOO = "/_stcore/health", "/_health"  # the second is what monitoring is used to
_OPEN = (_HEALTH, "/signin", "/signin/provider", "/signout", "/session")  # to everybody
_OIDC = ("/auth/login", "/auth/logout", "/oauth2callback")
_NAMES_HERE = ("localhost", "127.0.0.1", "[::1]", "::1")
_NOTED = Limit("请求", 60, 60)  # refusals of one address that are put on record: a scanner makes thousands
_LONGEST = 8_192  # characters of an address that is led back to
_WISH, _LONGEST_WISH = 600, 3_800  # seconds; characters: browsers keep cookies of up to 4,096 bytes
_OVER = 4401  # why a window's connection is closed: its owner is not signed in any more


class Gate:
    """An ASGI application around Streamlit's. ``provider`` opens sessions for those whom it vouches for."""

    def __init__(
        self, app: ASGIApp, *, guard: Guard, headers: Iterable[Header], provider: Provider | None = None
    ) -> None:
        self._app, self._guard, self._provider = app, guard, provider
        self._headers = tuple(headers)
        self._open = (*_OPEN, *_OIDC) if guard.rules.sign_in == "oidc" else _OPEN

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["path"] == _HEALTH_TOO:
            scope = {**scope, "path": _HEALTH, "raw_path": _HEALTH.encode()}
        headers = Headers(scope=scope)
        send = self._with_headers(send)
        if said := self._why_refused(scope, headers):
            await self._refuse(scope, receive, send, PlainTextResponse(said, 403), said)
            return
        if not self._guard.rules.sign_in:
            await self._app(scope, receive, send)
            return
        await self._signed_in(scope, headers, receive, send)

    async def _signed_in(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        sessions, path = self._guard.sessions, scope["path"]
        secure = is_secure(scope)
        session = sessions.find(token_of(headers, secure=secure), touch=path not in _OPEN)
        if session is None and self._provider and path not in self._open and _is_navigation(scope, headers):
            try:
                adopted = self._provider.adopt(headers, address_of(scope))
            except IndexerError as problem:
                send = _with_cookies(send, self._taken_away(headers))
                await PlainTextResponse(str(problem), 403)(scope, receive, send)
                return
            if adopted:
                token, session = adopted
                wish = wish_of(headers, secure=secure)
                cookies = [session_cookie(token, secure=secure), *self._taken_away(headers)]
                if wish and not scope["query_string"]:
                    send = _with_cookies(send, [*cookies, wish_cookie("", secure=secure)])
                    await RedirectResponse("/" + wish, 303)(scope, receive, send)
                    return
                send = _with_cookies(send, cookies)
        if session is None and path not in self._open:
            await self._refuse(scope, receive, send, self._to_sign_in(scope, headers), "没有登录")
            return
        if session is not None and scope["type"] == "http" and scope["method"] == "PUT":  # a file for an uploader
            try:
                self._guard.limits.take("upload", session.person.name, LIMITS["upload"])
            except TooOften as problem:
                await self._refuse(scope, receive, send, PlainTextResponse(str(problem), 429), str(problem))
                return
        forwarded = [(name, value) for name, value in scope["headers"] if name != SESSION_HEADER.encode()]
        if session is not None:
            forwarded.append((SESSION_HEADER.encode(), session.key.encode()))
            if scope["type"] == "websocket":
                receive = self._watched(session, receive, send)
        await self._app({**scope, "headers": forwarded}, receive, send)

    def _watched(self, session: Session, receive: Receive, send: Send) -> Receive:
        """Return what gives the messages of a window for as long as its owner is signed in."""

        async def watched() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and not self._guard.sessions.by_key(session.key, touch=True):
                self._guard.audit.write(session.person, "page", "refused", why="登录已过期", session=session.key)
                await send({"type": "websocket.close", "code": _OVER})
                return {"type": "websocket.disconnect", "code": _OVER}
            return message

        return watched

    def _why_refused(self, scope: Scope, headers: Headers) -> str:
        """Say why a request is not taken, whoever it comes from; "" if it is."""
        host, rules = headers.get("host", ""), self._guard.rules
        if scope["path"] == _HEALTH:
            return ""
        known = rules.hosts or (_NAMES_HERE if is_loopback(rules.address) and not rules.sign_in else ())
        if known and _name(host) not in (*known, *_NAMES_HERE):
            return (
                f"这台服务器没有登记“{_name(host)[:100]}”这个名字，所以不回答。"
                "管理服务器的人可以把它写进 INDEXER_HOSTS（见部署说明）。"
            )
        if scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS:
            origin = headers.get("origin")
            if origin is not None and urlsplit(origin).netloc != host:
                return "这个请求是别的网站发来的，没有执行。请从检索页面上操作；经过代理的，代理要原样转交 Host。"
            if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return "这个请求是别的网站发来的，没有执行。请从检索页面上操作。"
        return ""

    def _taken_away(self, headers: Headers) -> list[str]:
        return cookies_to_take_away(headers) if self._provider else []

    def _to_sign_in(self, scope: Scope, headers: Headers) -> Response:
        if _is_navigation(scope, headers):
            asked = scope["query_string"].decode("latin-1")
            return RedirectResponse("/signin" + (f"?next={quote('?' + asked, safe='')}" if asked else ""), 303)
        return PlainTextResponse("请先登录。", 401)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, response: Response, why: str) -> None:
        """Refuse a request, and put it on record where it would have done more than show the page."""
        method = scope.get("method", "WebSocket")
        if method not in _SAFE_METHODS or response.status_code == 403:
            self._note(address_of(scope), f"{method} {scope['path']}", why)
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: an HTTP 403
            return
        await response(scope, receive, send)

    def _note(self, address: str, about: str, why: str) -> None:
        """Put a refusal on record; of a flood from one address, its beginning."""
        try:
            self._guard.limits.take("refused", address, _NOTED)
        except TooOften:
            return
        self._guard.audit.write(Person("", "reader", address), "request", "refused", about=about, why=why)

    def _with_headers(self, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((n, v) for n, v in self._headers if n not in given)]
            await send(message)

        return sent


def token_of(headers: Headers, *, secure: bool) -> str:
    """Return the token that a browser holds; "" if there is none."""
    return cookies_of(headers).get(_cookie_name("session", secure=secure), "")


def session_cookie(token: str, *, secure: bool) -> str:
    """Return the cookie for a token; for none, the one that takes it away.

    No script reads it. ``Lax``: links to clauses are sent by mail and stand in files, and who follows one is signed in.
    Nothing is ever changed by following a link; a request of another site's page that would is refused by its origin.
    """
    flags = ["Path=/", "HttpOnly", "SameSite=Lax", *(["Secure"] if secure else []), *([] if token else ["Max-Age=0"])]
    return "; ".join([f"{_cookie_name('session', secure=secure)}={token}", *flags])


def wish_cookie(there: str, *, secure: bool) -> str:
    """Return the cookie that keeps what somebody came for while they are at the identity provider; for "", none."""
    kept = quote(there, safe="?&=%+/:@!$'()*~")
    kept = kept if len(kept) < _LONGEST_WISH else ""
    flags = ["Path=/", "HttpOnly", "SameSite=Lax", *(["Secure"] if secure else []), f"Max-Age={_WISH if kept else 0}"]
    return "; ".join([f"{_cookie_name('wish', secure=secure)}={kept}", *flags])


def wish_of(headers: Headers, *, secure: bool) -> str:
    """Return what somebody came for before they were at the identity provider; "" for nothing."""
    return within(cookies_of(headers).get(_cookie_name("wish", secure=secure), ""))


def within(there: str) -> str:
    """Return where to go once signed in: the page with these parameters and nothing else.

    >>> within("?q=1"), within("//evil.example"), within("https://evil.example")
    ('?q=1', '', '')
    """
    return there if there.startswith("?") and there.isprintable() and len(there) < _LONGEST else ""


def is_secure(scope: Scope) -> bool:
    """Whether a request came over TLS, to this server or to the proxy before it."""
    return scope["scheme"] in ("https", "wss")


def address_of(scope: Scope) -> str:
    """Return the address that a request came from."""
    return scope["client"][0] if scope.get("client") else ""


def _cookie_name(what: str, *, secure: bool) -> str:
    return f"__Host-clause-{what}" if secure else f"clause-{what}"  # the first is never taken from a neighbour host


def _is_navigation(scope: Scope, headers: Headers) -> bool:
    """Whether a request asks for a page, as a person does."""
    return scope["type"] == "http" and scope["method"] == "GET" and "text/html" in headers.get("accept", "")


def _with_cookies(send: Send, cookies: Iterable[str]) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            for cookie in cookies:
                MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return sent


def _name(host: str) -> str:
    """Return the name of a Host header without the port.

    >>> _name("localhost:8501"), _name("[::1]:8501"), _name("a.b")
    ('localhost', '[::1]', 'a.b')
    """
    return (host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host).lower()
