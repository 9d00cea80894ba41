"""Which figure of a clause answers which figure of a query."""

from __future__ import annotations

import pytest

from indexer.records import Quantity
from indexer.structure.quantities import find_quantities
from indexer.structure.quantity_match import equal, satisfies


def one(text: str) -> Quantity:
    (quantity,) = find_quantities(text, bare=True)
    return quantity


@pytest.mark.parametrize(
    ("asked", "stated"),
    [
        ("480张", "480张"),
        ("480张", "四百八十张"),
        ("480张", "不少于480张"),
        ("480张", "480余张"),
        ("1.2万套", "12000套"),
        ("3家", "2-3家"),
        ("480", "480张"),
        ("480", "480"),
        ("1.2万", "1.2万套"),
        ("1.6万人", "1.6万，"),
        ("480张以上", "480张"),
        ("480张以上", "500张"),
        ("480张以上", "400—500张"),
        ("超过480张", "481张"),
        ("超过480张", "480余张"),
        ("480张以内", "480张"),
        ("480张以内", "低于480张"),
        ("低于480张", "479张"),
        ("480张左右", "440张"),
        ("480张左右", "约500张"),
        ("400—500张", "480张"),
        ("400—500张", "420—500张"),
        ("3公里", "3000米"),
        ("2公顷", "30亩"),
        ("8万平方米", "80000㎡"),
        ("600人", "600名"),
        ("0.3%", "3‰"),
        ("60岁以上", "60岁以上"),
        ("翻番", "翻一番"),
        ("三成", "30%"),
    ],
)
def test_the_figure_answers(asked: str, stated: str) -> None:
    assert satisfies(one(asked), one(stated))


@pytest.mark.parametrize(
    ("asked", "stated"),
    [
        ("480张", "4800张"),
        ("480张", "480个"),
        ("480张", "480万张"),
        ("480张", "481张"),
        ("4家", "3-5家"),
        ("480", "4800张"),
        ("480张以上", "479张"),
        ("480张以上", "不超过500张"),
        ("480张以上", "5100万，"),
        ("超过480张", "480张"),
        ("480张以内", "481张"),
        ("480张以内", "不少于400张"),
        ("低于480张", "480张"),
        ("480张左右", "431张"),
        ("480张左右", "529张"),
        ("400—500张", "501张"),
        ("400—500张", "450—600张"),
        ("5%", "5个百分点"),
        ("2公顷", "2亩"),
        ("10人", "10人次"),
    ],
)
def test_the_figure_does_not_answer(asked: str, stated: str) -> None:
    assert not satisfies(one(asked), one(stated))


def test_equal_figures_differ_in_words_alone() -> None:
    assert equal(one("不少于1.2万套"), one("12000套"))
    assert equal(one("5至6万平方米"), one("50000—60000㎡"))
    assert not equal(one("5万平方米"), one("5至6万平方米"))
    assert not equal(one("5%"), one("5个百分点"))
