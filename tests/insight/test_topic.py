"""A topic over districts and years: what is said, what is silent, what is not loaded; never one taken for another."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import Searcher
from indexer.build import build
from indexer.errors import QueryInvalid
from indexer.insight.siblings import Unloaded
from indexer.insight.topic import Cell, TopicCoverage, cover
from indexer.settings import Settings

EAST, WEST = ("示例市", "东川区"), ("示例市", "西山区")


def states(coverage: TopicCoverage) -> dict[tuple[str, int | None], str]:
    return {(cell.district, cell.year): cell.state for cell in coverage.cells}


def cell_of(coverage: TopicCoverage, place: tuple[str, str], year: int | None) -> Cell:
    cell = coverage.cell(place, year)
    assert cell is not None
    return cell


def test_each_district_and_year_is_said_silent_or_not_loaded(searcher: Searcher) -> None:
    coverage = cover(searcher, '"口袋公园"')
    assert (coverage.places, coverage.years) == ((EAST, WEST), (2020, 2025))
    assert states(coverage) == {
        ("东川区", 2020): "said",
        ("东川区", 2025): "said",
        ("西山区", 2020): "not_loaded",
        ("西山区", 2025): "said",
    }
    west = cell_of(coverage, WEST, 2025)
    assert west.best is not None
    assert west.best.clause.text == "新增口袋公园5座。"
    assert west.is_in_words
    assert [ref.source for ref in west.documents] == ["西山区安排.txt"]
    assert west.figure is not None
    assert (west.figure.commitment.quantity.value, west.figure.commitment.quantity.unit) == (5, "座")
    assert cell_of(coverage, WEST, 2020).documents == ()


def test_silence_is_no_want_of_documents(searcher: Searcher) -> None:
    coverage = cover(searcher, '"加装电梯"')
    assert states(coverage) == {
        ("东川区", 2020): "silent",
        ("东川区", 2025): "said",
        ("西山区", 2020): "not_loaded",
        ("西山区", 2025): "silent",
    }
    assert cell_of(coverage, EAST, 2020).best is None
    assert cell_of(coverage, EAST, 2020).figures == ()


def test_what_comes_nearest_is_named_where_documents_are_silent(searcher: Searcher) -> None:
    west = cell_of(cover(searcher, "牦牛"), WEST, 2025)
    assert west.state == "silent"
    assert west.best is None
    assert west.nearest is not None
    assert west.nearest.document.source == "西山区安排.txt"


def test_words_and_options_that_name_districts_years_and_types_are_conditions(searcher: Searcher) -> None:
    by_words = cover(searcher, "西山区2025年的口袋公园")
    assert states(by_words) == {("西山区", 2025): "said"}
    assert by_words.query.text == "口袋公园"
    by_options = cover(searcher, "口袋公园", districts=["西山"], years=[2025])
    assert states(by_options) == {("西山区", 2025): "said"}
    by_type = cover(searcher, "口袋公园", types=["重点工作安排"])
    assert states(by_type) == {
        ("东川区", 2020): "not_loaded",
        ("东川区", 2025): "not_loaded",
        ("西山区", 2020): "not_loaded",
        ("西山区", 2025): "said",
    }


def test_a_document_without_the_part_that_is_asked_for_is_not_silent(searcher: Searcher) -> None:
    coverage = cover(searcher, "2024年完成的加装电梯")
    assert states(coverage)["东川区", 2025] == "said"
    west = cell_of(coverage, WEST, 2025)  # a task list reports nothing on the year before
    assert west.state == "not_loaded"
    assert [ref.source for ref in west.documents] == ["西山区安排.txt"]


@pytest.mark.parametrize(
    ("words", "topic", "districts", "years", "asked"),
    [
        ("静安区的口袋公园", "口袋公园", ("静安区",), (), set()),
        ("西山区和静安区的口袋公园", "口袋公园", ("静安区",), (), {("西山区", 2020), ("西山区", 2025)}),
        ("静安区、西山区的口袋公园", "口袋公园", ("静安区",), (), {("西山区", 2020), ("西山区", 2025)}),
        ("2023年口袋公园", "口袋公园", (), ("2023",), set()),
        ("2023年和2025年口袋公园", "口袋公园", (), ("2023",), {("东川区", 2025), ("西山区", 2025)}),
    ],
)
def test_what_is_named_and_not_loaded_is_said_and_not_looked_for(
    searcher: Searcher, words: str, topic: str, districts: tuple[str, ...], years: tuple[str, ...],
    asked: set[tuple[str, int]],
) -> None:  # fmt: skip
    coverage = cover(searcher, words)
    assert (coverage.query.text, coverage.named.districts, coverage.named.years) == (topic, districts, years)
    assert set(states(coverage)) == asked


def test_a_type_that_is_named_and_not_loaded(searcher: Searcher) -> None:
    coverage = cover(searcher, "规划文件里的口袋公园")
    assert coverage.named.types == ("规划",)
    assert {cell.state for cell in coverage.cells} == {"not_loaded"}


def test_options_may_name_what_is_not_loaded(searcher: Searcher) -> None:
    coverage = cover(searcher, "口袋公园", districts=["静安", "西山区"], years=[2023])
    assert (coverage.named.districts, coverage.named.years) == (("静安区",), ("2023",))
    assert coverage.cells == ()
    with pytest.raises(QueryInvalid, match="没有叫「月亮区」的地区"):
        cover(searcher, "口袋公园", districts=["月亮区"])


@pytest.mark.parametrize("words", ["西山区", "2025年西山区", "静安区", ""])
def test_words_without_a_topic_are_refused(searcher: Searcher, words: str) -> None:
    with pytest.raises(QueryInvalid):
        cover(searcher, words)


@pytest.fixture(scope="module")
def crowded(tiny_model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Two districts of 上海市, one of which speaks of nothing but trees, and a document of nobody knows whom."""
    home = tmp_path_factory.mktemp("crowded")
    corpus = home / "corpus"
    corpus.mkdir()
    trees = "".join(f"{n}.在第{n}条河边种植行道树{n}棵。\n" for n in range(1, 300))
    (corpus / "静安区.txt").write_text("2025年静安区政府重点工作安排\n一、绿化\n" + trees, encoding="utf-8")
    said = "优化环境。继续种植行道树9棵，做好管护、修剪、浇水、施肥和病虫害防治，让居民出门见绿、推窗见景、抬头见蓝。"
    (corpus / "黄浦区.txt").write_text(f"2025年黄浦区政府工作报告\n一、2025年主要任务\n{said}\n", encoding="utf-8")
    (corpus / "无名.txt").write_text("工作要点\n一、绿化\n种植行道树7棵。\n", encoding="utf-8")
    catalog = "file,district,parent,year\n静安区.txt,静安区,上海市,2025\n黄浦区.txt,黄浦区,上海市,2025\n"
    (corpus / "catalog.csv").write_text(catalog, encoding="utf-8-sig")
    settings = Settings(corpus=corpus, index=home / "index", models=home / "models", model=str(tiny_model_folder))
    build(settings.corpus, settings.index, settings=settings)
    return Searcher.open(settings.index, settings=settings)


def test_no_district_hides_what_another_says(crowded: Searcher) -> None:
    coverage = cover(crowded, "行道树")
    huangpu = cell_of(coverage, ("上海市", "黄浦区"), 2025)
    assert huangpu.state == "said"
    assert huangpu.best is not None
    assert huangpu.best.clause.text.startswith("继续种植行道树9棵")
    assert {result.document.source for result in crowded.search("行道树", k=50)} == {"静安区.txt"}


def test_documents_of_unknown_district_and_year_are_named(crowded: Searcher) -> None:
    coverage = cover(crowded, "行道树")
    assert coverage.places[-1] == ("", "")
    assert coverage.years == (2025, None)
    unknown = cell_of(coverage, ("", ""), None)
    assert unknown.state == "said"
    assert [ref.source for ref in unknown.documents] == ["无名.txt"]
    assert coverage.cell(("", ""), 2025) is None  # nobody knows that it is not loaded
    assert coverage.cell(("上海市", "静安区"), None) is None


def test_the_areas_beside_are_listed_where_no_district_is_named(crowded: Searcher) -> None:
    (beside,) = cover(crowded, "行道树").beside
    assert beside.parent == "上海市"
    assert len(beside.districts) == 14
    assert {"浦东新区", "崇明区"} <= set(beside.districts)
    assert not {"静安区", "黄浦区"} & set(beside.districts)
    assert cover(crowded, "上海市的行道树").beside == (beside,)
    assert cover(crowded, "静安区的行道树").beside == ()
    assert cover(crowded, "行道树", districts=["静安区"]).beside == ()


def test_the_real_corpus(published: Settings) -> None:
    searcher = Searcher.open(published.index, settings=published)
    coverage = cover(searcher, "托育")
    assert states(coverage) == {
        ("徐汇区", 2020): "not_loaded",
        ("徐汇区", 2025): "silent",
        ("静安区", 2020): "said",
        ("静安区", 2025): "said",
        ("黄浦区", 2020): "not_loaded",
        ("黄浦区", 2025): "said",
    }
    assert not cell_of(coverage, ("上海市", "黄浦区"), 2025).is_in_words  # it writes 托幼 and 育人
    assert isinstance(coverage.beside[0], Unloaded)
    beds = cell_of(cover(searcher, "养老床位"), ("上海市", "静安区"), 2025)
    assert beds.figure is not None
    assert beds.figure.commitment.quantity.value == 480
    assert beds.is_in_words
    for topic in ("养老床位", "养老床位新增多少张", "口袋公园"):
        # One of two words, or 新增 of something else, is not what was asked: it is shown, but not called said.
        others = cover(searcher, topic).cells
        assert {cell.district for cell in others if cell.state == "said" and not cell.is_in_words}, topic
    assert {cell.state for cell in cover(searcher, "牦牛养殖").cells} == {"silent", "not_loaded"}
