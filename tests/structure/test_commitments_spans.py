"""The years of figures under headings and openings that name a span of years: 过去五年, 今后五年, “十五五”."""

from __future__ import annotations

import pytest

from indexer.records import REVIEW, TASK, Clause, Document, Metadata
from indexer.structure.commitments import find_commitments


def times(year: int, *paragraphs: str, heading: str = "", flag: str = REVIEW) -> list[tuple[str, int | None, str]]:
    """Kind, year and period of every figure of a report; sentences end with 。, ``# `` begins a heading."""
    path: tuple[str, ...] = (heading,) if heading else ()
    text, clauses = "", []
    for paragraph in paragraphs:
        if paragraph.startswith("# "):
            path = (heading, paragraph[2:]) if heading else (paragraph[2:],)
        else:
            for sentence in paragraph.replace("。", "。\x00").split("\x00"):
                if sentence:
                    number = len(clauses) + 1
                    at = len(text)
                    clauses.append(Clause(f"d-{number}", "d", number, path, sentence, at, at + len(sentence), (flag,)))
                    text += sentence
        text += "\n"
    metadata = Metadata(year=year, doc_type="政府工作报告", title="南塘区政府工作报告")
    document = Document("d", "d.txt", metadata, text, clauses=tuple(clauses))
    return [(found.kind, found.year, found.period) for found in find_commitments(document)]


@pytest.mark.parametrize(
    ("year", "flag", "heading", "time"),
    [
        (2023, REVIEW, "一、过去五年工作回顾", ("result", 2022, "过去五年")),
        (2023, REVIEW, "一、五年来的工作", ("result", 2022, "五年来")),
        (2026, REVIEW, "一、“十四五”时期发展成就和“十五五”时期主要目标", ("result", 2025, "“十四五”")),
        (2026, TASK, "一、“十四五”时期发展成就和“十五五”时期主要目标", ("target", 2030, "“十五五”")),
        (2024, REVIEW, "一、“十四五”时期工作", ("result", 2023, "“十四五”")),
        (2026, TASK, "二、关于第十五个五年规划纲要的说明", ("target", 2030, "第十五个五年规划")),
        (2022, TASK, "二、今后五年的主要目标", ("target", 2026, "今后五年")),
        (2022, TASK, "二、未来三年发展目标", ("target", 2024, "未来三年")),
        (2026, TASK, "二、到2035年的远景目标", ("target", 2035, "")),
        # what a heading names first governs, until an opening says otherwise
        (2026, REVIEW, "一、2025年和“十四五”时期工作回顾", ("result", 2025, "")),
        (2026, TASK, "二、“十五五”时期目标任务和2026年工作安排", ("target", 2030, "“十五五”")),
        (2021, TASK, "“十三五”工作回顾及“十四五”奋斗目标", ("target", 2025, "“十四五”")),
        # no spans
        (2026, REVIEW, "一、二〇二五年工作回顾", ("result", 2025, "")),
        (2026, TASK, "三、扎实做好“十五五”开局之年工作", ("target", 2026, "")),
        (2026, TASK, "（二）实施三年行动", ("target", 2026, "")),
    ],
)
def test_heading(year: int, flag: str, heading: str, time: tuple[str, int, str]) -> None:
    assert times(year, "新增托位300个。", heading=heading, flag=flag) == [time]


@pytest.mark.parametrize(
    ("opening", "period"),
    [
        ("各位代表，过去五年，我们迎难而上。", "过去五年"),
        ("五年来，我们迎难而上。", "五年来"),
        ("这五年，我们迎难而上。", "这五年"),
        ("“十四五”时期，我们迎难而上。", "“十四五”"),
        ("这是城乡面貌变化很大的五年。", "五年"),
        ("回眸过去，这是城乡面貌变化很大的五年。", "五年"),
    ],
)
def test_opening_holds_for_what_follows(opening: str, period: str) -> None:
    told = times(2026, "新增托位100个。", opening + "新增托位300个。", "建成公园5座。", heading="一、2025年工作回顾")
    assert told == [("result", 2025, ""), ("result", 2025, period), ("result", 2025, period)]


@pytest.mark.parametrize(
    "opening",
    [
        "2025年，我们迎难而上。",
        "过去一年，我们迎难而上。",
        "一年来，我们迎难而上。",
        "刚刚过去的2025年，是不平凡的一年。",
    ],
)
def test_opening_of_a_year_ends_the_span(opening: str) -> None:
    told = times(2026, "新增托位100个。", opening, "新增托位300个。", heading="一、过去五年工作回顾")
    assert told == [("result", 2025, "过去五年"), ("result", 2025, "")]


def test_another_heading_ends_the_span() -> None:
    told = times(2026, "# 甲", "五年来，我们迎难而上。新增托位300个。", "# 乙", "建成公园5座。", heading="一、工作回顾")
    assert told == [("result", 2025, "五年来"), ("result", 2025, "")]


def test_a_span_of_results_is_none_of_targets() -> None:
    told = times(2026, "五年来，我们迎难而上。", "新增托位300个。", flag=TASK)
    assert told == [("target", 2026, "")]


def test_goals_of_a_plan_hold_until_this_year_is_spoken_of() -> None:
    told = times(
        2026,
        "草案明确了“十五五”时期的发展目标。",
        "地区生产总值达到900亿元。",
        "今年是开局之年。",
        "新增托位300个。",
        flag=TASK,
    )
    assert told == [("target", 2030, "“十五五”"), ("target", 2026, "")]


@pytest.mark.parametrize("sentence", ["落实“十五五”时期重点任务，建成公园5座。", "近三年建成公园50座。"])
def test_words_of_one_clause_open_nothing(sentence: str) -> None:
    assert times(2026, sentence, "新增托位300个。", flag=TASK)[-1] == ("target", 2026, "")


def test_this_year_ends_a_span_within_its_paragraph() -> None:
    told = times(2026, "今后五年，建成学校50所。今年，开工10所。新增托位300个。", flag=TASK)
    assert told == [("target", 2030, "今后五年"), ("target", 2026, ""), ("target", 2026, "")]


def test_goals_of_one_year_end_those_of_several() -> None:
    told = times(2026, "今后五年，建成托位900个。", "2026年预期目标是：产值增长5%。", "新增托位300个。", flag=TASK)
    assert told == [("target", 2030, "今后五年"), ("target", 2026, ""), ("target", 2026, "")]


def test_a_year_ahead_holds_for_its_paragraph() -> None:
    told = times(2026, "到2030年，城乡更加宜居。托位达到900个。", "新增托位300个。", flag=TASK)
    assert told == [("target", 2030, ""), ("target", 2026, "")]


@pytest.mark.parametrize(
    ("sentence", "time"),
    [
        ("2025年托位达到900个。", ("result", 2025, "")),
        ("去年新增托位300个。", ("result", 2025, "")),
        ("托位同比增长5%。", ("result", 2025, "")),
        ("托位比上年增长5%。", ("result", 2025, "")),
        ("全年新增托位300个。", ("result", 2025, "")),
        ("每年新增托位300个。", ("result", 2025, "每年")),
        ("托位年均增长5%。", ("result", 2025, "过去五年")),
        ("2025年，托位与上年持平，年均增长5%。", ("result", 2025, "过去五年")),
    ],
)
def test_clause_under_a_span_tells_its_own_time(sentence: str, time: tuple[str, int, str]) -> None:
    assert times(2026, sentence, heading="一、过去五年工作回顾") == [time]


def test_base_of_a_span_has_the_year_that_is_written_or_none() -> None:
    heading = "一、过去五年工作回顾"
    assert [year for _, year, _ in times(2026, "公园从40座增加到66座。", heading=heading)] == [None, 2025]
    assert [year for _, year, _ in times(2026, "公园从2020年的40座增加到66座。", heading=heading)] == [2020, 2025]
    assert [year for _, year, _ in times(2026, "公园、驿站从2020年的40座、8座增加到66座、15座。")] == [
        2020,
        2020,
        2025,
        2025,
    ]
    assert [year for _, year, _ in times(2026, "公园从2010年的40座增加到2020年的66座。")] == [2010, 2020]
    assert [year for _, year, _ in times(2026, "公园由五年前的40座增加到66座。")] == [None, 2025]
    assert [year for _, year, _ in times(2026, "五年来，公园从40座增加到66座。")] == [None, 2025]
    assert [year for _, year, _ in times(2026, "公园从40座增加到66座。")] == [2024, 2025]


def test_report_of_december_reviews_its_own_year() -> None:
    told = times(
        2021,
        "# 一、过去五年工作回顾",
        "新增托位300个。",
        "# 二、今后五年主要目标",
        "力争新增学位90个。",
        "今年新增学位8个。",
        "# 三、2022年工作安排",
        "力争新增公园5座。",
    )
    assert told == [
        ("result", 2021, "过去五年"),
        ("target", 2026, "今后五年"),
        ("result", 2021, ""),
        ("target", 2022, ""),
    ]


def test_last_year_named_is_that_of_the_number() -> None:
    assert times(2026, "到2030年，新增公园50座，今年完成8座。", flag=TASK) == [
        ("target", 2030, ""),
        ("target", 2026, ""),
    ]
    assert times(2026, "与2020年相比，公园增长50%。") == [("result", 2025, "")]


@pytest.mark.parametrize(
    ("sentence", "flag", "time"),
    [
        ("今后五年，新增托位300个。", TASK, ("target", 2030, "今后五年")),
        ("未来三年新增托位300个。", TASK, ("target", 2028, "未来三年")),
        ("力争通过三年努力，新增托位300个。", TASK, ("target", 2028, "通过三年努力")),
        ("三年内新增托位300个。", TASK, ("target", 2028, "三年内")),
        ("2026年内新增托位300个。", TASK, ("target", 2026, "")),
        ("“十三五”期间新增托位300个。", TASK, ("result", 2020, "“十三五”期间")),
        ("“十三五”期间，新增托位300个。", REVIEW, ("result", 2020, "“十三五”期间")),
        ("财政收入五年增长30%。", REVIEW, ("result", 2025, "五年")),
        ("财政收入连续五年增长8%。", REVIEW, ("result", 2025, "")),
    ],
)
def test_span_in_the_sentence(sentence: str, flag: str, time: tuple[str, int, str]) -> None:
    assert times(2026, sentence, flag=flag) == [time]


@pytest.mark.parametrize(
    ("sentence", "periods"),
    [
        ("面对一季度下降6%的困难，工业产值增长2%。", ["一季度", ""]),
        ("一季度产值下降6%，全年产值增长2%。", ["一季度", ""]),
        ("上半年新增托位300个，新建公园5座，年末托位达到900个。", ["上半年", "上半年", ""]),
        ("前三季度新增托位300个，新建公园5座。", ["前三季度", "前三季度"]),
        ("2025年产值达到80亿元，五年翻一番。", ["", "五年"]),
        ("五年来新增托位300个，2025年新增90个。", ["五年来", ""]),
    ],
)
def test_how_far_a_period_reaches(sentence: str, periods: list[str]) -> None:
    assert [period for _, _, period in times(2026, sentence)] == periods
