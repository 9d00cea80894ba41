"""Who wrote a sentence so before: wordings, variants, first use."""

from __future__ import annotations

import pytest

from indexer import Searcher
from indexer.errors import QueryInvalid
from indexer.insight import precedent as module
from indexer.insight.precedent import Finding, Variant, find_precedents
from indexer.settings import Settings


def finding(searcher: Searcher, text: str, **filters: list[str]) -> Finding:
    (found,) = find_precedents(searcher, text, **filters).findings
    return found


def sources(variant: Variant) -> list[str]:
    return [precedent.document.source for precedent in variant.precedents]


def test_a_sentence_that_stands_in_the_corpus_is_found_as_it_is(searcher: Searcher) -> None:
    found = finding(searcher, "建成口袋公园")
    variant = found.variants[0]
    assert (variant.is_verbatim, variant.likeness) == (True, 1.0)
    assert sources(variant) == ["东川区旧报告.txt", "东川区报告.txt"]  # the older first
    assert [ref.source for ref in variant.first.documents] == ["东川区旧报告.txt"]
    assert [(uses.place[1], uses.year, uses.clauses) for uses in variant.uses] == [
        ("东川区", 2020, 1),
        ("东川区", 2025, 1),
    ]
    assert found.formulas == ()  # the parts of what stands there as a whole need no telling


def test_other_figures_are_the_same_wording_and_are_marked(searcher: Searcher) -> None:
    variant = finding(searcher, "新增养老床位300张").variants[0]
    assert [precedent.wording for precedent in variant.precedents] == ["新增养老床位120张", "新增养老床位480张"]
    assert not variant.is_verbatim
    assert [s.kind for s in variant.best.alignment.segments][:4] == ["same", "here", "there", "same"]


def test_differences_are_spans_of_sentence_and_clause(searcher: Searcher) -> None:
    text = "完善接诉即办机制，推进一网通办。"
    best = finding(searcher, text).variants[0].best
    assert best.wording == "接诉即办机制，推进一网通办"
    only = [(s.kind, text[slice(*s.here)], best.clause.text[slice(*s.there)]) for s in best.alignment.segments]
    assert only == [
        ("here", "完善", ""),
        ("there", "", "健全"),
        ("same", "接诉即办机制，推进一网通办。", "接诉即办机制，推进一网通办，"),
        ("there", "", "让营商环境更好，支持高新技术企业发展。"),
    ]


@pytest.mark.parametrize("text", ["启动火星移民计划。", "捕捞远洋鱼群，扩建渔港码头。", "新增火箭480枚。"])
def test_a_sentence_without_precedent_says_so(searcher: Searcher, text: str) -> None:
    assert finding(searcher, text).variants == ()


def test_the_nearest_is_named_where_there_is_no_precedent(searcher: Searcher) -> None:
    found = finding(searcher, "新增跨海轮渡码头泊位及配套仓储")
    assert found.variants == ()
    assert found.nearest is not None
    assert 0 < found.nearest.alignment.likeness < 0.25


def test_words_in_a_row_are_a_precedent_however_long_the_sentence(searcher: Searcher) -> None:
    text = (
        "统筹用好腾退空间，补齐特色街区短板，面向海外游客推出更多滨水场景，提升湖泊景观品质，"
        "逐步为老年人家庭进行适老化改造提供专项贷款贴息。"
    )
    (variant,) = finding(searcher, text).variants
    assert variant.likeness < 0.25
    assert variant.best.wording == "老年人家庭进行适老化改造"
    assert finding(searcher, text.replace("进行", "提供")).variants == ()


def test_one_word_in_common_makes_no_precedent(searcher: Searcher) -> None:
    assert finding(searcher, "推进公园。").variants == ()
    assert finding(searcher, "公园").variants[0].is_verbatim


def test_parts_that_others_wrote_in_the_same_words_are_named(searcher: Searcher) -> None:
    found = finding(searcher, "面向全体海员和渔民群众，系统谋划长远布局，健全接诉即办机制。")
    assert [(f.text, f.clauses, [ref.source for ref in f.documents]) for f in found.formulas] == [
        ("健全接诉即办机制", 1, ["东川区报告.txt"])
    ]


def test_quotation_marks_areas_and_figures_set_no_conditions(searcher: Searcher) -> None:
    marked = finding(searcher, "2020年西山区“健全”接诉即办机制，推进“一网通办” -营商环境")
    assert marked.variants[0].best.document.source == "东川区报告.txt"


def test_headings_and_salutations_are_no_precedents(searcher: Searcher) -> None:
    assert finding(searcher, "完善养老服务体系建设的长远规划布局").variants == ()
    assert [heading.text for heading in find_precedents(searcher, "各位代表：\n建成口袋公园。").draft.headings] == [
        "各位代表："
    ]


def test_progress_is_told_sentence_by_sentence(searcher: Searcher) -> None:
    told: list[tuple[int, int]] = []
    find_precedents(searcher, "建成口袋公园。新增绿道2公里。", progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_filters_limit_where_is_looked(searcher: Searcher) -> None:
    found = find_precedents(searcher, "建成口袋公园", years=[2025])
    assert sources(found.findings[0].variants[0]) == ["东川区报告.txt"]
    assert sorted(ref.source for ref in found.documents) == ["东川区报告.txt", "西山区安排.txt"]
    with pytest.raises(QueryInvalid, match="没有同时符合"):
        find_precedents(searcher, "建成口袋公园", districts=["西山区"], years=[2020])


@pytest.mark.parametrize("k", [0, 51])
def test_k_has_bounds(searcher: Searcher, k: int) -> None:
    with pytest.raises(QueryInvalid, match=rf"每句要求 {k} 种"):
        find_precedents(searcher, "建成口袋公园", k=k)


def test_what_is_not_listed_is_counted(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "新增口袋公园8座"
    every = finding(searcher, text)
    (found,) = find_precedents(searcher, text, k=1).findings
    assert len(every.variants) > 1
    assert (len(found.variants), found.others, every.others) == (1, len(every.variants) - 1, 0)
    monkeypatch.setattr(module, "COMPARED", 1)
    assert finding(searcher, text).is_cut
    assert not every.is_cut


def test_first_use_does_not_hang_on_how_many_near_clauses_are_looked_at(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "建成街心口袋公园"  # no part of it stands in the corpus letter by letter
    before = finding(searcher, text).variants[0]
    monkeypatch.setattr(module, "_holding", lambda *_: iter(()))
    monkeypatch.setattr(module, "NEAR", 1)
    assert len(finding(searcher, text).variants[0].precedents) == 1
    monkeypatch.undo()
    monkeypatch.setattr(module, "NEAR", 1)
    assert sources(finding(searcher, text).variants[0]) == sources(before) == ["东川区旧报告.txt", "东川区报告.txt"]


@pytest.fixture(scope="module")
def real(published: Settings) -> Searcher:
    return Searcher.open(published.index, settings=published)


def test_the_wordings_of_the_districts_are_found_with_their_differences(real: Searcher) -> None:
    hotline, plan = find_precedents(
        real, "健全接诉即办机制，推动市民服务热线办理提质增效。\n高质量编制“十五五”规划，坚持开门编规划。"
    ).findings
    variant = hotline.variants[0]
    assert {p.document.metadata.district for p in variant.precedents} == {"静安区"}
    assert len(variant.precedents) == 2
    added = [
        variant.best.clause.text[slice(*s.there)]
        for s in variant.best.alignment.segments
        if s.kind == "there" and s.there[1] <= variant.best.alignment.core[1]
    ]
    assert added == ["等", "12345", "工作"]
    districts = {p.document.metadata.district for p in plan.variants[0].precedents}
    assert districts == {"静安区", "徐汇区", "黄浦区"}
    assert plan.variants[0].first.is_tied
    assert ("坚持开门编规划", 4) in [(formula.text, formula.clauses) for formula in plan.formulas]


def test_what_the_corpus_never_says_has_no_precedent(real: Searcher) -> None:
    found = find_precedents(real, "加快发展牦牛养殖产业，建设高原牧场。启动火星移民计划。加强渔港建设，保障远洋捕捞。")
    assert [finding.variants for finding in found.findings] == [(), (), ()]


def test_first_use_reaches_back_to_the_older_document(real: Searcher) -> None:
    variant = finding(real, "优化营商环境。").variants[0]
    assert variant.is_verbatim
    assert [(ref.metadata.district, ref.metadata.year) for ref in variant.first.documents] == [("静安区", 2020)]
