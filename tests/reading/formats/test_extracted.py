"""What is left out of a file is listed with the place where it stood, bounded, and reaches the reader."""

from __future__ import annotations

from indexer.reading import read_bytes
from indexer.reading.formats.extracted import Dropped, gather
from indexer.records import Removal


def test_a_long_piece_is_shortened_and_many_are_counted() -> None:
    long = gather([Dropped("菜" * 3_000, "网页导航")]).removed
    assert long == (Removal("菜" * 1_000 + "……（共 3,000 字）", "网页导航", 0),)
    many = gather(["正文", *[Dropped("甲", "网页导航")] * 700]).removed
    assert len(many) == 501
    assert many[-1] == Removal("……另有 200 处", "未逐一列出", 2)


def test_pieces_that_show_nothing_are_not_listed() -> None:
    assert gather(["正文", Dropped(" \n\u3000", "页脚")]).removed == ()


def test_what_reader_and_cleaning_leave_out_comes_in_the_order_of_the_original() -> None:
    page = (
        "<html><body><p>打印</p><nav>首页</nav><p>新增480张养老床位。</p><p>分享</p><footer>版权</footer></body></html>"
    )
    clean = read_bytes(page.encode(), "a.html")
    assert clean.text == "新增480张养老床位。"
    assert [(removal.text, removal.at) for removal in clean.removed] == [
        ("打印", 0),
        ("首页", 2),
        ("分享", 15),
        ("版权", 17),
    ]
