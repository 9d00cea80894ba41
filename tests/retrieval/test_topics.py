"""What belongs to a topic, though its name does not say it."""

from __future__ import annotations

from importlib.resources import files

import pytest

from indexer.retrieval.folding import fold
from indexer.retrieval.topics import Topic, read_topic


def lines() -> list[list[str]]:
    text = files("indexer.retrieval").joinpath("topics.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def test_the_table_is_as_its_head_says() -> None:
    for line in lines():
        assert len(line) == 2
        for words in line:
            parts = words.split("|")
            assert all(part and part == fold(part).strip() for part in parts)
            assert len(set(parts)) == len(parts)


@pytest.mark.parametrize(
    ("topic", "thing"),
    [("养老", "助餐"), ("养老", "日间照护"), ("老年人", "长者"), ("绿化", "公园"), ("绿化", "绿道"), ("就业", "失业"),
     ("住房", "保租房"), ("托育", "宝宝屋"), ("医疗", "家庭医生"), ("水环境", "河道")],
)  # fmt: skip
def test_things_of_a_topic(topic: str, thing: str) -> None:
    (found,) = read_topic(topic)
    assert found.words == topic
    assert thing in found.kinds


@pytest.mark.parametrize("framed", ["养老服务", "养老工作", "养老事业发展", "养老方面的"])
def test_words_that_only_frame_a_topic_are_left_out(framed: str) -> None:
    assert read_topic(framed) == read_topic("养老")


def test_a_narrow_topic_is_not_widened() -> None:
    (found,) = read_topic("养老床位")
    assert found.words == "养老床位"
    assert "助餐" not in found.kinds


def test_everyday_words_lead_to_what_documents_say() -> None:
    (found,) = read_topic("老人吃饭")
    assert "长者食堂" in found.kinds


def test_several_topics() -> None:
    assert [topic.words for topic in read_topic("养老、托育和停车")] == ["养老", "托育", "停车"]
    assert [topic.words for topic in read_topic("养老 养老")] == ["养老"]


def test_a_name_of_the_table_stays_whole() -> None:
    assert [topic.words for topic in read_topic("生态环境")] == ["生态环境"]


@pytest.mark.parametrize("topic", ["", "  ", "？", "——"])
def test_nothing_to_look_for(topic: str) -> None:
    assert read_topic(topic) == []


def test_an_unknown_topic_has_no_kinds() -> None:
    assert read_topic("火星移民") == [Topic("火星移民", ())]
