"""Write what is installed as a CycloneDX bill of materials, the model included: ``make sbom``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from indexer.models import SOURCE
from tools.lock import ROOT


def main(output: Path) -> int:
    """Write the bill to a file and say where it lies; return the exit code."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", str(ROOT / "pyproject.toml")]
    made = subprocess.run([*command, "--output-format", "JSON", sys.executable], stdout=subprocess.PIPE, check=True)
    bill = with_model(json.loads(made.stdout))
    output.write_text(json.dumps(bill, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"物料清单：{output}（{len(bill['components'])} 项，CycloneDX {bill['specVersion']}）")
    return 0


def with_model(bill: dict[str, Any]) -> dict[str, Any]:
    """Return a bill with the encoder's model in it, which no list of packages names."""
    model = {
        "type": "machine-learning-model",
        "bom-ref": "multilingual-e5-small",
        "name": "multilingual-e5-small",
        "description": f"{SOURCE['file']} in {SOURCE['package']} {SOURCE['version']}",
        "licenses": [{"license": {"id": "MIT"}}],
        "hashes": [{"alg": "SHA-256", "content": SOURCE["sha256"]}],
    }
    return bill | {"components": [*bill["components"], model]}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
