"""What ledger, chart, pairs, coverage and batch do, without a browser. The index is real, its model tiny."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from app.state import BOX, DISTRICTS, INDICATOR, KINDS, PART, STARRED, YEARS
from indexer.build import build
from indexer.settings import Settings
from tests.app.pages import address, markup, open_view, run, text

Use = Callable[[Path, Path], None]
REPORT = """2025年嘉定区政府工作报告
各位代表：
一、2024年工作回顾
新增养老床位110张。
二、2025年主要任务
新增养老床位200张。改建菜场4家。
"""
TASKS = """2025年嘉定区政府重点工作安排
一、改善民生
1.新增养老床位200张。
2.改建菜场5家。
"""


def rows(page: AppTest) -> list[tuple[Any, ...]]:
    """Return district, year, kind, object, value and unit of the rows of the table."""
    frame = page.dataframe[0].value
    return list(frame[["区", "年份", "目标或完成", "事项", "数值", "单位"]].itertuples(index=False, name=None))


def figures(page: AppTest) -> set[tuple[str, float]]:
    return {(row[0], row[4]) for row in rows(page)}


@pytest.fixture
def small(built: Path, use: Use) -> None:
    use(built / "corpus", built / "index")


def test_the_ledger_lists_every_figure_with_the_way_to_its_clause(small: None) -> None:
    page = open_view(view="ledger")
    found = rows(page)
    assert ("杨浦区", 2025, "目标", "养老床位", 480, "张") in found
    assert ("虹口区", 2023, "完成", "养老床位", 120, "张") in found
    assert f"共 {len(found)} 项" in text(page)
    assert [button.label for button in page.download_button] == [
        f"导出 Excel（{len(found)} 行）",
        f"导出 CSV（{len(found)} 行）",
    ]
    assert "没有写数量的工作不在台账里" in text(page)
    links = page.dataframe[0].value["打开"]
    assert all("view=read" in link and "from=ledger" in link for link in links)


def test_the_head_leads_to_every_view_and_takes_the_words_along(small: None) -> None:
    page = open_view(view="ledger", q="养老")
    ways = dict(re.findall(r'<a href="([^"]*)"[^>]*>(检索|承诺台账|覆盖|批量|语料)</a>', markup(page)))
    assert [parse_qs(html.unescape(href)[1:]).get("q") for href in ways] == [["养老"], None, ["养老"], None, None]
    assert re.search(r'view=ledger" aria-current="page">承诺台账', markup(page))


def test_filters_narrow_the_ledger_and_stand_in_the_address(small: None) -> None:
    page = open_view(view="ledger")
    run(page.pills(DISTRICTS).set_value(["虹口区"]))
    assert address(page, "district") == ["虹口区"]
    assert {district for district, _ in figures(page)} == {"虹口区"}
    run(page.pills(YEARS).set_value([2023]))
    assert address(page, "year") == ["2023"]
    assert figures(page) == {("虹口区", 120), ("虹口区", 8)}
    run(page.pills(KINDS).set_value(["target"]))
    assert address(page, "kind") == ["target"]
    assert "没有这样的事项" in text(page)
    assert "不限条件再看" in text(page)


def test_the_counts_of_a_filter_are_true_for_the_others(small: None) -> None:
    page = open_view(view="ledger", district="虹口区")
    label = next(option for option in page.pills(YEARS).options if option.startswith("2023"))
    assert label == "2023年 2项"
    assert [option.split()[0] for option in page.pills(DISTRICTS).options] == ["长宁区", "虹口区", "杨浦区"]


def test_only_starred_figures_can_be_listed(small: None) -> None:
    page = run(open_view(view="ledger").toggle(STARRED).set_value(True))
    assert address(page, "star") == ["1"]
    assert figures(page) == {("杨浦区", 480)}


def test_a_topic_is_looked_for_among_what_is_counted(small: None) -> None:
    page = run(open_view(view="ledger").text_input(BOX).set_value("养老床位"))
    assert address(page, "q") == ["养老床位"]
    assert {("杨浦区", 480), ("虹口区", 300), ("虹口区", 120)} <= figures(page)
    assert ("虹口区", 5) not in figures(page)  # 公顷 of green
    assert re.search(r"另有 \d+ 项与“养老床位”意思不够近", text(page))


def test_what_a_filter_leaves_out_unseen_is_said(
    built: Path, use: Use, tmp_path: Path, tiny_model_folder: Path
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "甲区.txt").write_text("甲区情况\n全区有公园3座。\n", encoding="utf-8")
    settings = Settings(corpus, tmp_path / "index", tmp_path / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    use(corpus, settings.index)
    page = open_view(view="ledger", kind="target")
    assert "有 1 项原文看不出是目标还是完成，没有列出。" in text(page)


def test_a_district_that_is_not_loaded_is_said_with_a_way_out(small: None) -> None:
    page = open_view(view="ledger", district="浦东新区")
    assert "浦东新区" in text(page)
    assert "不限区、年份、类型再看" in text(page)


def test_a_long_ledger_is_shown_in_parts(small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ledger.ledger_view.ROWS", 3)
    page = open_view(view="ledger")
    assert len(rows(page)) == 3
    assert "下面列出前 3 项" in text(page)
    assert "导出 CSV（3 行）" not in [button.label for button in page.download_button]


def test_a_clause_opened_from_the_ledger_leads_back_to_it(small: None) -> None:
    page = open_view(view="ledger", q="养老床位", district="杨浦区")
    href = re.search(r'href="([^"]*)" class="gz-open"', markup(page))
    assert href
    reading = open_view(**parse_qs(html.unescape(href[1])[1:]))
    assert re.search(r'class="gz-clause gz-hit"[^>]*>[^/]*新增', markup(reading))
    back = re.search(r'href="([^"]*)" class="gz-back">([^<]*)<', markup(reading))
    assert back
    assert back[2] == "← 承诺台账"
    assert parse_qs(html.unescape(back[1])[1:]) == {"view": ["ledger"], "q": ["养老床位"], "district": ["杨浦区"]}


def test_hostile_words_stay_words_in_the_ledger(small: None, hostile: str) -> None:
    for part in ("list", "chart", "pairs"):
        page = open_view(view="ledger", district="长宁区", part=part)
        assert "<img" not in markup(page)
    assert hostile in text(open_view(view="ledger", district="长宁区"))


def test_the_chart_shows_the_chosen_indicator_and_where_it_comes_from(small: None) -> None:
    page = open_view(view="ledger", part="chart")
    assert page.segmented_control(PART).value == "chart"
    assert "480张" in text(page)
    run(page.selectbox(INDICATOR).set_value("加装电梯（台）"))
    assert address(page, "indicator") == ["加装电梯（台）"]
    assert "100台" in text(page)
    assert "50台" in text(page)
    assert "480张" not in text(page)
    assert page.get("vega_lite_chart") or page.get("arrow_vega_lite_chart")


def test_an_indicator_that_is_gone_gives_way_to_the_first(small: None) -> None:
    page = open_view(view="ledger", part="chart", indicator="没有这一项")
    assert page.selectbox(INDICATOR).value in page.selectbox(INDICATOR).options[0]


@pytest.fixture
def paired(tmp_path: Path, use: Use, tiny_model_folder: Path) -> Settings:
    """An index over a report and a list of tasks of one district and year."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "报告.txt").write_text(REPORT, encoding="utf-8")
    (corpus / "安排.txt").write_text(TASKS, encoding="utf-8")
    settings = Settings(corpus, tmp_path / "index", tmp_path / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    use(corpus, settings.index)
    return settings


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def test_pairs_stand_side_by_side_with_reasons_and_no_verdict(paired: Settings) -> None:
    page = open_view(view="ledger", part="pairs", sort="twice")
    assert re.findall(r'class="gz-relation"[^>]*>([^<]*)<', markup(page)) == ["一致", "不一致"]
    sides = markup(page).split('class="gz-sides"')[1]
    assert sides.count("新增养老床位200张") >= 2
    assert len(re.findall(r'href="[^"]*" class="gz-open"', sides)) >= 2
    assert "为什么放在一起：数字相同" in text(page)
    assert "由您来定" in text(page)
    assert labels(page).count("是一回事") == 2


def test_decisions_on_pairs_are_kept_and_can_be_taken_back(paired: Settings) -> None:
    page = open_view(view="ledger", part="pairs", sort="twice")
    run(page.button("confirmed_0").click())
    assert "已定：是一回事" in text(page)
    again = open_view(view="ledger", part="pairs", sort="twice", decision="confirmed")
    assert text(again).count("已定：是一回事") == 1
    build(paired.corpus, paired.index, settings=paired)
    run(again.button("undo_0").click())
    assert "没有这样的两处" in text(again)
    assert labels(open_view(view="ledger", part="pairs", sort="twice")).count("是一回事") == 2


def test_a_decision_whose_words_are_gone_is_still_shown(paired: Settings) -> None:
    run(open_view(view="ledger", part="pairs", sort="twice").button("rejected_0").click())
    (paired.corpus / "安排.txt").write_text(TASKS.replace("200张", "260张"), encoding="utf-8")
    build(paired.corpus, paired.index, settings=paired)
    page = open_view(view="ledger", part="pairs")
    assert [expander.label for expander in page.expander if "原文已不在" in expander.label]
    assert "不是一回事：新增养老床位200张" in text(page)


def test_decisions_that_cannot_be_kept_are_said(paired: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_view(view="ledger", part="pairs", sort="twice")
    paired.notes.write_bytes(b"not a database at all")
    run(page.button("confirmed_0").click())
    assert "gz-error" in markup(page)
    assert str(paired.notes) in text(page)


def test_coverage_tells_said_silent_and_not_loaded_apart(small: None) -> None:
    page = run(open_view(view="coverage").text_input(BOX).set_value("总部企业"))
    assert address(page, "q") == ["总部企业"]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", markup(page), re.DOTALL)
    assert len(cells) == 6  # three districts, two years
    assert sum("／ 没有文件" in cell for cell in cells) == 3
    said = next(cell for cell in cells if "● 有" in cell)
    assert "20家" in said
    assert "from=coverage" in said


def test_coverage_says_what_it_is_for_before_anything_is_asked(small: None) -> None:
    page = open_view(view="coverage")
    assert "哪些还没有收入文件" in text(page)
    run(page.button("example_0").click())
    assert address(page, "q") == ["养老床位"]


def test_coverage_of_no_topic_is_said(small: None) -> None:
    assert "没有说主题" in text(open_view(view="coverage", q="2025年"))


def test_a_pasted_list_is_answered_and_its_bad_line_reported(small: None) -> None:
    page = open_view(view="batch")
    page.text_area("batch_text").set_value("新增养老床位多少张\n？？！\n加装电梯")
    run(next(button for button in page.button if button.label == "开始").click())
    assert "查了 2 条" in text(page)
    assert "有 1 行没有查成" in text(page)
    assert "第 2 行“？？！”" in text(page)
    assert "480张 新增养老床位" in text(page)
    assert [button.label for button in page.download_button] == ["下载 Excel（2 条）"]


def test_an_uploaded_list_is_answered(small: None) -> None:
    page = open_view(view="batch")
    page.file_uploader("batch_file").set_value(("清单.csv", "序号,问题\n1,养老床位\n".encode("gb18030"), "text/csv"))
    run(next(button for button in page.button if button.label == "开始").click())
    assert "查了 1 条：清单.csv" in text(page)
    assert "按“问题”一列提问" in text(page)


@pytest.mark.parametrize(("list_", "said"), [("", "请先上传一份清单"), ("\n" * 3 + "x\n" * 1001, "一次最多 1,000 行")])
def test_a_list_that_cannot_be_asked_is_said(small: None, list_: str, said: str) -> None:
    page = open_view(view="batch")
    page.text_area("batch_text").set_value(list_)
    run(next(button for button in page.button if button.label == "开始").click())
    assert said in text(page)
    assert not page.download_button


@pytest.mark.parametrize("view", ["ledger", "coverage", "batch"])
def test_hostile_words_in_a_link_stay_words(small: None, view: str) -> None:
    evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    for part in ("list", "chart", "pairs"):
        page = open_view(q=evil, district=evil, type=evil, indicator=evil, view=view, part=part)
        assert "<img" not in markup(page)
        assert "<script>alert" not in markup(page)
