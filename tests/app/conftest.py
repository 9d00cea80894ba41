"""A small corpus with awkward words, and an index over it made with the tiny model, for the tests of the page."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.build import build
from indexer.settings import Settings

HOSTILE = (
    "建设3~5个食堂，投入$100和$200，:red[红] ~~删~~ *星* _下_ [链接](http://x.cn) `码` "
    '<img src=x onerror=window.hacked=1> <script>window.hacked=1</script> 1. 2. =HYPERLINK("http://x.cn") '
    ":smile: :material/home: -- <- -> www.x.cn &lt;b&gt;"
)
DOCUMENTS = {
    "虹口区-2024.txt": """2024年虹口区政府工作报告
（2024年1月9日在虹口区第十七届人民代表大会第五次会议上）
虹口区区长 李明
各位代表：
现在，我代表虹口区人民政府，向大会报告政府工作，请予审议。
一、2023年工作回顾
过去一年，新增养老床位120张，改建老年助餐点8个。
二、2024年主要任务
新增养老床位300张，加装电梯100台。
推进旧区改造，新增绿地5公顷。
""",
    "杨浦区-2025.txt": """2025年杨浦区政府重点工作安排
一、持续保障和改善民生
1.★新增养老床位480张。
2.建设社区食堂6家，为老年人提供助餐服务。
二、优化营商环境
3.引进总部企业20家。
注：1.标★号项目为实事项目。
""",
    "长宁区-2025.txt": f"""2025年长宁区政府工作报告
各位代表：
一、2024年工作回顾
去年，全区新建停车泊位900个。
二、2025年主要任务
{HOSTILE}。
加装电梯50台，完善无障碍设施。
""",
    "空白.txt": " \n\n ",
}
CATALOG = "file,source_url\n杨浦区-2025.txt,https://www.example.cn/yangpu\n"


@pytest.fixture(scope="session")
def hostile() -> str:
    """Return the sentence of the small corpus that Markdown or HTML would spoil."""
    return HOSTILE


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a corpus folder of one's own."""
    folder = tmp_path / "corpus"
    write_corpus(folder)
    return folder


def write_corpus(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "catalog.csv").write_text(CATALOG, encoding="utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, tiny_model_folder: Path) -> Path:
    """Return a folder that holds the small corpus and its index, made once."""
    folder = tmp_path_factory.mktemp("page")
    write_corpus(folder / "corpus")
    settings = Settings(folder / "corpus", folder / "index", folder / "models", str(tiny_model_folder))
    build(settings.corpus, settings.index, settings=settings)
    return folder


Use = Callable[[Path, Path], None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch, tiny_model_folder: Path) -> Use:
    """Return how to point the page at a corpus and an index."""

    def point(corpus: Path, index: Path) -> None:
        monkeypatch.setenv("INDEXER_CORPUS", str(corpus))
        monkeypatch.setenv("INDEXER_INDEX", str(index))
        monkeypatch.setenv("INDEXER_MODEL", str(tiny_model_folder))

    return point


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser's path; without one these tests are skipped."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    return path
