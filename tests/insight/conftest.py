"""An open index over four small documents of our own, whose words the cases of this room use."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import Searcher
from indexer.build import build
from indexer.settings import Settings

DOCUMENTS = {
    "东川区报告.txt": """2025年东川区政府工作报告
各位代表：
一、2024年工作回顾
民生保障持续加强。新增养老床位120张，建成社区食堂4家。完成旧住房修缮20万平方米。
为老房子加装电梯15台，居民上下楼更方便。
二、2025年主要任务
完善养老服务体系。新增养老床位480张，新增长者食堂6家。
提升城市品质。建成口袋公园3座，新增绿道2公里。
优化政务服务。健全接诉即办机制，推进一网通办，让营商环境更好，支持高新技术企业发展。
加快城市更新，推进适老化改造，扩大托育服务。
激发经营主体活性。落实减费措施。
""",
    "西山区安排.txt": """2025年西山区政府重点工作安排
一、保障和改善民生
1.扩大托育服务。新增普惠托育托位4800个。
2.发展养老服务。为60户老年人家庭进行适老化改造，设置认知障碍照护专区。
3.增加绿色空间。新增口袋公园5座。
4.加强生态环境治理，培育人工智能产业。
5.完成彭浦镇旧住房改造，推进政务公开，帮扶就业困难人员。
""",
    "东川区旧报告.txt": """2020年东川区政府工作报告
各位代表：
一、2019年工作回顾
建成口袋公园2座。
二、2020年主要任务
新增公共绿地3公顷，做好垃圾分类。
""",
}
CATALOG = """file,district,parent
东川区报告.txt,东川区,示例市
西山区安排.txt,西山区,示例市
东川区旧报告.txt,东川区,示例市
"""


@pytest.fixture(scope="package")
def searcher(tiny_model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The open index; nothing in this room changes it."""
    home = tmp_path_factory.mktemp("insight")
    corpus = home / "corpus"
    corpus.mkdir()
    for name, text in DOCUMENTS.items():
        (corpus / name).write_text(text, encoding="utf-8")
    (corpus / "catalog.csv").write_text(CATALOG, encoding="utf-8-sig")
    settings = Settings(corpus=corpus, index=home / "index", models=home / "models", model=str(tiny_model_folder))
    build(settings.corpus, settings.index, settings=settings)
    return Searcher.open(settings.index, settings=settings)
