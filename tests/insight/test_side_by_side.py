"""Which figures may stand in one row, and how clauses of near wording come to share one."""

from __future__ import annotations

import pytest

from indexer.insight.alike import Group
from indexer.insight.entry import Entry
from indexer.insight.side_by_side import clause_rows, figure_rows
from indexer.records import REVIEW, TASK, Clause, Commitment, DocumentRef, Metadata, Result
from tests.insight.entries import entry


class Shelf:
    """Gives out the entries of a ledger as a searcher does."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries

    def documents(self) -> tuple[DocumentRef, ...]:
        return tuple({entry.document.doc_id: entry.document for entry in self.entries}.values())

    def commitments(self) -> list[tuple[Commitment, Clause]]:
        return [(entry.commitment, entry.clause) for entry in self.entries]


def share_a_row(north: Entry, south: Entry) -> bool:
    (first, *_) = figure_rows(Shelf([north, south]), [[north], [south]])  # type: ignore[arg-type]
    return first.width == 2


BEDS = entry("新增养老床位480张。", "新增", "养老床位")


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (entry("新增养老床位300张。", "新增", "养老床位", district="西山区"), True),
        (entry("新建养老床位300张。", "新建", "养老床位", district="西山区"), True),
        (entry("新增养老床位300张。", "新增", "养老床位", district="西山区", kind="result"), False),
        (entry("新增家庭养老床位300张。", "新增", "家庭养老床位", district="西山区"), False),
        (entry("改建养老床位300张。", "改建", "养老床位", district="西山区"), False),
        (entry("新增养老床位增长3%。", "新增", "养老床位", district="西山区"), False),
        (entry("五年新增养老床位2万张。", "新增", "养老床位", district="西山区", period="五年"), False),
    ],
)
def test_only_the_same_thing_stands_in_a_row(other: Entry, is_same: bool) -> None:
    assert share_a_row(BEDS, other) is is_same


def test_what_an_object_leaves_out_may_stand_elsewhere_in_its_clause() -> None:
    whole = entry("新增电动汽车公共充电桩2万个。", "新增", "电动汽车公共充电桩")
    said = entry("推广电动汽车，新增公共充电桩1万个。", "新增", "公共充电桩", district="西山区")
    unsaid = entry("新增公共充电桩1万个。", "新增", "公共充电桩", district="西山区")
    assert share_a_row(whole, said)
    assert not share_a_row(whole, unsaid)


def test_a_short_object_needs_clauses_of_one_matter() -> None:
    farmed = "猕猴桃、苹果品种改良，冷链仓储和合作社覆盖全部乡镇，出口增长53%。"
    fruit = entry(farmed, "增长", "出口", kind="result", path=("（三）做强特色农业",))
    trade = entry("外贸稳中向好，其中出口增长10%。", "增长", "出口", kind="result", district="西山区")
    again = entry("外贸稳中向好，其中出口增长12%。", "增长", "出口", kind="result", district="南岭区")
    assert not share_a_row(fruit, trade)
    assert share_a_row(trade, again)


def group(text: str, rank: int, flag: str = TASK) -> Group:
    clause = Clause(f"{text}{rank}", "d", rank, (), text, 0, len(text), (flag,))
    return Group(Result(rank, 1.0, {"coverage": 1.0}, clause, DocumentRef("d", "d.txt", Metadata(), 1)))


def texts(columns: list[list[Group]]) -> list[tuple[list[str], list[int]]]:
    rows = clause_rows(columns)
    return [([cell.first.clause.text if cell else "" for cell in row.cells], sorted(row.near)) for row in rows]


def test_near_wording_shares_a_row_at_the_place_of_its_strongest() -> None:
    north = [group("举办灯会三场。", 1), group("修缮沿河步道并增设座椅。", 2)]
    south = [group("全面修缮沿河步道并增设座椅二十处。", 1), group("培训厨师。", 2)]
    assert texts([north, south]) == [
        (["修缮沿河步道并增设座椅。", "全面修缮沿河步道并增设座椅二十处。"], [0, 1]),
        (["举办灯会三场。", "培训厨师。"], []),
    ]


def test_what_was_done_is_never_beside_what_is_planned() -> None:
    done, planned = group("修缮沿河步道并增设座椅。", 1, REVIEW), group("修缮沿河步道并增设座椅。", 1)
    assert [near for _, near in texts([[done], [planned]])] == [[]]


def test_every_clause_stands_in_one_row() -> None:
    columns = [[group(f"甲{n}号事项推进。", n) for n in range(1, 5)], [group("无关的话。", 1)], []]
    rows = clause_rows(columns)
    assert [sum(row.cells[at] is not None for row in rows) for at in range(3)] == [4, 1, 0]
