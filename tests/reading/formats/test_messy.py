"""Awkward files of others, kept outside of the project: each is read right or refused with a reason."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from indexer.errors import FileRefused
from indexer.reading import read_bytes
from indexer.reading.encodings import decode

MESSY = Path(__file__).parents[4] / "shared" / "bench" / "messy"
FILES = sorted(path for path in MESSY.glob("*/*") if path.is_file())
REFUSED = {
    "issue4061.pdf": "“針”连续出现 12 次",  # on paper stand 15 different characters  # every other file is read
    "ude_euc-tw1.txt": "编码无法确定",  # EUC-TW: no codec for it in Python
    "thepaper-1.html": "U\\+FFFD",  # a character was lost before the page was saved
    "~$开头结尾.xlsx": "临时锁文件",
    "~$总得分（最终版）.xlsx": "临时锁文件",
}
pytestmark = pytest.mark.skipif(not FILES, reason="the measuring material (../shared/bench/messy) is not here")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_messy_file_is_read_or_refused_with_a_reason(path: Path) -> None:
    started = time.perf_counter()
    if path.name in REFUSED:
        with pytest.raises(FileRefused, match=REFUSED[path.name]):
            read_bytes(path.read_bytes(), path.name)
    else:
        clean = read_bytes(path.read_bytes(), path.name)
        assert clean.text
        assert "\ufffd" not in clean.text
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parent.name.startswith("enc_")], ids=lambda path: path.name
)
def test_the_encoding_is_the_one_that_the_folder_names(path: Path) -> None:
    named = path.parent.name.removeprefix("enc_").lower()
    if named == "euc-tw":
        pytest.skip("Python has no codec for EUC-TW; the file is refused")
    codec = {"gb2312": "gb18030", "big5": "big5hkscs"}.get(named, named)
    assert decode(path.read_bytes(), path.name) == path.read_bytes().decode(codec)
