"""What the page does, without a browser: states, links, filters, messages. The index is real, its model tiny."""

from __future__ import annotations

import html
import re
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from app import library
from app.building import builder
from app.searching.results import alike_words
from app.state import BOX, DISTRICTS, GROUP, MODE, ORDER, TYPES, YEARS
from indexer.build import build
from indexer.insight.alike import Group
from indexer.records import Clause, DocumentRef, Metadata, Result
from indexer.settings import Settings
from indexer.storage.generations import generation_folder
from indexer.verification import verify
from tests.app.pages import ROOT, SECONDS, address, markup, open_link, run

Use = Callable[[Path, Path], None]


@pytest.fixture
def page(built: Path, use: Use) -> AppTest:
    use(built / "corpus", built / "index")
    return AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=SECONDS)


def text(page: AppTest) -> str:
    return re.sub(r"<[^>]*>", "", markup(page))


def districts(page: AppTest) -> list[str]:
    return re.findall(r'class="gz-district"><span>([^<]*)<', markup(page))


def test_the_first_page_offers_examples_and_says_what_is_loaded(page: AppTest) -> None:
    run(page)
    assert [button.label for button in page.button][:3] == ["检索", "养老床位", "老人吃饭的地方有多少"]
    assert "这里只收录了 3 份文件（长宁区 2025；虹口区 2024；杨浦区 2025）" in text(page)
    assert "没有收录的区和年份，在这里查不到" in text(page)


def test_words_are_searched_and_stand_in_the_address(page: AppTest) -> None:
    run(page)
    run(page.text_input(BOX).set_value("养老床位"))
    assert address(page, "q") == ["养老床位"]
    assert set(districts(page)) >= {"杨浦区", "虹口区"}
    assert "新增<mark>养老床位</mark>480张" in markup(page)
    assert "为什么：" in text(page)
    assert 'data-asked="养老床位"' in markup(page)  # for the reader's own list of what was searched
    assert "★ 标星项目" in text(page)
    assert "上年回顾" in text(page)


def test_an_example_is_one_press(page: AppTest) -> None:
    run(page)
    run(page.button("example_0").click())
    assert address(page, "q") == ["养老床位"]
    assert page.text_input(BOX).value == "养老床位"
    assert districts(page)


def test_a_link_reopens_the_search(page: AppTest) -> None:
    open_link(page, q="养老床位", district="杨浦区", year="2025", type="重点工作安排", mode="keyword")
    assert page.text_input(BOX).value == "养老床位"
    assert page.pills(DISTRICTS).value == ["杨浦区"]
    assert page.pills(YEARS).value == [2025]
    assert page.pills(TYPES).value == ["重点工作安排"]
    assert page.segmented_control(MODE).value == "keyword"
    assert districts(page) == ["杨浦区"]


def test_filters_narrow_the_search_and_stand_in_the_address(page: AppTest) -> None:
    open_link(page, q="养老床位")
    run(page.pills(DISTRICTS).set_value(["虹口区"]))
    assert address(page, "district") == ["虹口区"]
    assert districts(page) == ["虹口区"]
    run(page.pills(DISTRICTS).set_value([]))
    assert "district" not in page.query_params
    assert len(districts(page)) > 1


def test_the_back_button_brings_the_widgets_along(page: AppTest) -> None:
    open_link(page, q="养老床位", district="虹口区")
    page.query_params.clear()
    open_link(page, q="电梯")
    assert page.text_input(BOX).value == "电梯"
    assert page.pills(DISTRICTS).value == []


def test_the_way_of_searching_is_explained(page: AppTest) -> None:
    assert "用词和意思一起找" in text(run(page))
    open_link(page, q="新增养老床位480张")
    run(page.segmented_control(MODE).set_value("exact"))
    assert address(page, "mode") == ["exact"]
    assert "一字不差地找" in text(page)
    assert districts(page) == ["杨浦区"]


def test_districts_that_say_nothing_are_named(page: AppTest) -> None:
    open_link(page, q="养老床位", mode="exact")
    assert "以下区有文件，但没有匹配的条款：长宁区" in text(page)


def test_no_result_is_said_with_a_way_out(page: AppTest) -> None:
    open_link(page, q="量子对撞机", mode="exact", district="虹口区")
    assert "查找“量子对撞机”，限于虹口区：没有找到。" in text(page)
    links = re.findall(r'href="([^"]*)" class="gz-way">([^<]*)<', markup(page))
    assert [words for _, words in links] == ["不限区、年份、类型再查", "换成“综合”再查"]
    assert "district" not in links[0][0]
    assert "mode" not in links[1][0]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"q": "？？！"}, "没有可查的文字"),
        ({"q": "长" * 1001}, "最多 1000 个字"),
        ({"q": "养老", "district": "浦东新区"}, "没有区「浦东新区」"),
        ({"q": "养老", "year": "1999"}, "1999"),
    ],
)
def test_a_question_that_cannot_be_asked_is_answered_plainly(page: AppTest, params: dict[str, str], words: str) -> None:
    open_link(page, **params)
    assert words in text(page)
    assert "gz-card" not in markup(page)
    assert "这里只收录了" in text(page)


def test_a_district_that_is_not_loaded_can_be_unchosen(page: AppTest) -> None:
    open_link(page, q="养老", district="浦东新区")
    assert page.pills(DISTRICTS).value == ["浦东新区"]
    run(page.pills(DISTRICTS).set_value([]))
    assert districts(page)


@pytest.mark.parametrize("view", ["search", "read", "corpus"])
def test_hostile_words_in_a_link_stay_words(page: AppTest, view: str) -> None:
    evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    open_link(page, q=evil, district=evil, type=evil, doc=evil, clause=evil, view=view)
    assert "<img" not in markup(page)
    assert "<script>alert" not in markup(page)


def test_hostile_words_in_a_document_stay_words(page: AppTest, hostile: str) -> None:
    open_link(page, q="建设食堂", district="长宁区")
    assert "<img" not in markup(page)
    assert hostile in html.unescape(text(page))


def test_more_results_can_be_asked_for(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.state.PAGE", 2)
    monkeypatch.setattr("app.searching.search_view.PAGE", 2)
    open_link(page, q="新增", n="2", mode="keyword")
    assert "含有所查字词的条款共 4 条，先列最相关的 2 条" in text(page)
    assert "前面这些条款里没有以下区的（可点开单独看）：杨浦区 1 条。" in text(page)
    assert "以下区有文件，但没有匹配的条款：长宁区。" in text(page)
    run(next(button for button in page.button if button.label == "再看一些（还有 2 条）").click())
    assert address(page, "n") == ["4"]
    assert markup(page).count('class="gz-card"') == 4


def choices(page: AppTest, key: str) -> list[str]:
    return [label.replace("\u2060", "") for label in page.pills(key).options]


def test_filters_say_what_each_choice_would_find(page: AppTest) -> None:
    open_link(page, q="养老床位", mode="exact")
    assert choices(page, DISTRICTS) == ["长宁区 0条", "虹口区 2条", "杨浦区 1条"]
    assert choices(page, YEARS) == ["2025年 1条", "2024年 2条"]
    run(page.pills(DISTRICTS).set_value(["虹口区"]))
    assert "原样含有的条款共 2 条" in text(page)
    assert choices(page, DISTRICTS) == ["长宁区 0条", "虹口区 2条", "杨浦区 1条"]  # the own filter is not kept
    assert choices(page, YEARS) == ["2025年 0条", "2024年 2条"]
    open_link(page, q="")
    page.query_params.clear()
    assert choices(run(page), DISTRICTS) == ["长宁区 1份", "虹口区 1份", "杨浦区 1份"]


def headings(page: AppTest) -> list[str]:
    return re.findall(r'<h2[^>]*class="gz-district"><span>(.*?)<', markup(page))


def test_results_are_grouped_and_ordered_as_the_reader_wants(page: AppTest) -> None:
    open_link(page, q="养老床位", mode="exact")
    run(page.segmented_control(GROUP).set_value("year"))
    assert address(page, "group") == ["year"]
    assert headings(page) == ["2025年", "2024年"]
    run(page.segmented_control(ORDER).set_value("oldest"))
    assert address(page, "order") == ["oldest"]
    assert headings(page) == ["2024年", "2025年"]
    open_link(page, group="document")
    assert headings(page) == ["2024年虹口区政府工作报告", "2025年杨浦区政府重点工作安排"]
    assert 'class="gz-title"' not in markup(page)  # it stands above
    open_link(page, group="none")
    assert headings(page) == []
    assert markup(page).count('class="gz-card"') == 3


def test_what_is_folded_away_says_whose_it_is_where_districts_are_mixed() -> None:
    document = DocumentRef("d1", "a.txt", Metadata(district="甲区"), 1)
    result = Result(2, 1.0, {}, Clause("d1-1", "d1", 1, (), "文", 0, 1), document)
    group = Group(result, (result,))
    assert alike_words(group, "district") == "另有1处相同或相近表述"
    assert alike_words(group, "none") == "另有1处相同或相近表述（甲区）"


def test_what_only_comes_near_stands_apart(page: AppTest) -> None:
    open_link(page, q="养老床位", mode="semantic")
    assert "不够切题，只是相近" in text(page)


def test_a_card_shows_the_figure_that_answers(page: AppTest) -> None:
    open_link(page, q="新增养老床位480张", mode="exact")
    assert re.findall(r'class="gz-answer"><b>(.*?)</b> (.*?)<', markup(page)) == [("480张", "新增养老床位")]


def test_a_card_leads_to_wordings_that_are_alike(page: AppTest) -> None:
    open_link(page, q="新增养老床位480张", mode="exact")
    href = re.search(r'href="([^"]*)"[^>]*>找相似表述<', markup(page))
    assert href
    there = parse_qs(href[1].replace("&amp;", "&").lstrip("?"))
    assert there == {"view": ["precedent"], "q": ["1.★新增养老床位480张。"]}


def test_a_citation_stands_ready_with_its_link(page: AppTest) -> None:
    open_link(page, q="新增养老床位480张", mode="exact")
    copied = re.findall(r'data-copy="([^"]*)"', markup(page))
    assert len(copied) == 1
    assert copied[0].startswith(
        "《2025年杨浦区政府重点工作安排》（杨浦区，2025年）第一部分第1条「1.★新增养老床位480张。」 "
    )
    assert "view=read" in copied[0]


def test_examples_are_only_offered_where_they_find_something(page: AppTest) -> None:
    run(page)
    labels = [button.label for button in page.button]
    assert "健全接诉即办机制" not in labels
    assert "研究者" not in text(page)


def follow(page: AppTest, built: Path, use: Use, href: str) -> AppTest:
    """Open a link of the page as a browser would: in a page of its own."""
    use(built / "corpus", built / "index")
    fresh = AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=SECONDS)
    return open_link(fresh, **parse_qs(href.partition("?")[2].replace("&amp;", "&")))


def test_a_clause_opens_in_its_document(page: AppTest, built: Path, use: Use) -> None:
    open_link(page, q="新增养老床位480张")
    href = re.search(r'href="([^"]*)" class="gz-open"', markup(page))
    assert href
    reading = follow(page, built, use, href[1])
    drawn = markup(reading)
    assert re.search(r'class="gz-clause gz-hit"[^>]*>[^/]*新增', drawn)
    assert "建设社区食堂6家" in text(reading)
    assert "注：★是什么意思" in text(reading)
    assert "https://www.example.cn/yangpu" in drawn
    back = re.search(r'href="([^"]*)" class="gz-back"', drawn)
    assert back
    assert "view=" not in back[1]
    assert "q=%E6%96%B0%E5%A2%9E" in back[1]


def test_a_document_that_is_gone_is_said(page: AppTest) -> None:
    open_link(page, view="read", doc="d000000000000")
    assert "这份文件不在现在的语料里" in text(page)


def test_a_clause_that_is_gone_is_said_and_the_document_shown(page: AppTest) -> None:
    open_link(page, view="corpus")
    doc = re.search(r"view=read&amp;doc=(\w+)", markup(page))
    assert doc
    page.query_params.clear()
    open_link(page, view="read", doc=doc[1], clause=doc[1] + "-9999")
    assert "那一条在现在的文件里找不到了" in text(page)
    assert "gz-doc" in markup(page)


def test_the_reading_view_says_who_spoke_where(page: AppTest) -> None:
    open_link(page, view="corpus")
    doc = re.search(r"view=read&amp;doc=(\w+)[^>]*>2024年虹口区", markup(page))
    assert doc
    page.query_params.clear()
    open_link(page, view="read", doc=doc[1])
    assert "虹口区第十七届人民代表大会第五次会议 · 报告人：李明" in text(page)


def test_the_corpus_view_lists_documents_and_refusals(page: AppTest) -> None:
    open_link(page, view="corpus")
    assert "3 份文件" in text(page)
    assert "有 1 个文件没有收录" in text(page)
    assert "空白.txt" in text(page)
    assert text(page).index("虹口区-2024.txt") < text(page).index("杨浦区-2025.txt")


def test_the_corpus_view_says_where_its_facts_come_from(page: AppTest) -> None:
    open_link(page, view="corpus")
    doc = re.search(r"杨浦区-2025\.txt.*?view=corpus&amp;doc=(\w+)#evidence", markup(page), re.DOTALL)
    assert doc
    open_link(page, doc=doc[1])
    assert "推断自原文：2025年杨浦区政府重点工作安排" in text(page)
    assert "在 catalog.csv 里写明" in text(page)


def wait_for_build() -> None:
    assert builder().wait(SECONDS)


def test_the_first_start_builds_the_index_and_then_searches(corpus: Path, use: Use) -> None:
    use(corpus, corpus.parent / "index")
    page = run(AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=SECONDS))
    assert "第一次启动：正在读取语料" in text(page)
    wait_for_build()
    assert next(step.stage for step in builder().steps) in ("读取文件", "准备模型")
    run(page)
    run(page.text_input(BOX).set_value("养老床位"))
    assert "杨浦区" in districts(page)


def test_a_corpus_without_documents_is_said_and_can_be_tried_again(tmp_path: Path, use: Use) -> None:
    use(tmp_path / "none", tmp_path / "index")
    page = run(AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=SECONDS))
    wait_for_build()
    run(page)
    assert "没有这个语料目录" in text(page)
    assert [button.label for button in page.button] == ["再试一次"]
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "一.txt").write_text(
        "2025年甲县政府工作报告\n一、任务\n新增养老床位30张。\n", encoding="utf-8"
    )
    run(page.button[0].click())
    wait_for_build()
    assert "这里只收录了 1 份文件" in text(run(page))


def test_a_damaged_index_can_be_rebuilt(corpus: Path, use: Use, tiny_model_folder: Path) -> None:
    index = corpus.parent / "index"
    use(corpus, index)
    settings = Settings(corpus, index, corpus.parent / "models", str(tiny_model_folder))
    report = build(corpus, index, settings=settings)
    for file in index.rglob("*"):
        if file.is_file() and "manifest" in file.name:
            file.write_text("{", encoding="utf-8")
    page = run(AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=SECONDS))
    assert "索引不能用。" in text(page)
    assert [button.label for button in page.button] == ["重建索引"]
    run(page.button[0].click())
    wait_for_build()
    run(page)
    assert "这里只收录了 3 份文件" in text(page)
    assert f"索引 {report.generation}" not in text(open_link(page, view="corpus"))


def test_a_bit_that_turned_over_stops_the_page_in_red_also_while_it_runs(
    corpus: Path, use: Use, tiny_model_folder: Path
) -> None:
    index = corpus.parent / "index"
    use(corpus, index)
    settings = Settings(corpus, index, corpus.parent / "models", str(tiny_model_folder))
    report = build(corpus, index, settings=settings)
    page = run(AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=SECONDS))
    assert "这里只收录了 3 份文件" in text(page)
    path = generation_folder(index, report.generation) / "catalogue.sqlite"
    content = bytearray(path.read_bytes())
    content[content.index("养老床位480张".encode()) + 12] ^= 1  # 580
    path.write_bytes(content)
    assert not verify(settings, lambda _: None).is_healthy  # as it is done at night
    page = run(AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=SECONDS))
    assert "gz-error" in markup(page)
    assert "索引不能用。为免给出错误的内容，检索已停止；请重建索引" in text(page)
    assert "catalogue.sqlite 内容与建立时不同" in text(page)
    (path.parent / "DAMAGED").unlink()
    library._open.clear()  # as after a start of the server
    page = run(AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=SECONDS))
    assert "gz-error" in markup(page)
    run(page.button[0].click())
    wait_for_build()
    assert "这里只收录了 3 份文件" in text(run(page))
    assert "480" in text(run(page.text_input(BOX).set_value("养老床位480张")))


def test_a_new_generation_is_picked_up_without_a_restart(corpus: Path, use: Use, tiny_model_folder: Path) -> None:
    index = corpus.parent / "index"
    use(corpus, index)
    settings = Settings(corpus, index, corpus.parent / "models", str(tiny_model_folder))
    build(corpus, index, settings=settings)
    page = run(AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=SECONDS))
    assert "3 份文件" in text(page)
    (corpus / "青浦区.txt").write_text("2025年青浦区政府工作报告\n一、2025年任务\n新增公园3座。\n", encoding="utf-8")
    build(corpus, index, settings=settings)
    assert "4 份文件" in text(run(page))


def test_an_index_that_was_replaced_twice_is_let_go(
    corpus: Path, use: Use, tiny_model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(corpus, corpus.parent / "index")
    monkeypatch.setattr(library, "_READ_ON", 0.1)
    settings = Settings(corpus, corpus.parent / "index", corpus.parent / "models", str(tiny_model_folder))
    opened = []
    for number in range(3):
        (corpus / "青浦区.txt").write_text(f"2025年青浦区政府工作报告\n新增公园{number}座。\n", encoding="utf-8")
        build(corpus, settings.index, settings=settings)
        opened.append(weakref.ref(library.open_searcher(settings)))
    until = time.monotonic() + SECONDS
    while opened[0]() is not None:  # given back by another thread
        assert time.monotonic() < until
        time.sleep(0.05)
    assert opened[2]() is not None


def test_a_missing_model_is_said(built: Path, use: Use, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use(built / "corpus", built / "index")
    monkeypatch.setenv("INDEXER_MODEL", str(tmp_path / "nowhere"))
    page = run(AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=SECONDS))
    assert "nowhere" in text(page)
    assert "gz-error" in markup(page)
