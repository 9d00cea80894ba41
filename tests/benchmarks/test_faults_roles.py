"""The actions of a keeper: each does something for a keeper, and nothing for anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faults.roles import KEEPER, PEOPLE, House, actions, called, make_house, records, tried


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path)


@pytest.mark.parametrize("who", PEOPLE)
def test_who_is_no_keeper_is_refused_and_put_on_record(house: House, who: str) -> None:
    wrong = {name: said for name, act in actions(house).items() if (said := tried(house, name, act, PEOPLE[who]))}
    assert not wrong
    assert {record["result"] for record in records(house.audit)} == {"refused"}


def test_each_does_something_for_a_keeper(house: House) -> None:
    for name, act in actions(house).items():
        before = house.state()
        builds = called(house, act, KEEPER)
        assert builds or house.state() != before, name
        assert records(house.audit)[-1] | {"time": "", "about": ""} == {
            "time": "",
            "who": "王芳",
            "role": "keeper",
            "address": "10.0.0.8",
            "action": name.split(",")[0],
            "about": "",
            "result": "done",
        }, name
