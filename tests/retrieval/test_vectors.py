"""FAISS against numpy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import IndexUnusable
from indexer.retrieval import nearest as faiss_side
from indexer.retrieval import vectors as module
from indexer.retrieval.vectors import VectorIndex, Vectors, extend_vectors, write_vectors

ROWS, DIMENSION = 301, 24
HALF = 1e-3  # what half precision may change in a value below 1


def unit_vectors(rows: int, seed: int) -> Vectors:
    table = np.random.default_rng(seed).normal(size=(rows, DIMENSION))
    halves = (table / np.linalg.norm(table, axis=1, keepdims=True)).astype(np.float16)
    return halves.astype(np.float32)


def written(folder: Path, vectors: Vectors) -> Path:
    write_vectors(folder, np.array_split(vectors, 7), count=len(vectors), dimension=DIMENSION)
    return folder


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    return unit_vectors(ROWS, seed=2025)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, vectors: Vectors) -> Path:
    return written(tmp_path_factory.mktemp("index") / "vectors", vectors)


@pytest.fixture(scope="module")
def index(folder: Path) -> VectorIndex:
    return VectorIndex(folder)


def nearest(vectors: Vectors, query: Vectors, k: int, rows: Sequence[int]) -> dict[int, float]:
    cosines = vectors @ query
    return {row: float(cosines[row]) for row in sorted(rows, key=lambda row: -cosines[row])[:k]}


def assert_same(found: dict[int, float], expected: dict[int, float]) -> None:
    assert list(found) == list(expected)
    assert found == pytest.approx(expected, abs=1e-5)


def test_search_is_exact(index: VectorIndex, vectors: Vectors) -> None:
    for query in unit_vectors(20, seed=1):
        assert_same(index.search(query, k=15), nearest(vectors, query, 15, range(ROWS)))


@pytest.mark.parametrize("rows", [[], [299], [3, 8, 9, 299, 300], range(0, ROWS, 2), range(ROWS)])
def test_filter_goes_in_before_the_search(index: VectorIndex, vectors: Vectors, rows: Sequence[int]) -> None:
    allowed = np.zeros(ROWS, np.bool_)
    allowed[list(rows)] = True
    for query in unit_vectors(5, seed=2):
        assert_same(index.search(query, k=10, allowed=allowed), nearest(vectors, query, 10, rows))


def test_equal_vectors_stand_in_the_order_of_rows(tmp_path: Path, vectors: Vectors) -> None:
    twice = VectorIndex(written(tmp_path / "vectors", np.concatenate([vectors, vectors])))
    assert list(twice.search(vectors[7], k=2)) == [7, ROWS + 7]


def test_vectors_come_back_as_written(index: VectorIndex, vectors: Vectors) -> None:
    np.testing.assert_array_equal(index.vectors([5, 2, 300]), vectors[[5, 2, 300]])
    assert index.vectors([]).shape == (0, DIMENSION)
    assert (len(index), index.dimension) == (ROWS, DIMENSION)


def test_half_precision_is_all_that_is_lost(tmp_path: Path) -> None:
    fine = np.random.default_rng(5).uniform(-1, 1, size=(9, DIMENSION)).astype(np.float32)
    np.testing.assert_allclose(
        VectorIndex(written(tmp_path / "vectors", fine)).vectors([0, 8]), fine[[0, 8]], atol=HALF
    )


def test_more_than_there_is(index: VectorIndex, vectors: Vectors) -> None:
    assert len(index.search(vectors[0], k=10_000)) == ROWS
    assert index.search(vectors[0], k=0) == {}


def test_no_rows(tmp_path: Path, vectors: Vectors) -> None:
    empty = written(tmp_path / "empty", vectors[:0])
    assert VectorIndex(empty).search(vectors[0], k=3) == {}
    extend_vectors(empty, tmp_path / "one", vectors[:1])
    assert list(VectorIndex(tmp_path / "one").search(vectors[0], k=3)) == [0]


def test_extended_is_as_written_at_once(tmp_path: Path, folder: Path, vectors: Vectors) -> None:
    more = unit_vectors(90, seed=3)
    before = folder
    for place, added in enumerate(np.array_split(more, 30)):
        extend_vectors(before, tmp_path / str(place), added)
        before = tmp_path / str(place)
    extended, both = VectorIndex(before), np.concatenate([vectors, more])
    np.testing.assert_array_equal(extended.vectors(list(range(len(both)))), both)
    for query in unit_vectors(5, seed=4):
        assert_same(extended.search(query, k=20), nearest(both, query, 20, range(len(both))))


def test_extension_links_what_does_not_change_and_keeps_parts_few(tmp_path: Path, folder: Path) -> None:
    before = folder
    for place in range(30):
        extend_vectors(before, tmp_path / str(place), unit_vectors(3, seed=place))
        before = tmp_path / str(place)
    assert (before / "0.f16").samefile(folder / "0.f16")
    assert len(list(before.glob("*.f16"))) <= 1 + 5  # binary digits of 30


def test_another_number_of_vectors_is_refused(tmp_path: Path, vectors: Vectors) -> None:
    with pytest.raises(ValueError, match="302 vectors expected, found 301"):
        write_vectors(tmp_path / "vectors", [vectors], count=302, dimension=DIMENSION)


@pytest.mark.parametrize("name", ["layout.json", "0.f16"])
@pytest.mark.parametrize("damage", ["short", "gone"])
def test_damage_is_refused(tmp_path: Path, vectors: Vectors, name: str, damage: str) -> None:
    path = written(tmp_path / "vectors", vectors) / name
    content = path.read_bytes()
    path.unlink()
    if damage == "short":
        path.write_bytes(content[:-9])
    with pytest.raises(IndexUnusable, match="重新运行 build"):
        VectorIndex(tmp_path / "vectors")


def test_a_file_cut_short_while_it_is_read_is_told(tmp_path: Path, vectors: Vectors) -> None:
    index = VectorIndex(written(tmp_path / "vectors", vectors))
    with (tmp_path / "vectors" / "0.f16").open("r+b") as file:
        file.truncate(100)
    with pytest.raises(IndexUnusable, match="重新运行 build"):
        index.vectors([300])


MANY = 3_000
SEARCHED = 12  # lists of some 220: few enough that the search is not exact by itself


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Vectors:
    """Rows about a hundred centres, more than are compared one by one."""
    monkeypatch.setattr(module, "EXACT_ROWS", 500)
    monkeypatch.setattr(module, "_FEW_ALLOWED", 20)
    monkeypatch.setattr(faiss_side, "_PROBES", SEARCHED)
    around = unit_vectors(100, seed=11)[np.random.default_rng(12).integers(100, size=MANY)]
    rows = around + 0.6 * unit_vectors(MANY, seed=13)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)


def recall(index: VectorIndex, vectors: Vectors, k: int, rows: Sequence[int], allowed: np.ndarray | None) -> float:
    """Return the share of the true nearest that is found; scores of all that is found must be true cosines."""
    shares = []
    for query in vectors[::150]:
        found, expected = index.search(query, k=k, allowed=allowed), nearest(vectors, query, k, rows)
        assert len(found) == len(expected)
        assert list(found.values()) == sorted(found.values(), reverse=True)
        np.testing.assert_allclose(list(found.values()), vectors[list(found)] @ query, atol=1e-5)
        shares.append(len(found.keys() & expected.keys()) / len(expected))
    return float(np.mean(shares))


def test_many_rows_are_found_by_lists(tmp_path: Path, many: Vectors) -> None:
    described = write_vectors(tmp_path / "vectors", [many], count=MANY, dimension=DIMENSION)
    assert described == {
        "kind": "ivf-sq8",
        "values": "float16",
        "rows": MANY,
        "approximate_rows": MANY,
        "lists": 220,
        "probes_at_64": SEARCHED,
        "probes_at_500": 34,
    }
    index = VectorIndex(tmp_path / "vectors")
    assert len(index) == MANY
    assert recall(index, many, 10, range(MANY), None) > 0.95
    np.testing.assert_array_equal(index.vectors([5, 2_999]), many[[5, 2_999]])


@pytest.mark.parametrize(("every", "wanted"), [(3_000, 1.0), (300, 1.0), (10, 0.85), (2, 0.85), (1, 0.85)])
def test_filter_goes_in_before_lists_are_searched(tmp_path: Path, many: Vectors, every: int, wanted: float) -> None:
    index = VectorIndex(written(tmp_path / "vectors", many))
    allowed = np.zeros(MANY, np.bool_)
    allowed[::every] = True
    assert recall(index, many, 64, range(0, MANY, every), allowed) >= wanted
    assert index.search(many[0], k=10, allowed=np.zeros(MANY, np.bool_)) == {}


@pytest.mark.parametrize(("step", "by_lists"), [(1, False), (2, True)])
def test_neighbours_that_are_allowed_are_read_and_scattered_rows_looked_for(
    tmp_path: Path, many: Vectors, monkeypatch: pytest.MonkeyPatch, step: int, by_lists: bool
) -> None:
    index = VectorIndex(written(tmp_path / "vectors", many))
    monkeypatch.setattr(module, "_FEW_ALLOWED", 800)
    monkeypatch.setattr(module, "_FEW_RUNS", 5)
    monkeypatch.setattr(module, "_SCORED_AT_ONCE", 70)  # so that what is found comes from many blocks
    look, looked = faiss_side.ApproximateSearch._look, []
    monkeypatch.setattr(faiss_side.ApproximateSearch, "_look", lambda *all_: looked.append(1) or look(*all_))
    allowed = np.zeros(MANY, np.bool_)
    for first in (0, 900, 2_750):
        allowed[first : first + 250 : step] = True
    assert recall(index, many, 64, np.flatnonzero(allowed).tolist(), allowed) >= (0.9 if by_lists else 1.0)
    assert bool(looked) == by_lists


def test_vectors_come_in_the_order_that_is_asked_for(tmp_path: Path, many: Vectors) -> None:
    extend_vectors(written(tmp_path / "0", many[:400]), tmp_path / "1", many[400:450])
    rows = [449, 0, 1, 2, 398, 399, 400, 401, 401, 17, 16]
    np.testing.assert_array_equal(VectorIndex(tmp_path / "1").vectors(rows), many[rows])


def test_all_that_may_be_shown_is_found_however_far_it_is(tmp_path: Path, many: Vectors) -> None:
    index = VectorIndex(written(tmp_path / "vectors", many))
    allowed = many @ many[0] < 0  # none in the lists that are nearest
    assert len(index.search(many[0], k=300, allowed=allowed)) == 300
    assert len(index.search(many[0], k=MANY)) == MANY


def test_lists_are_linked_while_few_rows_are_added_then_hold_them_too(tmp_path: Path, many: Vectors) -> None:
    before = written(tmp_path / "0", many[:1_600])
    linked = extend_vectors(before, tmp_path / "1", many[1_600:2_000])
    assert linked["approximate_rows"] == 1_600
    assert (tmp_path / "1" / "approximate.faiss").samefile(before / "approximate.faiss")
    assert recall(VectorIndex(tmp_path / "1"), many[:2_000], 10, range(2_000), None) > 0.95
    grown = extend_vectors(tmp_path / "1", tmp_path / "2", many[2_000:])
    assert (grown["approximate_rows"], grown["lists"]) == (MANY, 160)  # the lists of 1,600 rows
    assert recall(VectorIndex(tmp_path / "2"), many, 10, range(MANY), None) > 0.95


def test_lists_are_made_anew_when_rows_have_doubled(tmp_path: Path, many: Vectors) -> None:
    assert extend_vectors(written(tmp_path / "0", many[:400]), tmp_path / "1", many[400:1_400])["lists"] == 150
    assert extend_vectors(tmp_path / "1", tmp_path / "2", many[1_400:])["lists"] == 220


def test_equal_rows_make_equal_lists(tmp_path: Path, many: Vectors) -> None:
    first, second = (written(tmp_path / name, many) / "approximate.faiss" for name in "ab")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("damage", ["short", "gone", "of other rows"])
def test_damaged_lists_are_refused(tmp_path: Path, many: Vectors, damage: str) -> None:
    path = written(tmp_path / "vectors", many) / "approximate.faiss"
    content = path.read_bytes()
    path.unlink()
    if damage == "short":
        path.write_bytes(content[: len(content) // 2])
    if damage == "of other rows":
        path.write_bytes((written(tmp_path / "other", many[:2_000]) / "approximate.faiss").read_bytes())
    with pytest.raises(IndexUnusable, match="重新运行 build"):
        VectorIndex(tmp_path / "vectors")
