"""Objects of commitments by topic: by words, by meaning, and nothing where nobody speaks of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.errors import QueryInvalid
from indexer.retrieval import objects
from indexer.retrieval.encoder import Encoding
from indexer.retrieval.objects import ObjectIndex
from indexer.retrieval.tokens import TokenIndex, quantise, write_tokens
from indexer.retrieval.words import Segmenter

# Each text is one token; two are as near as the angle between them says.
ANGLES = {
    "养老": 0,
    "养老床位": 10,
    "长者食堂": 85,
    "家庭病床": 50,
    "绿道": 120,
    "办公园区": 200,
    "公园": 205,
    "体检中心": 48,
}
NAMES = ("养老床位", "长者食堂", "家庭病床", "绿道", "办公园区", "体检中心")


def encode(words: str) -> Encoding:
    angle = np.deg2rad(ANGLES.get(words, 270))
    vector = np.array([np.cos(angle), np.sin(angle)], np.float32)
    return Encoding(vector, np.array([1], np.int32), vector[None])


@pytest.fixture
def index(tmp_path: Path) -> ObjectIndex:
    encodings = [encode(words) for words in NAMES]
    write_tokens(tmp_path / "objects", [quantise(found.ids, found.tokens) for found in encodings], 2)
    np.save(tmp_path / "objects" / "mean.npy", np.zeros(2, np.float32))  # so that the angles above are what counts
    return ObjectIndex(NAMES, TokenIndex(tmp_path / "objects"), cut=Segmenter().cut, encode=encode)


def test_the_topic_itself_then_what_belongs_to_it_then_what_is_near(index: ObjectIndex) -> None:
    found = index.find("养老")
    assert sorted(found, key=lambda words: -found[words]) == ["养老床位", "长者食堂", "体检中心", "家庭病床"]
    assert found == pytest.approx(
        {"养老床位": 0.9924, "长者食堂": 0.4936, "体检中心": 0.3346, "家庭病床": 0.3214}, abs=2e-3
    )


def test_where_no_object_holds_the_words_meaning_must_be_stronger(
    index: ObjectIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert index.find("未知") == {}
    monkeypatch.setitem(ANGLES, "未知", 0)
    assert set(index.find("未知")) == {"养老床位", "体检中心"}  # 0.98 and 0.67; 0.64 is not enough


def test_a_word_made_of_the_ends_of_two_others_does_not_count(index: ObjectIndex) -> None:
    assert "办公园区" not in {words for words, score in index.find("公园").items() if score > 0.5}
    assert index._holds("口袋公园", "公园")
    assert index._holds("民办公园", "公园")


def test_many_objects_are_compared_in_pieces(index: ObjectIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = index.find("养老")
    monkeypatch.setattr(objects, "_AT_ONCE", 2)
    assert index.find("养老") == whole


def test_two_topics_find_what_either_finds(index: ObjectIndex) -> None:
    both = index.find("养老和绿道")
    assert both["绿道"] > 0.99
    assert set(both) == {"养老床位", "长者食堂", "体检中心", "家庭病床", "绿道"}


def test_no_object_at_all() -> None:
    assert ObjectIndex((), None, cut=Segmenter().cut, encode=encode).find("养老") == {}


@pytest.mark.parametrize(("topic", "said"), [("？", "主题「？」中没有可查的字词"), ("长" * 1001, "主题有 1001 个字")])
def test_topics_that_are_none(index: ObjectIndex, topic: str, said: str) -> None:
    with pytest.raises(QueryInvalid, match=said):
        index.find(topic)
