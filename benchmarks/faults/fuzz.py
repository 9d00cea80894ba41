"""Texts, queries and numbers by hypothesis, bytes by atheris: each kind for ten minutes, every promise asked each time.

`python -m benchmarks.faults fuzz` runs all four kinds one after another; what is found is printed with the input.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from benchmarks.faults.outcome import Outcome
from benchmarks.faults.promises import Broken, check_quantities, check_query, check_reading, time_limit
from indexer.errors import FileRefused
from indexer.file_reading import Job, read_document
from indexer.settings import MAX_READ_SECONDS

ROOT = Path(__file__).parents[2]
SECONDS, QUICK_SECONDS = 600, 20  # for one kind
_ROUND = 100  # examples between two looks at the clock
_MOST_FOUND = 20  # things to mend; more are the same few
_STRETCHED = 30_000  # characters; patterns that go wrong do so long before

_WORDS = """
推进 养老床位 一、 二、 （一） （二） (三) (1) 1. 2. 3、 第一章 第二节 ★ 各位代表： 同志们： 注： 名词解释 附件1 附件：
。 ， ； ： ！ ？ 、 “ ” （ ） 《 》 ( ) —— …… 2025年 480张 2025年1月8日在 会议上 静安区 上海市 人民政府 区委 同时，
是指 目标 回顾 政府工作报告 第一编 第三条 一是 二是 第一， ① ② ⑴ 1） a. １． 一． 专栏1 目录 附表2 任务： 牵头单位：
● ▲ 标▲的为实事项目 [1] 注1： | 打印 关闭 字号：大中小 序号\t任务\t单位 1\t新增床位\t民政局 第1页 -3- ……12
责任编辑： 处臵 養老床位 静府发〔2025〕3号 http://a.cn/b <b> ** ## ``` &nbsp; 年 月 日 增长5%左右 百分之五 1.2万套
5-6万平方米 翻一番 80岁以上 每千人 不少于 超过 约 近 -— ~ ± % ‰ ㎡ ½ ０ ９ ，。 。； ： “五床联动”
"""
_BLANKS = ("\n", "\n", "\n", " ", "\t", "\u3000", "\u200b", "\ufeff", "\xa0", "\f", "\v", "\x85", "\u2028")
_PIECES = st.sampled_from([*_WORDS.split(" "), *_BLANKS])
_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
_CORPUS = [line for path in sorted((ROOT / "corpus").glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
_LINES = st.sampled_from([line for line in _CORPUS if line.strip()])
_JOINED = st.lists(_PIECES | _ANY, max_size=80).map("".join)
_REAL = st.lists(_LINES | _PIECES | _ANY, max_size=12).map("\n".join)


@st.composite
def _torn(draw: st.DrawFn) -> str:
    """Return lines of the corpus, pieces taken out of them, put in and put elsewhere."""
    text = draw(st.lists(_LINES, min_size=1, max_size=6).map("\n".join))
    for _ in range(draw(st.integers(0, 8))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 30))
        text = text[:at] + draw(_PIECES | _ANY) + text[at + length :]
    return text


@st.composite
def _stretched(draw: st.DrawFn) -> str:
    """Return a text with a part that comes again and again: what patterns take long over."""
    part = draw(st.lists(_PIECES | _ANY, min_size=1, max_size=4).map("".join)) or "一"
    return draw(_JOINED) + part * draw(st.integers(1, max(1, _STRETCHED // len(part)))) + draw(_JOINED)


TEXTS = st.one_of(_JOINED, _REAL, _torn(), _stretched())
_ANY_AT_ALL = st.text(st.characters() | st.characters(categories=["Cs"]), max_size=80)  # halves of pairs as well
QUERIES = st.one_of(_ANY_AT_ALL, _JOINED.map(lambda text: text[:1000]), _ANY_AT_ALL.flatmap(
    lambda odd: _JOINED.map(lambda text: text[:40] + odd + text[40:200])
))  # fmt: skip
_FIGURES = st.sampled_from(
    [
        *"0123456789一二两三四五九十百千万亿兆零〇半余多几个张元年岁%‰.,，-—~至到、。（“第每约超近１９½²",
        "分之",
        "以上",
        "480张",
        "翻",
        "番",
        "倍",
    ]
)
NUMBERS = st.one_of(st.lists(_FIGURES | _ANY, max_size=60).map("".join), _torn(), _stretched())


@dataclass(slots=True)
class Found:
    """What came of one kind: how many inputs were tried, and what was wrong with which."""

    tried: int = 0
    wrong: list[str] = field(default_factory=list)


def check_text(text: str) -> None:
    """Read a text as a file is read. Raises Broken."""
    try:
        check_reading(read_document(Job("某文件.txt", text.encode(), {}, "d0", "")))
    except FileRefused as refused:
        if not str(refused).endswith("。"):
            raise Broken(f"a refusal that is no sentence: {refused}") from refused


def explore(inputs: st.SearchStrategy[str], check: Callable[[str], None], seconds: float, *, first: int = 1) -> Found:
    """Try inputs for a time; the same ``first`` tries the same."""
    found = Found()
    end = time.monotonic() + seconds
    failing: list[tuple[str, str]] = []

    def attempt(text: str) -> None:
        if time.monotonic() > end:  # the rest of the round passes at once
            return
        found.tried += 1
        try:
            with time_limit(MAX_READ_SECONDS):
                check(text)
        except Exception as error:
            failing.append((text, f"{type(error).__name__}: {error!s:.200}"))
            raise

    number = first
    while time.monotonic() < end and len(found.wrong) < _MOST_FOUND:
        failing.clear()
        try:
            _round(inputs, attempt, number)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
            smallest, what = min(failing, key=lambda one: len(one[0]), default=("", repr(error)))
            kept = Path(tempfile.gettempdir()) / f"fuzz-{os.getpid()}-{number}.txt"
            kept.write_bytes(smallest.encode("utf-8", "surrogatepass"))
            found.wrong.append(f"{what} for {smallest[:100]!r} (kept as {kept})")
        number += 1
    return found


def _round(inputs: st.SearchStrategy[str], attempt: Callable[[str], None], number: int) -> None:
    """Try some inputs that a seed gives; the one that fails is made as small as can be."""

    @seed(number)
    @settings(
        max_examples=_ROUND,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(inputs)
    def trial(text: str) -> None:
        attempt(text)

    trial()


def fuzz_bytes(seconds: float) -> Found:
    """Try bytes for a time, in a process that may die; one that does is found, and another goes on."""
    found = Found()
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        while (left := end - time.monotonic()) > 1 and len(found.wrong) < _MOST_FOUND:
            report, tried = Path(folder) / "report.json", Path(folder) / "tried"
            command = [sys.executable, "-m", "benchmarks.faults.fuzz_bytes", str(int(left)), folder]
            command += [str(found.tried)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=_environment())
            said: dict[str, Any] = json.loads(report.read_text()) if report.exists() else {"tried": 0, "wrong": []}
            found.tried += said["tried"]
            found.wrong += said["wrong"]
            if done.returncode:
                kept = Path(tempfile.gettempdir()) / f"fuzz-{found.tried}.bin"
                kept.write_bytes(tried.read_bytes() if tried.exists() else b"")
                found.wrong.append(f"the process ended with {done.returncode} over {kept}: {done.stderr[-300:]}")
            report.unlink(missing_ok=True)
    return found


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def run(*, quick: bool) -> list[Outcome]:
    """Fuzz each kind; an input counts as good where every promise held in time."""
    seconds = QUICK_SECONDS if quick else SECONDS
    kinds: tuple[tuple[str, Callable[[], Found]], ...] = (
        ("texts → clauses, commitments", lambda: explore(TEXTS, check_text, seconds)),
        ("queries", lambda: explore(QUERIES, check_query, seconds)),
        ("quantities", lambda: explore(NUMBERS, check_quantities, seconds)),
        ("bytes of every format → documents", lambda: fuzz_bytes(seconds)),
    )
    outcomes = []
    for name, try_them in kinds:
        found = try_them()
        what = f"inputs in {seconds} s of fuzzing: {name}"
        outcomes.append(Outcome(what, found.tried - len(found.wrong), found.tried, found.wrong))
    return outcomes
