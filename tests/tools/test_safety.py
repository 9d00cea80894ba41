"""Nothing that is read can run: no pickle, no code of models, no eval, wherever the program is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tools.lock import ROOT

SOURCES = [
    *(path for room in ("indexer", "app", "tools") for path in (ROOT / room).rglob("*.py")),
    ROOT / "search_app.py",
]
MODULES = {"pickle", "_pickle", "cloudpickle", "dill", "marshal", "shelve", "jsonpickle"}
CALLS = {"eval", "exec", "torch.load", "joblib.load", "yaml.load", "pandas.read_pickle", "pd.read_pickle", "os.system"}
SWITCHES = {"allow_pickle", "trust_remote_code", "shell", "unsafe_allow_javascript"}


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def dangers(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MODULES:
            yield str(node.module)
        elif isinstance(node, ast.Call):
            if (name := ast.unparse(node.func)) in CALLS:
                yield name
            for keyword in node.keywords:
                if keyword.arg in SWITCHES and not (
                    isinstance(keyword.value, ast.Constant) and not keyword.value.value
                ):
                    yield f"{keyword.arg}={ast.unparse(keyword.value)}"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import pickle", ["pickle"]),
        ("from cloudpickle import loads", ["cloudpickle"]),
        ("import torch\ntorch.load('x')", ["torch.load"]),
        ("np.load('x', allow_pickle=False)", []),
        ("np.load('x', allow_pickle=anything)", ["allow_pickle=anything"]),
        ("f(trust_remote_code=True)", ["trust_remote_code=True"]),
        ("eval('1')", ["eval"]),
    ],
)
def test_dangers_are_seen(source: str, found: list[str]) -> None:
    assert list(dangers(ast.parse(source))) == found


def test_the_program_has_none(trees: dict[str, ast.Module]) -> None:
    assert len(trees) > 200
    seen = {name: list(dangers(tree)) for name, tree in trees.items()}
    # The scripts of the page are constant files of the project; nothing of a document gets into them.
    assert {name: found for name, found in seen.items() if found} == {"app/style.py": ["unsafe_allow_javascript=True"]}


def test_models_are_told_to_bring_no_code(trees: dict[str, ast.Module]) -> None:
    nodes = (node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.Call))
    calls = [ast.unparse(node) for node in nodes if ast.unparse(node.func) == "SentenceTransformer"]
    assert calls and all("trust_remote_code=False" in call for call in calls), calls
