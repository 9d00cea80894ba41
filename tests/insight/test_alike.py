"""Which results are one wording, and which only look like it."""

from __future__ import annotations

import pytest

from indexer.insight.alike import Group, fold_alike
from indexer.records import REVIEW, TASK, Clause, DocumentRef, Metadata, Result


def result(rank: int, text: str, flags: tuple[str, ...] = ()) -> Result:
    document = DocumentRef(f"d{rank}", f"{rank}.txt", Metadata(district=f"{rank}区"), 1)
    return Result(rank, 1 / rank, {}, Clause(f"c{rank}", document.doc_id, 1, (), text, 0, len(text), flags), document)


def folded(*texts: str) -> list[list[int]]:
    groups = fold_alike([result(rank, text) for rank, text in enumerate(texts, start=1)])
    return [[group.first.rank, *(other.rank for other in group.others)] for group in groups]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("健全邻里食堂运营机制，方便老人就近用餐。", "健全邻里食堂运营机制，方便老人就近用餐；"),
        ("健全邻里食堂运营机制，方便老人就近用餐。", "健全邻里食堂运营机制,方便老人就近用餐"),
        ("四是居民出行条件持续改善。", "居民出行条件持续改善。"),
        ("（九）推动旧小区停车位共享。", "推动旧小区停车位共享。"),
        ("進一步優化巷道照明，方便居民夜間出行。", "进一步优化巷道照明，方便居民夜间出行。"),
        ("进一步优化巷道照明，方便居民夜间出行。", "优化巷道照明，方便居民夜间出行。"),
        ("新增社区图书室6间，打造书香街巷品牌。", "新增社区图书室6间，打造“书香街巷”品牌。"),
        ("落实小微企业房租减免政策，帮助商户渡过难关。", "全面落实小微企业房租减免政策，帮助商户渡过难关。"),
        # the second stands in the first, and is most of it
        ("健全邻里食堂运营机制，方便老人就近用餐，由志愿者送餐上门。", "健全邻里食堂运营机制，方便老人就近用餐。"),
    ],
)
def test_the_same_wording_is_one_group(one: str, other: str) -> None:
    assert folded(one, other) == [[1, 2]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # figures, units, years, and how exact they are
        ("全年为老年家庭新增智能护理床位480张。", "全年为老年家庭新增智能护理床位150张。"),
        ("全年为老年家庭新增智能护理床位480张。", "全年为老年家庭新增智能护理床位480套。"),
        ("全年为老年家庭新增智能护理床位480张。", "全年为老年家庭新增智能护理床位480余张。"),
        ("全年为老年家庭新增智能护理床位1.2万张。", "全年为老年家庭新增智能护理床位1.2张。"),
        ("区级财政收入预计实现同比增长5%的目标。", "区级财政收入预计实现同比增长5个百分点的目标。"),
        ("到2024年底全面建成十五分钟便民服务圈。", "到2025年底全面建成十五分钟便民服务圈。"),
        ("建成四个便民服务站点并向居民全天开放。", "建成六个便民服务站点并向居民全天开放。"),
        ("全年新开便民早餐网点不少于30个，方便上班族。", "全年新开便民早餐网点不超过30个，方便上班族。"),
        ("改造老旧管网30公里、安装水表60只，保障供水。", "改造老旧管网60公里、安装水表30只，保障供水。"),
        # words that turn the meaning
        ("启动滨河路沿线老旧厂房片区的整体改造工作。", "完成滨河路沿线老旧厂房片区的整体改造工作。"),
        ("全区规模以上工业企业综合能耗比上一年度增长。", "全区规模以上工业企业综合能耗比上一年度下降。"),
        ("鼓励沿街商铺在人行道上设置外摆摊位和遮阳设施。", "禁止沿街商铺在人行道上设置外摆摊位和遮阳设施。"),
        # another matter
        ("加强社区食堂食品安全检查。", "加强社区食堂消防安全培训。"),
        ("优化办事流程。", "优化学校布局。"),
        # the shorter is a small part of the longer
        ("扩大日间照料。", "扩大日间照料，完善居家上门服务，培训护理人员，推广智能手环，建立紧急救助网络。"),
    ],
)
def test_what_says_something_else_stays_apart(one: str, other: str) -> None:
    assert folded(one, other) == [[1], [2]]
    assert folded(other, one) == [[1], [2]]


def test_a_longer_clause_does_not_hide_behind_a_part_of_it() -> None:
    part, whole = "健全邻里食堂运营机制，方便老人用餐。", "健全邻里食堂运营机制，方便老人用餐，由志愿者送餐上门。"
    assert folded(part, whole) == [[1], [2]]
    assert folded(whole, part) == [[1, 2]]


def test_what_was_done_is_not_folded_with_what_is_planned() -> None:
    text = "为老年家庭新增智能护理床位480张。"
    groups = fold_alike([result(1, text, (REVIEW,)), result(2, text, (TASK,)), result(3, text, (REVIEW, "★"))])
    assert [[group.first.rank, *(other.rank for other in group.others)] for group in groups] == [[1, 3], [2]]


def test_groups_keep_the_order_of_rank_and_every_result() -> None:
    street, park = "优化巷道照明，方便居民夜间出行。", "新建滨河步道，串联沿线公共空间。"
    groups = fold_alike(
        [result(1, street), result(2, park), result(3, park + "。"), result(4, street), result(5, "。")]
    )
    assert [[group.first.rank, *(other.rank for other in group.others)] for group in groups] == [[1, 4], [2, 3], [5]]
    assert groups[1].others[0].document.metadata.district == "3区"


def test_marks_alone_are_alike_to_nothing() -> None:
    assert folded("。", "。") == [[1], [2]]


def test_the_label_counts_the_others() -> None:
    first = result(1, "文")
    assert Group(first).label == ""
    assert Group(first, (result(2, "文"), result(3, "文"))).label == "另有2处相同或相近表述"


def test_nothing_is_no_groups() -> None:
    assert fold_alike([]) == []
