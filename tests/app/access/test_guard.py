"""Every action of a keeper asks the guard, and what the guard says where there is no gate."""

from __future__ import annotations

import ast
from pathlib import Path
from unittest.mock import patch

import pytest

from app.access import guard as guard_module
from app.access.guard import Guard, exporting, is_keeper, keeper_action, make_guard, set_guard, take, why_closed
from app.access.rules import Rules
from app.access.sessions import Person
from benchmarks.faults.roles import records
from indexer.errors import AuditUnwritable, FileRefused, NotAllowed, TooOften
from tests.app.access.conftest import Clock

APP = Path(__file__).parents[3] / "app"
CHANGES = {"put_in", "put_back", "take_out", "set_metadata", "settle"}  # what the library offers to change a corpus
OF_READERS = {"app/saved/saved_items.py": {"put_back"}}  # something saved, put back on the list
BUILDS = {"app/first_run.py"}  # the first index, which builds itself


def test_nothing_changes_the_corpus_outside_of_the_guard() -> None:
    found: dict[str, int] = {}
    for path in sorted(APP.rglob("*.py")):
        name = path.relative_to(APP.parent).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {id(node) for block in ast.walk(tree) if _is_guarded(block) for node in ast.walk(block)}
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _changes(node, name)):
            assert id(call) in inside, f"{name}:{call.lineno} is not inside `with keeper_action(…)`"
            found[name] = found.get(name, 0) + 1
    assert found == {
        "app/building.py": 1,
        "app/corpus/corpus_actions.py": 7,
        "app/corpus/upload_view.py": 1,
        "app/reports/metadata_form.py": 2,
        "app/reports/reports_view.py": 1,
    }


def _is_guarded(node: ast.AST) -> bool:
    return isinstance(node, ast.With) and any(
        isinstance(item.context_expr, ast.Call) and ast.unparse(item.context_expr.func) == "keeper_action"
        for item in node.items
    )


def _changes(call: ast.Call, name: str) -> bool:
    called = ast.unparse(call.func)
    last = called.rpartition(".")[2]
    is_build = called in ("builder().start", "work.start") and name not in BUILDS
    is_reading = called == "preview" and name == "app/corpus/upload_view.py"
    return is_build or is_reading or (last in CHANGES and last not in OF_READERS.get(name, ()))


def _as(person: Person | None) -> object:
    return patch.object(guard_module, "person", lambda: person)


KEEPER, READER = Person("王芳", "keeper", "10.0.0.8"), Person("李明", "reader", "10.0.0.9")


def test_a_keeper_is_put_on_record_with_what_came_of_it(guard: Guard) -> None:
    with _as(KEEPER):
        with keeper_action("corpus.remove", "a.txt"):
            pass
        with pytest.raises(FileRefused), keeper_action("corpus.remove", "b.txt"):
            raise FileRefused("b.txt：没有这个文件。")
    assert [(r["about"], r["result"], r.get("why")) for r in records(guard.audit.path)] == [
        ("a.txt", "done", None),
        ("b.txt", "failed", "b.txt：没有这个文件。"),
    ]


def test_what_cannot_be_put_on_record_is_not_done(guard: Guard) -> None:
    guard.audit.path = guard.audit.path.parent  # type: ignore[union-attr]  # a folder
    done = []
    with _as(KEEPER), pytest.raises(AuditUnwritable), keeper_action("corpus.remove", "a.txt"):
        done.append("a.txt")
    assert done == []


def test_rebuilding_too_often_is_refused(guard: Guard) -> None:
    with _as(KEEPER):
        for _ in range(10):
            with keeper_action("index.rebuild"):
                pass
        with pytest.raises(TooOften, match="重新读取得太频繁：最多 10 分钟 10 次"), keeper_action("index.rebuild"):
            pass
    assert records(guard.audit.path)[-1]["result"] == "refused"


def test_exports_are_counted_and_end_with_the_session(guard: Guard, clock: Clock) -> None:
    _token, session = guard.sessions.begin(Person("王芳", "keeper"), guard.users.all()["王芳"].password)
    with _as(KEEPER), patch.object(guard_module, "_session", lambda on_duty: session):
        make = exporting(lambda: b"file", "清单.xlsx")
    for _ in range(30):
        assert make() == b"file"
    with pytest.raises(TooOften, match="导出得太频繁"):
        make()
    clock.now += 60
    assert make() == b"file"
    guard.sessions.end(session.key)
    with pytest.raises(NotAllowed, match="登录已过期"):
        make()
    assert [r["result"] for r in records(guard.audit.path)].count("done") == 31


def test_on_this_machine_nothing_is_counted() -> None:
    set_guard(make_guard(Rules(), has_gate=True))
    try:
        for _ in range(100):
            take("batch")
        assert is_keeper()
        assert why_closed() == ""
    finally:
        set_guard(None)


@pytest.mark.parametrize("rules", [Rules("password"), Rules(address="0.0.0.0"), Rules(address="0.0.0.0", is_open=True)])
def test_started_without_the_gate_nobody_is_let_in_who_would_have_to_sign_in(rules: Rules) -> None:
    """``streamlit run search_app.py`` with a network in reach."""
    set_guard(make_guard(rules))
    try:
        assert not is_keeper()
        assert "要用 python -m app 启动" in why_closed()
        with pytest.raises(NotAllowed), keeper_action("index.rebuild"):
            pass
    finally:
        set_guard(None)
