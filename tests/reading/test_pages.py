"""Pages: numbers and running heads go, sentences that a page cut are whole again; titles and figures stay."""

from __future__ import annotations

import pytest

from indexer.reading import clean

HEAD = "某区2025年政府工作报告"
SENTENCES = [
    f"今年第{number}项任务是改造老旧小区{number * 12}个，加装电梯{number * 3}台，让老房子住得安全、住得舒心。"
    for number in range(2, 60)
]


def paragraphs(count: int) -> list[str]:
    return ["".join(SENTENCES[at : at + 3]) for at in range(0, count * 3, 3)]


def paged(form: str, *, break_: str, top: bool = True, title: str = HEAD, pages: int = 5) -> tuple[str, str]:
    """Return a text of paragraphs whose pages end in the middle of one, with a line a page, and the text without."""
    parts = paragraphs(pages * 2)
    out = []
    for number in range(pages):
        first, second = parts[number * 2], parts[number * 2 + 1]
        start = [parts[number * 2 - 1][36:]] if number else [title] if title else []
        lines = [*start, first, second[:36] if number < pages - 1 else second]
        head = form.format(head=HEAD, page=number + 1)
        out.append("\n".join([head, *lines] if top else [*lines, head]))
    return break_.join(out), "\n".join([title, *parts] if title else parts)


@pytest.mark.parametrize(
    "form", ["{head}", "{head} {page}", "{page} | {head}", "{head}\u3000— {page} —", "- {page} - {head}"]
)
@pytest.mark.parametrize("top", [True, False], ids=["top", "bottom"])
def test_a_running_head_goes_and_the_sentence_around_it_is_whole(form: str, top: bool) -> None:
    text, expected = paged(form, break_="\f", top=top)
    cleaned = clean(text)
    assert cleaned.text == expected
    assert [removal.reason for removal in cleaned.removed] == ["页眉页脚"] * 5
    assert "跨页断句拼接" in {repair.reason for repair in cleaned.repairs}


@pytest.mark.parametrize("form", ["{head} {page}", "{page} | {head}"])
def test_a_text_that_begins_with_its_running_head_keeps_it_as_its_title(form: str) -> None:
    text, expected = paged(form, break_="\f", title="")
    cleaned = clean(text)
    assert cleaned.text == f"{HEAD}\n{expected}"
    assert cleaned.removed[0].text.strip(" |") == "1"


def test_bare_page_numbers_between_form_feeds_go_where_they_count_pages() -> None:
    text, expected = paged("{page}", break_="\f", top=False)
    cleaned = clean(text)
    assert cleaned.text == expected
    assert [removal.text for removal in cleaned.removed] == list("12345")


@pytest.mark.parametrize("break_", ["\f", "\n", "\n\n"])
def test_a_marked_number_between_the_halves_of_a_sentence_joins_them(break_: str) -> None:
    text, expected = paged("— {page} —", break_=break_, top=False)
    assert clean(text).text == expected


def test_what_a_browser_prints_around_a_page_goes() -> None:
    text, expected = paged("2025/3/1 09:30 某区政府", break_="\f")
    below = text.replace("\f", "\nhttp://www.example.gov.cn/a/b.html 1/5\f")
    assert clean(below).text == expected


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("form", ["{head} {page}", "{head}"])
def test_text_copied_out_of_a_pdf_shows_its_heads_a_page_apart(form: str, gap: str) -> None:
    body = "".join(SENTENCES)
    lines = [body[at : at + 28] for at in range(0, len(body), 28)]
    pages = [lines[at : at + 14] for at in range(0, len(lines), 14)]
    text = gap.join(gap.join([*page, form.format(head=HEAD, page=number)]) for number, page in enumerate(pages, 1))
    cleaned = clean(f"{HEAD}{gap}{text}")
    assert cleaned.text.replace("\n", "") == HEAD + body
    assert {removal.reason for removal in cleaned.removed} == {"页眉页脚"}


@pytest.mark.parametrize(
    "line",
    [
        "附件{page}",  # counted as pages are, but annexes
        "附表 {page}",
        "表 {page}",
        "重点任务 {page}",  # counted as pages are, but no page breaks a sentence
        "存在的主要问题",  # a heading that comes again
        "责任单位及完成时限",
        "□ 是 √ 否",
    ],
)
def test_headings_at_the_top_of_pages_stay(line: str) -> None:
    pages = [f"{line.format(page=number)}\n{body}" for number, body in enumerate(paragraphs(6), 1)]
    cleaned = clean("\f".join(pages))
    assert cleaned.removed == ()
    assert cleaned.text.replace(" ", "") == "\n".join(pages).replace(" ", "")


def test_figures_at_the_ends_of_pages_stay_unless_they_count_pages() -> None:
    pages = [f"{body}\n{figure}" for figure, body in zip(("480", "12", "7", "35"), paragraphs(4), strict=True)]
    assert clean("\f".join(pages)).text == "\n".join(pages)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("二、坚持创新驱动，增强发展新动力和新活力", "去年，新建公园12座，绿道9公里。"),  # a heading
        ("新建口袋公园12座，改造公厕。", "绿道9公里，步道3公里。"),  # a sentence ends
        ("今年要办好的实事如下，请各单位落实，", "（一）新建公园12座，绿道9公里。"),  # an item begins
        ("新增床位，民政局 | 一季度，二季度，", "改建床位，民政局 | 三季度，四季度"),  # rows of a table
    ],
)
def test_lines_around_a_page_that_are_not_one_sentence_stay_apart(before: str, after: str) -> None:
    assert clean(f"{before}\n— 3 —\n{after}").text == f"{before}\n{after}"


def test_a_line_that_stands_within_pages_as_often_as_at_their_ends_is_no_head() -> None:
    label = "任务完成情况如下"
    text, _ = paged("{head}", break_="\f", title="总体情况")
    text = text.replace(HEAD, label).replace("\n今年", f"\n{label}\n今年")
    assert "页眉页脚" not in {removal.reason for removal in clean(text).removed}
