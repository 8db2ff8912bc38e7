"""Types as people call them."""

from typing import assert_never

from postloan_rules.feel.types import (
    ContextOf,
    Entity,
    Enumeration,
    FunctionOf,
    ListOf,
    Money,
    OutcomesOf,
    RangeOf,
    Simple,
    Type,
)
from postloan_rules.text.bilingual import Bilingual

_SIMPLE = {
    Simple.NUMBER: Bilingual(zh="数字", en="number"),
    Simple.RATIO: Bilingual(zh="比率", en="ratio"),
    Simple.BOOLEAN: Bilingual(zh="真假值", en="true or false value"),
    Simple.STRING: Bilingual(zh="字符串", en="string"),
    Simple.DATE: Bilingual(zh="日期", en="date"),
    Simple.TIME: Bilingual(zh="时刻", en="time"),
    Simple.DATE_TIME: Bilingual(zh="日期时间", en="date and time"),
    Simple.DAYS_DURATION: Bilingual(zh="天数时长", en="duration in days"),
    Simple.MONTHS_DURATION: Bilingual(zh="月数时长", en="duration in months"),
    Simple.NULL: Bilingual(zh="空值", en="null"),
    Simple.ANY: Bilingual(zh="任意值", en="anything"),
    Simple.UNKNOWN: Bilingual(zh="任意值", en="anything"),
}


def type_text(type: Type) -> Bilingual:
    """Return what people call ``type``, without an article.

    >>> type_text(ListOf(Entity("loan"))).en
    'several `loan`'
    """
    match type:
        case Simple():
            return _SIMPLE[type]
        case Money(None):
            return Bilingual(zh="金额", en="amount")
        case Money(currency):
            return Bilingual(zh=f" {currency} 金额", en=f"amount in {currency}")
        case Enumeration(name):
            return Bilingual(zh=f" `{name}` 的值", en=f"value of `{name}`")
        case Entity(name):
            return Bilingual(zh=f" `{name}`", en=f"`{name}`")
        case ListOf(Entity(name)):
            return Bilingual(zh=f"多个 `{name}`", en=f"several `{name}`")
        case ListOf(item):
            return Bilingual(zh=f"多个{type_text(item).zh}", en=f"several of: {type_text(item).en}")
        case OutcomesOf(item):
            return Bilingual(zh=f"多个{type_text(item).zh}", en=f"several of: {type_text(item).en}")
        case RangeOf():
            return Bilingual(zh="区间", en="range")
        case ContextOf():
            return Bilingual(zh="上下文", en="context")
        case FunctionOf():
            return Bilingual(zh="函数", en="function")
        case _:
            assert_never(type)
