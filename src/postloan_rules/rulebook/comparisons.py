"""How comparisons are said, by what is compared: 超过 for ``>``, 以上 for ``>=``, 以内 for ``<=``, 不足 for ``<``."""

from collections.abc import Mapping

from postloan_rules.feel.ast import ComparisonOperator
from postloan_rules.feel.types import Enumeration, Simple, Type
from postloan_rules.text.bilingual import Bilingual

Phrases = Mapping[ComparisonOperator, Bilingual]

NUMBERS: Phrases = {
    ">": Bilingual(zh="超过{0}", en="more than {0}"),
    ">=": Bilingual(zh="在{0}以上", en="at least {0}"),
    "<": Bilingual(zh="不足{0}", en="less than {0}"),
    "<=": Bilingual(zh="在{0}以内", en="at most {0}"),
    "=": Bilingual(zh="等于{0}", en="equal to {0}"),
    "!=": Bilingual(zh="不等于{0}", en="not equal to {0}"),
}
DATES: Phrases = {
    ">": Bilingual(zh="晚于{0}", en="after {0}"),
    ">=": Bilingual(zh="不早于{0}", en="on or after {0}"),
    "<": Bilingual(zh="早于{0}", en="before {0}"),
    "<=": Bilingual(zh="不晚于{0}", en="on or before {0}"),
    "=": Bilingual(zh="是{0}", en="on {0}"),
    "!=": Bilingual(zh="不是{0}", en="not on {0}"),
}
GRADES: Phrases = {
    ">": Bilingual(zh="差于{0}", en="worse than {0}"),
    ">=": Bilingual(zh="为{0}或更差", en="{0} or worse"),
    "<": Bilingual(zh="优于{0}", en="better than {0}"),
    "<=": Bilingual(zh="为{0}或更好", en="{0} or better"),
    "=": Bilingual(zh="为{0}", en="{0}"),
    "!=": Bilingual(zh="不为{0}", en="not {0}"),
}
OTHERS: Phrases = {
    **GRADES,
    ">": Bilingual(zh="排在{0}之后", en="after {0} in the order of text"),
    ">=": Bilingual(zh="不排在{0}之前", en="not before {0} in the order of text"),
    "<": Bilingual(zh="排在{0}之前", en="before {0} in the order of text"),
    "<=": Bilingual(zh="不排在{0}之后", en="not after {0} in the order of text"),
}


def phrases_for(type: Type) -> Phrases:
    """Return how values of ``type`` are compared: what follows the value, with the limit as ``{0}``."""
    if type is Simple.DATE:
        return DATES
    if isinstance(type, Enumeration):
        return GRADES
    if type in (Simple.BOOLEAN, Simple.STRING):
        return OTHERS
    return NUMBERS
