"""Speed on the corpus: building, rebuilding, opening, asking. ``make bench`` prints it.

The model is unpacked before the clock starts. Builds and the opening run in processes of their own, as a user starts
them; queries run in one open searcher, each asked for the first time, so that no cache answers.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.machine import describe
from indexer import Searcher
from indexer.models import ensure_model
from indexer.settings import Settings

# Words, questions, formulas and amounts as the three kinds of users type them.
QUERIES = [
    "社区食堂",
    "适老化改造",
    "口袋公园",
    "营商环境",
    "老旧小区加装电梯",
    "停车难怎么解决",
    "孩子没人带有什么托班",
    "哪里可以免费锻炼身体",
    "零工市场",
    "深化放管服改革",
    "新增绿地面积",
    "招商引资项目数量",
    "残疾人就业帮扶",
    "垃圾分类达标率",
    "公共文化配送",
    "家庭医生签约",
    "推进城市数字化转型",
    "守牢安全底线",
    "完善为老服务体系",
    "提升基层治理能级",
]
OPEN_AND_ASK = """
import time; start = time.perf_counter()
from indexer import Searcher
searcher = Searcher.open({index!r}); searcher.warm_up()
print(time.perf_counter() - start)
"""


def _command(*arguments: str) -> float:
    """Return the seconds that a command of the program takes, its start included."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "indexer", *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    settings = Settings()
    ensure_model(settings.model, settings.models)
    print(describe())
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        print(f"build from nothing          {_command('build', '--index', index):8.1f} s   (60 or less)")
        print(f"rebuild unchanged           {_command('build', '--index', index):8.2f} s   (3 or less)")
        code = OPEN_AND_ASK.format(index=index)
        opened = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        print(f"open index and model        {float(opened.stdout):8.2f} s   (8 or less)")
        searcher = Searcher.open(index, settings=settings)
        searcher.warm_up()
        for mode in ("hybrid", "keyword", "semantic", "exact"):
            seconds = []
            for query in QUERIES:
                start = time.perf_counter()
                searcher.search(f"{query} {mode}" if mode == "semantic" else query, mode=mode)  # not in the cache
                seconds.append(time.perf_counter() - start)
            p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
            wanted = "   (p50 60 or less)" if mode == "hybrid" else ""
            print(f"{mode + ' query':<20}p50 {p50 * 1000:7.1f} ms, p95 {p95 * 1000:7.1f} ms{wanted}")


if __name__ == "__main__":
    main()
