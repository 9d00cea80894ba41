"""A run of the page as one request of the log: how long it took, and what a reader is told where the program fails."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app.text import notice, show, tag
from indexer import logs
from indexer.settings import Settings

_log = logging.getLogger(__name__)


@contextmanager
def guarded(view: str) -> Iterator[None]:
    """Draw a view; where something unforeseen happens, its trace goes to the log and one sentence to the reader.

    What Streamlit raises to stop or repeat a run passes through, for it is no ``Exception``.
    """
    start = time.monotonic()
    with logs.request() as number:
        try:
            yield
        except Exception:  # noqa: BLE001 - the reader must not meet a trace, whatever it is
            _log.exception("页面出了意外", extra={"view": view})
            notice(
                "error", f"这一页没有显示完整：程序出了意外（编号 {number}）。请再试一次；仍不行，请把编号告诉管理员。"
            )
        _log.info("页面", extra={"view": view, "seconds": round(time.monotonic() - start, 3)})


def say_number() -> None:
    """Say under a message which request it belongs to, so that the reader can name it."""
    show(tag("div", f"编号 {logs.current_request()}，求助时请一并告诉管理员。", cls="gz-facts"))


@st.cache_resource(show_spinner=False)
def configured(settings: Settings) -> None:
    """Have the server log as the settings say; done once. Raises SettingInvalid."""
    logs.configure("page", settings.log, settings.log_level)
