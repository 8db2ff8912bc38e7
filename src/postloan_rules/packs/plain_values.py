"""Values that cases write, by the type that they should have."""

from datetime import date
from decimal import Decimal

from postloan_rules.feel.types import Enumeration, Money, Simple, Type
from postloan_rules.packs.desk import Desk, value_of_enumeration
from postloan_rules.packs.shape import first_line_of, kind_of
from postloan_rules.packs.yaml_nodes import Node, ScalarNode
from postloan_rules.packs.yaml_scalars import Text, date_of, value_of
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files


def plain_value(desk: Desk, type: Type, node: Node) -> Decimal | bool | str | date | None:
    """Return what ``node`` writes as a value of ``type``; another value is reported."""
    if not isinstance(node, ScalarNode):
        wanted = Bilingual(zh="一个值", en="one value")
        desk.report.append(files.wrong_shape(first_line_of(node), wanted, kind_of(node)))
        return None
    if type is Simple.UNKNOWN:
        return None
    value = value_of(node)
    wanted = Bilingual(zh="文本", en="a text")
    if isinstance(type, Enumeration):
        return value_of_enumeration(desk, node, desk.enumerations[type.name])
    if isinstance(type, Money) or type in (Simple.NUMBER, Simple.RATIO):
        if isinstance(value, Decimal):
            return value
        wanted = Bilingual(zh="数", en="a number")
    elif type is Simple.BOOLEAN:
        if isinstance(value, bool):
            return value
        wanted = Bilingual(zh="true 或 false", en="true or false")
    elif type is Simple.DATE:
        day = date_of(value.text) if isinstance(value, Text) else None
        if day is not None:
            return day
        wanted = Bilingual(zh="日期，如 2026-03-31", en="a date such as 2026-03-31")
    elif isinstance(value, Text | Decimal):
        return node.text
    desk.report.append(files.wrong_shape(node.span, wanted, kind_of(node)))
    return None
