"""Breakdown tables as offices lay them out, made for the tests; every figure is invented.

Each is a list of rows; ``...`` stands for a cell merged with the one above, ``None`` for empty.
"""

from io import BytesIO
from typing import Any

import xlsxwriter

Layout = tuple[list[list[Any]], dict[str, Any]]


def book(rows, *, across=(), hidden=(), days=(), percents=()):
    """Return an xlsx of rows: ``...`` joins the cell above, ``across`` names rows merged whole."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("分解表")
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        percent = workbook.add_format({"num_format": "0%"})
        width = max(len(row) for row in rows)
        for at, row in enumerate(rows):
            if at in across:
                sheet.merge_range(at, 0, at, width - 1, row[0])
                continue
            for column, value in enumerate(row):
                if value is None or value is ...:
                    continue
                style = day if (at, column) in days else None
                style = percent if (at, column) in percents else style
                last = at
                while (
                    last + 1 < len(rows)
                    and column < len(rows[last + 1])
                    and (rows[last + 1][column] is ...)
                ):
                    last += 1
                if last > at:
                    sheet.merge_range(at, column, last, column, value, style)
                elif (at, column) in days:
                    sheet.write_datetime(at, column, value, style)
                else:
                    sheet.write(at, column, value, style)
        for at in hidden:
            sheet.set_row(at, options={"hidden": True})
    return made.getvalue()


TITLE = "某区2024年重点工作目标任务分解表（演示数据）"

CHAPTERED = (
    [
        [TITLE],
        ["序号", "目标任务", "目标值", "责任领导", "牵头单位", "配合单位", "完成时限"],
        ["一、农业农村（3项）"],
        [
            1,
            "粮食生产面积稳定在12万亩以上",
            "12万亩以上",
            "张区长",
            "区农业农村局",
            "区统计局",
            "2024年底前",
        ],
        [2, "粮食产量", "3900万公斤以上", ..., ..., "区统计局、各镇", "10月底前"],
        [3, "“四好农村路”建设", 25.93, ..., "区交通运输局", None, "9月底前"],
        ["二、民生保障"],
        [4, "城镇调查失业率", "控制在5.5%以内", "李区长", "区人社局", None, "全年"],
        [5, "规上工业增加值", "增长8%左右", "李区长", "区工信局", "区统计局", "年底"],
        [6, "推进政务服务“一网通办”", None, "李区长", "区行政审批局", "各有关部门", "持续推进"],
        ["注：本表由督查室制。"],
    ],
    {"across": (0, 2, 6)},
)
"""Title and chapters merged across, leader and unit merged down, a bare number without measure."""

PROSE = (
    [
        [TITLE],
        ["序号", "板块", "目标任务（原文）", "责任科室", "责任人", "完成时限", "联系电话"],
        [
            1,
            "乡村振兴",
            "率先完成南垂、果园、双桥庄、南石槽、张祖5个精品示范村、26个提档升级村创建",
            "乡村振兴科",
            "王某",
            "2024年底前",
            "0000",
        ],
        [
            2,
            ...,
            "粮食生产面积12万亩以上，粮食产量稳定在3900万公斤以上",
            "种植业科",
            "赵某",
            "11月底前",
            "0000",
        ],
        [3, ..., "城乡居民人均可支配收入分别增长6%、9%", "统计科", "赵某", "2024年底前", "0000"],
        [4, "民生", "新建消防栓40个、消防水鹤4座", "安全科", "赵某", "6月30日前", "0000"],
        [5, ..., "力争实现20%的村集体年收入超30万元", "经管科", "赵某", "2024年底前", "0000"],
        [6, ..., "打造15分钟便民生活圈，推进7×24小时自助服务", "服务科", "赵某", "春节前", "0000"],
        [7, ..., "城乡居民收入与经济增长同步", "统计科、调查队", "赵某", "2024年底前", "0000"],
        [8, ..., "建成十二个口袋公园", "园林科", "赵某", "9月前", "0000"],
    ],
    {"across": (0,)},
)
"""Only prose, chapters merged down, telephone and person that are no part of a promise."""

TWO_HEADS = (
    [
        ["某区2024年民生实事（演示数据）"],
        ["序号", "项目名称", "2024年目标值（万亩）", "责任单位", None, "完成时限"],
        [..., ..., ..., "牵头单位", "配合单位", ...],
        [1, "高标准农田", 0.15, "区农业农村局", "区水利局", "2024年12月"],
        [2, "耕地修复", "0.2以上", "区自然资源局", None, "三季度"],
        [3, "县医院二期工程", "竣工", "区卫健委", None, "2024-10-31"],
        [4, "水库除险加固工程", "开工，争取主体完工", "区水利局", None, "2024.11"],
    ],
    {"across": (0,)},
)
"""Heads in two rows, the measure in the head, stages for goals."""

INDICATORS: Layout = (
    [
        ["指标名称", "计量单位", "预期目标", "责任单位", "备注"],
        ["地区生产总值", "%", "8", "区发改局", None],
        ["一般公共预算收入", "亿元", "15.8", "区财政局", "同口径"],
        ["新增城镇就业", "人", "≥8900", "区人社局", None],
        ["PM2.5浓度", "微克/立方米", "≤40", "区生态环境分局", None],
        ["居民消费价格涨幅", "%", "3%左右", "区发改局", None],
        ["民生支出占比", "%", 0.8, "区财政局", None],
        ["固定资产投资", "%", "以市下达为准", "区发改局", None],
    ],
    {},
)
"""A table of indicators with a column of measures; goals as texts and as a number."""
