"""HTML, saved pages (MHTML) and feeds → lines of text. The one module that imports selectolax.

Every sentence of a page is kept: the parser follows the rules of browsers, and only what the markup itself calls
navigation is left out, unless sentences stand in it. Extractors that guess the main text lose sentences.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from typing import TYPE_CHECKING

from indexer.reading.formats.extracted import Dropped, Extracted, Item, gather, split
from indexer.reading.formats.refusals import Unreadable
from indexer.reading.formats.tables import ACROSS, is_layout, lines_of_table

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_NO_TEXT = frozenset((
    "script", "style", "noscript", "template", "object", "embed", "canvas", "head", "input", "audio", "video", "map",
    "area", "datalist", "dialog",
))  # fmt: skip
_LEFT_OUT = {
    "rt": "注音", "rp": "注音", "svg": "图形和公式", "math": "图形和公式",
    "select": "网页控件", "button": "网页控件", "textarea": "网页控件", "option": "网页控件",
}  # fmt: skip
_STRUCK = frozenset(("del", "s", "strike"))
_STRUCK_STYLE = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rb", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))  # fmt: skip
_CELL_TAGS = ("td", "th")
_NAVIGATION_TAGS = frozenset(("nav", "aside", "footer"))
_NAVIGATION_ROLES = frozenset(("navigation", "menu", "menubar", "search", "contentinfo", "toolbar", "complementary"))
_NAVIGATION_NAMES = re.compile(
    r"(?:(?:top|main|sub|site|global|head|header|foot|footer|left|right|side|bread|page)[-_]?)?"
    r"(?:nav|navbar|navigation|menu|crumbs?|breadcrumbs?|share|pager|pagination|paging|footer|copyright|sidebar|toolbar)"
    r"(?:[-_]?(?:bar|list|box|wrap|wrapper|container|links?))?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^。！？\s]{12,}[。！？；]")  # menus have none
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WIDE = "[\u3001-\u303f\u3400-\u9fff\uff00-\uffef“”‘’—…]"
_WRAPPED = re.compile(rf"(?<={_WIDE})[ \t\r\f]*\n[ \t\r\f\n]*(?={_WIDE})")  # only the source is wrapped there
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NOTE_MARK = re.compile(r"\s*(?:[\[［(（〔]注?\d{1,3}[\]］)）〕]|[①-⑳])\s*")  # of a note
_BARE_NUMBER = re.compile(r"\s*\d{1,3}\s*")  # of a note if it leads there; else a square metre
_ATTACHMENT = re.compile(r"\s*附件.*|.*\.(?:docx?|xlsx?|pdf|wps|ofd|zip|rar)\s*", re.IGNORECASE)
_ICON = re.compile("^\\s*[\ue000-\uf8ff]\\s*$")  # a glyph of an icon font
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_DECLARED = re.compile(rb"""(?i)(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""")
_TITLE_ENDS = re.compile(r"\s*[_|｜]\s*|\s*[-—–]+\s*(?=\D)")
_LEAST_LINKS = 3  # a list of fewer links may be a list of attachments
_LINK_SHARE = 0.9
_MOST_SPANNED = 100  # rows or columns of one cell
_MOST_COLUMNS = 100  # no table is wider
_SHORTEST_TITLE = 5  # characters; 首页, 正文 and the like say nothing


def declared_charset(data: bytes) -> str:
    """Return the charset that a page declares, or ""."""
    found = _DECLARED.search(data[:4096])
    return found.group(1).decode("ascii", "replace") if found else ""


def page_of_mhtml(data: bytes) -> tuple[bytes, str]:
    """Return the bytes of the page in a saved web archive (.mht) and the charset it declares; empty without one."""
    for part in message_from_bytes(data).walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(payload, bytes):
            return payload, part.get_content_charset() or declared_charset(payload)
    return b"", ""


def read_html(markup: str) -> Extracted:
    """Return the text of a page, a line a block and a row of a table, the title first if the body lacks it.

    Raises Unreadable for a page that only frames others.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(markup)
    for node in tree.css("script, style"):
        node.decompose()  # so that they are no text of what is left out either
    items = [item for item in _lines(tree.body) if not isinstance(item, str) or item.strip()] if tree.body else []
    lines, _ = split(items)
    if not lines and tree.css_first("frameset, iframe[src]") is not None:
        raise Unreadable("网页只是一个框架，正文在它内嵌的另一个网页里。请打开内嵌的网页，另存后再放入语料目录。")
    title = _title(tree)
    folded = re.sub(r"\s", "", "".join(lines))
    if title and re.sub(r"\s", "", title) not in folded:
        items.insert(0, title)
    return gather(items)


def read_xml(markup: str) -> Extracted:
    """Return the text of a feed or other XML: a line for each element, pages inside elements as pages."""
    body = re.sub(r"<\?.*?\?>", "", _CDATA.sub(r"\1", markup), flags=re.DOTALL)
    found = read_html(re.sub(r"<(/?)(?:title|link|head|body|html)\b", r"<\1x-", body))
    if _TAG.search(found.text):  # descriptions in feeds are pages, escaped
        found = read_html(found.text.replace("\n", "<br>"))
    return replace(found, text=html.unescape(found.text))


def _title(tree: object) -> str:
    css_first = tree.css_first  # type: ignore[attr-defined]

    def declared(name: str) -> str:
        meta = css_first(name)
        return (meta.attributes.get("content") or "").strip() if meta is not None else ""

    if title := declared('meta[name="ArticleTitle" i]'):  # the standard of government web sites
        return title
    node = css_first("title")
    whole = _BLANKS.sub(" ", node.text()).strip() if node is not None else ""
    parts = [part for part in _TITLE_ENDS.split(whole) if len(part) >= _SHORTEST_TITLE]
    return parts[0] if parts else declared('meta[property="og:title" i]')  # WeChat leaves the title empty


def _lines(body: LexborNode) -> Iterator[Item]:
    """Yield the lines of an element and what is left out between them.

    It walks with a stack of its own, for pages nest deeper than Python may.
    """
    line: list[str] = []
    stack: list[tuple[LexborNode | None, str]] = [(body.child, "")]
    counts: dict[int, int] = {}
    while stack:
        node, closes = stack.pop()
        if node is None:
            if closes not in _INLINE:
                yield _close(line)
            continue
        stack.append((node.next, closes))
        tag = str(node.tag)
        if tag == "-text":
            line.append(_ICON.sub("", str(node.text_content or "")))
        elif tag == "br":
            yield _close(line)
        elif tag.startswith(("-", "!")) or tag in _NO_TEXT:
            continue
        elif tag == "iframe":
            yield Dropped(node.attributes.get("src") or "", "内嵌网页未读取")
        elif _is_note_mark(node, tag) and any(map(str.strip, line)):  # in mid-line it would cut a figure: 480①张
            yield Dropped(str(node.text()), "注释标记")
        elif reason := _reason_to_leave_out(node, tag):
            yield Dropped(str(node.text(separator=" ")), reason)
        else:
            if tag not in _INLINE:
                yield _close(line)
            table = _rows(node) if tag == "table" else None
            if table is not None and not is_layout(table[0]):
                yield from table[1]
                yield from lines_of_table(table[0])
            elif tag == "pre":
                yield str(node.text())
            else:
                if tag == "li":
                    line.append(_ordinal(node, counts))
                stack.append((node.child, tag))
    yield _close(line)


def _close(line: list[str]) -> str:
    text = _BLANKS.sub(" ", _WRAPPED.sub("", "".join(line))).strip(" ")
    line.clear()
    return text


def _reason_to_leave_out(node: LexborNode, tag: str) -> str:
    """Return why an element is no text of the document, or ""."""
    if tag in _LEFT_OUT:
        return _LEFT_OUT[tag]
    style = node.attributes.get("style") or ""
    if tag in _STRUCK or _STRUCK_STYLE.search(style):
        return "划去的文字"  # beside what replaces it, it would make another figure: 300480
    if ("hidden" in node.attributes or _HIDDEN_STYLE.search(style)) and not _SENTENCE.search(str(node.text())):
        return "网页隐藏的文字"
    return "网页导航" if _is_navigation(node, tag) else ""


def _is_note_mark(node: LexborNode, tag: str) -> bool:
    if tag == "a":
        is_local = (node.attributes.get("href") or "").startswith("#")
        return is_local and _NOTE_MARK.fullmatch(str(node.text())) is not None
    if tag != "sup":
        return False
    text = str(node.text())
    return bool(_NOTE_MARK.fullmatch(text) or (_BARE_NUMBER.fullmatch(text) and node.css_first("a[href]")))


def _is_navigation(node: LexborNode, tag: str) -> bool:
    attributes = node.attributes
    names = [*(attributes.get("class") or "").split(), (attributes.get("id") or "").strip()]
    marked = (
        tag in _NAVIGATION_TAGS
        or (attributes.get("role") or "").lower() in _NAVIGATION_ROLES
        or any(_NAVIGATION_NAMES.fullmatch(name) for name in names)
    )
    if marked:
        return _SENTENCE.search(str(node.text())) is None
    return tag in ("ul", "ol", "dl") and _is_link_list(node)


def _is_link_list(node: LexborNode) -> bool:
    links = [str(link.text()).strip() for link in node.css("a[href]")]
    if any(map(_ATTACHMENT.fullmatch, links)):
        return False
    text = _BLANKS.sub("", str(node.text()))
    linked = sum(len(_BLANKS.sub("", link)) for link in links)
    return len(links) >= _LEAST_LINKS and linked >= _LINK_SHARE * len(text) and not _SENTENCE.search(text)


def _ordinal(node: LexborNode, counts: dict[int, int]) -> str:
    """Return the number that a browser sets before an item of an ordered list, unless the item has one of its own.

    ``counts`` holds the last number of each list.
    """
    parent = node.parent
    if (
        parent is None
        or parent.tag != "ol"
        or parent.attributes.get("class")
        or "none" in (parent.attributes.get("style") or "")
    ):
        return ""
    if parent.mem_id not in counts:
        start = parent.attributes.get("start") or "1"
        counts[parent.mem_id] = int(start) - 1 if start.isdigit() and len(start) < 6 else 0
    counts[parent.mem_id] += 1
    has_own = re.match(r"\s*(?:[（(]?[\d一二三四五六七八九十]+[、.．)）]|[①-⑳])", str(node.text()))
    return "" if has_own else f"{counts[parent.mem_id]}."


def _rows(table: LexborNode) -> tuple[list[list[str]], list[Dropped]] | None:
    """Return the cells of a table as ``lines_of_table`` wants them, and what is left out of them.

    None for a table that lays out a page.
    """
    if any(
        node.mem_id != table.mem_id for node in table.css("table, ul, h1, h2, h3")
    ):  # css finds the table itself too
        return None
    rows: list[list[str]] = []
    dropped: list[Dropped] = []
    below: dict[int, tuple[str, int]] = {}  # column → text and rows left of a cell merged down
    for row in table.css("tr"):
        cells: list[str] = []
        for cell in (node for node in row.iter() if node.tag in _CELL_TAGS):
            _fill_down(cells, below)
            lines, left_out = split(_lines(cell))
            dropped += left_out
            text = "\n".join(filter(None, lines))
            covered = min(_span(cell, "colspan") - 1, max(0, _MOST_COLUMNS - len(cells)))
            for part in [text] + [ACROSS] * covered:
                below[len(cells)] = (part, _span(cell, "rowspan"))
                cells.append(part)
        _fill_down(cells, below)
        below = {at: (text, left - 1) for at, (text, left) in below.items() if left > 1}
        rows.append(cells)
    return rows, dropped


def _fill_down(cells: list[str], below: dict[int, tuple[str, int]]) -> None:
    while len(cells) in below:
        cells.append(below[len(cells)][0])


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return min(max(int(value), 1), _MOST_SPANNED) if value.isdigit() and len(value) < 6 else 1
