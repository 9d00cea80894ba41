"""What docs/运维.md says is so: every error has its row, every exit code its meaning, the service its limits."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from indexer import errors
from indexer.cli import main

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "运维.md").read_text(encoding="utf-8")
DEPLOY = ROOT / "deploy"


def kinds(of: type[errors.IndexerError]) -> set[str]:
    return {kind.__name__ for sub in of.__subclasses__() for kind in (sub, *sub.__subclasses__())}


def test_every_error_has_its_row_and_no_other() -> None:
    table = TEXT.partition("## 出错信息")[2].partition("「程序出了意外")[0]
    rows = re.findall(r"^\| (\w+) \| (.+?) \| (.+?) \|$", table, re.MULTILINE)
    ours = {name for name, kind in vars(errors).items() if isinstance(kind, type) and kind is not errors.IndexerError}
    assert {row[0] for row in rows} - {"种类"} == ours
    assert ours <= kinds(errors.IndexerError)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["models", "list"], 0, ""),
        (["status", "--index", "no/such/folder"], 1, "no/such/folder"),
        (["search", "x", "-k", "两"], 2, "应为整数"),
        (["nonsense"], 2, "参数有误"),
    ],
)
def test_exit_codes(arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        returned = main(arguments)
    except SystemExit as leaving:  # argparse leaves by itself
        returned = leaving.code  # type: ignore[assignment]
    captured = capsys.readouterr()
    assert returned == code
    assert said in captured.err
    assert f"| {code} |" in TEXT


def test_json_stands_alone_where_a_command_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--index", "no/such/folder", "--json"]) == 1
    out = capsys.readouterr().out
    assert out.lstrip().startswith("{") and '"healthy": false' in out


def test_every_setting_of_the_service_is_one() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "indexer").glob("*.py"))
    source += "".join(path.read_text(encoding="utf-8") for path in (ROOT / "app" / "access").glob("*.py"))
    given = (DEPLOY / "gov-clause-search.env").read_text(encoding="utf-8")
    named = set(re.findall(r"INDEXER_[A-Z_]+", TEXT + given))
    assert {"INDEXER_LOG", "INDEXER_SIGN_IN"} <= named
    assert [name for name in named if f'"{name}"' not in source] == []


def test_the_service_is_confined_as_the_text_says() -> None:
    unit = (DEPLOY / "gov-clause-search.service").read_text(encoding="utf-8")
    for line in ("ProtectSystem=strict", "NoNewPrivileges=yes", "IPAddressDeny=any", "User=clause-search"):
        assert line in unit.splitlines()
    assert "-m app --port 8501" in unit and "127.0.0.1:8501/_health" in TEXT


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_the_script_runs_a_command_with_the_settings_of_the_service(tmp_path: Path) -> None:
    settings = tmp_path / "settings.env"
    settings.write_text(f"INDEXER_INDEX={tmp_path}/nowhere\nPYTHONUTF8=1\n", encoding="utf-8")
    program = tmp_path / "program"
    program.mkdir()
    (program / ".venv").symlink_to(sys.prefix)
    (program / "deploy").symlink_to(DEPLOY)
    (program / "indexer").symlink_to(ROOT / "indexer")
    done = subprocess.run(
        [str(program / "deploy" / "indexer"), "status"],
        env=os.environ | {"SETTINGS": str(settings)}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{tmp_path}/nowhere" in done.stderr
