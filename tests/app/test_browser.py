"""What a reader sees: the real server, the real corpus and model, a real browser.

The index of the project is used where there is one, else it is built, which takes a minute or two.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest
from docx import Document
from openpyxl import load_workbook

from indexer.build import build
from indexer.settings import Settings

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
Browser, Page, expect = sync_api.Browser, sync_api.Page, sync_api.expect

ROOT = Path(__file__).parents[2]
DRAWING = 60_000  # ms, for a busy machine; it is half a second on an idle one
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
expect.set_options(timeout=DRAWING)
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@contextmanager
def serve(corpus: Path, index: Path, **environment: str) -> Iterator[str]:
    """Run the server on a free port and give its address; stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    known = os.environ | {"INDEXER_CORPUS": str(corpus), "INDEXER_INDEX": str(index)} | environment
    log = (index.parent / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "--port", str(port)], cwd=ROOT, env=known, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        address = f"http://127.0.0.1:{port}/"
        for _ in range(240):
            try:
                urlopen(address, timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, (index.parent / "server.log").read_text(encoding="utf-8")
                time.sleep(0.25)
        yield address
    finally:
        server.terminate()
        server.wait(20)
        log.close()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(chromium: str, model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over the project's corpus and model."""
    index = tmp_path_factory.mktemp("server") / "index"
    if (ROOT / "index").is_dir():
        shutil.copytree(ROOT / "index", index)
    settings = Settings(ROOT / "corpus", index, model_folder.parent, model_folder.name)
    build(settings.corpus, index, settings=settings)
    environment = {"INDEXER_MODELS": str(settings.models), "INDEXER_MODEL": settings.model}
    with serve(settings.corpus, index, **environment) as address:
        yield address


@contextmanager
def watched(browser: Browser, size: dict[str, int]) -> Iterator[Page]:
    """Give a page in a fresh browser profile; nothing may be asked of another host, nothing fail in the console."""
    context = browser.new_context(viewport=size, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(DRAWING)
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    yield page
    context.close()
    assert {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}
    assert not failed


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with watched(browser, WIDE) as page:
        yield page


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with watched(browser, NARROW) as page:
        yield page


def search(page: Page, server: str, words: str, **more: str) -> None:
    address = server + f"?q={quote(words)}" + "".join(f"&{name}={quote(value)}" for name, value in more.items())
    page.goto(address)
    expect(page.locator(".gz-loaded")).to_be_visible()


def overflows(page: Page) -> bool:
    return bool(
        page.evaluate(
            """() => [document.documentElement, document.querySelector('.stMain')]
                     .some(element => element && element.scrollWidth > element.clientWidth + 1)"""
        )
    )


def test_the_first_start_builds_the_index_before_ones_eyes(
    page: Page, corpus: Path, tiny_model_folder: Path, tmp_path: Path
) -> None:
    for number in range(40):
        words = "".join(f"第{number}份文件的第{line}项，新增泊位{line}个。\n" for line in range(40))
        (corpus / f"{number:02}.txt").write_text(f"2025年甲区政府工作报告\n一、任务\n{words}", encoding="utf-8")
    with serve(corpus, tmp_path / "index", INDEXER_MODEL=str(tiny_model_folder)) as server:
        page.goto(server)
        expect(page.get_by_text("第一次启动：正在读取语料")).to_be_visible()
        expect(page.locator(".gz-facts[role=status]")).to_contain_text(re.compile(r"(读取文件|计算语义) \d+/\d+"))
        page.reload()  # neither stops the build nor starts another
        expect(page.get_by_role("button", name="养老床位", exact=True)).to_be_visible()
        expect(page.locator(".gz-loaded")).to_contain_text("这里只收入了 43 份文件")


def test_a_search_shows_districts_and_passages(page: Page, server: str) -> None:
    page.goto(server)
    box = page.get_by_label("要查的话")
    box.fill("养老床位")
    box.press("Enter")
    expect(page.locator(".gz-card").first).to_be_visible()
    expect(page.locator("h2.gz-district")).to_have_count(3)
    districts = page.locator("h2.gz-district").all_inner_texts()
    assert {name.split("\n")[0][:3] for name in districts} >= {"静安区", "徐汇区", "黄浦区"}
    expect(page.locator(".gz-card", has_text="新增480张养老床位").locator("mark").first).to_be_visible()
    assert "q=" + quote("养老床位") in page.url
    assert page.title().startswith("养老床位")
    boxes = page.locator(".gz-card:visible").evaluate_all(
        "cards => cards.map(card => card.getBoundingClientRect().bottom)"
    )
    assert sum(bottom <= WIDE["height"] for bottom in boxes) >= 4
    assert not overflows(page)


def test_a_clause_opens_in_its_document_and_reopens_the_same(page: Page, server: str) -> None:
    search(page, server, "养老床位")
    card = page.locator("[class*=st-key-result_]", has_text="新增480张养老床位").first
    card.get_by_role("link", name="查看原文").click()
    hit = page.locator(".gz-hit")
    expect(hit).to_contain_text("新增480张养老床位")
    expect(hit).to_be_in_viewport()
    expect(page.locator(".gz-toc [aria-current]")).to_contain_text("19.完善为老服务体系")
    expect(page.locator(".gz-doc")).to_contain_text("新增社区长者食堂6家")  # the neighbour
    address = page.url
    page.reload()
    expect(hit).to_contain_text("新增480张养老床位")
    expect(hit).to_be_in_viewport()
    assert page.url == address
    page.get_by_role("link", name="← 检索结果").click()
    expect(page.get_by_label("要查的话")).to_have_value("养老床位")
    expect(page.locator(".gz-card").first).to_be_visible()


def test_a_heading_of_the_contents_is_jumped_to(page: Page, server: str) -> None:
    search(page, server, "养老床位")
    page.locator("a.gz-open:visible").first.click()
    expect(page.locator(".gz-hit")).to_be_in_viewport()
    last = page.locator(".gz-toc a").last
    last.click()
    target = page.locator("[id='" + str(last.get_attribute("href"))[1:] + "']")
    expect(target).to_be_in_viewport()


def test_a_copied_link_opens_the_same_for_someone_else(browser: Browser, page: Page, server: str) -> None:
    page.goto(server)
    box = page.get_by_label("要查的话")
    box.fill("加装电梯")
    box.press("Enter")
    expect(page.locator(".gz-card").first).to_be_visible()
    page.get_by_role("button", name="区：全部").click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="黄浦区").click()
    expect(page.locator("h2.gz-district")).to_have_count(1)
    expect(page.locator(".gz-sum").first).to_contain_text("1 个区")
    with watched(browser, WIDE) as other:
        other.goto(page.url)
        expect(other.locator("h2.gz-district")).to_contain_text(["黄浦区"])
        expect(other.get_by_label("要查的话")).to_have_value("加装电梯")
        assert other.locator(".gz-text").all_inner_texts() == page.locator(".gz-text").all_inner_texts()


def test_the_back_button_undoes_the_last_search(page: Page, server: str) -> None:
    page.goto(server)
    box = page.get_by_label("要查的话")
    for words in ("养老床位", "停车"):
        box.fill(words)
        box.press("Enter")
        expect(page.locator(".gz-card mark", has_text=words[:2]).first).to_be_visible()
        page.wait_for_url("**q=" + quote(words))
    page.go_back()
    expect(box).to_have_value("养老床位")
    expect(page.locator(".gz-card mark", has_text="床位").first).to_be_visible()


def test_the_keyboard_is_enough(page: Page, server: str) -> None:
    page.goto(server)
    expect(page.locator(".gz-loaded")).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "要查的话":
            break
    page.keyboard.type("养老床位")
    page.keyboard.press("Enter")
    expect(page.locator(".gz-card").first).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "gz-open":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".gz-hit")).to_be_in_viewport()


def test_the_results_are_a_table_for_a_spreadsheet(page: Page, server: str) -> None:
    search(page, server, "养老床位", district="黄浦区")
    with page.expect_download() as wanted:
        page.get_by_role("button", name="导出表格（20 行）").click()
    data = Path(wanted.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == 20
    assert {row["区"] for row in rows} == {"黄浦区"}
    page.goto(rows[0]["链接"])
    expect(page.locator(".gz-hit")).to_contain_text(rows[0]["条款"][:20])


def test_a_citation_is_copied_with_one_press(page: Page, server: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    search(page, server, "新增480张养老床位", mode="exact")
    page.get_by_role("button", name="引用").first.click()
    page.get_by_test_id("stCode").get_by_role("button").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.length > 0)")
    copied = page.evaluate("navigator.clipboard.readText()")
    title = "上海市静安区人民政府关于印发《2025年区政府重点工作安排》的通知"
    assert copied.startswith(f"《{title}》（静安区，2025年，静府发〔2025〕3号）")
    assert copied.endswith("5个家门口养老服务站。」")


@pytest.mark.parametrize(
    "view",
    [
        "",
        "?q=养老床位",
        "?q=量子对撞机&mode=exact",
        "?view=corpus",
        "?q=养老床位&district=甲",
        "?view=ledger&q=养老",
        "?view=ledger&part=chart",
        "?view=ledger&part=pairs",
        "?view=coverage&q=养老床位",
        "?view=batch",
        "?view=precedent",
        "?view=precedent&q=完善15分钟社区生活圈，推进既有多层住宅加装电梯。&formula=一网通办",
    ],
)
def test_a_phone_needs_no_sideways_scrolling(phone: Page, server: str, view: str) -> None:
    phone.goto(server + quote(view, safe="?&="))
    expect(phone.locator(".gz-loaded, .gz-list").first).to_be_visible()
    expect(phone.get_by_role("link", name="语料", exact=True)).to_be_in_viewport()
    assert not overflows(phone)


def test_a_phone_reads_a_clause_in_its_document(phone: Page, server: str) -> None:
    search(phone, server, "养老床位")
    phone.locator("a.gz-open:visible").first.click()
    expect(phone.locator(".gz-hit")).to_be_in_viewport()
    expect(phone.get_by_role("link", name="← 检索结果")).to_be_in_viewport()
    assert not overflows(phone)
    phone.locator(".gz-toc-small summary").click()
    expect(phone.locator(".gz-toc-small a").first).to_be_visible()


def test_a_row_of_the_ledger_opens_its_clause_and_leads_back(page: Page, server: str) -> None:
    page.goto(server + quote("?view=ledger&q=养老床位", safe="?&="))
    table = page.get_by_test_id("data-grid-canvas")  # drawn, so that cells can be pressed but not asked for
    expect(table).to_be_visible()
    page.wait_for_timeout(500)
    place = table.bounding_box()
    page.mouse.click(place["x"] + 18, place["y"] + 53)  # the box of the first row
    with page.context.expect_page() as opened:
        page.mouse.move(place["x"] + 58, place["y"] + 53)
        page.mouse.click(place["x"] + 58, place["y"] + 53)
    expect(opened.value.locator(".gz-hit")).to_be_in_viewport()
    opened.value.close()
    card = page.locator(".gz-entry:visible")
    expect(card).to_have_count(1)
    words = card.locator("mark").inner_text()
    card.get_by_role("link").click()
    expect(page.locator(".gz-hit")).to_contain_text(words)
    expect(page.locator(".gz-hit")).to_be_in_viewport()
    page.get_by_role("link", name="← 承诺台账").click()
    expect(page.get_by_label("主题")).to_have_value("养老床位")


def test_the_ledger_is_saved_as_a_workbook_that_leads_back(page: Page, server: str, tmp_path: Path) -> None:
    page.goto(server + quote("?view=ledger&district=静安区&year=2025", safe="?&="))
    with page.expect_download() as wanted:
        page.get_by_role("button", name="导出 Excel").click()
    wanted.value.save_as(tmp_path / "台账.xlsx")
    sheet = load_workbook(tmp_path / "台账.xlsx").active
    assert sheet is not None
    head, *rows = sheet.iter_rows()
    names = [cell.value for cell in head]
    row = next(row for row in rows if row[names.index("原文")].value == "新增480张养老床位")
    assert row[names.index("数值")].value == 480
    link = row[names.index("链接")].hyperlink
    assert link
    page.goto(link.target)
    expect(page.locator(".gz-hit")).to_contain_text("新增480张养老床位")


def test_a_list_is_answered_into_a_workbook(page: Page, server: str, tmp_path: Path) -> None:
    page.goto(server + "?view=batch")
    lines = "序号,问题\n1,新增养老床位多少张\n2,？？\n".encode("gb18030")
    page.locator("input[type=file]").set_input_files({"name": "清单.csv", "mimeType": "text/csv", "buffer": lines})
    expect(page.get_by_test_id("stFileChip")).to_be_visible()
    page.get_by_role("button", name="开始").click()
    expect(page.locator(".gz-task")).to_have_count(1)
    expect(page.locator(".gz-warning")).to_contain_text("第 3 行")
    with page.expect_download() as wanted:
        page.get_by_role("button", name="下载 Excel").click()
    wanted.value.save_as(tmp_path / "批量.xlsx")
    book = load_workbook(tmp_path / "批量.xlsx")
    assert book.sheetnames == ["结果", "未找到", "有问题的行", "说明"]
    assert any("480" in str(cell.value) for cells in book["结果"].iter_rows() for cell in cells)


def test_a_phone_decides_on_a_pair(phone: Page, server: str) -> None:
    phone.goto(server + "?view=ledger&part=pairs&sort=twice")
    first = phone.locator("[class*=st-key-pair_0]")
    expect(first.locator(".gz-side")).to_have_count(2)
    first.get_by_role("button", name="是一回事", exact=True).click()
    expect(first).to_contain_text("已定：是一回事")
    phone.reload()
    expect(first).to_contain_text("已定：是一回事")
    first.get_by_role("button", name="撤回").click()
    expect(first.get_by_role("button", name="不是一回事")).to_be_visible()
    assert not overflows(phone)


EVIL = '<b>题</b> _x_ ~~y~~ $1$ :red[z] <img src=x onerror="window.hacked=1">'
EVIL_DISTRICT = ":red[甲]*区*<i>"


def only_words(page: Page) -> None:
    """Nothing that a document said became an element of the page, or ran."""
    assert page.evaluate("window.hacked") is None
    assert page.locator(".stHtml").locator("img, i, del, em, code, [onerror], [onload]").count() == 0
    assert page.locator(".katex").count() == 0


def test_hostile_words_appear_as_they_are(page: Page, tmp_path: Path, tiny_model_folder: Path, hostile: str) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    words = f"2025年甲区政府工作报告\n一、{EVIL}\n{hostile}。\n1. {hostile}。\n"
    (corpus / "甲.txt").write_text(words, encoding="utf-8")
    with (corpus / "catalog.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["file", "title", "district"], ["甲.txt", EVIL, EVIL_DISTRICT]])
    settings = Settings(corpus, tmp_path / "index", tmp_path / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    with serve(corpus, settings.index, INDEXER_MODEL=str(tiny_model_folder)) as server:
        search(page, server, "建设食堂 <img src=x onerror=window.hacked=1>", district=EVIL_DISTRICT)
        found = page.locator("[class*=st-key-result_]", has_text="建设3~5个食堂").first
        expect(found.locator(".gz-text")).to_contain_text(hostile)
        expect(page.locator("a.gz-title").first).to_have_text(EVIL)
        expect(page.locator("h2.gz-district").first).to_contain_text(EVIL_DISTRICT)
        facet = page.get_by_test_id("stPopover").first
        assert facet.inner_text().replace("\u2060", "").startswith(f"区：{EVIL_DISTRICT}")
        only_words(page)
        found.get_by_role("button", name="引用").click()
        expect(page.get_by_test_id("stCode")).to_contain_text(hostile)
        page.keyboard.press("Escape")
        found.locator("a.gz-open").click()
        expect(page.locator(".gz-hit")).to_contain_text(hostile)
        expect(page.locator("h1.gz-doctitle")).to_have_text(EVIL)
        only_words(page)
        page.goto(server + "?view=corpus")
        page.get_by_role("link", name="依据").click()
        expect(page.locator(".gz-table").last).to_contain_text(EVIL)
        only_words(page)
        for part in ("list", "chart", "pairs"):
            page.goto(f"{server}?view=ledger&part={part}")
            expect(page.locator(".gz-loaded")).to_be_visible()
            page.wait_for_timeout(500)  # for the canvas of table or chart
            only_words(page)
        page.goto(server + "?view=ledger")
        expect(page.locator(".gz-entry .gz-text").first).to_contain_text(hostile)
        page.goto(server + "?view=coverage&q=" + quote("建设食堂"))
        expect(page.locator(".gz-matrix")).to_contain_text(EVIL_DISTRICT)
        only_words(page)


def test_a_draft_is_compared_with_a_clause_that_opens_and_leads_back(
    page: Page, corpus: Path, tiny_model_folder: Path, tmp_path: Path, hostile: str
) -> None:
    words = f"2025年甲区政府工作报告\n一、任务\n健全接诉即办工作机制，提高12345热线办理质量。\n{hostile}。\n"
    (corpus / "甲.txt").write_text(words, encoding="utf-8")
    settings = Settings(corpus, tmp_path / "index", tmp_path / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    with serve(corpus, settings.index, INDEXER_MODEL=str(tiny_model_folder)) as server:
        page.goto(server)
        page.get_by_role("link", name="先例", exact=True).click()
        page.get_by_role("button", name=re.compile("^健全接诉即办机制")).press("Enter")
        found = page.locator(".gz-card").first
        expect(found.locator("mark")).to_have_text("工作")
        assert found.locator("mark").evaluate("mark => getComputedStyle(mark).textDecorationLine") == "underline"
        page.get_by_role("link", name="查看原文").first.click()
        expect(page.locator(".gz-hit")).to_contain_text("健全接诉即办工作机制")
        page.get_by_role("link", name="← 先例").click()
        box = page.get_by_label("正在写的话")
        expect(box).to_have_value(re.compile("^健全接诉即办机制"))
        box.fill(f"{hostile}。")
        box.press("Control+Enter")
        expect(page.locator(".gz-sentence").first).to_contain_text(hostile)
        expect(page.locator(".gz-variant", has_text="原样出现").first).to_be_visible()
        expect(page.locator(".gz-card .gz-text").first).to_contain_text(hostile)
        only_words(page)
        with page.expect_download() as saved:
            page.get_by_role("button", name="Word").click()
        paragraphs = [paragraph.text for paragraph in Document(str(saved.value.path())).paragraphs]
        assert any("<img src=x onerror=window.hacked=1>" in paragraph for paragraph in paragraphs)
        formula = page.get_by_label("要统计的提法")
        formula.fill("接诉即办")
        formula.press("Enter")
        expect(page.get_by_text("「接诉即办」：1 个文件，1 条")).to_be_visible()
        expect(page.locator(".st-key-frequency [data-testid=stVegaLiteChart]")).to_be_visible()
        expect(page.get_by_text("Cannot create property")).to_have_count(0)
        assert not overflows(page)
