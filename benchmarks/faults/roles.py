"""Every keeper's action, tried by a reader and by nobody: called directly, pressed in the page, asked of the server."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast
from unittest.mock import patch

import streamlit as st
from streamlit.logger import set_log_level

from app.access.guard import Guard, make_guard, set_guard
from app.access.rules import Rules
from app.access.sessions import Person
from app.building import Builder, start_build
from app.corpus import upload_view
from app.corpus.corpus_actions import accept, put_file_back, take_out_file
from app.reports import metadata_form, reports_view
from benchmarks.faults.outcome import Outcome
from indexer.corpus_files import removed_files, take_out
from indexer.errors import IndexerError
from indexer.intake import preview, read_overrides
from indexer.records import METADATA_FIELDS, Document
from indexer.settings import Settings
from indexer.storage.reports import Reports

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

WORDS = """2025年静安区政府工作报告
各位代表：
一、2025年主要任务
新增养老床位{}张。
加装电梯8台，建设食堂2个。
修路1条。
栽树9棵。
建公园3座。
"""
PEOPLE: Mapping[str, Person | None] = {"reader": Person("李明", "reader", "10.0.0.9"), "nobody": None}
KEEPER = Person("王芳", "keeper", "10.0.0.8")
Actions = Mapping[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class House:
    """A corpus of two files, one that was taken out, and two reports, all in a folder of their own."""

    settings: Settings
    document: Document
    reports: Reports
    audit: Path

    def state(self) -> dict[str, str]:
        """Return all that a keeper could change, by file; reports as rows."""
        files = (path for path in self.settings.corpus.parent.rglob("*") if path.is_file())
        known = {
            str(path): path.read_bytes().hex()
            for path in files
            if "audit" not in path.name and "notes" not in path.name
        }
        return known | {f"report {each.number}": f"{each.state} {each.answer}" for each in self.reports.all()}

    def refused(self, action: str, who: str | None) -> int:
        """Return how often the audit log says that an action was refused to somebody."""
        return sum(
            record["action"] == action and record["result"] == "refused" and record["who"] == who
            for record in records(self.audit)
        )


def run(*, quick: bool) -> list[Outcome]:
    """Try everything."""
    from benchmarks.faults.roles_page import run_page

    set_log_level("ERROR")  # a hundred warnings that actions are called outside of a run of the page
    return [run_directly(), *run_page(quick=quick)]


def run_directly() -> Outcome:
    """Call each action as a reader and as nobody; nothing may change, and the log must say so."""
    seen, good, of = [], 0, 0
    for who, person in PEOPLE.items():
        with tempfile.TemporaryDirectory() as folder:
            house = make_house(Path(folder))
            for name, act in actions(house).items():
                of += 1
                if said := tried(house, name, act, person):
                    seen.append(f"{name} by {who}: {said}")
                else:
                    good += 1
    return Outcome("keeper's actions called by a reader and by nobody: refused and on record", good, of, seen)


def tried(house: House, name: str, act: Callable[[], object], person: Person | None) -> str:
    """Call an action as somebody who may not; return what is wrong with what came of it, "" for nothing."""
    action = name.split(",")[0]
    who = person.name if person else None
    before, logged = house.state(), house.refused(action, who)
    builds = called(house, act, person)
    if builds:
        return "a build was started"
    if house.state() != before:
        return "something was changed"
    return "" if house.refused(action, who) == logged + 1 else "the audit log does not say so once"


def called(house: House, act: Callable[[], object], person: Person | None) -> int:
    """Call an action as somebody, without building; return how many builds it would have started."""
    set_guard(guard_of(house))
    try:
        with (
            patch("app.access.guard.person", lambda: person),
            patch("app.access.guard.st", SimpleNamespace(context=SimpleNamespace(headers={}))),
            patch.object(Builder, "start") as start,
        ):
            with suppress(IndexerError):  # how some of them refuse; others say it on the page
                act()
            return start.call_count
    finally:
        set_guard(None)


def guard_of(house: House) -> Guard:
    """Return a guard with sign-in and a log."""
    return make_guard(Rules("password", audit=house.audit, users=house.audit.with_name("users.json")), has_gate=True)


def make_house(folder: Path) -> House:
    """Write what a keeper looks after."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, name in enumerate(("甲.txt", "乙.txt", "丙.txt")):
        (corpus / name).write_text(WORDS.format(100 + number), encoding="utf-8")
    settings = Settings(corpus, folder / "index", folder / "models")
    take_out(corpus, "丙.txt", documents=["甲.txt", "乙.txt", "丙.txt"])
    document = preview("甲.txt", (corpus / "甲.txt").read_bytes(), read_overrides(corpus)[0])
    reports = Reports(folder / "index-notes.sqlite")
    for said in ("看不懂", "少了一段"):
        reports.add("other", document.ref, None, said=said, instead="")
    reports.settle(2, "fixed", "已改")
    return House(settings, document, reports, folder / "audit.jsonl")


def actions(house: House) -> Actions:
    """Return every action of a keeper by its name in the audit log, told apart after a comma."""
    settings, corpus = house.settings, house.settings.corpus
    names, data = ["甲.txt", "乙.txt"], WORDS.format(999).encode()
    first, second = sorted(house.reports.all(), key=lambda report: report.number)
    return {
        "corpus.preview": lambda: _preview(settings, data),
        "corpus.add": lambda: accept(settings, "丁.txt", data, {}, replace=False),
        "corpus.add, corrected": lambda: accept(settings, "戊.txt", data, {"district": "乙区"}, replace=False),
        "corpus.add, replacing": lambda: accept(settings, "乙.txt", data, {}, replace=True),
        "metadata.correct": lambda: _correct(house),
        "corpus.put_back": lambda: put_file_back(settings, removed_files(corpus)[-1]),
        "corpus.remove": lambda: take_out_file(settings, "甲.txt", names),
        "index.rebuild": lambda: start_build(settings),
        "report.settle, fixed": lambda: reports_view._settle(house.reports, first, "fixed"),
        "report.settle, declined": lambda: reports_view._settle(house.reports, first, "declined"),
        "report.settle, open again": lambda: reports_view._settle(house.reports, second, "open"),
    }


def _preview(settings: Settings, data: bytes) -> None:
    uploads = upload_view._Uploads()
    file = cast("UploadedFile", SimpleNamespace(file_id="1", name="丁.txt", getvalue=lambda: data))
    if isinstance(upload_view._read(upload_view._Target(file, "丁.txt"), settings, uploads), Document):
        (settings.corpus.parent / "was-read").touch()  # so that what a keeper is shown counts as done


def _correct(house: House) -> None:
    shown = dict.fromkeys(METADATA_FIELDS, "")
    keys = {field: f"key_{field}" for field in METADATA_FIELDS}
    for field, key in keys.items():
        st.session_state[key] = "乙区" if field == "district" else ""
    metadata_form._save(house.document, {}, shown, keys, house.settings)


def records(audit: Path) -> list[dict[str, str | None]]:
    """Return the records of an audit log."""
    if not audit.exists():
        return []
    return [json.loads(line) for line in audit.read_text(encoding="utf-8").splitlines()]
