"""The generator of corpora: the same for a seed, real documents to the reader, and encodings as the model's are."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from benchmarks.given import GivenEncoder
from benchmarks.synthetic import (
    CLAUSES_A_DOCUMENT,
    Material,
    corpus_of,
    cut_phrases,
    documents_of,
    read_material,
    skeleton,
)
from indexer.intake import preview
from indexer.records import Document
from indexer.retrieval.encoder import Encoding
from indexer.structure.overrides import Overrides


@pytest.fixture(scope="module")
def material() -> Material:
    return read_material()


@pytest.fixture(scope="module")
def documents(material: Material) -> list[Document]:
    return [preview(name, text.encode(), Overrides()) for name, text in islice(documents_of(2026, material), 8)]


def test_a_seed_gives_the_same_documents_and_a_smaller_corpus_is_the_beginning(material: Material) -> None:
    assert list(islice(documents_of(7, material), 3)) == list(islice(documents_of(7, material), 3))
    assert list(islice(documents_of(7, material), 1)) != list(islice(documents_of(8, material), 1))
    names = [source.name for source in corpus_of(600, material=material)]
    assert len(names) == 4
    assert [source.name for source in corpus_of(300, material=material)] == names[:2]


def test_documents_are_read_as_they_were_made(documents: list[Document]) -> None:
    for document in documents:
        assert abs(len(document.clauses) - CLAUSES_A_DOCUMENT) < 10
        assert all(document.text[clause.start : clause.end] == clause.text for clause in document.clauses)
        assert all(len(clause.path) == 2 for clause in document.clauses)
        assert document.metadata.district
        assert document.metadata.doc_type
        assert document.metadata.year in range(2016, 2027)
        assert not document.repairs


def test_clauses_are_as_long_as_real_ones_and_seldom_the_same(documents: list[Document]) -> None:
    texts = [clause.text for document in documents for clause in document.clauses]
    assert 38 < np.mean([len(text) for text in texts]) < 50
    assert len(set(texts)) > 0.95 * len(texts)


def test_every_phrase_is_known_again(material: Material, documents: list[Document]) -> None:
    known = {skeleton(phrase) for phrase in material.phrases}
    texts = [clause.text for document in documents for clause in document.clauses]
    assert all(skeleton(phrase) in known for text in texts for phrase in cut_phrases(text))


@pytest.fixture
def encoder() -> GivenEncoder:
    chance = np.random.default_rng(1)

    def encoding(number: int) -> Encoding:
        vector = chance.standard_normal(8).astype(np.float32)
        tokens = chance.standard_normal((number, 8)).astype(np.float32)
        return Encoding(vector / np.linalg.norm(vector), np.arange(number, dtype=np.int32), tokens)

    return GivenEncoder({"推进#个项目": encoding(3), "完善机制": encoding(2), "建成公园": encoding(4)})


def test_a_clause_has_the_tokens_of_its_phrases_and_one_unit_vector(encoder: GivenEncoder) -> None:
    ((_, one),) = encoder.encode_passages(["持续推进12个项目，完善机制。"])
    assert one.ids.tolist() == [0, 1, 2, 0, 1]
    assert one.tokens.shape == (5, 8)
    assert float(np.linalg.norm(one.vector)) == pytest.approx(1.0, abs=1e-6)


def test_equal_texts_get_equal_encodings_and_others_differ(encoder: GivenEncoder) -> None:
    texts = ["推进12个项目。", "推进13个项目。", "推进12个项目。", "没有见过的话"]
    made = dict(encoder.encode_passages(texts))
    assert made[0].vector.tolist() == made[2].vector.tolist()
    assert made[0].tokens.tolist() == made[2].tokens.tolist()
    assert made[0].vector @ made[1].vector < 1 - 1e-6
    assert np.allclose(encoder.vectors_of(texts), [made[place].vector for place in range(4)])
    assert len(made[3].ids) > 0
