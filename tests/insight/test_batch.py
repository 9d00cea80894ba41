"""A list of tasks, asked at once."""

from __future__ import annotations

import pytest

from indexer import Searcher
from indexer.errors import QueryInvalid
from indexer.insight.batch import TaskAnswer, answer, read_tasks
from indexer.insight.topic import Cell

LIST = "序号,问题\n1,口袋公园\n2,？\n3,西山区\n4,静安区的口袋公园\n5,西山区2025年普惠托位\n"


def said(found: TaskAnswer) -> dict[tuple[str, int | None], str]:
    return {(cell.district, cell.year): text_of(cell) for cell in found.cells("said")}


def text_of(cell: Cell) -> str:
    assert cell.best is not None
    return cell.best.clause.text


def test_every_task_is_answered_by_district_and_year_and_bad_lines_stop_nothing(searcher: Searcher) -> None:
    seen: list[tuple[int, int]] = []
    found = answer(
        searcher, read_tasks(LIST.encode("gbk"), "清单.csv"), progress=lambda done, total: seen.append((done, total))
    )
    parks, unloaded, childcare = found.answers
    assert said(parks) == {
        ("东川区", 2020): "建成口袋公园2座。",
        ("东川区", 2025): "建成口袋公园3座，新增绿道2公里。",
        ("西山区", 2025): "新增口袋公园5座。",
    }
    assert {cell.district: cell.figures[0].evidence for cell in parks.cells("said") if cell.year == 2025} == {
        "东川区": "建成口袋公园3座",
        "西山区": "新增口袋公园5座",
    }
    assert [(cell.district, cell.year) for cell in parks.cells("not_loaded")] == [("西山区", 2020)]
    assert (unloaded.task.line, unloaded.coverage.named.districts, unloaded.coverage.cells) == (5, ("静安区",), ())
    assert said(childcare) == {("西山区", 2025): "新增普惠托育托位4800个。"}
    assert [(problem.line, problem.words) for problem in found.problems] == [(3, "2 ？"), (4, "西山区")]
    assert "没有说主题" in found.problems[1].why
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert len(found.documents) == 3


def test_conditions_beside_the_list_hold_for_every_task(searcher: Searcher) -> None:
    tasks = read_tasks("口袋公园\n托育\n".encode(), "a.txt")
    found = answer(searcher, tasks, districts=["西山区"], years=[2025])
    assert {(cell.district, cell.year) for one in found.answers for cell in one.coverage.cells} == {("西山区", 2025)}
    assert [ref.source for ref in found.documents] == ["西山区安排.txt"]
    with pytest.raises(QueryInvalid, match="没有叫「月亮区」的地区"):
        answer(searcher, tasks, districts=["月亮区"])


def test_a_task_with_a_figure_is_answered_by_who_states_another(searcher: Searcher) -> None:
    (found,) = answer(searcher, read_tasks("建成口袋公园3座".encode(), "a.txt")).answers
    assert ("西山区", 2025) in said(found)
    assert found.coverage.query.text == "建成口袋公园"
