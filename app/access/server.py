"""The server of the page: Streamlit's own application behind the gate, with the routes to sign in and out."""

from __future__ import annotations

import sys
from pathlib import Path

from starlette.middleware import Middleware

from app.access import oidc, sign_in
from app.access.gate import Gate
from app.access.guard import make_guard, set_guard
from app.access.headers import security_headers
from app.access.rules import Rules, is_loopback
from indexer.errors import SettingInvalid
from indexer.settings import MAX_FILE_BYTES

_ENTRY = Path(__file__).resolve().parents[2] / "search_app.py"


def check(rules: Rules) -> None:
    """Refuse to open the page to a network without sign-in, unless that was said. Raises SettingInvalid."""
    if rules.sign_in or rules.is_open or not rules.is_shared:
        return
    way = f"地址 {rules.address}" if not is_loopback(rules.address) else f"名字 {'、'.join(rules.hosts)}"
    raise SettingInvalid(
        f"没有启动：{way} 会让网络上的人都能打开页面、改动语料，而现在没有设置登录。"
        "请设置 INDEXER_SIGN_IN=password 或 oidc（见 docs/部署.md）；确实要不登录就开放，加 --without-sign-in。"
    )


def serve(rules: Rules, port: int) -> None:
    """Serve the page until it is stopped. Raises SettingInvalid."""
    check(rules)
    from streamlit.starlette import App

    guard = make_guard(rules, has_gate=True)
    if rules.sign_in == "password" and not guard.users.all():
        raise SettingInvalid(
            f"没有启动：{rules.users} 里还没有能登录的人。请先运行 python -m indexer users add 用户名 --role keeper。"
        )
    guard.audit.check()
    set_guard(guard)
    provider = None
    if rules.sign_in == "oidc":
        oidc.check_settings()
        provider = oidc.Provider(guard)
    gate = Middleware(Gate, guard=guard, headers=security_headers(), provider=provider)
    app = App(_ENTRY, middleware=[gate], routes=sign_in.routes(guard))
    sys.argv = [str(_ENTRY)]  # what `streamlit run` makes of it: settings are looked for beside the entry
    app.run(config=_config(rules, port))


def _config(rules: Rules, port: int) -> dict[str, object]:
    return {
        "server.address": rules.address,
        "server.port": port,
        "server.headless": True,
        "browser.gatherUsageStats": False,
        "logger.hideWelcomeMessage": True,  # it would ask another host for this machine's address
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,  # which is to say: no other origin is answered
        "server.maxUploadSize": MAX_FILE_BYTES // 2**20 + 1,  # what is a little too large is told in our words
    }
