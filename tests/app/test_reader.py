"""The reading view holds the whole text, every clause with its anchor, and explanations where they are called for."""

from __future__ import annotations

import html
import re

from app.reading.read_view import in_original
from app.reading.reader import asides, body, contents
from indexer.reading import clean
from indexer.records import Document
from indexer.structure import structure

REPORT = """2024年甲区政府工作报告
各位代表：
一、2023年工作回顾
（一）民生持续改善
新增养老床位3~5个，投入$100万元。推进“多格合一”建设。
二、2024年主要任务
（一）加强民生保障
★改建<b>老年</b>食堂6家。新增托位200个。
（二）优化营商环境
持续推进“多格合一”。加装电梯100台。
名词解释
1、多格合一
把几张网格合成一张。
"""


def make_document() -> Document:
    return structure(clean(REPORT), doc_id="d1", source="甲区.txt")


def draw(document: Document, hit: str = "", found: dict[str, list[tuple[int, int]]] | None = None) -> str:
    return body(document, hit=hit, found=found or {}, href=lambda clause: f"?clause={clause.clause_id}")


def find(document: Document, words: str) -> str:
    return next(clause.clause_id for clause in document.clauses if words in clause.text)


def test_the_whole_text_is_shown_and_nothing_of_it_is_markup() -> None:
    document = make_document()
    drawn = re.sub(r"<details.*?</details>", "", draw(document), flags=re.DOTALL)
    shown = re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]*>", "", drawn)))
    assert shown == re.sub(r"\s", "", document.text)
    assert "&lt;b&gt;老年&lt;/b&gt;" in drawn


def test_every_clause_has_its_anchor_and_its_link() -> None:
    document = make_document()
    drawn = draw(document)
    assert re.findall(r'id="c-(\d+)"', drawn) == [str(clause.ordinal) for clause in document.clauses]
    assert all(f'href="?clause={clause.clause_id}"' in drawn for clause in document.clauses)


def test_a_clause_carries_its_number_beside_the_text_not_in_it() -> None:
    document = make_document()
    drawn = draw(document)
    assert re.findall(r'id="c-(\d+)" data-number="(\d+)"', drawn)[6] == ("7", "7")
    links = re.findall(r'<a [^>]*class="gz-perma[^>]*>(.*?)</a>', drawn)
    assert links == [""] * len(document.clauses)  # the sign of the link is drawn by the style sheet: nobody copies it
    assert drawn.count('aria-hidden="true"') == len(links)


def test_the_hit_is_marked_and_the_others_are_told_apart() -> None:
    document = make_document()
    hit, other = find(document, "养老床位"), find(document, "托位")
    drawn = draw(document, hit, {hit: [(2, 6)], other: [(2, 4)]})
    assert re.findall(r'class="gz-clause gz-hit"[^>]*>(.*?)<a', drawn) == [
        "新增<mark>养老床位</mark>3~5个，投入$100万元。"
    ]
    assert re.findall(r'class="gz-clause gz-also"[^>]*>(.*?)<a', drawn) == ["新增<mark>托位</mark>200个。"]


def test_a_glossary_entry_stands_at_its_first_mention_only() -> None:
    document = make_document()
    assert [aside.name for aside in asides(document)] == ["名词解释：多格合一"]
    drawn = draw(document)
    assert drawn.count("<details") == 1
    assert drawn.index("投入$100") < drawn.index("<details") < drawn.index("2024年主要任务")


def test_a_glossary_entry_stands_beside_a_later_hit_too() -> None:
    document = make_document()
    drawn = draw(document, find(document, "持续推进"))
    assert drawn.count("<details") == 2
    assert drawn.index("加装电梯") < drawn.rindex("<details")


def test_the_contents_lead_to_the_headings() -> None:
    document = make_document()
    links = re.findall(r'href="#(h-\d+)"[^>]*>([^<]+)<', contents(document))
    assert [text for _, text in links][:2] == ["一、2023年工作回顾", "（一）民生持续改善"]
    drawn = draw(document)
    assert all(f'id="{anchor}"' in drawn for anchor, _ in links)


def test_the_contents_say_where_the_hit_stands() -> None:
    document = make_document()
    marked = re.findall(r'aria-current="true">([^<]+)<', contents(document, find(document, "托位")))
    assert marked == ["（一）加强民生保障"]


STARRED = """2024年甲区政府重点工作安排
一、民生
1.★新增养老床位300张。
2.加装电梯100台。
注：1.标★号项目为实事项目。
2.各项工作由区政府领导牵头。
"""


def test_the_note_on_stars_stands_by_a_starred_hit_only() -> None:
    document = structure(clean(STARRED), doc_id="d2", source="甲区.txt")
    assert "<details" not in draw(document, find(document, "电梯"))
    starred = draw(document, find(document, "床位"))
    assert starred.count("<details") == 1
    assert starred.index("300张") < starred.index("<details") < starred.index("电梯")


def test_the_open_clause_is_shown_as_it_stands_in_the_file() -> None:
    original = "打印 分享\n北区安排\n一、民生\n新增<b>床位 480 张。\n打印"
    known = structure(clean(original), doc_id="d", source="a.txt")
    clause = next(clause for clause in known.clauses if "480张" in clause.text)
    shown = in_original(known, clause)
    assert "<mark>新增&lt;b&gt;床位 480 张。</mark>" in shown
    assert "打印 分享\n北区安排\n一、民生\n" in shown
