"""The guide on the page says what the text in the documents says, and what is loaded now."""

from __future__ import annotations

import re
from pathlib import Path

from app.guide_view import GUIDE, LOADED, anchor, read_guide
from tests.app.conftest import Use
from tests.app.pages import markup, open_view, text


def test_the_guide_is_cut_at_its_headings() -> None:
    whole = GUIDE.read_text(encoding="utf-8")
    sections = read_guide(GUIDE)
    assert [section.title for section in sections] == re.findall(r"^## (.+)$", whole, re.MULTILINE)
    assert LOADED in [section.title for section in sections]
    rest = "".join(f"## {section.title}{section.text}" for section in sections)
    assert re.sub(r"\s", "", "# 使用说明" + rest) == re.sub(r"\s", "", whole)


def test_every_link_inside_the_guide_leads_to_a_section() -> None:
    sections = read_guide(GUIDE)
    links = {link for section in sections for link in re.findall(r"\]\(#([^)]+)\)", section.text)}
    assert links
    assert links <= {anchor(section.title) for section in sections}


def test_the_page_shows_every_section_and_picture(built: Path, use: Use) -> None:
    use(built / "corpus", built / "index")
    page = open_view(view="guide")
    drawn = markup(page)
    for section in read_guide(GUIDE):
        assert f'href="#{anchor(section.title)}"' in drawn
        assert f'id="{anchor(section.title)}"' in drawn
    shown = "\n".join(element.value for element in page.markdown)
    assert "有一条底线" in shown
    assert "![" not in shown  # pictures are pictures
    assert len(page.get("image")) == GUIDE.read_text(encoding="utf-8").count("](images/")
    assert not re.search(r"[\u4e00-\u9fff]\n[\u4e00-\u9fff]", shown)  # a line end of the file is no blank on the page


def test_the_page_says_what_is_loaded_now(built: Path, use: Use) -> None:
    use(built / "corpus", built / "index")
    page = open_view(view="guide")
    assert "这里只收录了 3 份文件（长宁区 2025；虹口区 2024；杨浦区 2025）" in text(page)
    assert re.search(r"一共 \d+ 条，20\d\d-\d\d-\d\d \d\d:\d\d 读取", text(page))
