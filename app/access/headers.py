"""The headers of every answer: what a browser may load, run, frame and tell others.

The only scripts are Streamlit's files and two inline texts that are known when the server starts: the one of its
``index.html`` and the page's own. They are named by digest, so that a script that got into the page in spite of
everything would not run.
"""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from pathlib import Path

import streamlit

from app import style

Header = tuple[bytes, bytes]
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def security_headers() -> tuple[Header, ...]:
    """Return the headers for every answer of the page."""
    values = {
        "Content-Security-Policy": content_policy(),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",  # what older browsers know of frame-ancestors
        "Referrer-Policy": "same-origin",  # what is searched for stands in the address: no source is told
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }
    return tuple((name.lower().encode(), value.encode()) for name, value in values.items())


def content_policy(*, scripts: bool = True) -> str:
    """Return the content security policy; without ``scripts`` that of a page that has none."""
    run = ["'self'", "'wasm-unsafe-eval'", *map(_named, inline_scripts())] if scripts else ["'none'"]
    parts = {
        "default-src": "'none'",
        "script-src": " ".join(run),
        "style-src": "'self' 'unsafe-inline'",  # Streamlit's styles are made as the page is drawn
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def inline_scripts() -> list[str]:
    """Return the texts of all scripts that stand in a page: Streamlit's and ours."""
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    return [*_INLINE.findall(index.read_text(encoding="utf-8")), style.scripts()]


def _named(script: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}'"
