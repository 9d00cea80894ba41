"""Write the lock files: every package of the requirements with the SHA-256 of all its files. ``make lock`` runs it.

``requirements.lock`` and its sisters hold what ``requirements.txt`` and its sisters name, for every system; no package
is chosen here that is not pinned there. ``requirements-cuda.lock`` holds what PyTorch's build for graphics cards needs
beside that: the one that registries give Linux machines which have no CPU build at hand.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMES = ("requirements", "requirements-milvus", "requirements-dev", "requirements-bench")
CUDA = "requirements-cuda"
# PyTorch's own CPU builds are in no registry; pip prefers them where their file lies in a folder that it searches.
TORCH_CPU = {
    "torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl": (
        "6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b"
    ),
}
_HEAD = "# Written by `make lock`: what {source} names, with the SHA-256 of every file of it in the registry.\n"
_ENTRY = re.compile(r"^[\w.-]+==[^\s;]+", re.MULTILINE)


def main() -> int:
    """Write all lock files; return the exit code."""
    for name in NAMES:
        (ROOT / f"{name}.lock").write_text(locked(name), encoding="utf-8")
    (ROOT / f"{CUDA}.lock").write_text(locked_cuda(), encoding="utf-8")
    return 0


def pins(text: str) -> dict[str, str]:
    r"""Return the versions that a requirements or lock file pins, by normalised name.

    >>> pins("OpenCC==1.4.2  # 繁→简\njinja2==3.1.6 --hash=sha256:00")
    {'opencc': '1.4.2', 'jinja2': '3.1.6'}
    """
    parts = (entry.split("==") for entry in _ENTRY.findall(text))
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in parts}


def locked(name: str) -> str:
    """Return the text of a lock file: the files it builds on as in the requirements, then its own packages."""
    wanted = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    below = re.findall(r"^-r (\S+)\.txt", wanted, re.MULTILINE)
    own = re.sub(r"^-r .*$", "", wanted, flags=re.MULTILINE)
    entries = _compile(own, "--no-deps")
    for digest in TORCH_CPU.values():
        entries = re.sub(r"^(torch==\S+ \\\n)", rf"\1    --hash=sha256:{digest} \\\n", entries, flags=re.MULTILINE)
    return _HEAD.format(source=f"{name}.txt") + "".join(f"-r {other}.lock\n" for other in below) + entries


def locked_cuda() -> str:
    """Return the text of the lock file of what PyTorch's build for graphics cards needs in turn."""
    wanted = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    known = pins(wanted)
    entries = re.split(r"\n(?=\S)", _compile(wanted).strip())
    extra = [e for e in entries if "sys_platform == 'linux'" in e.split("\\")[0] and not pins(e).keys() & known.keys()]
    return _HEAD.format(source="PyTorch's build for graphics cards") + "\n".join(extra) + "\n"


def _compile(wanted: str, *options: str) -> str:
    """Have uv look up the hashes of what is wanted, for every system and every Python that the project allows."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(wanted)
        file.flush()
        command = ["uv", "pip", "compile", file.name, "--universal", "--python-version", "3.11", "--generate-hashes"]
        return subprocess.run(
            [sys.executable, "-m", *command, "--no-header", "--no-annotate", "--quiet", *options],
            capture_output=True, check=True, text=True, encoding="utf-8",
        ).stdout  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
