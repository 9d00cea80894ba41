"""What of a pasted text is a sentence to look for."""

from __future__ import annotations

import pytest

from indexer.errors import QueryInvalid
from indexer.insight.draft import MOST_SENTENCES, read_draft


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in read_draft(text).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("健全街巷议事机制，方便居民办事", ["健全街巷议事机制，方便居民办事"]),
        ("AI", ["AI"]),
        ("办好实事。建成公园3座！", ["办好实事。", "建成公园3座！"]),
        ("（一）做强产业。培育企业12家。", ["做强产业。", "培育企业12家。"]),
        ("1.新增床位30张。\n2.修缮旧房5万平方米", ["新增床位30张。", "修缮旧房5万平方米"]),
    ],
)
def test_a_draft_is_cut_as_documents_are(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_headings_salutations_and_dates_are_named_and_not_looked_for() -> None:
    draft = read_draft("各位代表：\n一、完善养老服务体系\n要新增床位30张，改建食堂2家。\n2025年1月3日")
    assert [sentence.text for sentence in draft.sentences] == ["要新增床位30张，改建食堂2家。"]
    assert [heading.text for heading in draft.headings] == ["各位代表：", "一、完善养老服务体系", "2025年1月3日"]


def test_spans_lead_into_the_draft_as_it_was_given() -> None:
    text = "　　各位代表：\r\n　　新增床位３０张，\r\n　　改建食堂2家。　 办好实事。"
    draft = read_draft(text)
    assert draft.text == text
    assert [(s.text, text[s.start : s.end] == s.text) for s in draft.sentences] == [
        ("新增床位３０张，\r\n　　改建食堂2家。", True),
        ("办好实事。", True),
    ]
    assert [text[h.start : h.end] for h in draft.headings] == ["各位代表："]


@pytest.mark.parametrize("text", ["", " \n", "。。。", "的", "各位代表：", "2025年1月3日"])
def test_a_draft_without_a_sentence_is_refused(text: str) -> None:
    with pytest.raises(QueryInvalid, match="没有可查的句子"):
        read_draft(text)


def test_a_whole_book_is_refused() -> None:
    with pytest.raises(QueryInvalid, match=rf"草稿有 {MOST_SENTENCES + 1} 句，一次最多查 {MOST_SENTENCES} 句"):
        read_draft("我们要办好民生实事。" * (MOST_SENTENCES + 1))
