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
        ("2025-03-01来源：某区政府办", "网页信息"),
        ("2025-03-01 09:30", "网页信息"),
        ("2025年03月01日 07时41分", "网页信息"),
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_a_line_of_menu_words_goes_at_the_edges(line: str, reason: str, place: str) -> None:
    cleaned = clean(f"{line}\n{BODY}" if place == "above" else f"{BODY}\n{line}")
    assert cleaned.text == BODY
    assert [(removal.text, removal.reason) for removal in cleaned.removed] == [(line, reason)]


@pytest.mark.parametrize(
    "line", ["打印", "大", "目录", "下载", "来源：融媒体中心", "2025-03-01来源：区府办", "时间：2025-03-01", "-", "0/0"]
)
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
        ("（下转第3版）", "网页信息"),
        ("下转7版 （上接第4版）", "网页信息"),
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


SENTENCES = "\n".join(f"第{number}项实事按时完成，群众满意。" for number in range(1, 8))


@pytest.mark.parametrize(
    "lines",
    [
        ["责任编辑：李某", "扫一扫在手机打开当前页", "相关链接>>", "关于开展义诊活动的公告", "打印本页", "关闭窗口"],
        ["责任编辑：", "李某某", "相关新闻", "某区举行新年音乐会"],
        ["上一篇：关于开展义诊活动的公告", "下一篇：没有了"],
        ["上一条", "关于开展义诊活动的公告", "下一条", "某区举行新年音乐会"],
        [
            "主办单位：某区人民政府",
            "承办单位：某区大数据中心 地址：某路1号",
            "网站标识码：3101060001",
            "沪ICP备05000001号-1",
        ],
        [
            "网站地图",
            "联系我们",
            "版权所有：某区人民政府",
            "沪公网安备31010602000001号",
            "邮编：200040",
            "您是第1024位访客",
        ],
        ["【打印】【关闭】", "政府网站找错", "技术支持：某科技公司"],
        ["我为政府网站找错"],
        ["Copyright © 2025 某区人民政府 版权所有"],
        ["（责任编辑：李某）", "分享到：", "微信", "微博"],
    ],
)
def test_what_a_page_shows_below_a_document_goes(lines: list[str]) -> None:
    cleaned = clean("\n".join([SENTENCES, *lines]))
    assert cleaned.text == SENTENCES
    assert [removal.text for removal in cleaned.removed] == lines


def test_a_page_that_shows_its_beginning_again_at_its_end_loses_the_second() -> None:
    title = "某区政府工作报告\n各位代表：\n现在，我代表区政府，向大会报告工作，请予审议。"
    again = "某区政府工作报告\n各位代表：现在，我代表区政府，向大会报告工作，请予审议。"
    cleaned = clean(f"{title}\n{SENTENCES}\n责任编辑：李某\n{again}")
    assert cleaned.text == f"{title}\n{SENTENCES}"


@pytest.mark.parametrize(
    "line",
    [
        "附件：1.任务分解表",
        "附件2",
        "注：带★的为实事项目",
        "某区人民政府办公室",
        "2025年2月17日",
        "二〇二五年二月十七日",
        "三、附则",
        "1.新增养老床位480张",
        "新增养老床位 | 480张",
        "任务：新增养老床位480张；单位：民政局",
        "静府发〔2025〕3号",
    ],
)
def test_what_may_belong_to_the_document_stays_below_the_sign_of_a_page(line: str) -> None:
    assert line in clean(f"{SENTENCES}\n责任编辑：李某\n{line}\n关闭窗口").text.split("\n")


@pytest.mark.parametrize(
    "below",
    [
        "主办单位：某区民政局\n承办单位：各街道\n联系电话：6200 0000",  # a notice's own
        "地址：某路1号\n邮编：200040",
        "附件\n责任分工表\n一、民生类\n联系我们\n新增床位480张。",
    ],
)
def test_contacts_and_annexes_of_a_document_stay(below: str) -> None:
    cleaned = clean(f"{SENTENCES}\n{below}")
    assert cleaned.text == f"{SENTENCES}\n{below}".replace("：6200", "：6200")
    assert cleaned.removed == ()


@pytest.mark.parametrize("sign", ["网友评论", "相关推荐", "1,024条评论", "最新评论 刷新"])
def test_readers_comments_go_with_their_sentences(sign: str) -> None:
    cleaned = clean(f"{SENTENCES}\n{sign}\n路人甲 3小时前\n说得好！\n路人乙\n支持。")
    assert cleaned.text == SENTENCES
    assert {removal.reason for removal in cleaned.removed} == {"网友评论和推荐"}


def test_a_policy_behind_such_a_line_stays() -> None:
    policy = "一、对高龄老人发放津贴。\n二、对困难家庭给予补助。"
    assert clean(f"{SENTENCES}\n相关推荐\n{policy}").text == f"{SENTENCES}\n相关推荐\n{policy}"


@pytest.mark.parametrize(
    "lines",
    [
        ["网站首页", "政务公开", "政务服务", "互动交流", "走进某区"],
        ["首页 政务公开 办事服务 政民互动 数据开放"],
        ["首页 > 政务公开 > 政府工作报告"],
        ["首页", ">", "政府信息公开", ">", "区政府工作报告"],
        ["无障碍阅读", "长者模式", "某区之窗", "您当前的位置：首页 > 公文"],
        ["关于开展适老化改造的公告", "您现在所在位置：首页 > 公文"],  # the title comes again below
        ["来源：", "某区融媒体中心", "浏览次数：1024"],
        ["发布日期：2025-03-01 来源：某区政府办 浏览次数：88次"],
        ["索引号：AB0012025003", "主题分类：民政"],
    ],
)
def test_what_a_page_shows_above_a_document_goes(lines: list[str]) -> None:
    cleaned = clean("\n".join([*lines, BODY]))
    assert cleaned.text == BODY
    assert [removal.text for removal in cleaned.removed] == lines


@pytest.mark.parametrize(
    "head",
    [
        "政务公开\n某区政务公开工作要点",  # one section's name is a title
        "某区政府工作报告\n您当前的位置：首页",  # the only title
        "来源：\n各位代表：",  # the value is missing
        "发布日期：2025年3月1日",
        "联系我们\n热线电话一览",
    ],
)
def test_titles_dates_and_single_names_of_sections_stay(head: str) -> None:
    kept = [line for line in head.split("\n") if "位置" not in line and line != "来源："]
    assert clean(f"{head}\n{BODY}").text == "\n".join([*kept, BODY])


def test_a_table_without_a_sentence_is_never_a_page() -> None:
    table = "政务公开\n政务服务\n互动交流\n12\n35\n8\n联系我们\n某路1号"
    assert clean(table).text == table
