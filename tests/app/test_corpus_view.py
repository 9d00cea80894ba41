"""The corpus view: its parts, and what is done to the corpus from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from app.building import Builder, builder
from app.state import BOX, PART
from indexer.build import build
from indexer.corpus_files import removed_files, removed_folder
from indexer.settings import Settings
from tests.app.conftest import Use
from tests.app.pages import SECONDS, address, markup, open_view, run, text

WORDS = """2025年青浦区政府工作报告
一、2025年主要任务
新增口袋公园3座。
加装电梯8台。
建设食堂2个。
修路1条。
栽树9棵。
"""
Upload = tuple[str, bytes, str]


@pytest.fixture
def own(corpus: Path, use: Use, tiny_model_folder: Path) -> Path:
    """A corpus of one's own with its index, for these tests write into it."""
    settings = Settings(corpus, corpus.parent / "index", corpus.parent / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    use(corpus, settings.index)
    return corpus


def press(page: AppTest, label: str) -> AppTest:
    return run(next(button for button in page.button if button.label == label).click())


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def offer(page: AppTest, *files: tuple[str, str | bytes]) -> AppTest:
    given: list[Upload] = [
        (name, data.encode() if isinstance(data, str) else data, "text/plain") for name, data in files
    ]
    return run(page.file_uploader[0].set_value(given))


def wait_for_build(page: AppTest) -> AppTest:
    assert builder().wait(SECONDS)
    return run(page)


def open_document(name: str) -> AppTest:
    page = open_view(view="corpus")
    doc = re.search(re.escape(name) + r".*?view=corpus&amp;doc=(\w+)#evidence", markup(page), re.DOTALL)
    assert doc
    return open_view(view="corpus", doc=doc[1])


def test_the_parts_stand_in_the_address_and_words_narrow_the_list(built: Path, use: Use) -> None:
    use(built / "corpus", built / "index")
    page = open_view(view="corpus")
    assert "3 份：上次读取时新读 3 份" in text(page)
    run(page.text_input(BOX).set_value("虹口"))
    assert address(page, "q") == ["虹口"]
    assert "1 份（共 3 份）" in text(page)
    run(page.segmented_control(PART).set_value("matrix"))
    assert address(page, "part") == ["matrix"]
    assert 'class="gz-table gz-cover"' in markup(page)


def test_a_file_is_accepted_with_what_was_corrected(own: Path) -> None:
    page = offer(open_view(view="corpus", part="add"), ("../../青浦.txt", WORDS))
    assert "分成 5 条" in text(page)
    assert "收录后的文件名：青浦.txt" in text(page)
    assert not (own / "青浦.txt").exists()  # nothing is written before it is accepted
    year = next(box for box in page.text_input if box.label == "年份")
    run(year.set_value("二〇二四"))
    assert "年份是「二〇二四」" in text(page)
    assert next(button for button in page.button if button.label == "收录进语料").disabled
    run(year.set_value("2024"))
    press(page, "收录进语料")
    assert "已收录：青浦.txt" in text(page)
    assert (own / "青浦.txt").read_text(encoding="utf-8") == WORDS
    page = wait_for_build(page)
    assert "文件有变化，索引已更新" in text(page)
    shown = text(open_document("青浦.txt"))
    assert re.search(r"年份\s*2024\s*在 catalog.csv 里写明", shown)


def test_a_file_that_is_left_alone_is_not_written(own: Path) -> None:
    page = offer(open_view(view="corpus", part="add"), ("青浦.txt", WORDS))
    press(page, "不要")
    assert "没有收录：青浦.txt" in text(page)
    assert not (own / "青浦.txt").exists()
    assert not builder().running


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("空.txt", b"", "空"),
        ("CATALOG.csv", b"file,title\n", "另有用处"),
        ("报告.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "图片"),
        ("大.txt", b"a" * (50 * 2**20 + 1), "上限"),
        ("副本.txt", None, "与语料里的 杨浦区-2025.txt 完全相同"),
    ],
)
def test_what_is_refused_says_why_and_cannot_be_accepted(own: Path, name: str, data: bytes | None, why: str) -> None:
    before = (own / "catalog.csv").read_bytes()
    content = (own / "杨浦区-2025.txt").read_bytes() if data is None else data
    page = offer(open_view(view="corpus", part="add"), (name, content))
    assert why in text(page)
    assert "收录进语料" not in labels(page)
    press(page, "知道了")
    assert (own / "catalog.csv").read_bytes() == before
    assert len(list(own.iterdir())) == 5


def test_a_name_that_is_taken_is_asked_about(own: Path) -> None:
    old = (own / "杨浦区-2025.txt").read_bytes()
    page = offer(open_view(view="corpus", part="add"), ("杨浦区-2025.txt", WORDS))
    assert "收录后的文件名：杨浦区-2025（2）.txt" in text(page)
    run(page.radio[0].set_value("replace"))
    press(page, "收录进语料")
    assert (own / "杨浦区-2025.txt").read_text(encoding="utf-8") == WORDS
    (kept,) = removed_files(own)
    assert kept.path.read_bytes() == old
    wait_for_build(page)


def test_files_without_a_question_are_accepted_together(own: Path) -> None:
    files = [(f"青浦{n}.txt", WORDS.replace("青浦", "青浦" if n == 1 else "金山")) for n in (1, 2)]
    page = offer(open_view(view="corpus", part="add"), *files, ("说明.txt", "本区的一点说明。\n"))
    press(page, "收录没有疑问的 2 份")
    assert {"青浦1.txt", "青浦2.txt"} <= {path.name for path in own.iterdir()}
    assert not (own / "说明.txt").exists()
    assert "没有读出是哪个区的" in text(wait_for_build(page))


def test_what_the_disk_refuses_is_said_and_can_be_tried_again(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = offer(open_view(view="corpus", part="add"), ("青浦.txt", WORDS))
    with monkeypatch.context() as full:
        full.setattr("indexer.corpus_files.os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
        press(page, "收录进语料")
    assert "磁盘空间不够" in text(page)
    press(page, "收录进语料")
    assert "已收录：青浦.txt" in text(wait_for_build(page))


def test_a_file_is_taken_out_and_put_back(own: Path) -> None:
    page = open_document("虹口区-2024.txt")
    press(page, "确定移出")
    assert f"已移出 虹口区-2024.txt。文件没有删除，在 {removed_folder(own)}" in text(page)
    page = wait_for_build(page)
    assert "2 份文件" in text(page)
    assert "不在现在的语料里" not in text(page)
    press(page, "放回")
    assert "3 份文件" in text(wait_for_build(page))
    assert (own / "虹口区-2024.txt").is_file()


def test_a_file_that_was_not_taken_in_can_be_taken_out(own: Path) -> None:
    page = open_view(view="corpus", doc="空白.txt")
    assert "空白.txt：没有收录" in text(page)
    press(page, "确定移出")
    page = wait_for_build(page)
    assert "个文件没有收录" not in text(page)
    assert "移出的文件（1）" in [expander.label for expander in page.expander]


def test_a_file_that_somebody_took_away_is_said_to_be_gone(own: Path) -> None:
    (own / "虹口区-2024.txt").unlink()
    page = open_document("虹口区-2024.txt")
    assert "上次读取时新读 2 份；已移出、等更新 1 份" in text(page)
    assert "这份文件已经移出，索引更新后就查不到了。" in text(page)
    assert "确定移出" not in labels(page)


def test_the_last_document_stays(own: Path) -> None:
    for name in ("虹口区-2024.txt", "长宁区-2025.txt"):
        (own / name).unlink()
    page = open_document("杨浦区-2025.txt")
    press(page, "确定移出")
    assert "这是最后一份可以检索的文件" in text(page)
    assert (own / "杨浦区-2025.txt").is_file()


def test_a_build_that_fails_is_said_and_the_old_index_goes_on(own: Path) -> None:
    page = open_view(view="corpus")
    with FileLock(own.parent / "index" / ".lock"):
        press(page, "重新读取语料")
        page = wait_for_build(page)
    assert "语料没有更新，现在查到的还是原来的内容。" in text(page)
    assert "另一个程序正在建立索引" in text(page)
    assert "3 份文件" in text(page)
    press(page, "再读一次")
    assert "文件没有变化" in text(wait_for_build(page))


def test_a_file_that_nobody_read_yet_is_named(own: Path) -> None:
    (own / "青浦.txt").write_text(WORDS, encoding="utf-8")
    assert "还没有读的文件，现在查不到里面的内容：青浦.txt" in text(open_view(view="corpus"))


def test_other_views_say_while_the_corpus_is_read(built: Path, use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    use(built / "corpus", built / "index")
    assert "正在更新语料" not in text(open_view(q="养老床位"))
    monkeypatch.setattr(Builder, "running", True)
    page = open_view(q="养老床位")
    assert re.search("正在更新语料（.+），现在查到的是更新前的内容。", text(page))
    assert "gz-card" in markup(page)  # searching goes on
