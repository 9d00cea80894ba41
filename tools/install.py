"""Install what a lock file names, every file checked by its SHA-256: ``python -m tools.install requirements``.

With ``--download FOLDER`` the files are put into a folder, to be carried to a machine without internet.

The one package that is not the same everywhere is PyTorch: pip takes a CPU build from a folder of the machine where one
lies there, otherwise the registry's, which on Linux needs NVIDIA's packages beside it. So pip is asked first which it
would take. Runs with nothing but the standard library and pip, before anything is installed.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tools.lock import CUDA, NAMES, ROOT, pins

BUILDERS = {"setuptools", "wheel", "packaging"}  # of jieba, which comes as source
_ENTRY = re.compile(
    r"^\S.*\n(?:[ ].*\n)*", re.MULTILINE
)  # of a lock file: a line that begins at the edge, and its hashes
_PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The file of PyTorch that pip would take here."""

    url: str
    sha256: str
    needs: Sequence[str]

    @property
    def name(self) -> str:
        """The name of the file."""
        return unquote(urlsplit(self.url).path.rsplit("/", 1)[-1])

    @property
    def is_local(self) -> bool:
        """Whether it lies in a folder of this machine, put there by who runs it."""
        return self.url.startswith("file:")

    @property
    def is_for_cards(self) -> bool:
        """Whether it needs the packages of NVIDIA."""
        return any(need.startswith(("nvidia", "cuda")) for need in self.needs)


def main(arguments: Sequence[str] | None = None) -> int:
    """Install the named list, or download it; return the exit code of pip."""
    parser = argparse.ArgumentParser(prog="python -m tools.install", description="安装软件包，逐个核对校验和")
    parser.add_argument("name", choices=NAMES, metavar="|".join(NAMES))
    parser.add_argument("--download", type=Path, metavar="文件夹", help="不安装，只把文件下载到这个文件夹")
    options = parser.parse_args(arguments)
    torch = chosen_torch(f"torch=={pins(entries('requirements'))['torch']}")
    if torch is None:
        return 1
    get = ("download", "--dest", str(options.download)) if options.download else ("install",)
    done = _get(get, options.name, torch)
    if done:
        print(
            f"没有装成（见上文）。如果是校验和（hash）不符：软件包与 {options.name}.lock 记录的不同，请先查明来源；"
            f"确知软件源会自行重新打包时，可不校验地安装：pip install -r {options.name}.txt",
            file=sys.stderr,
        )
    return done


def _get(get: Sequence[str], name: str, torch: Chosen) -> int:
    """Have pip get what a list names: PyTorch from where it lies on this machine, all others checked."""
    wanted = entries(name) + (entries(CUDA) if torch.is_for_cards else "")
    steps: list[Callable[[], int]] = []
    if get[0] == "install":  # what comes as source is built by tools that were checked too, not by what pip would fetch
        builders = "".join(entry for entry in _ENTRY.findall(wanted) if pins(entry).keys() & BUILDERS)
        steps.append(lambda: _checked(get, builders))
    if torch.is_local:  # pip would rather take the registry's, whose hash it can read before it has the file
        if torch.sha256 not in wanted:
            print(f"{torch.name}：是本机文件夹中的文件，校验和不在 requirements.lock 中。照用，其余软件包逐个校验。")
        steps.append(lambda: _pip(*get, "--no-deps", f"{torch.url}#sha256={torch.sha256}"))
        wanted = "".join(entry for entry in _ENTRY.findall(wanted) if "torch" not in pins(entry))
    options = ["--no-build-isolation"] if get[0] == "install" else []
    if get[0] == "download" or torch.is_for_cards:  # in pip 23, no hash reaches cuda-toolkit[…], which PyTorch asks for
        options.append("--no-deps")
    steps.append(lambda: _checked([*get, *options], wanted))
    return next((done for step in steps if (done := step())), 0)


def _checked(get: Sequence[str], wanted: str) -> int:
    """Have pip get these entries, each file checked; it says itself where something that they need is missing."""
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "all.lock"
        lock.write_text(wanted, encoding="utf-8")
        return _pip(*get, "--require-hashes", "-r", str(lock))


def entries(name: str) -> str:
    """Return the entries of a lock file and of those that it builds on.

    >>> entries("requirements-milvus").startswith(entries("requirements"))
    True
    """
    text = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
    below = re.findall(r"^-r (\S+)\.lock", text, re.MULTILINE)
    return "".join(map(entries, below)) + re.sub(r"^(-r|#).*\n", "", text, flags=re.MULTILINE)


def chosen_torch(wanted: str) -> Chosen | None:
    """Ask pip which file of PyTorch it would install; None where it finds none, which pip says itself."""
    command = [*_PIP, "install", "--dry-run", "--no-deps", "--ignore-installed", "--report", "-", wanted]
    asked = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    return chosen(json.loads(asked.stdout)) if asked.returncode == 0 else None


def chosen(report: dict[str, Any]) -> Chosen:
    """Read the installation report of pip (pip documentation, "Installation Report")."""
    (item,) = report["install"]
    info = item["download_info"]
    return Chosen(info["url"], info["archive_info"]["hashes"]["sha256"], item["metadata"].get("requires_dist", ()))


def _pip(*arguments: str) -> int:
    return subprocess.run([*_PIP, *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
