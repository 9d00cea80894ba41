"""Files go into the corpus folder and out of it, and nothing is lost, written over or written elsewhere."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from indexer import corpus_files
from indexer.corpus_files import free_name, put_back, put_in, removed_files, removed_folder, safe_name, take_out
from indexer.errors import CorpusUnchanged, FileRefused
from indexer.intake import preview, scan_corpus
from indexer.structure.overrides import Overrides
from tests.conftest import REPORT

DOCUMENTS = ("东川区报告.txt", "西山区安排.txt")


def names(folder: Path) -> list[str]:
    """Return what lies in a folder beside the lock that those who change it hold."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".files.lock")
    return sorted(path.relative_to(folder).as_posix() for path in files)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("静安区-2025.txt", "静安区-2025.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\文件\\报告.pdf", "报告.pdf"),
        ("..", "未命名"),
        ("", "未命名"),
        (".htaccess", "htaccess"),
        ("CON.txt", "_CON.txt"),
        ("com1", "_com1"),
        ("=1+1.txt", "_=1+1.txt"),
        ("Console.txt", "Console.txt"),
        ("报告\n2025\r.txt", "报告2025.txt"),
        ("报告\u202etxt.pdf", "报告txt.pdf"),
        ("报告\u202etxt.exe", "报告txt.exe.txt"),
        ("整理.BAT", "整理.BAT.txt"),
        ("报告.PDF", "报告.PDF"),
        ("报告.2025", "报告.2025.txt"),
        ("报告\u2028.txt", "报告.txt"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("报告. ", "报告"),
        ("cafe\u0301.txt", "caf\u00e9.txt"),
        ("关于2025.重点工作安排的通知", "关于2025.重点工作安排的通知"),
        ("\ud800.txt", "txt"),
    ],
)
def test_a_name_is_made_safe(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_two_programs_that_put_in_the_same_name_lose_neither_file(corpus: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from indexer.corpus_files import put_in;"
        "put_in(Path(sys.argv[1]), '新.txt', sys.argv[2].encode(), replace=True)"
    )
    programs = [subprocess.Popen([sys.executable, "-c", program, str(corpus), word]) for word in ("甲", "乙")]
    assert [each.wait(60) for each in programs] == [0, 0]
    (kept,) = removed_files(corpus)
    assert {kept.path.read_text(encoding="utf-8"), (corpus / "新.txt").read_text(encoding="utf-8")} == {"甲", "乙"}


def test_who_comes_while_others_change_the_folder_is_told(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_files, "_PATIENCE", 0.05)
    with FileLock(corpus / ".files.lock"), pytest.raises(CorpusUnchanged, match=r"新\.txt：别人正在改动语料文件夹"):
        put_in(corpus, "新.txt", b"x")
    assert not (corpus / "新.txt").exists()


def test_a_long_name_is_cut_and_keeps_its_suffix() -> None:
    name = safe_name("报" * 300 + ".txt")
    assert name == "报" * 65 + ".txt"
    assert len(name.encode()) <= 200


@given(st.text(max_size=300))
def test_any_name_is_one_visible_part_of_a_path_and_stays_as_it_is(given: str) -> None:
    try:
        name = safe_name(given)
    except FileRefused:
        return
    assert Path(name).name == name
    assert not name.startswith(".")
    assert 0 < len(name.encode()) <= 200
    assert safe_name(name) == name


@pytest.mark.parametrize("name", ["catalog.csv", "Terms.TXT", "readme.md", "../catalog.csv", ".catalog.csv"])
def test_the_lists_beside_the_documents_are_never_written_over(corpus: Path, name: str) -> None:
    before = (corpus / "catalog.csv").read_bytes()
    with pytest.raises(FileRefused, match="另有用处"):
        put_in(corpus, name, b"x", replace=True)
    assert (corpus / "catalog.csv").read_bytes() == before
    assert len(names(corpus)) == 3


def test_a_file_is_put_in_whole_and_nothing_else_is_left(corpus: Path) -> None:
    assert put_in(corpus, "../南湖区.txt", REPORT.encode()) == "南湖区.txt"
    assert (corpus / "南湖区.txt").read_text(encoding="utf-8") == REPORT
    assert names(corpus.parent) == ["corpus/" + name for name in sorted([*DOCUMENTS, "catalog.csv", "南湖区.txt"])]


def test_what_a_killed_program_left_goes_and_what_is_somebodys_stays(corpus: Path) -> None:
    left, mine = corpus / f".{'0a' * 16}.part", corpus / ".notes.part"
    for path in (left, mine):
        path.write_bytes(b"half")
    put_in(corpus, "a.txt", b"a")
    assert (left.exists(), mine.exists()) == (False, True)


@pytest.mark.parametrize("name", ["东川区报告.txt", "东川区报告.TXT"])
def test_a_name_that_is_taken_is_said_and_another_one_offered(corpus: Path, name: str) -> None:
    with pytest.raises(CorpusUnchanged, match="已有同名的文件"):
        put_in(corpus, name, b"x")
    assert (corpus / "东川区报告.txt").read_text(encoding="utf-8") == REPORT
    assert free_name(corpus, name) == f"东川区报告（2）{name[-4:]}"
    put_in(corpus, free_name(corpus, name), b"x")
    assert free_name(corpus, name) == f"东川区报告（3）{name[-4:]}"


def test_what_is_replaced_is_kept_and_can_be_put_back(corpus: Path) -> None:
    assert put_in(corpus, "东川区报告.txt", b"new", replace=True) == "东川区报告.txt"
    assert (corpus / "东川区报告.txt").read_bytes() == b"new"
    (kept,) = removed_files(corpus)
    assert (kept.source, kept.path.read_text(encoding="utf-8")) == ("东川区报告.txt", REPORT)
    assert put_back(corpus, kept) == "东川区报告（2）.txt"
    assert (corpus / "东川区报告.txt").read_bytes() == b"new"
    assert (corpus / "东川区报告（2）.txt").read_text(encoding="utf-8") == REPORT


def test_a_link_is_replaced_and_not_followed(corpus: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("kept", encoding="utf-8")
    (corpus / "链接.txt").symlink_to(elsewhere)
    put_in(corpus, "链接.txt", b"new", replace=True)
    assert elsewhere.read_text(encoding="utf-8") == "kept"
    assert (corpus / "链接.txt").read_bytes() == b"new"
    assert not (corpus / "链接.txt").is_symlink()


def test_a_folder_of_the_same_name_is_not_replaced(corpus: Path) -> None:
    (corpus / "2025").mkdir()
    with pytest.raises(CorpusUnchanged, match="同名的文件夹"):
        put_in(corpus, "2025", b"x", replace=True)


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "磁盘空间不够"), (errno.EROFS, "没有写入"), (errno.EIO, "文件系统报错")]
)
def test_what_the_disk_refuses_is_a_sentence_and_nothing_is_left(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(corpus_files.os, "fsync", refuse)
    before = names(corpus.parent)
    with pytest.raises(CorpusUnchanged, match=words):
        put_in(corpus, "东川区报告.txt", b"x", replace=True)
    assert names(corpus.parent) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write into any folder")
def test_a_folder_that_may_not_be_written_is_said(corpus: Path) -> None:
    corpus.chmod(0o555)
    try:
        with pytest.raises(CorpusUnchanged, match="没有写入"):
            put_in(corpus, "南湖区.txt", b"x")
    finally:
        corpus.chmod(0o755)


def test_a_file_is_taken_out_beside_the_corpus_and_put_back(corpus: Path) -> None:
    (corpus / "2025").mkdir()
    put_in(corpus / "2025", "南湖区.txt", REPORT.encode())
    removed = take_out(corpus, "2025/南湖区.txt", documents=DOCUMENTS)
    assert "2025/南湖区.txt" not in {file.name for file in scan_corpus(corpus)}
    assert removed.path.is_relative_to(removed_folder(corpus))
    assert removed_folder(corpus) == corpus.with_name("corpus-removed")
    assert removed_files(corpus) == (removed,)
    assert put_back(corpus, removed) == "2025/南湖区.txt"
    assert (corpus / "2025" / "南湖区.txt").read_text(encoding="utf-8") == REPORT
    assert removed_files(corpus) == ()
    assert list(removed_folder(corpus).iterdir()) == []


def test_what_was_put_back_cannot_be_put_back_again(corpus: Path) -> None:
    removed = take_out(corpus, DOCUMENTS[0], documents=DOCUMENTS)
    put_back(corpus, removed)
    with pytest.raises(CorpusUnchanged, match="可能已经放回"):
        put_back(corpus, removed)


def test_the_same_name_can_be_taken_out_twice_within_a_second(corpus: Path) -> None:
    for content in (b"1", b"2"):
        put_in(corpus, "甲.txt", content)
        take_out(corpus, "甲.txt", documents=DOCUMENTS)
    assert sorted(removed.path.read_bytes() for removed in removed_files(corpus)) == [b"1", b"2"]


@pytest.mark.parametrize("source", ["../index", "catalog.csv", "没有.txt", ".", ""])
def test_only_files_of_the_corpus_are_taken_out(corpus: Path, source: str) -> None:
    with pytest.raises(CorpusUnchanged, match="没有这个文件"):
        take_out(corpus, source, documents=DOCUMENTS)


def test_the_last_document_stays(corpus: Path) -> None:
    put_in(corpus, "读不出.txt", b" ")
    take_out(corpus, DOCUMENTS[1], documents=DOCUMENTS)
    with pytest.raises(CorpusUnchanged, match="最后一份"):
        take_out(corpus, DOCUMENTS[0], documents=DOCUMENTS)
    assert (corpus / DOCUMENTS[0]).is_file()
    take_out(corpus, "读不出.txt", documents=DOCUMENTS)  # no document: nothing is lost by it


def make_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(256):
                part.write(b" " * 2**20)
    return packed.getvalue()


def test_a_file_is_previewed_as_it_will_be_read() -> None:
    document = preview("南湖区.txt", REPORT.encode(), Overrides({"南湖区.txt": {"district": "南湖区"}}))
    assert document.metadata.district == "南湖区"
    assert document.metadata.year == 2025
    assert "新增养老床位480张" in document.clauses[4].text


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.txt", b"", "空"),
        ("大.txt", b"\0" * (51 * 2**20), "上限"),
        ("照片.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "图片"),
        ("压缩.txt", b"PK\x05\x06" + b"\0" * 18, "压缩"),
        ("炸弹.docx", make_bomb(), "炸弹.docx"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(name: str, data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words) as refused:
        preview(name, data, Overrides())
    assert str(refused.value).startswith(f"{name}：")
    assert str(refused.value).endswith("。")
