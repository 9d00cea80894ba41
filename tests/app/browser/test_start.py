"""The first start: the index is built before the eyes of the first reader."""

from __future__ import annotations

import re
from pathlib import Path

from tests.app.browser.tools import Page, expect, serve


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
        expect(page.locator(".gz-loaded")).to_contain_text("这里只收录了 43 份文件")
