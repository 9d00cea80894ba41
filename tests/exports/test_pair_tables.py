"""A pair is one row of a table, both sides with the way to their clause where the page shows them."""

from __future__ import annotations

from indexer.exports.pair_tables import pair_sheet
from indexer.insight.pairs import Pair, side
from indexer.storage.notebook import Decision
from indexer.tables import Link
from tests.insight.entries import entry

REPORT = entry("新增养老床位200张。", "新增", "养老床位")
TASKS = entry("新增养老床位260张。", "新增", "养老床位", doc_type="重点工作安排")
PAIR = Pair(REPORT, TASKS, "twice", "不一致", ("数字不同：200张、260张", "对象相同：养老床位"), 0.9)


def test_a_pair_is_a_row_with_links_to_both_sides() -> None:
    decision = Decision(PAIR.key, "confirmed", "2026-01-01T00:00:00+00:00", side(REPORT), side(TASKS))
    sheet = pair_sheet([PAIR], {PAIR.key: decision}, lambda known: f"http://x/?clause={known.clause.clause_id}")
    row = dict(zip(sheet.columns, next(iter(sheet.rows)), strict=True))
    assert (row["对照"], row["数字关系"], row["人工核对"]) == ("两处表述", "不一致", "已确认")
    assert row["甲：链接"] == Link(f"http://x/?clause={REPORT.clause.clause_id}")
    assert row["乙：链接"] == Link(f"http://x/?clause={TASKS.clause.clause_id}")


def test_without_the_page_there_are_no_links() -> None:
    sheet = pair_sheet([PAIR], {})
    row = dict(zip(sheet.columns, next(iter(sheet.rows)), strict=True))
    assert row["甲：链接"] is None
    assert row["人工核对"] == "未核对"
