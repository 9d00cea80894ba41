"""Late interaction: values against the formula, what is stored, and what cannot be opened."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import IndexUnusable
from indexer.retrieval.tokens import TokenIndex, Tokens, quantise, write_tokens

DIMENSION = 8


def make_tokens(seed: int, ids: list[int]) -> tuple[Tokens, np.ndarray]:
    vectors = np.random.default_rng(seed).normal(size=(len(ids), DIMENSION)).astype(np.float32)
    return quantise(np.array(ids, np.int32), vectors), vectors


@pytest.fixture
def stored(tmp_path: Path) -> tuple[TokenIndex, list[np.ndarray]]:
    made = [make_tokens(seed, ids) for seed, ids in enumerate([[7, 8, 9], [8, 8], [], [7, 8, 10, 11]])]
    write_tokens(tmp_path / "tokens", [tokens for tokens, _ in made], DIMENSION)
    return TokenIndex(tmp_path / "tokens"), [vectors for _, vectors in made]


def test_scores_are_maxsim_weighted_by_rarity(stored: tuple[TokenIndex, list[np.ndarray]]) -> None:
    index, texts = stored
    ids, query = np.array([8, 10, 99], np.int32), np.random.default_rng(9).normal(size=(3, DIMENSION))
    mean = np.concatenate(texts).mean(axis=0)

    def unit(vectors: np.ndarray) -> np.ndarray:
        return (vectors - mean) / np.linalg.norm(vectors - mean, axis=1, keepdims=True)

    weights = np.array([math.log(1 + 4 / (1 + held)) for held in (3, 1, 0)])  # clauses that hold 8, 10, 99
    weights /= weights.sum()
    expected = {row: float((unit(texts[row]) @ unit(query).T).max(axis=0) @ weights) for row in (0, 1, 3)}
    scores = index.score(ids, query.astype(np.float32), [0, 1, 2, 3])
    assert scores.pop(2) == 0.0  # a text without tokens
    assert scores == pytest.approx(expected, abs=0.02)  # a byte a value
    assert index.score(ids, query.astype(np.float32), [3])[3] == pytest.approx(scores[3], abs=1e-5)


def test_what_several_rows_meet_together_is_the_best_of_each_token(
    stored: tuple[TokenIndex, list[np.ndarray]],
) -> None:
    index, _ = stored
    ids, query = np.array([8, 10], np.int32), np.random.default_rng(9).normal(size=(2, DIMENSION)).astype(np.float32)
    met = index.meet(ids, query, [3, 0, 2])
    assert met.shape == (3, 2)
    scores = index.score(ids, query, [0, 2, 3])
    assert met.sum(axis=1).tolist() == pytest.approx([scores[3], scores[0], scores[2]])
    assert met[:2].max(axis=0).sum() >= max(scores.values())


def test_a_query_without_tokens_scores_nothing(stored: tuple[TokenIndex, list[np.ndarray]]) -> None:
    index, _ = stored
    assert index.score(np.empty(0, np.int32), np.empty((0, DIMENSION), np.float32), [1, 3]) == {1: 0.0, 3: 0.0}


def test_tokens_come_back_as_they_were_stored(stored: tuple[TokenIndex, list[np.ndarray]]) -> None:
    index, texts = stored
    assert len(index) == 4
    again = index.tokens(3)
    assert again.ids.tolist() == [7, 8, 10, 11]
    np.testing.assert_allclose(again.codes * again.scales[:, None], texts[3], atol=np.abs(texts[3]).max() / 200)
    assert len(index.tokens(2).ids) == 0


def test_a_folder_that_is_not_whole_is_said(tmp_path: Path, stored: tuple[TokenIndex, list[np.ndarray]]) -> None:
    (tmp_path / "tokens" / "scales.npy").unlink()
    with pytest.raises(IndexUnusable, match=r"词元向量无法打开.*重新运行 build"):
        TokenIndex(tmp_path / "tokens")
