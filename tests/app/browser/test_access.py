"""Sign-in as a reader meets it: it lasts over links and reloads, and ends; what was taken away does nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.faults.roles_page import NAME, PASSWORD, Running, asked, pressed, presses, running
from tests.app.browser.looks import english, flaws
from tests.app.browser.tools import NARROW, WIDE, Browser, Page, expect, settle, watched


@pytest.fixture(scope="module")
def office(chromium: str, tiny_model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("office")
    with running(folder, folder / "models", str(tiny_model_folder)) as server:
        yield server


def test_who_signs_in_stays_so_over_links_and_reloads_until_they_sign_out(browser: Browser, office: Running) -> None:
    with watched(browser, WIDE) as page:
        page.goto(office.address + "?view=corpus")
        expect(page.get_by_role("heading", name="登录政府文件条款检索")).to_be_visible()
        _looks_right(page)
        _sign_in(page, PASSWORD + "x")
        expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
        _sign_in(page, PASSWORD)
        expect(page.get_by_role("heading", name="语料", exact=True)).to_be_visible()
        for leave in (page.reload, page.get_by_role("link", name="承诺台账").click):
            leave()
            settle(page)
            expect(page.locator(".gz-who")).to_have_text(f"{NAME}（语料管理员） 退出")
        assert page.evaluate("document.cookie.includes('clause-session')") is False
        other = page.context.new_page()
        other.goto(office.address + "signout")
        other.get_by_role("button", name="退出登录").click()
        other.close()
        page.locator(".gz-name").focus()
        page.keyboard.press("Shift")
        page.wait_for_url("**/signin?next=*")  # the window noticed, and knows the way back


def test_a_button_does_nothing_for_who_may_not_press_it_any_more(browser: Browser, office: Running) -> None:
    chosen = [press for press in presses(office) if press.button == "已改正"]
    outcome = pressed(browser, office, chosen)
    assert (outcome.good, outcome.of, outcome.seen) == (2, 2, [])
    outcome = asked(browser, office)
    assert (outcome.good, outcome.of, outcome.seen) == (15, 15, [])


def _sign_in(page: Page, password: str) -> None:
    page.get_by_label("用户名").fill(NAME)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def _looks_right(page: Page) -> None:
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert not flaws(page)
    assert not english(page)
