"""Sign-in with an identity provider (OpenID Connect), as Streamlit does it from ``.streamlit/secrets.toml``.

Streamlit asks the provider and keeps what it answered in a signed cookie of 30 days. That cookie is taken once, for a
session of ours with its limits, and then taken away: signing out, idling and the longest time hold as with passwords.
This is the one module that knows how Streamlit keeps it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from app.access.guard import Guard
from app.access.rules import Rules
from app.access.sessions import Person, Session
from indexer.errors import NotAllowed, SettingInvalid
from indexer.storage.users_file import Role

PROVIDER = "default"  # what Streamlit calls the one under [auth]
_SKEW = 300  # seconds that the provider's clock may be ahead


class Provider:
    """Opens sessions for those whom the provider vouches for, each answer of it once."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._taken: dict[str, float] = {}  # digest of a cookie → when it was issued

    def adopt(self, headers: Headers, address: str) -> tuple[str, Session] | None:
        """Return token and session for who just signed in; None for nobody. Raises NotAllowed for who has no access."""
        answer = _answer(headers)
        if answer is None:
            return None
        proof, claims = answer
        issued = claims.get("iat")  # every ID token says when: OpenID Connect Core 1.0, section 2
        age = time.time() - issued if isinstance(issued, (int, float)) else self._guard.rules.longest
        if proof in self._taken or not -_SKEW < age < self._guard.rules.longest:
            return None
        name = str(claims.get("email") or claims.get("preferred_username") or claims.get("sub") or "").lower()
        role = role_of(claims, self._guard.rules)
        person = Person(name, role or "reader", address)
        self._forget()
        self._taken[proof] = time.time()
        if role is None or not name:
            said = f"账号 {name} 没有开通这个页面。请找管理这台服务器的人。"
            self._guard.audit.write(person, "sign_in", "refused", why=said)
            raise NotAllowed(said)
        self._guard.audit.check()
        token, session = self._guard.sessions.begin(person, proof, longest=self._guard.rules.longest - max(0, age))
        self._guard.audit.write(person, "sign_in", "done", session=session.key)
        return token, session

    def _forget(self) -> None:
        oldest = time.time() - self._guard.rules.longest - _SKEW
        self._taken = {proof: when for proof, when in self._taken.items() if when > oldest}


def role_of(claims: Mapping[str, object], rules: Rules) -> Role | None:
    """Return what somebody may do by what the provider says of them; None: not even read."""
    email = str(claims.get("email") or "").lower()
    if claims.get("email_verified") is False:
        email = ""  # whoever it is gave the address themselves
    claim, wanted = rules.keeper_claim
    held = claims.get(claim) if claim else None
    if _is_named(email, rules.keepers) or (claim and wanted in (held if isinstance(held, list) else [str(held)])):
        return "keeper"
    return "reader" if not rules.readers or _is_named(email, rules.readers) else None


def cookies_to_take_away(headers: Headers) -> list[str]:
    """Return cookies that delete those of Streamlit's which a request holds."""
    theirs = (name for name in cookies_of(headers) if name.startswith("_streamlit_user"))
    return [f"{name}=; Path=/; Max-Age=0; HttpOnly" for name in theirs]


def login_address() -> str:
    """Return where the way to the provider begins; it holds for two minutes."""
    from streamlit.user_info import generate_login_redirect_url

    return generate_login_redirect_url(PROVIDER)


def check_settings() -> None:
    """Make sure that a provider is set up. Raises SettingInvalid."""
    from streamlit.auth_util import validate_auth_credentials
    from streamlit.errors import StreamlitAuthError

    try:
        validate_auth_credentials(PROVIDER)
    except StreamlitAuthError as problem:
        raise SettingInvalid(
            "INDEXER_SIGN_IN 是 oidc，但 .streamlit/secrets.toml 里的 [auth] 不全：要有 redirect_uri、cookie_secret、"
            f"client_id、client_secret、server_metadata_url（见 docs/部署.md）。程序说：{problem}"
        ) from problem


def _answer(headers: Headers) -> tuple[str, dict[str, object]] | None:
    """Return the digest of Streamlit's cookie and the claims in it, if it is signed by this server."""
    from streamlit.auth_util import get_cookie_with_chunks
    from streamlit.web.server.server_util import AUTH_COOKIE_NAME, get_cookie_secret
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

    cookies, secret = cookies_of(headers), get_cookie_secret()

    def one(name: str) -> bytes | None:
        held = cookies.get(name)
        return decode_signed_value(secret, name, held.encode("latin-1")) if held and secret else None

    held = get_cookie_with_chunks(one, AUTH_COOKIE_NAME)
    if held is None:
        return None
    claims = json.loads(held)
    return (sha256(held).hexdigest(), claims) if claims.get("is_logged_in") else None


def cookies_of(headers: Headers) -> dict[str, str]:
    """Return the cookies that a browser holds."""
    return cookie_parser(headers.get("cookie", ""))


def _is_named(email: str, names: tuple[str, ...]) -> bool:
    """Whether an e-mail stands in a list, itself or its domain (``@jingan.gov.cn``)."""
    return bool(email) and (email in names or f"@{email.rpartition('@')[2]}" in names)
