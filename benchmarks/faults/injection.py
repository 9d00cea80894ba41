"""Harmful texts in documents, titles, file names, notes, reports and words, over every view and every export."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, urlsplit

from benchmarks.faults.exported import flaws
from benchmarks.faults.outcome import Outcome
from benchmarks.faults.payloads import EVIL, PAYLOADS
from benchmarks.serving import FLAGS, serve
from indexer import Searcher
from indexer.build import build
from indexer.corpus_files import put_in
from indexer.errors import CorpusUnchanged, FileRefused
from indexer.insight.saved import seen_of
from indexer.models import ensure_model
from indexer.settings import DEFAULT_MODEL, Settings
from indexer.storage.reports import Reports
from indexer.storage.saved import Saved, SavedClause, SavedSearch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Locator, Page

WORDS = "养老床位"
VIEWS = {  # every view of the page: {q} is what is asked, {doc} and {clause} what is opened
    "search": "?q={q}",
    "search, all at once": f"?q={WORDS}&mode=exact&group=none&n=100",
    "search, condition": "?q={q}&district={q}",
    "read": "?view=read&q={q}&doc={doc}&clause={clause}",
    "precedent": "?view=precedent&q={q}&formula={q}|床位",
    "compare": "?view=compare&q={q}",
    "ledger": "?view=ledger&q=" + WORDS,
    "ledger, words": "?view=ledger&q={q}",
    "ledger, chart": "?view=ledger&part=chart&indicator={q}",
    "ledger, pairs": "?view=ledger&part=pairs",
    "coverage": "?view=coverage&q={q}",
    "batch": "?view=batch&q={q}",
    "saved": "?view=saved&n=100",
    "saved, searches": "?view=saved&part=searches&n=100",
    "corpus": "?view=corpus&q={q}",
    "corpus, one document": "?view=corpus&doc={doc}",
    "corpus, matrix": "?view=corpus&part=matrix",
    "corpus, add": "?view=corpus&part=add",
    "reports": "?view=reports&n=100",
    "reports, one document": "?view=reports&doc={doc}",
    "guide": "?view=guide&q={q}",
}
FILES = ("search", "precedent", "compare", "ledger", "ledger, pairs", "coverage", "batch", "saved", "corpus", "reports")
_DRAWING = 120_000  # ms, for a busy machine
_WATCH = """
window.gzViolations = [];
document.addEventListener("securitypolicyviolation", event => gzViolations.push(event.violatedDirective));
"""
_MADE = f"""() => {{
    for (const folded of document.querySelectorAll("details")) folded.open = true;
    const page = document.querySelector(".stApp") ?? document.body;
    const own = "[data-testid=stFileUploader] *, [data-testid=stForm] form, form.vega-bindings";
    const made = "script, iframe, object, embed, base, meta, svg[onload], form, .katex, del, [onerror], [onload],"
        + "[onmouseover], [ontoggle], [onfocus], img[src=x], [src*='{EVIL}'], [href^='javascript:'], [href^='data:']";
    const away = [...page.querySelectorAll("a")].filter(link => link.hostname.endsWith("{EVIL}"));
    return [...page.querySelectorAll(made), ...away]
        .filter(one => !one.matches(own) && !(one.tagName === "SCRIPT" && one.textContent.includes("gzCopy")))
        .map(one => one.outerHTML.slice(0, 120))
        .concat(window.hacked === undefined ? [] : ["a script ran"])
        .concat(gzViolations.map(what => "the browser held back " + what));
}}"""


@dataclass(slots=True)
class Stage:
    """A server over harmful documents, and what is opened in its views."""

    address: str
    settings: Settings
    doc: str
    clause: str
    asked_elsewhere: list[str] = field(default_factory=list)


def run(*, quick: bool) -> list[Outcome]:
    """Show everything, and export everything."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    names = list(PAYLOADS)[:: 10 if quick else 1]
    with tempfile.TemporaryDirectory() as folder:
        ensure_model(DEFAULT_MODEL, Path("models"))
        settings = Settings(Path(folder) / "corpus", Path(folder) / "index", Path("models").resolve())
        doc, clause = prepare(settings, names)
        with (
            serve(settings.corpus, settings.index, INDEXER_MODELS=str(settings.models)) as address,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            stage = Stage(address, settings, doc, clause)
            return [shown(browser, stage, names), uploaded(browser, stage, names), exported(browser, stage)]


def prepare(settings: Settings, names: Sequence[str]) -> tuple[str, str]:
    """Write harmful documents, index them, keep notes and reports on them; return one of them and a clause of it."""
    settings.corpus.mkdir()
    rows = [["file", "title", "district", "issuer", "doc_number", "speaker", "meeting"]]
    for number, name in enumerate(names):
        payload = PAYLOADS[name]
        text = (
            f"2025年{payload}政府工作报告\n各位代表：\n一、{payload}\n{payload}新增{WORDS}{480 + number}张。\n"
            f"二、2025年主要任务 {payload}\n1. {payload}。\n"
            f"建设“{payload}”{WORDS}{number + 5}张，{payload}。\n注：{payload}\n"
        )
        try:
            file = put_in(settings.corpus, f"{number} {payload}.txt", text.encode(), replace=False)
        except (FileRefused, CorpusUnchanged):  # of a name with a slash only the end is taken
            file = put_in(settings.corpus, f"{number}.txt", text.encode(), replace=False)
        line = " ".join(payload.split())  # what is set is one line
        rows.append([file, line, f"{line[:20]}区", line, line, line, line])
    with (settings.corpus / "catalog.csv").open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows(rows)
    build(settings.corpus, settings.index, settings=settings)
    searcher = Searcher.open(settings.index, settings=settings)
    saved, reports = Saved(settings.notes), Reports(settings.notes)
    for name, document in zip(names, cycle(searcher.documents()), strict=False):
        clause = next(each for each in searcher.read(document.doc_id).clauses if WORDS in each.text)
        saved.keep_clause(document, clause, 1)
        saved.keep_search(f"?q={quote(PAYLOADS[name])}", PAYLOADS[name], seen_of(searcher, ()))
        number = reports.add("word", document, clause, said=PAYLOADS[name], instead=PAYLOADS[name]).number
        if number % 2:
            reports.settle(number, "declined", PAYLOADS[name])
    every: list[SavedClause | SavedSearch] = [*saved.clauses(), *saved.searches()]
    for kept, name in zip(every, cycle(names), strict=False):
        saved.write_note(kept, PAYLOADS[name])
    return document.doc_id, clause.clause_id


def shown(browser: Browser, stage: Stage, names: Sequence[str]) -> Outcome:
    """Open every view, each with several payloads as the words asked, all of them in documents, notes and reports."""
    seen, good, of = [], 0, 0
    views = cycle(VIEWS.items())
    page = _window(browser, stage)
    for name in names:
        for view, path in islice(views, 4 if len(names) > len(VIEWS) else 7):
            of += 1
            words = f"{PAYLOADS[name]} {WORDS}"
            _open(page, stage, path, words)
            found = [*cast("list[str]", page.evaluate(_MADE)), *stage.asked_elsewhere]
            if page.get_by_test_id("stException").count():
                found.append("an exception")
            stage.asked_elsewhere.clear()
            seen += [f"{name} in {view}: {what}" for what in found]
            good += not found
    page.context.close()
    what = f"views opened with {len(names)} harmful texts in documents, notes and words: none ran, nothing was asked"
    return Outcome(what, good, of, seen[:40])


def uploaded(browser: Browser, stage: Stage, names: Sequence[str]) -> Outcome:
    """Offer files with harmful names and texts, a few at once, and look at what is shown of them."""
    seen: list[str] = []
    page = _window(browser, stage)
    for first in range(0, len(names), 10):
        _open(page, stage, VIEWS["corpus, add"], "")
        given = [
            {
                "name": f"{name} {PAYLOADS[name]}.txt".replace("\0", ""),
                "mimeType": "text/plain",
                "buffer": f"{PAYLOADS[name]}\n一、{PAYLOADS[name]}\n{PAYLOADS[name]}的通知。\n".encode(),
            }
            for name in names[first : first + 10]
        ]
        page.locator("input[type=file]").set_input_files(cast("list[FilePayload]", given))
        page.locator("[class*=st-key-file_]").nth(len(given) - 1).wait_for(state="attached")
        _settle(page)
        seen += [*cast("list[str]", page.evaluate(_MADE)), *stage.asked_elsewhere]
        stage.asked_elsewhere.clear()
    page.context.close()
    return Outcome("files offered with such names and texts", len(names) - len(seen), len(names), seen)


def exported(browser: Browser, stage: Stage) -> Outcome:
    """Press every button that makes a file, and look into the file."""
    seen, good, of = [], 0, 0
    page = _window(browser, stage)
    for view in FILES:
        _open(page, stage, VIEWS[view], WORDS)
        if view == "batch":
            page.get_by_label("或者贴在这里，每行一条").fill("\n".join(f"{each} {WORDS}" for each in PAYLOADS.values()))
            page.get_by_role("button", name="开始").click()
            page.get_by_test_id("stDownloadButton").first.wait_for()
            _settle(page)
        if menu := _menu(page):
            menu.click()
            page.get_by_test_id("stDownloadButton").first.wait_for()
            _settle(page)
        buttons = page.get_by_test_id("stDownloadButton").get_by_role("button")
        for number in range(buttons.count()):
            of += 1
            with page.expect_download() as coming:
                buttons.nth(number).click()
            name = coming.value.suggested_filename
            found = flaws(name.rpartition(".")[2], coming.value.path().read_bytes(), stage.address)
            seen += [f"{view}, {name}: {what}" for what in found[:5]]
            good += not found
    page.context.close()
    return Outcome(
        f"files exported from {len(FILES)} views: no formula, no field, no link but to the page", good, of, seen
    )


def _menu(page: Page) -> Locator | None:
    menu = page.get_by_test_id("stPopoverButton").filter(has_text="导出").first
    return menu if menu.count() else None


def _window(browser: Browser, stage: Stage) -> Page:
    """Open a window that notes what scripts run and what is asked of other hosts."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.set_default_timeout(_DRAWING)

    def note(url: str) -> None:
        if not url.startswith(("data:", "blob:")) and urlsplit(url).hostname != "127.0.0.1":
            stage.asked_elsewhere.append(f"asked {url}")

    page.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url))
    page.on("dialog", lambda dialog: stage.asked_elsewhere.append(f"dialog {dialog.message}"))
    return page


def _open(page: Page, stage: Stage, path: str, words: str) -> None:
    asked = path.replace("{q}", quote(words, safe="")).format(doc=stage.doc, clause=stage.clause)
    page.goto(stage.address + quote(asked, safe="?&=%|"))
    _settle(page)


def _settle(page: Page) -> None:
    """Wait until the view is drawn to its end, charts and tables too."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(state="attached")
    page.locator("[data-stale=true]").first.wait_for(state="detached")
    page.wait_for_timeout(150)
