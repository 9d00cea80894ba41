"""What the program did not foresee: a sentence with a number for the reader, the trace for the log."""

from __future__ import annotations

import logging
import re

import pytest
from streamlit.testing.v1 import AppTest

from app.building import Builder
from indexer.settings import Settings
from tests.app.pages import markup


def failing() -> None:
    import streamlit as st

    from app.guarded import guarded

    with guarded("search"):
        st.text("before")
        raise RuntimeError("of <the> test")


def stopping() -> None:
    import streamlit as st

    from app.guarded import guarded

    with guarded("search"):
        st.stop()
    st.text("after")


def test_a_fault_is_one_sentence_with_a_number(caplog: pytest.LogCaptureFixture) -> None:
    page = AppTest.from_function(failing).run()
    assert not page.exception
    assert [text.value for text in page.text] == ["before"]
    assert re.search(r"程序出了意外（编号 [0-9a-f]{8}）", markup(page))
    assert "RuntimeError" not in markup(page) and "Traceback" not in markup(page)
    (record,) = [record for record in caplog.records if record.name == "app.guarded" and record.exc_info]
    assert "of <the> test" in str(record.exc_info)
    assert vars(record)["view"] == "search"


def test_streamlit_may_stop_a_run(caplog: pytest.LogCaptureFixture) -> None:
    page = AppTest.from_function(stopping).run()
    assert markup(page) == "" and not page.text and not page.exception
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_build_that_dies_leaves_its_trace(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("of the test")

    monkeypatch.setattr("indexer.build.build", fail)
    work = Builder()
    work.start(Settings())
    assert work.wait(20)
    assert work.error.startswith("建立索引时出了意外")
    assert any("of the test" in str(record.exc_info) for record in caplog.records if record.exc_info)
