"""How calls of built-in functions are said."""

from collections.abc import Mapping

from postloan_rules.text.bilingual import Bilingual

ONE: Mapping[str, Bilingual] = {
    "is known": Bilingual(zh="已知{0}", en="{0} is known"),
    "not": Bilingual(zh="并非{0}", en="not {0}"),
    "count": Bilingual(zh="{0}的个数", en="the number of {0}"),
    "sum": Bilingual(zh="{0}之和", en="the sum of {0}"),
    "mean": Bilingual(zh="{0}的平均值", en="the mean of {0}"),
    "min": Bilingual(zh="{0}中的最小值", en="the smallest of {0}"),
    "max": Bilingual(zh="{0}中的最大值", en="the largest of {0}"),
    "latest": Bilingual(zh="最近一项{0}", en="the latest of {0}"),
    "earliest": Bilingual(zh="最早一项{0}", en="the earliest of {0}"),
    "abs": Bilingual(zh="{0}的绝对值", en="the absolute value of {0}"),
    "floor": Bilingual(zh="{0}（向下取整）", en="{0} rounded down"),
    "ceiling": Bilingual(zh="{0}（向上取整）", en="{0} rounded up"),
    "last day of month": Bilingual(zh="{0}所在月的最后一天", en="the last day of the month of {0}"),
    "string length": Bilingual(zh="{0}的字数", en="the number of characters of {0}"),
    "date": Bilingual(zh="{0}", en="{0}"),
    "year": Bilingual(zh="{0}的年份", en="the year of {0}"),
    "month": Bilingual(zh="{0}的月份", en="the month of {0}"),
    "day": Bilingual(zh="{0}是当月第几天", en="the day of the month of {0}"),
}
"""Functions of one argument, and the parts of a date."""

TWO: Mapping[str, Bilingual] = {
    "share": Bilingual(zh="{0}之和占{1}之和的比例", en="the share of the sum of {0} in the sum of {1}"),
    "days between": Bilingual(zh="从{0}到{1}的天数", en="the days from {0} to {1}"),
    "months between": Bilingual(zh="从{0}到{1}的足月数", en="the whole months from {0} to {1}"),
    "add days": Bilingual(zh="{0}之后{1}", en="{1} after {0}"),
    "add months": Bilingual(zh="{0}之后{1}", en="{1} after {0}"),
    "worse by": Bilingual(zh="{0}下调{1}级", en="{0} made {1} grades worse"),
    "decimal": Bilingual(zh="{0}保留{1}位小数（银行家舍入）", en="{0} rounded to {1} decimals (half to even)"),
    "round half up": Bilingual(zh="{0}四舍五入到{1}位小数", en="{0} rounded to {1} decimals (half up)"),
    "modulo": Bilingual(zh="{0}除以{1}的余数", en="the remainder of {0} divided by {1}"),
    "contains": Bilingual(zh="{0}包含{1}", en="{0} contains {1}"),
    "starts with": Bilingual(zh="{0}以{1}开头", en="{0} starts with {1}"),
    "ends with": Bilingual(zh="{0}以{1}结尾", en="{0} ends with {1}"),
}
"""Functions of two arguments."""

THREE: Mapping[str, Bilingual] = {"date": Bilingual(zh="{0}年{1}月{2}日", en="the day {0}-{1}-{2}")}

FOUR: Mapping[str, Bilingual] = {
    "days past due": Bilingual(
        zh="按{0}和{1}推算的逾期天数（容忍{2}以内的欠款，口径为{3}）",
        en="the days past due by {0} and {1} (arrears of up to {2} are tolerated, counted by {3})",
    ),
}

OF_VALUES: Mapping[str, Bilingual] = {
    "min": Bilingual(zh="{0}中较小者", en="the smallest of {0}"),
    "max": Bilingual(zh="{0}中较大者", en="the largest of {0}"),
    "worst": Bilingual(zh="{0}中最差者", en="the worst of {0}"),
}
"""Functions of any number of values that stand in the text."""

BACK: Mapping[str, Bilingual] = {
    "add days": Bilingual(zh="{0}之前{1}", en="{1} before {0}"),
    "add months": Bilingual(zh="{0}之前{1}", en="{1} before {0}"),
}
"""The same functions with a number below zero written out."""

UNITS: Mapping[str, Bilingual] = {
    "add days": Bilingual(zh="{0}天", en="{0} days"),
    "add months": Bilingual(zh="{0}个月", en="{0} months"),
}
"""What a bare number counts."""

SENTENCES = frozenset({"is known", "not", "contains", "starts with", "ends with"})
"""Functions whose result is true or false: in a larger sentence they stand in brackets."""
