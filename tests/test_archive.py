"""A backup holds what cannot be made again, proves it, and never writes anywhere but where it should."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from indexer.archive import read_backup, restore_backup, write_backup
from indexer.errors import BackupInvalid, OutputFailed
from indexer.settings import Settings
from indexer.storage.notebook import Notebook, Side

SIDE = Side("k", "新增养老床位480张", "d", "东川区报告.txt")
CATALOG = "file,district\n东川区报告.txt,东川区\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that lead to a corpus of two files and two lists, and to notes with one decision."""
    corpus = tmp_path / "corpus"
    (corpus / "通知").mkdir(parents=True)
    (corpus / "东川区报告.txt").write_text("报告", encoding="utf-8")
    (corpus / "通知" / "一.txt").write_text("通知", encoding="utf-8")
    (corpus / "catalog.csv").write_text(CATALOG, encoding="utf-8-sig")
    (corpus / "terms.txt").write_text("静邻餐厅", encoding="utf-8")
    made = Settings(corpus=corpus, index=tmp_path / "index")
    Notebook.open(made.notes).decide("a~b", "confirmed", SIDE, SIDE)
    return made


def forged(path: Path, entries: dict[str, bytes], **manifest: object) -> Path:
    """Write a backup of these entries, whose manifest says what is true of them unless told otherwise."""
    listed = {name: {"size": len(data), "sha256": sha256(data).hexdigest()} for name, data in entries.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
        said = {"format": 1, "created": "2026-01-01T00:00:00Z", "files": listed} | manifest
        archive.writestr("manifest.json", json.dumps(said))
    return path


def test_what_is_backed_up_comes_back_after_all_was_lost(settings: Settings, tmp_path: Path) -> None:
    held = write_backup(tmp_path / "b.zip", settings, with_files=True)
    assert held.files == ("catalog.csv", "terms.txt", "东川区报告.txt", "通知/一.txt")
    other = replace(settings, corpus=tmp_path / "new" / "corpus", index=tmp_path / "new" / "index")
    done = restore_backup(held.path, other)
    assert (done.changed, done.before, done.set_aside) == (held.files, None, None)
    assert set(Notebook.open(other.notes).decisions()) == {"a~b"}
    assert (other.corpus / "通知" / "一.txt").read_text(encoding="utf-8") == "通知"
    assert (other.corpus / "catalog.csv").read_text(encoding="utf-8-sig") == CATALOG


def test_lists_without_documents_and_the_settings_for_people(settings: Settings, tmp_path: Path) -> None:
    held = write_backup(tmp_path / "b.zip", settings)
    assert held.files == ("catalog.csv", "terms.txt")
    assert read_backup(held.path).settings["INDEXER_MODEL"] == settings.model


def test_what_is_replaced_is_backed_up_first_and_what_is_not_in_the_backup_stays(
    settings: Settings, tmp_path: Path
) -> None:
    held = write_backup(tmp_path / "b.zip", settings)
    Notebook.open(settings.notes).decide("c~d", "rejected", SIDE, SIDE)
    (settings.corpus / "catalog.csv").write_text("file\n", encoding="utf-8")
    done = restore_backup(held.path, settings)
    assert done.changed == ("catalog.csv",)
    assert set(Notebook.open(settings.notes).decisions()) == {"a~b"}
    assert (settings.corpus / "东川区报告.txt").exists()
    assert done.before is not None
    restore_backup(done.before, settings)
    assert set(Notebook.open(settings.notes).decisions()) == {"a~b", "c~d"}
    assert (settings.corpus / "catalog.csv").read_text(encoding="utf-8") == "file\n"


def test_the_notes_are_copied_with_what_is_only_in_their_log(settings: Settings, tmp_path: Path) -> None:
    with closing(sqlite3.connect(settings.notes)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM decision").fetchone()  # it keeps the log from being folded into the file
        Notebook.open(settings.notes).decide("c~d", "confirmed", SIDE, SIDE)
        held = write_backup(tmp_path / "b.zip", settings)
    other = replace(settings, corpus=tmp_path / "n", index=tmp_path / "other")
    restore_backup(held.path, other)
    assert set(Notebook.open(other.notes).decisions()) == {"a~b", "c~d"}


def test_damaged_notes_are_set_aside_by_name_and_never_lost(settings: Settings, tmp_path: Path) -> None:
    held = write_backup(tmp_path / "b.zip", settings)
    settings.notes.write_bytes(b"damaged" * 999)
    done = restore_backup(held.path, settings)
    assert done.set_aside is not None
    assert done.set_aside.name == "index-notes.sqlite.damaged-1"
    assert done.set_aside.read_bytes() == b"damaged" * 999
    assert set(Notebook.open(settings.notes).decisions()) == {"a~b"}


def test_a_copy_of_the_notes_alone_can_be_restored_but_no_other_file(settings: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(settings.notes.read_bytes())
    Notebook.open(settings.notes).decide("c~d", "confirmed", SIDE, SIDE)
    restore_backup(copy, settings)
    assert set(Notebook.open(settings.notes).decisions()) == {"a~b"}
    copy.write_text("no notes", encoding="utf-8")
    with pytest.raises(BackupInvalid, match="文件已损坏。请换一个备份"):
        restore_backup(copy, settings)
    with pytest.raises(BackupInvalid, match="没有这个文件"):
        restore_backup(tmp_path / "absent.zip", settings)
    assert set(Notebook.open(settings.notes).decisions()) == {"a~b"}


def test_no_file_is_overwritten_and_nothing_is_no_backup(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"mine")
    with pytest.raises(BackupInvalid, match="已有这个文件"):
        write_backup(tmp_path / "b.zip", settings)
    assert (tmp_path / "b.zip").read_bytes() == b"mine"
    nowhere = Settings(corpus=tmp_path / "none", index=tmp_path / "none-index")
    with pytest.raises(BackupInvalid, match="没有可备份的内容"):
        write_backup(tmp_path / "c.zip", nowhere)
    with pytest.raises(OutputFailed, match="备份没有写成"):
        write_backup(tmp_path / "absent" / "c.zip", settings)
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["b.zip"]


def test_a_turned_bit_is_found_or_does_not_matter(settings: Settings, tmp_path: Path) -> None:
    held = write_backup(tmp_path / "b.zip", settings, with_files=True)
    whole, refused = held.path.read_bytes(), 0
    for number in range(40):
        data = bytearray(whole)
        data[len(data) * number // 40] ^= 1 << number % 8
        held.path.write_bytes(data)
        other = replace(settings, corpus=tmp_path / str(number) / "corpus", index=tmp_path / str(number) / "index")
        try:
            restore_backup(held.path, other)
        except BackupInvalid:
            refused += 1
            assert not other.corpus.parent.exists()
        else:
            assert set(Notebook.open(other.notes).decisions()) == {"a~b"}
            assert (other.corpus / "通知" / "一.txt").read_text(encoding="utf-8") == "通知"
    assert refused > 20


@pytest.mark.parametrize(
    "name",
    [
        *("corpus/../../evil.txt", "../evil.txt", "/evil.txt", "corpus//evil.txt", "corpus/.hidden", "evil.txt"),
        *("corpus/a\\..\\evil.txt", "corpus/", "corpus/./evil.txt", "corpus/a\nb.txt", "notes.sqlite/evil"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(settings: Settings, tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    path = forged(tmp_path / "b.zip", {"corpus/good.txt": b"good", name: b"evil"})
    with pytest.raises(BackupInvalid, match="没有恢复"):
        restore_backup(path, settings)
    assert sorted(tmp_path.rglob("*")) == sorted([*before, path])


def test_links_are_refused_in_the_backup_and_in_the_corpus(settings: Settings, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (settings.corpus / "sub").symlink_to(outside)
    path = forged(tmp_path / "b.zip", {"corpus/sub/evil.txt": b"evil"})
    with pytest.raises(BackupInvalid, match="链接指向目录之外"):
        restore_backup(path, settings)
    assert not list(outside.iterdir())
    link = zipfile.ZipInfo("corpus/link.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, b"/etc/passwd")
        listed = {link.filename: {"size": 11, "sha256": sha256(b"/etc/passwd").hexdigest()}}
        archive.writestr("manifest.json", json.dumps({"format": 1, "created": "", "files": listed}))
    with pytest.raises(BackupInvalid, match="不允许的文件名"):
        restore_backup(path, settings)


@pytest.mark.parametrize(
    "manifest",
    [
        {"format": 2},
        {"files": {}},
        {"files": {"corpus/a.txt": {"size": 1, "sha256": "0"}}},
        {"files": {"corpus/a.txt": {"size": 3, "sha256": "0"}}},
        {"files": 3},
        {"files": {"corpus/a.txt": 3}},
    ],
)
def test_manifests_that_are_none(settings: Settings, tmp_path: Path, manifest: dict[str, object]) -> None:
    path = forged(tmp_path / "b.zip", {"corpus/a.txt": b"abc"}, **manifest)
    with pytest.raises(BackupInvalid, match=r"b\.zip：.*请"):
        restore_backup(path, settings)
    assert not (settings.corpus / "a.txt").exists()


def test_more_than_is_listed_is_not_unpacked(settings: Settings, tmp_path: Path) -> None:
    bomb = b"\0" * 2**24
    listed = {"corpus/a.txt": {"size": 3, "sha256": "0"}}
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("corpus/a.txt", bomb)
        archive.writestr("manifest.json", json.dumps({"format": 1, "created": "", "files": listed}))
    with pytest.raises(BackupInvalid, match="与备份时不同"):
        restore_backup(path, settings)


def test_what_no_build_takes_is_left_out_and_said(settings: Settings, tmp_path: Path) -> None:
    (settings.corpus / "link.txt").symlink_to("/etc/hostname")
    (settings.corpus / "a\nb.txt").write_text("x", encoding="utf-8")
    held = write_backup(tmp_path / "b.zip", settings, with_files=True)
    assert "link.txt" not in held.files
    assert sorted(said.split("：")[0] for said in held.left_out) == ["a<U+000A>b.txt", "link.txt"], held.left_out


def test_a_full_disk_is_not_told_as_a_damaged_backup(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "b.zip"
    write_backup(target, settings)

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("indexer.archive._copy", full)
    with pytest.raises(OutputFailed, match="磁盘已满，备份没有读完"):
        restore_backup(target, settings)
