"""What is installed is what the requirements name, checked by hash wherever it comes from."""

from __future__ import annotations

import re

import pytest

from tools import install
from tools.install import Chosen, chosen
from tools.lock import CUDA, NAMES, ROOT, TORCH_CPU, pins


def lock(name: str) -> str:
    return (ROOT / f"{name}.lock").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_holds_what_its_requirements_name(name: str) -> None:
    wanted = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    assert pins(lock(name)) == pins(wanted), f"run `make lock`: {name}.txt has changed"
    assert re.findall(r"^-r (\S+)\.txt", wanted, re.MULTILINE) == re.findall(
        r"^-r (\S+)\.lock", lock(name), re.MULTILINE
    )


@pytest.mark.parametrize("name", [*NAMES, CUDA])
def test_everything_has_a_hash_and_nothing_an_address(name: str) -> None:
    entries = re.split(r"\n(?=[\w-])", re.sub(r"^(#|-r).*\n", "", lock(name), flags=re.MULTILINE).strip())
    assert [entry for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)] == []
    assert "://" not in lock(name)


def test_the_cpu_build_of_pytorch_is_known() -> None:
    assert [digest for digest in TORCH_CPU.values() if f"sha256:{digest}" not in lock("requirements")] == []
    version = pins(lock("requirements"))["torch"]
    assert [name for name in TORCH_CPU if not name.startswith(f"torch-{version}+cpu-")] == []


REPORT = {
    "install": [
        {
            "download_info": {
                "url": "file:///wheels/torch-1%2Bcpu-x.whl",
                "archive_info": {"hashes": {"sha256": "ab"}},
            },
            "metadata": {"requires_dist": ["filelock"]},
        }
    ]
}


def test_what_pip_reports() -> None:
    torch = chosen(REPORT)
    assert torch == Chosen("file:///wheels/torch-1%2Bcpu-x.whl", "ab", ["filelock"])
    assert (torch.name, torch.is_local, torch.is_for_cards) == ("torch-1+cpu-x.whl", True, False)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    made: list[tuple[str, ...]] = []

    def pip(*arguments: str) -> int:
        made.append(arguments)
        return 0

    monkeypatch.setattr(install, "_pip", pip)
    return made


@pytest.mark.parametrize(
    ("torch", "alone", "lists", "said"),
    [
        (Chosen("file:///w/torch.whl", next(iter(TORCH_CPU.values())), []), True, ["requirements.lock"], ""),
        (Chosen("file:///w/torch.whl", "00" * 32, []), True, ["requirements.lock"], "校验和不在 requirements.lock 中"),
        (Chosen("https://x/torch.whl", "00" * 32, []), False, ["requirements.lock"], ""),
        (
            Chosen("https://x/torch.whl", "00" * 32, ["nvidia-cublas==1"]),
            False, ["requirements.lock", "requirements-cuda.lock"], "",
        ),
    ],
)  # fmt: skip
def test_which_lists_are_installed(
    torch: Chosen, alone: bool, lists: list[str], said: str,
    calls: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(install, "chosen_torch", lambda wanted: torch)
    assert install.main(["requirements"]) == 0
    *before, last = calls
    assert before == ([("install", "--no-deps", f"{torch.url}#sha256={torch.sha256}")] if alone else [])
    assert last[:2] == ("install", "--require-hashes")
    assert [part.rpartition("/")[2] for part in last[2:] if part != "-r"] == lists
    assert said in capsys.readouterr().out


def test_what_cannot_be_installed_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(install, "chosen_torch", lambda wanted: Chosen("https://x/torch.whl", "", []))
    monkeypatch.setattr(install, "_pip", lambda *arguments: 1)
    assert install.main(["requirements"]) == 1
    assert "pip install -r requirements.txt" in capsys.readouterr().err
    assert install.main(["everything"]) == 2
