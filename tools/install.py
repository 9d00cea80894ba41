"""Install what a lock file names, every file checked by its SHA-256: ``python -m tools.install requirements``.

The one package that is not the same everywhere is PyTorch: pip takes a CPU build from a folder of the machine where one
lies there, otherwise the registry's, which on Linux needs NVIDIA's packages beside it. So pip is asked first which it
would take. Runs with nothing but the standard library and pip, before anything is installed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from tools.lock import CUDA, NAMES, ROOT, pins

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


def main(arguments: Sequence[str]) -> int:
    """Install the named list; return the exit code of pip."""
    if len(arguments) != 1 or arguments[0] not in NAMES:
        print(f"用法：python -m tools.install {'|'.join(NAMES)}", file=sys.stderr)
        return 2
    name = arguments[0]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    torch = chosen_torch(f"torch=={pins(lock)['torch']}")
    if torch is None:
        return 1
    if torch.is_local:  # pip would rather take the registry's, whose hash it can read before it has the file
        if torch.sha256 not in lock:
            print(f"{torch.name}：是本机文件夹中的文件，校验和不在 requirements.lock 中。照装，其余软件包逐个校验。")
        if done := _pip("install", "--no-deps", f"{torch.url}#sha256={torch.sha256}"):
            return done
    lists = [f"{name}.lock", *([f"{CUDA}.lock"] if torch.is_for_cards else [])]
    done = _pip("install", "--require-hashes", *(part for file in lists for part in ("-r", str(ROOT / file))))
    if done:
        print(
            f"没有装成（见上文）。如果是校验和（hash）不符：软件包与 {lists[0]} 记录的不同，请先查明来源；"
            f"确知软件源会自行重新打包时，可不校验地安装：pip install -r {name}.txt",
            file=sys.stderr,
        )
    return done


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
    sys.exit(main(sys.argv[1:]))
