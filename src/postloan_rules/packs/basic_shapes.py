"""The shapes that files of several kinds have in common: names, citations, conditions."""

from typing import Final

from postloan_rules.packs.citation import Confidence
from postloan_rules.packs.shape import (
    AnyScalar,
    AnyText,
    Either,
    Feel,
    Key,
    ListOfShape,
    OneWord,
    Record,
    Reference,
    Shape,
)
from postloan_rules.text.bilingual import Bilingual

_NAME: Final = r"[a-z][a-z0-9_]*"
NAME: Final = AnyText(
    Bilingual(zh="小写字母、数字和下划线组成的名称", en="a name of small letters, digits and `_`"), _NAME
)
PATH: Final = AnyText(Bilingual(zh="形如 loan.balance 的名称", en="a name such as loan.balance"), rf"{_NAME}\.{_NAME}")
PARAMETER_ID: Final = AnyText(
    Bilingual(zh="形如 overdue.substandard_days 的参数名", en="a parameter name such as overdue.substandard_days"),
    rf"{_NAME}(?:\.{_NAME})+",
)
RULE_ID: Final = AnyText(
    Bilingual(zh="字母、数字、点、横线组成的编号", en="an id of letters, digits, `.`, `_` and `-`"), r"[\w.\-]+"
)
VERSION: Final = AnyText(Bilingual(zh="版本号，如 0.1.0", en="a version such as 0.1.0"), r"\d+(?:\.\d+){0,3}")
VERSIONS: Final = AnyText(
    Bilingual(zh="版本范围，如 >=0.1,<1", en="a range of versions such as >=0.1,<1"),
    r"\s*(?:>=|<=|==|!=|<|>)\s*\d+(?:\.\d+){0,3}(?:\s*,\s*(?:>=|<=|==|!=|<|>)\s*\d+(?:\.\d+){0,3})*\s*",
)
MONTHS: Final = AnyText(Bilingual(zh="月数，如 12", en="a number of months such as 12"), r"[1-9]\d{0,2}")
ENTITY: Final = NAME
LABELS: Final = Record(
    Bilingual(zh="中英文", en="a pair of zh and en"),
    {"zh": Key(AnyText(), required=True), "en": Key(AnyText(), required=True)},
)
CITATION: Final = Key(AnyText(Bilingual(zh="出处", en="a citation")), required=True, is_citation=True)
CONFIDENCE: Final = OneWord(tuple(each.value for each in Confidence))
VALUE: Final = AnyScalar()


def _condition() -> Shape:
    return CONDITION


_LINES: Final = ListOfShape(
    Reference("condition", _condition), Bilingual(zh="条件的列表", en="a list of conditions"), minimum=1
)
CONDITION: Final = Either(
    Bilingual(zh="条件", en="a condition"),
    scalar=Feel(),
    mapping=Record(
        Bilingual(zh="条件组", en="a group of conditions"),
        {"all of": Key(_LINES), "any of": Key(_LINES)},
        one_of=(("all of", "any of"),),
    ),
)

REASON: Final = LABELS
