"""Furniture: lines of menus and forms go, with their reason; the same words in a sentence stay."""

from __future__ import annotations

import pytest

from indexer.reading import clean

BODY = "关于开展适老化改造的公告\n一、改造对象为七十岁以上老人。\n二、改造费用由财政承担。"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("打印", "网站菜单"),
        ("注册 | 登录", "网站菜单"),
        ("打印 分享 收藏", "网站菜单"),
        ("分享：", "网站菜单"),
        ("【字号：大 中 小】", "网站菜单"),
        ("首页>目录", "网站菜单"),
        (">", "网站菜单"),
        ("0/0", "页面计数"),
        ("留言咨询", "网站表单"),
        ("来源：某区融媒体中心", "网页信息"),
        ("时间：2025-03-01", "网页信息"),
        ("2025-03-01 09:30", "网页信息"),
        ("2025年03月01日 07时41分", "网页信息"),
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_a_line_of_menu_words_goes_at_the_edges(line: str, reason: str, place: str) -> None:
    cleaned = clean(f"{line}\n{BODY}" if place == "above" else f"{BODY}\n{line}")
    assert cleaned.text == BODY
    assert [(removal.text, removal.reason) for removal in cleaned.removed] == [(line, reason)]


@pytest.mark.parametrize("line", ["打印", "大", "目录", "下载", "来源：融媒体中心", "时间：2025-03-01", "-", "0/0"])
def test_the_same_line_between_sentences_stays(line: str) -> None:
    text = f"服务大厅提供下列服务。\n{line}\n办理时请带身份证。"
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1.错误类:*", "网站表单"),
        ("您的姓名：*", "网站表单"),
        ("3、内容标题: *", "网站表单"),
        ("当前位置：首页 > 政务公开", "网站菜单"),
        ("浏览次数：1024", "网站菜单"),
        ("阅读量 88次", "网站菜单"),
        ("扫一扫在手机打开当前页", "网站菜单"),
        ("【字体：", "网站菜单"),
        ("相关链接>>", "网站菜单"),
        ("责任编辑：", "网页信息"),
    ],
)
def test_a_line_that_no_document_holds_goes_anywhere(line: str, reason: str) -> None:
    cleaned = clean(f"加快建设。\n{line}\n持续推进。")
    assert cleaned.text == "加快建设。\n持续推进。"
    assert [(removal.text, removal.reason, removal.at) for removal in cleaned.removed] == [(line, reason, 6)]


@pytest.mark.parametrize(
    "line",
    [
        "推广自助打印和材料下载服务，让群众少跑腿。",
        "字号企业做大做强，老品牌焕发新活力。",
        "访问量达到300万人次，同比增长一倍。",
        "阅读次数多的图书优先更新。",
        "扫一扫二维码即可办理。",
        "现在位置偏远的村也通了公交。",
        "相关链接企业共同参与。",
        "分享改革成果，共建美好家园。",
        "大力发展首店经济。",
    ],
)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_sentence_with_such_words_stays_wherever_it_stands(line: str, place: str) -> None:
    others = ["加快建设。", "持续推进。"]
    others.insert({"first": 0, "middle": 1, "last": 2}[place], line)
    assert clean("\n".join(others)).text.split("\n") == others


def test_a_wrapped_line_that_begins_with_a_menu_word_stays() -> None:
    lines = [
        "支持老字号守正创新，" + "引导企业" * 4,
        "访问量和销售额双双增长" + "推动" * 8,
        "字号品牌做大" + "企业" * 10,
    ] * 4
    joined = clean("\n".join(lines)).text.replace("\n", "")
    assert joined == "".join(lines)


def test_menus_are_recorded_in_the_order_and_at_the_place_of_the_original() -> None:
    cleaned = clean(f"登录\n\n首页 | 目录\n{BODY}\n  打印本页")
    assert [(removal.text, removal.at) for removal in cleaned.removed] == [
        ("登录", 0),
        ("首页 | 目录", 4),
        ("打印本页", 12 + len(BODY) + 3),
    ]


def test_a_page_of_menus_alone_holds_no_text() -> None:
    assert clean("首页\n登录 | 注册\n打印").text == ""
