"""What lies in an index → what a build may take over of it: nothing that is damaged, and no encoding of a wrong text.

A generation that is whole is gone on from. Of one whose words are damaged the catalogue and what was encoded are taken
over, for they cost hours; of one whose catalogue or encodings are damaged nothing is, but the generation before it may
still be whole.
"""

from __future__ import annotations

from pathlib import Path

from indexer.errors import IndexMissing, IndexUnusable
from indexer.generation_writing import Before
from indexer.storage import generations as store
from indexer.storage.catalogue import Catalogue
from indexer.storage.damage import damage_found, damaged_files
from indexer.storage.seals import CHECKED_WHEN_READ, words_for

_COSTLY = frozenset({store.CATALOGUE, store.VECTORS, store.TOKENS, store.OBJECTS})
_READ_AT_EVERY_BUILD = 2 * 2**30  # bytes, a second of reading; more is read where somebody found damage


def open_before(index: Path) -> tuple[Before | None, str]:
    """Return what a build may take over, and what was wrong with the published generation, a sentence or nothing."""
    try:
        published = store.current_generation(index)
    except IndexMissing:
        return None, ""
    except IndexUnusable as error:
        before = _first_whole(index, store.all_generations(index))
        return before, _remark(str(error), before)
    before, wrong = _look_at(index, published)
    if before is None:
        before = _first_whole(index, [other for other in store.all_generations(index) if other != published])
        return before, _remark(wrong, before)
    if wrong:
        return before, f"原有索引已损坏（{wrong}），已从语料重新建立；目录和算好的语义完好，沿用没有重算。"
    return before, ""


def _first_whole(index: Path, generations: list[str]) -> Before | None:
    """Return the newest generation that is whole, as one that is not published: it is written anew in any case."""
    for generation in generations:
        before, wrong = _look_at(index, generation)
        if before is not None and not wrong:
            return Before(before.folder, before.manifest, before.catalogue, is_whole=False)
    return None


def _look_at(index: Path, generation: str) -> tuple[Before | None, str]:
    """Return a generation whose costly parts are whole, or None, and what is wrong with it."""
    try:
        manifest = store.load_manifest(index, generation)
        found = damage_found(index, generation)
        damage = damaged_files(index, manifest, "checksum", but_rows=not found and _is_much(manifest))
    except (IndexUnusable, OSError) as error:  # a file may go away, or the disk give an error, while it is looked at
        return None, str(error)
    if found and not damage:  # what was written was wrong already, so that no file tells
        return None, found
    is_usable = not any(name.split("/")[0] in _COSTLY for name in damage)
    folder = store.generation_folder(index, generation)
    before = Before(folder, manifest, Catalogue(folder / store.CATALOGUE), is_whole=not damage)
    return (before if is_usable else None), words_for(damage)


def _is_much(manifest: store.Manifest) -> bool:
    """Tell whether what has a checksum for each row is so much that it is left to these."""
    sealed = (sealed.size for name, sealed in manifest.files.items() if name.endswith(CHECKED_WHEN_READ))
    return sum(sealed) > _READ_AT_EVERY_BUILD


def _remark(wrong: str, before: Before | None) -> str:
    taken = f"未变的文件沿用上一版 {before.manifest.generation}" if before else "全部文件重新读取，语义重新计算"
    return f"原有索引不能沿用，已从语料重新建立：{taken}。原因：{wrong}"
