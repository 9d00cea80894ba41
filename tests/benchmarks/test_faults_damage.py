"""A sample of the damage that is done a hundred times by ``python -m benchmarks.faults damage``."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.faults import damage
from benchmarks.faults.damage import Damage, answers, choose
from benchmarks.faults.scene import ENGINE, NotWell, Scene
from indexer.retrieval.encoder import Encoder
from indexer.storage import generations as store


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, tiny_model_folder: Path) -> Scene:
    scene = Scene(
        tmp_path_factory.mktemp("scene") / "scene", tiny_model_folder, Encoder.load(tiny_model_folder, engine=ENGINE)
    )
    scene.write_corpus(changed=False)
    scene.build()
    return scene


@pytest.fixture(scope="module")
def expected(scene: Scene) -> list[str]:
    return answers(scene.open())


def copy(scene: Scene, folder: Path) -> Scene:
    shutil.copytree(scene.folder, folder / "copy")
    return replace(scene, folder=folder / "copy")


def test_every_file_is_chosen_first_and_the_choice_repeats(scene: Scene) -> None:
    index = scene.settings.index
    chosen = list(choose(index, 200))
    assert chosen == list(choose(index, 200))
    folder = store.generation_folder(index, store.current_generation(index))
    files = {path.relative_to(index).as_posix() for path in folder.rglob("*") if path.is_file()} | {"CURRENT"}
    assert {each.file for each in chosen[: 2 * len(files)]} == files
    assert len(chosen) == len(set(chosen)) == 200


@pytest.mark.parametrize(
    ("file", "kind", "at"),
    [
        ("CURRENT", "flip", 176),  # the line end becomes another blank
        ("manifest.json", "cut", 700),
        ("catalogue.sqlite", "flip", 50_000),
        ("tokens/0.tokens", "flip", 4_000),
        ("keyword/.tantivy-meta.lock", "gone", 0),
    ],
)
def test_damage_is_found_and_never_answered_from(
    scene: Scene, expected: list[str], tmp_path: Path, file: str, kind: str, at: int
) -> None:
    generation = store.current_generation(scene.settings.index)
    path = file if file == "CURRENT" else f"generations/{generation}/{file}"
    for step in (damage._is_found, damage._is_never_wrong):
        damaged = copy(scene, tmp_path / step.__name__)
        Damage(path, kind, at).do(damaged.settings.index)
        step(damaged, expected)


def test_what_would_be_wrong_is_told(scene: Scene, expected: list[str], tmp_path: Path) -> None:
    whole = copy(scene, tmp_path)
    damage._is_never_wrong(whole, expected)
    with pytest.raises(NotWell, match="verify found nothing"):
        damage._is_found(whole, expected)
    with pytest.raises(NotWell, match="1 answers are other ones, without a word"):
        damage._is_never_wrong(whole, [expected[0].replace("2024", "2023"), *expected[1:]])
    with pytest.raises(NotWell, match="took it for unchanged"):
        damage._is_healed(whole, expected)
