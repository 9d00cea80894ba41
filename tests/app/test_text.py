"""What a document, a reader or an error says appears on the page as it is, and runs nothing."""

from __future__ import annotations

import ast
import html
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import Safe, escape, join, mark, merge_spans, plain, tag

APP = Path(__file__).parents[2] / "app"

HOSTILE = [
    "3~5个",
    "$100和$200",
    ":red[x]",
    "~~x~~",
    '<img src=x onerror="window.hacked=1">',
    "<script>window.hacked=1</script>",
    "</div></article><h1>大</h1>",
    "1. 第一",
    "*星* _下_ `码` **粗**",
    "[链接](javascript:alert(1))",
    "# 标题",
    ":smile: :material/home: :material/x:",
    "&lt;b&gt; &amp; &#60;",
    "a <- b -- c >= d",
    "'\"><svg onload=alert(1)>",
    "| a | b |\n|---|---|",
    "\u202e反转",
    "<!-- 注释 -->",
]


class Texts(HTMLParser):
    """Collects what a browser would show, and the elements it would make."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags = "", []
        self.feed(markup)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, name: str, attributes: object) -> None:
        self.tags.append(name)

    def handle_comment(self, data: str) -> None:
        self.tags.append("!--")


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_shows_as_it_is(text: str) -> None:
    shown = Texts(escape(text))
    assert shown.text == text
    assert shown.tags == []


@pytest.mark.parametrize("text", HOSTILE)
def test_marked_text_shows_as_it_is(text: str) -> None:
    shown = Texts(mark(text, [(1, 3), (0, 2), (len(text) - 1, len(text) + 5)]))
    assert shown.text == text
    assert set(shown.tags) <= {"mark"}


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")), st.data())
def test_marking_neither_loses_nor_adds_text(text: str, data: st.DataObject) -> None:
    offsets = st.integers(-3, len(text) + 3)
    spans = data.draw(st.lists(st.tuples(offsets, offsets), max_size=5))
    assert html.unescape(mark(text, spans).replace("<mark>", "").replace("</mark>", "")) == text


def test_mark_takes_spans_of_the_text_not_of_the_markup() -> None:
    assert mark("a<b>养老</b>", [(4, 6)]) == "a&lt;b&gt;<mark>养老</mark>&lt;/b&gt;"


@pytest.mark.parametrize(
    ("spans", "length", "merged"),
    [
        ([], 5, []),
        ([(0, 2), (2, 4)], 5, [(0, 4)]),
        ([(3, 9), (1, 2)], 5, [(1, 2), (3, 5)]),
        ([(4, 2), (7, 9), (-3, 1)], 5, [(0, 1)]),
    ],
)
def test_spans_are_put_in_order(spans: list[tuple[int, int]], length: int, merged: list[tuple[int, int]]) -> None:
    assert merge_spans(spans, length) == merged


def test_a_lone_surrogate_does_not_break_the_page() -> None:
    assert escape("坏\ud800字") == "坏?字"
    assert plain("坏\ud800字") == "坏\\?\u2060字"


def test_children_that_are_not_safe_are_escaped() -> None:
    assert tag("b", "<i>", Safe("<i></i>")) == "<b>&lt;i&gt;<i></i></b>"
    assert join(["<", Safe("<br>")], "、") == "&lt;、<br>"
    assert type(tag("b")) is Safe


def test_attributes_are_escaped_and_empty_ones_left_out() -> None:
    assert tag("a", title='"><script>', id=None, hidden=False, open=True, aria_label="x", cls="k") == (
        '<a title="&quot;&gt;&lt;script&gt;" open aria-label="x" class="k"></a>'
    )


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", " javascript:x", "data:text/html,x", "//evil.example", "file:///etc"]
)
def test_links_lead_to_the_page_or_the_web_only(href: str) -> None:
    assert tag("a", "x", href=href) == "<a>x</a>"


@pytest.mark.parametrize("href", ["?q=1", "#c-1", "https://www.jingan.gov.cn/a?b=1", "HTTP://x.cn"])
def test_links_that_are_kept(href: str) -> None:
    assert tag("a", "x", href=href) == f'<a href="{html.escape(href)}">x</a>'


@pytest.mark.parametrize(
    ("text", "closing"),
    [
        ("静安区", ""),
        ("\u202e倒", "\u202c"),
        ("\u202e倒\u2066左", "\u2069\u202c"),
        ("\u202e倒\u202c", ""),
        ("\u2067a\u202eb\u2069c", ""),  # the embedding within ended with the isolate
        ("\u2069\u202c", ""),
        ("\u2067a\u202c", "\u2069"),
    ],
)
def test_a_turn_of_direction_ends_with_its_element(text: str, closing: str) -> None:
    assert tag("b", text) == f"<b>{text}{closing}</b>"
    assert tag("p", tag("b", text), "后") == f"<p><b>{text}{closing}</b>后</p>"


def test_labels_are_one_line_without_markdown() -> None:
    assert plain(" 1. *区*\n# x ") == "1\\. \\*\u2060区\\*\u2060 \\# x".replace("\\*\u2060 ", "\\* ")
    assert plain(":red[x]") == "\\:\u2060red\\[\u2060x\\]"
    assert plain("静安区（3）") == "静安区（3）"


def test_foreign_text_reaches_the_page_through_one_module_only() -> None:
    """No view draws HTML of its own, and none lets Markdown see what it did not write itself."""
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            assert all(keyword.arg != "unsafe_allow_html" for keyword in node.keywords), path
            drawn = ast.unparse(node.func)
            if drawn == "st.html":
                assert path.name in ("text.py", "style.py"), path
            elif drawn in (
                "st.markdown",
                "st.write",
                "st.caption",
                "st.error",
                "st.warning",
                "st.info",
                "st.success",
                "st.title",
            ):
                is_guide = path.name == "guide_view.py"  # it draws a file of the project, and no words from elsewhere
                is_ours = is_guide or all(isinstance(argument, ast.Constant) for argument in node.args)
                assert is_ours, (path, ast.unparse(node))
