"""What flags, kinds, comparators and fields of metadata are called before users and programs."""

from __future__ import annotations

from indexer.records import GLOSSARY, NOTE, REVIEW, STAR, TASK, CommitmentKind, Comparator

FLAG_WORDS = {STAR: "★ 标星项目", REVIEW: "上年回顾", TASK: "当年任务", GLOSSARY: "名词解释", NOTE: "注"}
FIELD_WORDS = {
    "title": "标题",
    "district": "区",
    "parent": "上级",
    "year": "年份",
    "doc_type": "类型",
    "issued_on": "日期",
    "doc_number": "文号",
    "issuer": "发文机关",
    "speaker": "报告人",
    "meeting": "会议",
    "source_url": "网上原文",
}
KIND_WORDS: dict[CommitmentKind, str] = {"target": "目标", "result": "完成", "": "未写明"}
COMPARATOR_WORDS: dict[Comparator, str] = {
    "eq": "",
    "about": "约",
    "at_least": "不少于",
    "more_than": "超过",
    "at_most": "不超过",
    "less_than": "低于",
    "range": "",
    "stretch": "力争",
}
COMPARATOR_SIGNS: dict[Comparator, str] = {
    "eq": "=",
    "about": "~",
    "at_least": ">=",
    "more_than": ">=",  # 超10家 means no 10.01
    "at_most": "<=",
    "less_than": "<",
    "range": "range",
    "stretch": "=",  # of 增长2%，力争3% each says what it is
}


def indicator_words(action: str, counted: str, unit: str) -> str:
    """Put action and object in the order in which one says them.

    >>> indicator_words("新增", "养老床位", "张"), indicator_words("增长", "财政收入", "%")
    ('新增养老床位', '财政收入增长')
    """
    return counted + action if unit in ("%", "‰", "个百分点") else action + counted
