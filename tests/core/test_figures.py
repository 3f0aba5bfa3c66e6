"""Phrases as published plans speak: the figure is right, or the doubt is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.figures import figures, speaks_of_capacity, spelled_out
from monitor.core.goal import Goal, read_goal

PLAIN = [
    ("粮食生产面积12万亩以上", [("粮食生产面积", "12万亩以上")]),
    ("粮食产量稳定在3900万公斤以上", [("粮食产量", "3900万公斤以上")]),
    ("抓好25.93公里“四好农村路”建设", [("“四好农村路”建设", "25.93公里")]),
    ("城镇调查失业率控制在5.5%以内", [("城镇调查失业率", "控制在5.5%以内")]),
    ("居民消费价格指数涨幅控制在3%左右", [("居民消费价格指数涨幅", "控制在3%左右")]),
    ("完成耕地修复2000亩", [("耕地修复", "2000亩")]),
    ("新开发“双协员”[21]305个", [("新开发“双协员”", "305个")]),
    ("力争茶产业综合产值突破60亿元", [("茶产业综合产值", "突破60亿元")]),
    ("推动建设千万元以上重点项目200个", [("建设千万元以上重点项目", "200个")]),
    ("覆盖率达80%左右", [("覆盖率", "80%左右")]),
    ("在全省打造5-6个区域性农产品集中加工区", [("在全省打造区域性农产品集中加工区", "5-6个")]),
    ("新建公厕12座（其中城区5座）", [("新建公厕", "12座")]),
    ("粮食生产面\n\n积12万亩", [("粮食生产面积", "12万亩")]),
    (
        "新增城镇就业1,200人，登记失业率4%以内",
        [("新增城镇就业", "1,200人"), ("登记失业率", "4%以内")],
    ),
    ("1.新建公厕12座\n2.改造户厕300户", [("新建公厕", "12座"), ("改造户厕", "300户")]),
]


@pytest.mark.parametrize(("text", "said"), PLAIN)
def test_plain_promises_are_read_without_a_doubt(text, said):
    found = figures(text, year=2024)
    assert [(one.subject, one.goal) for one in found] == said
    assert not any(one.doubts for one in found)
    assert all(isinstance(read_goal(one.goal), Goal) for one in found)


def test_a_verb_named_once_carries_over_to_what_is_joined():
    found = figures("新建消防栓40个、消防水鹤4座")
    assert [(one.subject, one.goal) for one in found] == [
        ("新建消防栓", "40个"),
        ("新建消防水鹤", "4座"),
    ]


def test_respectively_shares_the_figures_out():
    found = figures("地区生产总值和规上工业增加值分别增长8%左右和8.5%左右")
    said = [(one.subject, one.goal) for one in found]
    assert said == [("地区生产总值增长", "8%左右"), ("规上工业增加值增长", "8.5%左右")]


def test_town_and_country_are_two_where_two_figures_follow():
    found = figures("城乡居民人均可支配收入分别增长6%、9%")
    assert [one.subject[:4] for one in found] == ["城镇居民", "农村居民"]


def test_the_last_qualifier_covers_both_where_it_is_a_floor():
    floors = figures("甲、乙分别增长8%、9%以上")
    ceilings = figures("甲、乙分别下降8%、9%以内")
    assert [one.goal for one in floors] == ["8%以上", "9%以上"]
    assert all("shared" in one.doubts for one in ceilings)


def test_things_named_as_often_as_they_are_counted_are_known_by_name():
    before, more = figures("率先完成甲村、乙村、丙村3个精品示范村、26个提档升级村创建")
    (behind,) = figures("3个精品示范村：甲村、乙村、丙村")
    assert before.names == behind.names == ("甲村", "乙村", "丙村")
    assert (before.subject, more.names) == ("精品示范村", ())


@pytest.mark.parametrize(
    "text",
    [
        "控制在省市下达目标之内",
        "推进7×24小时政务服务",
        "打造15分钟便民生活圈",
        "年产1万吨PVDF项目竣工",
        "五年行动2024年收官",
        "1958文化园改造",
        "改造110千伏线路",
        "按区政发〔2024〕8号文件办理",
        "第35届运动会",
        "9月底前完成",
        "完成县医院一期工程，启动二期工程建设",
    ],
)
def test_digits_of_names_and_days_promise_nothing(text):
    assert figures(text) == ()


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("力争实现20%的村集体年收入超30万元", "threshold"),
        ("新增年收入超50万元的经济强村5个", "two"),
        ("引进100名以上省外校长", "threshold"),
        ("用三年时间实现剩余32个村通自来水", "years"),
        ("到2026年建成高标准农田5万亩", "years"),
        ("扩建110千伏、35千伏变电站各2座", "each"),
        ("力争大春粮食单产提高7公斤以上", "change"),
        ("PM2.5浓度降至40微克/立方米以下", "measure"),
        ("2023年完成投资3亿元", "past"),
        ("截至目前建成12座", "past"),
        ("耕地1 200亩", "torn"),
        ("粮食面积12万亩以上，产量3900万公斤以上", "carried"),
        ("甲、乙、丙分别增长6%、9%", "respectively"),
        ("污染天数降至10天", "falling"),
        ("保持在0.5万亩以上", "subject"),
        ("改造老旧小区12个3000户", "two"),
        ("培育示范社省级10家、市级20家", "carried"),
    ],
)
def test_what_is_not_plain_is_shown_with_its_doubt(text, doubt):
    assert any(doubt in one.doubts for one in figures(text, year=2024))


def test_numbers_in_words_are_noticed_and_left_to_a_person():
    assert all(map(spelled_out, ["建成十二个口袋公园", "下降百分之三", "改造三千户"]))
    assert not any(map(spelled_out, ["开展五年行动", "建成一批口袋公园", "“百千万工程”"]))
    assert speaks_of_capacity("年处理污水能力5万吨")


NAMES = st.sampled_from(["公厕", "农村公路", "高标准农田", "口袋公园", "充电桩"])
MEASURES = st.sampled_from(["个", "座", "公里", "万亩", "亿元", "户", "%"])
ENDS = st.sampled_from(["", "以上", "以内", "左右"])


@given(NAMES, st.integers(1, 10**6), MEASURES, ENDS)
def test_whatever_the_number_it_is_read_as_it_stands(name, number, measure, end):
    (found,) = figures(f"完成{name}{number}{measure}{end}")
    assert (found.subject, found.goal) == (name, f"{number}{measure}{end}")


@given(st.text(max_size=300))
def test_any_text_is_read_without_falling_over(text):
    for one in figures(text, year=2024):
        assert one.goal


@given(
    st.text(
        alphabet="0123456789,.-~至到%万亿亩个以上左右分别和、，；（）年月日第达超约 \n",
        max_size=200,
    )
)
def test_a_figure_without_a_doubt_is_a_goal_the_plan_can_hold(text):
    for one in figures(text):
        if not one.doubts:
            assert isinstance(read_goal(one.goal), Goal), one
