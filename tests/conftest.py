"""Models for the tests: the real one, and a tiny one with random weights that loads in the same way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.tiny_model import make_tiny_model
from indexer.build import build
from indexer.models import ensure_model
from indexer.retrieval.encoder import Encoder
from indexer.settings import DEFAULT_MODEL, Settings

os.environ["HF_HUB_OFFLINE"] = "1"  # before any test imports a library that would ask the hub


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The default model, unpacked once under ``models/`` of the project and kept there."""
    return ensure_model(DEFAULT_MODEL, Path(__file__).parents[1] / "models")


@pytest.fixture(scope="session")
def encoder(model_folder: Path) -> Encoder:
    return Encoder.load(model_folder)


@pytest.fixture(scope="session")
def published(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings that lead to an index over the project's own ``corpus/``, made once with the default model."""
    index = tmp_path_factory.mktemp("published") / "index"
    settings = Settings(Path(__file__).parents[1] / "corpus", index, model_folder.parent, model_folder.name)
    build(settings.corpus, settings.index, settings=settings)
    return settings


@pytest.fixture(scope="session")
def tiny_model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of random weights, made once: see ``make_tiny_model``."""
    return make_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


REPORT = """2025年东川区政府工作报告
各位代表：
现在，我代表东川区人民政府，向大会报告工作，请予审议。
一、2024年工作回顾
民生保障持续加强。新增养老床位120张，改建认知障碍照护床位30张。建成社区食堂4家。
城市更新有序推进。完成旧住房修缮20万平方米，加装电梯15台。
营商环境不断优化。新增高新技术企业12家。
二、2025年主要任务
完善养老服务体系。新增养老床位480张，新增社区长者食堂6家。
提升城市品质。建成口袋公园3座，新增绿道2公里。
优化营商环境。健全接诉即办机制，落实习惯过紧日子要求。
"""
TASKS = """2025年西山区政府重点工作安排
一、保障和改善民生
1.扩大托育服务。新增普惠托育托位4800个。
2.发展养老服务。为60户老年人家庭进行适老化改造。
二、建设宜居城区
3.增加绿色空间。新增口袋公园5座，其中★1座位于滨河路。
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two small documents: a report of 东川区 and a task list of 西山区, both of 2025."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "东川区报告.txt").write_text(REPORT, encoding="utf-8")
    (folder / "西山区安排.txt").write_text(TASKS, encoding="gb18030")
    (folder / "catalog.csv").write_text(
        "file,district,parent\n东川区报告.txt,东川区,示例市\n西山区安排.txt,西山区,示例市\n", encoding="utf-8-sig"
    )
    return folder


@pytest.fixture
def settings(tmp_path: Path, corpus: Path, tiny_model_folder: Path) -> Settings:
    """Settings that lead to the small corpus, the tiny model and an index that is not there yet."""
    return Settings(corpus=corpus, index=tmp_path / "index", models=tmp_path / "models", model=str(tiny_model_folder))
