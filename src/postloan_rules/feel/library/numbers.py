"""Functions on numbers and amounts."""

from postloan_rules.feel.library.signature import EXTENSION, Accepts, Gives, Parameter, Signature
from postloan_rules.feel.types import Simple
from postloan_rules.text.bilingual import Bilingual

NUMBERS = (
    Signature(
        "min",
        (Parameter("first", Accepts.COMPARABLE), Parameter("second", Accepts.COMPARABLE)),
        Gives.LIKE_ARGUMENTS,
        "10.3.4.4",
        "min(loan.balance, loan.original_amount)",
        Bilingual(zh="最小的数字、金额或日期", en="the smallest of numbers, amounts or dates"),
        variadic=True,
    ),
    Signature(
        "max",
        (Parameter("first", Accepts.COMPARABLE), Parameter("second", Accepts.COMPARABLE)),
        Gives.LIKE_ARGUMENTS,
        "10.3.4.4",
        "max(loan.days_past_due, 0)",
        Bilingual(zh="最大的数字、金额或日期", en="the largest of numbers, amounts or dates"),
        variadic=True,
    ),
    Signature(
        "abs",
        (Parameter("n", Accepts.AMOUNT),),
        Gives.LIKE_ARGUMENTS,
        "10.3.4.5",
        "abs(loan.days_past_due - 90)",
        Bilingual(zh="绝对值", en="the number without its sign"),
    ),
    Signature(
        "floor",
        (Parameter("n", Accepts.AMOUNT),),
        Gives.LIKE_ARGUMENTS,
        "10.3.4.5",
        "floor(loan.days_past_due / 30)",
        Bilingual(zh="不大于它的最大整数", en="the largest whole number that is not larger"),
    ),
    Signature(
        "ceiling",
        (Parameter("n", Accepts.AMOUNT),),
        Gives.LIKE_ARGUMENTS,
        "10.3.4.5",
        "ceiling(loan.days_past_due / 30)",
        Bilingual(zh="不小于它的最小整数", en="the smallest whole number that is not smaller"),
    ),
    Signature(
        "decimal",
        (Parameter("n", Accepts.AMOUNT), Parameter("scale", Accepts.NUMBER)),
        Gives.LIKE_ARGUMENTS,
        "10.3.4.5",
        "decimal(loan.balance, 2)",
        Bilingual(zh="四舍六入五成双到若干位小数", en="rounded to so many places, half to even"),
    ),
    Signature(
        "round half up",
        (Parameter("n", Accepts.AMOUNT), Parameter("scale", Accepts.NUMBER)),
        Gives.LIKE_ARGUMENTS,
        "10.3.4.5",
        "round half up(loan.balance, 2)",
        Bilingual(zh="四舍五入到若干位小数", en="rounded to so many places, half away from zero"),
    ),
    Signature(
        "modulo",
        (Parameter("dividend", Accepts.NUMBER), Parameter("divisor", Accepts.NUMBER)),
        Simple.NUMBER,
        "10.3.4.5",
        "modulo(loan.days_past_due, 30)",
        Bilingual(zh="余数，符号与除数相同", en="what division leaves, with the sign of the divisor"),
    ),
    Signature(
        "share",
        (Parameter("part", Accepts.AMOUNTS), Parameter("whole", Accepts.AMOUNTS)),
        Simple.RATIO,
        EXTENSION,
        "share(loan.collaterals[registered].value, loan.collaterals.value)",
        Bilingual(zh="部分之和占整体之和的比率", en="the sum of the part over the sum of the whole"),
    ),
)
