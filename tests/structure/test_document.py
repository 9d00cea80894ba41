"""The room as a whole: clean text in, a document out whose spans hold whatever the text is."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.reading import clean
from indexer.records import FLAGS
from indexer.settings import MAX_CLAUSE_CHARS
from indexer.structure import doc_id_of, structure


def test_the_id_of_a_document_depends_on_its_bytes_alone() -> None:
    assert doc_id_of("种树。".encode()) == doc_id_of("种树。".encode())
    assert doc_id_of("种树。".encode()) != doc_id_of("种树。".encode("gb18030"))
    assert doc_id_of(b"") == "de3b0c44298fc"  # d and the first twelve digits of SHA-256


def test_ids_of_clauses_count_up_and_hold_no_blanks() -> None:
    document = structure(clean("种树。修路。\n架桥。"), doc_id="dabc", source="甲 乙.txt")
    assert [clause.clause_id for clause in document.clauses] == ["dabc-0001", "dabc-0002", "dabc-0003"]
    assert [clause.ordinal for clause in document.clauses] == [1, 2, 3]
    assert document.ref.label == "甲 乙"


def test_what_cleaning_recorded_comes_with_the_document() -> None:
    document = structure(clean("打印\n依法处臵。"), doc_id="d", source="a.txt")
    assert [removal.text for removal in document.removed] == ["打印"]
    assert [repair.after for repair in document.repairs] == ["置"]


WORDS = """
推进 养老床位 一、 二、 （一） （二） (三) (1) 1. 2. 3、 第一章 第二节 ★ 各位代表： 各位代表！ 同志们： 注： 名词解释
附件1 附件： 。 ， ； ： ！ ？ 、 “ ” （ ） 《 》 ( ) —— 2025年 480张 2025年1月8日在 会议上 静安区 上海市 人民政府 区委
同时， 是指 目标 回顾 政府工作报告 第一编 第三条 第一部分 一是 二是 三是 第一， 第二， ① ② ③ ⑴ 1） 2） a. １． 一．
专栏1 目录 附件：1. 附表2 任务： 牵头单位： ● ▲ 标▲的为实事项目 [1] 注1： ，的 | 一
"""
PIECES = st.sampled_from([*WORDS.split(), "\n", "\n", "\n", " ", "全面加强和改进各项工作，持续增进民生福祉，" * 4])
TEXTS = st.lists(PIECES | st.text(max_size=2), max_size=60).map("".join)


def numbered(text: str) -> str:
    """A document in which every line of ``text`` that holds something begins with a number of some style."""
    styles = ("第{}章 ", "第{}条 ", "{}、", "（{}）", "{}是", "第{}，")
    numerals = "一二三四五六七八九"
    lines = text.split("\n")
    return "\n".join(
        styles[at % len(styles)].format(numerals[at // 2 % 9]) + line if line else line for at, line in enumerate(lines)
    )


@settings(max_examples=400, deadline=None)
@given(TEXTS | TEXTS.map(numbered))
def test_every_character_lies_in_one_clause_or_heading_and_spans_say_what_stands_there(text: str) -> None:
    document = structure(clean(text), doc_id="d", source="a.txt")
    spans = sorted((*document.clauses, *document.headings), key=lambda span: span.start)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert [char for at, char in enumerate(document.text) if at not in covered and not char.isspace()] == []
    for span in spans:
        assert span.text == document.text[span.start : span.end] == span.text.strip() != ""
    for clause in document.clauses:
        assert len(clause.text) <= MAX_CLAUSE_CHARS
        assert set(clause.flags) <= set(FLAGS)
        assert all(clause.path)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_the_same_text_gives_the_same_document(text: str) -> None:
    assert structure(clean(text), doc_id="d", source="a.txt") == structure(clean(text), doc_id="d", source="a.txt")
