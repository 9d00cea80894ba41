"""Signs that mark clauses, by the note that explains them."""

from __future__ import annotations

import pytest

from indexer.structure.stars import signs_of, star_pattern


@pytest.mark.parametrize(
    ("note", "signs"),
    [
        ("注：标“▲”的为市实事项目。", "★▲"),
        ("说明：带△号的项目是区民心工程", "★△"),
        ("打※者为重点工作，打●者为重大项目", "★※●"),
        ("（加*的为民生实事）", "★*"),
        ("注：*为约束性指标", "★"),  # tells targets apart, marks no project
        ("▲新增床位。△修路。", "★"),  # nobody says what they mean
        ("", "★"),
    ],
)
def test_signs_that_a_note_explains_mark_as_a_star_does(note: str, signs: str) -> None:
    assert signs_of(f"一、任务\n▲修路。\n{note}") == signs


@pytest.mark.parametrize("text", ["标▲的为实事", "带“▲”号", "▲表示实事", "★的为重点"])
def test_a_sign_that_is_spoken_of_marks_nothing(text: str) -> None:
    assert not star_pattern("★▲").search(text)


@pytest.mark.parametrize("text", ["▲修路", "★为十九幢房屋修缮屋面", "修路（★）", "修路★"])
def test_a_sign_at_what_it_marks(text: str) -> None:
    assert star_pattern("★▲").search(text)
