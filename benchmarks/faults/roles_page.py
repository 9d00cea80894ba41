"""A keeper's buttons pressed by who was made a reader, or signed out, while the page stood open; and bare requests.

The page does not draw these buttons for readers. So a keeper opens it, and what they may do is taken away before they
press: what holds then holds for whoever finds another way to press.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from benchmarks.faults.outcome import Outcome
from benchmarks.faults.roles import WORDS, House, make_house, records
from benchmarks.serving import FLAGS, serve
from indexer.build import build
from indexer.models import ensure_model
from indexer.settings import DEFAULT_MODEL, Settings
from indexer.storage.users_file import UsersFile

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Browser, FilePayload, Page

NAME, PASSWORD = "王芳", "four plain words here"
_SECONDS = 30.0  # for a refusal to be on record
_DRAWING = 120_000  # ms, for a busy machine; the index is opened and the model loaded in the first
_HELD = "[data-testid=stApp][data-test-script-state=notRunning]"


@dataclass(frozen=True, slots=True)
class Press:
    """A button of a keeper: where it stands, what comes before it, what the log calls it."""

    view: str
    button: str
    action: str
    before: Callable[[Page], None] | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A server with sign-in over a house with an index."""

    address: str
    house: House
    users: UsersFile


def run_page(*, quick: bool) -> list[Outcome]:
    """Press every button as a reader and as nobody, in Chromium, and send what no page would send."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), Path("models"), DEFAULT_MODEL) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        return [pressed(browser, server, presses(server)[:: 4 if quick else 1]), asked(browser, server)]


@contextmanager
def running(folder: Path, models: Path, model: str) -> Iterator[Running]:
    """Build an index over a house and serve it with sign-in."""
    house = make_house(folder)
    settings = Settings(house.settings.corpus, house.settings.index, models, model)
    if model == DEFAULT_MODEL:
        ensure_model(model, models)
    build(settings.corpus, settings.index, settings=settings)
    users = UsersFile(folder / "users.json")
    users.add(NAME, "keeper", PASSWORD)
    environment = {
        "INDEXER_SIGN_IN": "password",
        "INDEXER_USERS": str(folder / "users.json"),
        "INDEXER_AUDIT": str(house.audit),
        "INDEXER_MODELS": str(models.resolve()),
        "INDEXER_MODEL": model,
    }
    with serve(settings.corpus, settings.index, **environment) as address:
        yield Running(address, house, users)


def presses(server: Running) -> list[Press]:
    """Return every button that only a keeper has."""
    doc = server.house.document.doc_id
    add = "?view=corpus&part=add"
    one, two = (WORDS.format(year).replace("2025", str(year)) for year in (2021, 2022))  # nothing to be asked about
    return [
        Press(f"?view=corpus&doc={doc}", "确定移出", "corpus.remove", _opened("移出这个文件")),
        Press("?view=corpus", "放回", "corpus.put_back", lambda page: page.get_by_text("移出的文件（1）").click()),
        Press("?view=corpus", "重新读取语料", "index.rebuild"),
        Press(add, "收录进语料", "corpus.add", _uploaded(("丁.txt", one))),
        Press(add, "收录没有疑问的 2 份", "corpus.add", _uploaded(("庚.txt", one), ("辛.txt", two))),
        Press(f"?view=reports&doc={doc}", "保存并重新读取", "metadata.correct", _typed),
        Press("?view=reports", "已改正", "report.settle"),
        Press("?view=reports", "不改", "report.settle"),
        Press("?view=reports&part=fixed", "撤回", "report.settle"),
    ]


def pressed(browser: Browser, server: Running, every: list[Press]) -> Outcome:
    """Press each button when its keeper was made a reader, and when they were signed out from another window."""
    seen, good, of = [], 0, 0
    for press in every:
        for who, turn in (("reader", _made_reader), ("nobody", _signed_out)):
            of += 1
            if said := _tried(browser, server, press, turn, who):
                seen.append(f"{press.button} by {who}: {said}")
            else:
                good += 1
    return Outcome(
        "keeper's buttons pressed in the page by a reader and by nobody: refused and on record", good, of, seen
    )


def _tried(browser: Browser, server: Running, press: Press, turn: Callable[[Page, Running], None], who: str) -> str:
    """Press a button; return what is wrong with what came of it, "" for nothing."""
    from playwright.sync_api import Error as PlaywrightError

    page = signed_in(browser, server)
    page.route("**/session", lambda route: route.abort())  # else the window notices by itself and is gone in time
    try:
        page.goto(server.address + quote(press.view, safe="?&="))
        settle(page)
        if press.before:
            press.before(page)
        button = page.get_by_role("button", name=press.button, exact=True).first
        button.wait_for()
        before, logged = server.house.state(), _refused(server, press, who)
        turn(page, server)
        button.click()
        until = time.monotonic() + _SECONDS
        while _refused(server, press, who) == logged:
            if time.monotonic() > until:
                return "the audit log does not say so"
            time.sleep(0.1)
        time.sleep(0.3)  # for what it would do after all
        changed = {
            key for key, value in server.house.state().items() if before.get(key) != value and "users" not in key
        }
        return f"changed: {sorted(changed)}" if changed else ""
    except PlaywrightError as error:
        return f"{str(error).splitlines()[0]} on a page that says: {page.inner_text('body')[:300]!r}"
    finally:
        page.context.close()
        server.users.set_role(NAME, "keeper")


def _refused(server: Running, press: Press, who: str) -> int:
    action = press.action if who == "reader" else "page"  # the window of nobody is closed before an action is known
    return server.house.refused(action, NAME)


def signed_in(browser: Browser, server: Running) -> Page:
    """Sign a keeper in, in a window of their own."""
    page = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(_DRAWING)
    page.context.request.post(f"{server.address}signin", form={"name": NAME, "password": PASSWORD}, max_redirects=0)
    return page


def settle(page: Page) -> None:
    """Wait until the page is drawn to its end."""
    page.locator(_HELD).wait_for(state="attached")


def asked(browser: Browser, server: Running) -> Outcome:
    """Ask the server as nobody for all that it has, as no page would, and count what is refused."""
    context = browser.new_context()
    host = server.address.rstrip("/")

    def get(path: str, **headers: str) -> APIResponse:
        return context.request.get(host + path, max_redirects=0, headers=headers)

    def send(method: str, path: str, **headers: str) -> APIResponse:
        return context.request.fetch(host + path, method=method, data="x", max_redirects=0, headers=headers)

    forged = {"Cookie": "clause-session=" + "A" * 43}
    tried: dict[str, tuple[int, Callable[[], APIResponse]]] = {
        "the page": (303, lambda: get("/", Accept="text/html")),
        "the page under another path": (303, lambda: get("/x/..//y", Accept="text/html")),
        "the page with a made-up cookie": (303, lambda: get("/", Accept="text/html", **forged)),
        "the page with the header of the gate": (
            303,
            lambda: get("/", Accept="text/html", **{"x-clause-session": "0" * 64}),
        ),
        "its scripts": (401, lambda: get("/static/js/index.js")),
        "settings": (401, lambda: get("/_stcore/host-config")),
        "figures of the server": (401, lambda: get("/_stcore/metrics")),
        "a file made for somebody": (401, lambda: get("/media/0123.xlsx")),
        "an upload": (401, lambda: send("PUT", "/_stcore/upload_file/a/b")),
        "a deletion": (401, lambda: send("DELETE", "/_stcore/upload_file/a/b")),
        "the agents' door": (401, lambda: send("POST", "/_stcore/agent/interact")),
        "a connection": (403, lambda: get("/_stcore/stream", **_UPGRADE)),
        "a connection from another site": (
            403,
            lambda: get("/_stcore/stream", **_UPGRADE, Origin="http://evil.example"),
        ),
        "signing in from another site": (403, lambda: send("POST", "/signin", Origin="http://evil.example")),
        "signing out from another site": (403, lambda: send("POST", "/signout", Origin="http://evil.example")),
    }
    seen, before = [], len(records(server.house.audit))
    for what, (status, ask) in tried.items():
        got = ask().status
        if got != status:
            seen.append(f"{what}: {got} instead of {status}")
    context.close()
    logged = len(records(server.house.audit)) - before
    if logged != 7:  # all but those that ask to be shown something: they lead to the page to sign in
        seen.append(f"{logged} of 7 refusals on record")
    return Outcome("requests to the server by nobody: refused", len(tried) - len(seen), len(tried), seen)


_UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def _made_reader(page: Page, server: Running) -> None:  # noqa: ARG001 - called like the other
    server.users.set_role(NAME, "reader")


def _signed_out(page: Page, server: Running) -> None:
    page.context.request.post(server.address + "signout")


def _opened(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name).click()


def _uploaded(*files: tuple[str, str]) -> Callable[[Page], None]:
    def upload(page: Page) -> None:
        given = [{"name": name, "mimeType": "text/plain", "buffer": words.encode()} for name, words in files]
        page.locator("input[type=file]").set_input_files(cast("list[FilePayload]", given))
        page.locator(".gz-clauses li").nth(len(files)).wait_for()

    return upload


def _typed(page: Page) -> None:
    page.get_by_label("区", exact=True).fill("乙区")
