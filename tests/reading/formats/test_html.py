"""A page gives its sentences, its tables and its title, and no menus that its markup calls so."""

from __future__ import annotations

import pytest

from indexer.reading import read_bytes
from indexer.reading.formats.html import page_of_mhtml, read_html, read_xml
from indexer.reading.formats.refusals import Unreadable
from indexer.reading.formats.sniff import sniff, sniff_text


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def test_blocks_are_lines_and_inline_elements_are_not() -> None:
    body = "<div>一、<b>养老</b><p>新增<span>480</span>张<br>床位。</p>其余<section>二、托育</section></div>"
    assert read_html(page(body)).text == "一、养老\n新增480张\n床位。\n其余\n二、托育"


def test_scripts_and_navigation_are_left_out() -> None:
    body = (
        "<script>var a='脚本。'</script><style>p{}</style><nav><a href=/>首页</a></nav><div class='top-menu'>导航</div>"
        "<ul><li><a href=1>政务公开</a><li><a href=2>办事服务</a><li><a href=3>互动交流</a></ul>"
        "<p>新增480张床位。</p><div role='navigation'>上一篇</div><footer>版权所有</footer>"
    )
    assert read_html(page(body)).text == "新增480张床位。"


def test_what_is_left_out_is_listed_where_it_stood() -> None:
    body = (
        "<nav>首页 办事</nav><p>新增<del>300</del><span style='text-decoration: line-through'>400</span>480张。</p>"
        "<p hidden>分享到</p><div style='display:none'>扫码</div><select><option>区县</select>"
        "<table><tr><td>任务<td>单位<tr><td>改建床位<s>50张</s><td>民政局</table><iframe src='/a.htm'></iframe>"
    )
    found = read_html(page(body))
    assert found.text.splitlines() == ["新增480张。", "任务：改建床位；单位：民政局"]
    assert [(removal.text, removal.reason, removal.at) for removal in found.removed] == [
        ("首页 办事", "网页导航", 0),
        ("300", "划去的文字", 0),
        ("400", "划去的文字", 0),
        ("分享到", "网页隐藏的文字", 7),
        ("扫码", "网页隐藏的文字", 7),
        ("区县", "网页控件", 7),
        ("50张", "划去的文字", 7),
        ("/a.htm", "内嵌网页未读取", 22),
    ]


def test_sentences_that_a_page_hides_are_kept() -> None:
    body = "<div id='js_content' style='visibility: hidden'>正文。</div><div style='display:none'>{}</div>"
    sentence = "展开全文后可见：全年新增养老床位480张。"
    assert read_html(page(body.format(sentence))).text == f"正文。\n{sentence}"


def test_a_page_of_frames_alone_is_refused() -> None:
    frames = "<html><head><title>静安区政府工作报告</title></head><frameset><frame src='a.htm'></frameset></html>"
    for markup in (frames, page("<iframe src='a.htm'></iframe>")):
        with pytest.raises(Unreadable, match="框架"):
            read_html(markup)


@pytest.mark.parametrize("mark", ["class='nav'", "id='footer'", "role='menu'", "class='share'"])
def test_sentences_in_what_is_called_navigation_are_kept(mark: str) -> None:
    sentence = "全年新增养老床位480张、改建认知障碍床位。"
    assert read_html(page(f"<div {mark}><p>{sentence}</p></div>")).text == sentence


def test_a_list_of_two_attachments_is_kept() -> None:
    body = "<p>附件：</p><ul><li><a href=1>任务清单</a></li><li><a href=2>责任分工表</a></li></ul>"
    assert read_html(page(body)).text == "附件：\n任务清单\n责任分工表"


def test_a_table_of_tasks_is_one_line_a_row_with_labels() -> None:
    body = (
        "<table><tr><th>序号<th>任务<th>牵头单位<th>完成时限</tr>"
        "<tr><td>1<td>新增养老床位480张<td rowspan=2>民政局<td>6月底</tr><tr><td>2<td>改建床位<td>12月底</tr></table>"
    )
    assert read_html(page(body)).text.splitlines() == [
        "1.任务：新增养老床位480张；牵头单位：民政局；完成时限：6月底",
        "2.任务：改建床位；牵头单位：民政局；完成时限：12月底",
    ]


def test_the_form_above_a_document_is_names_with_values() -> None:
    body = (
        "<table><tr><td>公开时间：<td>今年公开<td>责任部门：<td>区政府办"
        "<tr><td>文号：<td>东府发〔2025〕3号<td>主题词：<td></table>"
    )
    assert read_html(page(body)).text.splitlines() == [
        "公开时间：今年公开 | 责任部门：区政府办",
        "文号：东府发〔2025〕3号 | 主题词：",
    ]


@pytest.mark.parametrize(
    "mark", ["<sup>[1]</sup>", "<sup>①</sup>", "<sup><a href='#n'>1</a></sup>", "<a href='#n'>［1］</a>"]
)
def test_the_mark_of_a_note_cuts_no_figure_and_is_listed(mark: str) -> None:
    found = read_html(page(f"<p>新增480{mark}张，面积20万m<sup>2</sup>。</p><p>\n<sup>[1]</sup>床位：指养老床位。</p>"))
    assert found.text == "新增480张，面积20万m2。\n[1]床位：指养老床位。"
    assert [removal.reason for removal in found.removed] == ["注释标记"]


def test_names_in_the_first_column_are_no_header() -> None:
    body = "<table><tr><th>任务<td>新增床位480张<tr><th>牵头单位<td>民政局<tr><th>完成时限<td>12月底</table>"
    assert read_html(page(body)).text.splitlines() == ["任务 | 新增床位480张", "牵头单位 | 民政局", "完成时限 | 12月底"]


def test_a_line_break_of_the_source_is_no_blank_in_chinese() -> None:
    assert (
        read_html(page("<p>新增养老\r\n   <b>床位</b>，\n改建480\n张 床位</p>")).text == "新增养老床位，改建480 张 床位"
    )


def test_a_list_of_many_attachments_is_kept() -> None:
    items = "".join(f"<li><a href={n}>附件{n}：任务清单</a>" for n in range(1, 5))
    files = "<li><a href=1>一览表.docx</a><li><a href=2>说明.pdf</a><li><a href=3>其他</a>"
    assert read_html(page(f"<ul>{items}</ul><ul>{files}</ul>")).text.splitlines() == [
        "附件1：任务清单", "附件2：任务清单", "附件3：任务清单", "附件4：任务清单", "一览表.docx", "说明.pdf", "其他",
    ]  # fmt: skip


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "big5", "iso-8859-1", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_is_read_whatever_charset_it_declares(declared: str, encoding: str) -> None:
    head = f"<meta charset={declared}>" if declared else ""
    markup = page(
        "<div class=TRS_Editor><p>&emsp;&emsp;全年新增养老床位<span>4</span><span>80</span>张。</p></div>", head
    )
    assert read_bytes(markup.encode(encoding), "a.html").text == "全年新增养老床位480张。"


def test_a_table_that_lays_out_the_page_is_read_as_text() -> None:
    body = "<table><tr><td>左栏</td><td><p>一、养老</p><table><tr><td>甲</td><td>乙</td></tr></table></td></tr></table>"
    assert read_html(page(body)).text.splitlines() == ["左栏", "一、养老", "甲 | 乙"]


def test_the_title_is_put_first_only_where_the_body_lacks_it() -> None:
    head = "<title>2025年静安区重点工作安排_上海静安</title>"
    assert read_html(page("<p>正文。</p>", head)).text == "2025年静安区重点工作安排\n正文。"
    assert (
        read_html(page("<h1>2025年静安区<br>重点工作安排</h1><p>正文。</p>", head)).text.splitlines()[0]
        == "2025年静安区"
    )
    meta = "<title>政府信息公开页面</title><meta name='ArticleTitle' content='静安区养老规划'>"
    assert read_html(page("<p>正文。</p>", meta)).text == "静安区养老规划\n正文。"
    wechat = "<title></title><meta property='og:title' content='东川区养老规划'>"
    assert read_html(page("<p>正文。</p>", wechat)).text == "东川区养老规划\n正文。"


def test_numbers_that_the_browser_sets_are_written() -> None:
    assert read_html(page("<ol><li>建床位</li><li>建食堂</li></ol>")).text == "1.建床位\n2.建食堂"
    assert read_html(page("<ol start=3><li>建床位</li><li>（二）建食堂</li></ol>")).text == "3.建床位\n（二）建食堂"


def test_entities_ruby_and_icons() -> None:
    body = "<p>3~5个&nbsp;&lt;试点&gt;&#x3000;<ruby>镕<rt>róng</rt></ruby><i>\ue617</i></p>"
    assert read_html(page(body)).text == "3~5个\u00a0<试点>\u3000镕"


def test_a_page_nested_deeper_than_python_recurses() -> None:
    assert read_html(page("<div>" * 3000 + "深入推进改革。")).text == "深入推进改革。"


def test_a_feed_is_read_element_by_element() -> None:
    feed = (
        '<?xml version="1.0"?><rss><channel><title>静安</title><item><description><![CDATA[<p>新增床位。</p>]]>'
        "</description></item><item><description>&lt;p&gt;新增食堂。&lt;/p&gt;</description></item></channel></rss>"
    )
    assert sniff_text(feed) == "xml"
    assert read_xml(feed).text.split() == ["静安", "新增床位。", "新增食堂。"]


def test_the_page_in_a_web_archive() -> None:
    archive = (
        b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\n"
        b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+oaM8L3A+\r\n--B--\r\n"
    )
    assert page_of_mhtml(archive) == ("<p>。</p>".encode("gb18030"), "gb2312")


@pytest.mark.parametrize("text", ["增速<5%，床位>480张。", "按<b>要求</b>办理。", "一、a<br>二、"])
def test_plain_text_with_angle_brackets_is_no_page(text: str) -> None:
    assert sniff_text(text) == "text"


def test_an_archive_with_short_headers_is_told_by_them() -> None:
    headers = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
    assert sniff(f"{headers}<p>新增床位。</p>\n--b--".encode(), "a.mht") == "mhtml"
