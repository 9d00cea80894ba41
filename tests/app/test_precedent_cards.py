"""A clause beside a draft: what differs is marked, what is not compared is fainter, and foreign words stay words."""

from __future__ import annotations

import re
from html import unescape

import pytest

from app.precedents.precedent_cards import (
    clause_card,
    compared,
    differing,
    later_words,
    no_precedent,
    not_looked_for,
    sentence_head,
    summary,
    variant_head,
)
from indexer.insight.draft import Draft, Sentence
from indexer.insight.precedent import Finding, Precedent, Precedents, Variant
from indexer.insight.wording_diff import Wording, align
from indexer.records import Clause, DocumentRef, Metadata

DRAFT = "健全接诉即办机制"


def make_precedent(text: str, *, draft: str = DRAFT, district: str = "甲区", year: int | None = 2025) -> Precedent:
    doc_id = f"d-{district}-{year}"
    metadata = Metadata(title=f"{district}报告", district=district, year=year)
    clause = Clause(f"{doc_id}-0001", doc_id, 1, ("一、治理",), text, 0, len(text))
    document = DocumentRef(doc_id, f"{doc_id}.txt", metadata, 1)
    return Precedent(clause, document, align(Wording(draft, list), Wording(text, list)))


def make_found(*findings: Finding, headings: tuple[str, ...] = ()) -> Precedents:
    sentences = tuple(finding.sentence for finding in findings)
    documents = (make_precedent("甲").document,)
    return Precedents(Draft("", sentences, tuple(Sentence(h, 0, len(h)) for h in headings)), findings, documents)


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def test_the_words_that_the_draft_does_not_have_are_marked_within_what_is_compared() -> None:
    text = "各部门要健全接诉即办工作机制，办好热线。"
    precedent = make_precedent(text)
    assert [text[start:end] for start, end in differing(precedent)] == ["工作"]
    drawn = compared(precedent)
    assert "健全接诉即办<mark>工作</mark>机制" in drawn
    assert '<span class="gz-around">各部门要</span>' in drawn
    assert '<span class="gz-around">，办好热线。</span>' in drawn
    assert words(drawn) == text


def test_a_clause_without_a_common_word_is_drawn_without_marks() -> None:
    drawn = compared(make_precedent("绿地五公顷"))
    assert drawn == '<span class="gz-around">绿地五公顷</span>'


def test_foreign_words_stay_words() -> None:
    text = "健全接诉即办<img src=x onerror=alert(1)>机制"
    drawn = clause_card(make_precedent(text, district="<b>区"), DRAFT, "?x")
    assert "<img" not in drawn
    assert "<b>" not in drawn
    assert text in words(drawn)
    assert "<img" not in sentence_head(Finding(Sentence("<img>", 0, 5), ()), 1)
    assert "<img" not in not_looked_for(make_found(headings=("<img>",)))


def test_a_card_names_the_document_and_what_only_the_draft_has() -> None:
    drawn = clause_card(make_precedent("健全接诉即办体系"), DRAFT, "?doc=d", target="_blank")
    assert 'href="?doc=d" target="_blank"' in drawn
    assert "甲区2025年《甲区报告》" in words(drawn)
    assert "草稿里有、这里没有：机制" in words(drawn)


def test_who_was_first_and_who_wrote_it_since_is_said() -> None:
    places = (("甲区", 2025), ("乙区", 2023), ("甲区", 2024), ("丙区", None))
    variant = Variant(tuple(make_precedent(f"要{DRAFT}", district=d, year=y) for d, y in places))
    said = words(variant_head(variant, 2))
    assert said.startswith("表述2原样出现4 个文件，4 条")
    assert "最早：乙区2023年《乙区报告》；另有 1 份文件年份不详，不能排先后。" in said
    assert said.endswith("沿用：甲区2024年 1 条、甲区2025年 1 条。")


@pytest.mark.parametrize(("year", "said"), [(2025, "没有别的文件沿用。"), (None, "")])
def test_nobody_is_said_to_have_followed_where_that_is_not_known(year: int | None, said: str) -> None:
    assert later_words(Variant((make_precedent(DRAFT, year=year),))) == said


def test_likeness_is_not_rounded_up_to_the_whole() -> None:
    variant = Variant((make_precedent("健全接诉即办体系"),))
    assert variant.likeness == pytest.approx(0.7297, abs=1e-4)
    assert "相似 72%" in variant_head(variant, 1)


def test_the_summary_counts_sentences_with_and_without_a_precedent() -> None:
    sentence = Sentence(DRAFT, 0, len(DRAFT))
    with_one = Finding(sentence, (Variant((make_precedent(DRAFT),)),))
    found = make_found(with_one, Finding(sentence, ()))
    assert (
        words(summary(found))
        == "查了 2 句：1 句有相同或相近的写法（1 句原样出现），1 句没有找到先例。在收录的 1 份文件里查。"
    )
    assert words(summary(make_found(Finding(sentence, ())))) == "查了 1 句：1 句没有找到先例。在收录的 1 份文件里查。"


def test_a_sentence_without_precedent_says_what_that_does_not_mean() -> None:
    said = words(no_precedent(Finding(Sentence("甲", 0, 1), (), nearest=make_precedent("健全制度")), 5))
    assert said.startswith("没有找到先例。所查的 5 份文件里")
    assert "别的文件里有没有，不知道" in said
    assert "下面是最接近的一条" in said


def test_many_lines_that_were_not_looked_for_are_counted() -> None:
    said = words(not_looked_for(make_found(headings=tuple(f"第{n}章" for n in range(9)))))
    assert "第7章" in said
    assert "第8章" not in said
    assert said.endswith("等 9 行")
    assert not_looked_for(make_found()) == ""
