"""Late interaction: values against the formula, what is stored, and what cannot be opened."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import IndexUnusable
from indexer.retrieval.token_files import TokenFiles
from indexer.retrieval.tokens import TokenIndex, Tokens, extend_tokens, quantise, write_tokens

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


@pytest.mark.parametrize("name", ["layout.json", "mean.npy", "0.tokens", "0.ids", "0.counts"])
def test_a_folder_that_is_not_whole_is_said(
    tmp_path: Path, stored: tuple[TokenIndex, list[np.ndarray]], name: str
) -> None:
    (tmp_path / "tokens" / name).unlink()
    with pytest.raises(IndexUnusable, match=r"词元向量无法打开.*重新运行 build"):
        TokenIndex(tmp_path / "tokens")


def cut(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)


@pytest.mark.parametrize("name", ["0.tokens", "0.ids"])
def test_a_file_that_is_too_short_is_said(
    tmp_path: Path, stored: tuple[TokenIndex, list[np.ndarray]], name: str
) -> None:
    cut(tmp_path / "tokens" / name, 20)
    with pytest.raises(IndexUnusable, match=r"有 20 字节，应为 (144|36) 字节.*重新运行 build"):
        TokenIndex(tmp_path / "tokens")


@pytest.mark.skipif(not hasattr(os, "preadv"), reason="files are mapped where the system cannot read at a place")
def test_a_file_that_becomes_short_while_it_is_open_is_said(
    tmp_path: Path, stored: tuple[TokenIndex, list[np.ndarray]]
) -> None:
    index, _ = stored
    cut(tmp_path / "tokens" / "0.tokens", 20)
    for ask in (lambda: index.tokens(3), lambda: index.meet(np.array([7]), np.ones((1, DIMENSION), np.float32), [3])):
        with pytest.raises(IndexUnusable, match="变短了"):
            ask()


def written(folder: Path, texts: list[Tokens]) -> Path:
    write_tokens(folder, texts, DIMENSION)
    return folder


def test_what_is_added_is_there_beside_what_was(tmp_path: Path) -> None:
    texts = [make_tokens(seed, list(range(seed, seed + (30 if seed < 7 else 20 - seed))))[0] for seed in range(12)]
    texts[7] = make_tokens(7, [])[0]
    whole = TokenIndex(written(tmp_path / "whole", texts))
    folder = written(tmp_path / "0", texts[:8])
    for step, start in enumerate(range(8, 12), start=1):
        extend_tokens(folder, tmp_path / str(step), iter(texts[start : start + 1]))
        folder = tmp_path / str(step)
    index = TokenIndex(folder)
    assert len(index) == 12
    for row, text in enumerate(texts):
        again = index.tokens(row)
        assert (again.ids.tolist(), again.codes.tolist()) == (text.ids.tolist(), text.codes.tolist())
        assert again.scales.tolist() == text.scales.tolist()
    ids, query = np.array([8, 3], np.int32), np.random.default_rng(9).normal(size=(2, DIMENSION)).astype(np.float32)
    rows = [11, 0, 1, 2, 7, 8, 9, 10]
    np.testing.assert_allclose(index.meet(ids, query, rows), whole.meet(ids, query, rows), atol=1e-6)
    assert (tmp_path / "4" / "0.tokens").samefile(tmp_path / "0" / "0.tokens")  # a link: nothing is written twice
    assert len(list((tmp_path / "4").glob("*.tokens"))) <= 3  # small parts were joined
    assert len(TokenIndex(tmp_path / "0")) == 8  # the folder before did not change


@pytest.mark.parametrize("at_once", [1, 7, 50, 1_000])
def test_tokens_come_in_blocks_that_begin_with_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    texts = [make_tokens(seed, list(range(1 + seed % 5)))[0] for seed in range(40)]
    write_tokens(tmp_path / "0", texts[:30], DIMENSION)
    extend_tokens(tmp_path / "0", tmp_path / "1", texts[30:])
    files = TokenFiles(tmp_path / "1")
    rows = np.array([39, 0, 1, 2, 5, 6, 28, 29, 30, 31, 4])
    monkeypatch.setattr("indexer.retrieval.token_files._READ_AT_ONCE", at_once)
    blocks = [block.copy() for block in files.blocks(rows, *files.spans(rows))]
    wanted = np.concatenate([texts[row].codes for row in rows])
    np.testing.assert_array_equal(np.concatenate([block["codes"] for block in blocks]), wanted)
    ends = np.cumsum([len(texts[row].ids) for row in rows])
    assert set(np.cumsum([len(block) for block in blocks])) <= set(ends)  # the tokens of a row stand together
    assert max(map(len, blocks)) < at_once + 5
    assert len(blocks) >= len(wanted) / (at_once + 5)


def test_nothing_added_is_the_same_again(tmp_path: Path) -> None:
    extend_tokens(written(tmp_path / "0", [make_tokens(1, [7, 8])[0]]), tmp_path / "1", [])
    assert TokenIndex(tmp_path / "1").tokens(0).ids.tolist() == [7, 8]
    assert sorted(path.name for path in (tmp_path / "1").iterdir()) == sorted(
        path.name for path in (tmp_path / "0").iterdir()
    )


def test_many_tokens_are_written_block_by_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.retrieval.token_files._AT_ONCE", 4)
    monkeypatch.setattr("indexer.retrieval.products._AT_ONCE", 4)
    made = [make_tokens(seed, [7] * (seed % 5)) for seed in range(20)]
    index = TokenIndex(written(tmp_path / "tokens", [tokens for tokens, _ in made]))
    mean = np.concatenate([tokens.codes * tokens.scales[:, None] for tokens, _ in made]).mean(axis=0)
    query = np.random.default_rng(9).normal(size=(1, DIMENSION)).astype(np.float32)
    wanted = (query - mean) / np.linalg.norm(query - mean)
    for row, (_, vectors) in enumerate(made):
        if len(vectors):
            near = (vectors - mean) @ wanted[0] / np.linalg.norm(vectors - mean, axis=1)
            assert index.score(np.array([7], np.int32), query, [row])[row] == pytest.approx(near.max(), abs=0.02)
