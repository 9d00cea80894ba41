"""Offices: which words of a line are one, and the area it speaks for."""

from __future__ import annotations

import pytest

from indexer.structure.issuing import area_of_issuer, issuer_of, joint_issuers


@pytest.mark.parametrize(
    ("line", "issuer"),
    [
        ("长宁区人民政府办公室印发植树方案", "长宁区人民政府办公室"),
        ("上海市规划和自然资源局关于植树的通知", "上海市规划和自然资源局"),
        ("长宁区民政局 2024年3月1日", "长宁区民政局"),
        ("长宁区教育委员会办公室关于植树的通知", "长宁区教育委员会办公室"),
        ("长宁区人民政府", "长宁区人民政府"),
        ("长宁区关于植树的意见", ""),  # an area is no office
        ("局", ""),
        ("", ""),
    ],
)
def test_the_office_in_a_line(line: str, issuer: str) -> None:
    assert issuer_of(line) == issuer


def test_offices_sign_together_only_in_lines_that_follow_each_other() -> None:
    lines = ["长宁区民政局", "长宁区财政局", "2024年3月1日", "长宁区教育局"]
    assert joint_issuers(lines) == [["长宁区民政局", "长宁区财政局"], ["长宁区教育局"]]


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("上海市公安局长宁分局", "长宁区"),
        ("长宁区民政局", "长宁区"),
        ("彭浦镇人民政府", "静安区"),
        ("锡林郭勒盟行政公署", "锡林郭勒盟"),
        ("苏州工业园区管理委员会", "苏州工业园区"),
    ],
)
def test_the_area_of_an_office(issuer: str, name: str) -> None:
    area = area_of_issuer(issuer)
    assert area is not None
    assert area.name == name


@pytest.mark.parametrize("issuer", ["民政局", "区人民政府", "城关镇人民政府", "国务院办公厅"])
def test_an_office_of_no_known_area(issuer: str) -> None:
    assert area_of_issuer(issuer) is None
