"""What is installed is what the requirements name, checked by hash wherever it comes from."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tools import install, licences, sbom
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
    """What pip is asked for; a list of entries stands there by its text."""
    made: list[tuple[str, ...]] = []

    def pip(*arguments: str) -> int:
        *before, last = arguments
        made.append((*before, Path(last).read_text(encoding="utf-8") if before[-1] == "-r" else last))
        return 0

    monkeypatch.setattr(install, "_pip", pip)
    return made


KNOWN = next(iter(TORCH_CPU.values()))
REGISTRY = Chosen("https://x/torch.whl", "00" * 32, [])


def get(torch: Chosen, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(install, "chosen_torch", lambda wanted: torch)
    return install.main(["requirements", *arguments])


@pytest.mark.parametrize(("digest", "said"), [(KNOWN, ""), ("00" * 32, "校验和不在 requirements.lock 中")])
def test_pytorch_of_this_machine_comes_first(
    digest: str, said: str,
    calls: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert get(Chosen("file:///w/torch.whl", digest, []), monkeypatch) == 0
    (*_, builders), first, (*options, listed) = calls
    assert set(pins(builders)) == install.BUILDERS
    assert first == ("install", "--no-deps", f"file:///w/torch.whl#sha256={digest}")
    assert options == ["install", "--no-build-isolation", "--require-hashes", "-r"]
    everything = pins(lock("requirements"))
    assert pins(listed) == {name: version for name, version in everything.items() if name != "torch"}
    assert listed.count("--hash") == lock("requirements").count("--hash") - listed_hashes("torch")
    assert said in capsys.readouterr().out


def listed_hashes(package: str) -> int:
    (entry,) = re.findall(rf"^{package}==(?:.+\n)+?(?=\S|\Z)", lock("requirements"), re.MULTILINE)
    return int(entry.count("--hash"))


def test_pytorch_of_the_registry_is_checked_with_the_rest(
    calls: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert get(REGISTRY, monkeypatch) == 0
    assert all("--require-hashes" in call for call in calls)
    assert pins(calls[-1][-1]) == pins(lock("requirements"))


def test_pytorch_for_cards_brings_its_packages(calls: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    assert get(replace(REGISTRY, needs=["nvidia-cublas==1"]), monkeypatch) == 0
    assert pins(calls[-1][-1]) == pins(lock("requirements")) | pins(lock(CUDA))
    assert "nvidia-cudnn-cu13" in pins(calls[-1][-1])
    assert "--no-deps" in calls[-1] and "--require-hashes" in calls[-1]


def test_files_are_downloaded_for_a_machine_without_internet(
    calls: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert get(REGISTRY, monkeypatch, "--download", "wheels") == 0
    assert calls[0][:-1] == ("download", "--dest", "wheels", "--no-deps", "--require-hashes", "-r")


def test_what_cannot_be_installed_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(install, "_pip", lambda *arguments: 1)
    assert get(REGISTRY, monkeypatch) == 1
    assert "pip install -r requirements.txt" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        install.main(["everything"])


def test_a_new_package_and_a_licence_that_binds_are_refused() -> None:
    assert licences.unlisted("| a | 1.0 | MIT |", {"a": "1.0", "b": "2"}) == [
        "b 2: not in docs/licences.md, run `make licences`"
    ]
    assert licences.refused({"c": "GPLv3", "d": "MIT OR BSD-3-Clause"}, {"MIT", "BSD-3-Clause"}) == [
        "c: GPLv3 is not allowed (pyproject.toml, tool.licences)"
    ]


def test_the_bill_of_materials_names_the_model() -> None:
    bill = sbom.with_model({"bomFormat": "CycloneDX", "components": [{"name": "streamlit"}]})
    streamlit, model = bill["components"]
    assert (streamlit["name"], model["name"], model["type"]) == (
        "streamlit", "multilingual-e5-small", "machine-learning-model",
    )  # fmt: skip
    assert model["hashes"] == [
        {"alg": "SHA-256", "content": "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"}
    ]
