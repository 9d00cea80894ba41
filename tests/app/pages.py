"""The page under ``AppTest``: run it, and read what it shows and its address."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
SECONDS = 60  # the model is loaded in the first run


def open_view(**params: object) -> AppTest:
    """Open the page at an address."""
    return open_link(AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=SECONDS), **params)


def open_link(page: AppTest, **params: object) -> AppTest:
    for name, value in params.items():
        page.query_params[name] = value  # type: ignore[assignment]
    return run(page)


def run(element: Any) -> AppTest:
    """Run the page after what was done to an element of it, or to the page itself."""
    page: AppTest = element.run()
    assert not page.exception, page.exception
    assert "这一页没有显示完整" not in markup(page), text(page)
    return page


def address(page: AppTest, name: str) -> list[str]:
    value: str | list[str] = page.query_params.get(name, [])
    return [value] if isinstance(value, str) else list(value)


def markup(page: AppTest) -> str:
    return "\n".join(element.body for element in page.html if not element.body.startswith(("<style>", "<script>")))


def text(page: AppTest) -> str:
    """Return what can be read."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup(page)))
