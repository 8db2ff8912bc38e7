"""How values, entities and attributes are said in Chinese and English."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from postloan_rules.engine.day import PackDay
from postloan_rules.engine.decision import NOT_APPLICABLE
from postloan_rules.engine.interpret import places_in
from postloan_rules.engine.plain import digits
from postloan_rules.ir.record import Node
from postloan_rules.ir.types import Kind, TermType
from postloan_rules.ir.values import ARITHMETIC
from postloan_rules.text.bilingual import Bilingual

UNKNOWN = Bilingual(zh="未知", en="not known")
OUTSIDE = Bilingual(zh="不适用", en="not applicable")
YES = Bilingual(zh="是", en="yes")
NO = Bilingual(zh="否", en="no")

_SHOWN_DIGITS = 8


def same(text: str) -> Bilingual:
    """Return ``text`` in both languages."""
    return Bilingual(zh=text, en=text)


def join(parts: Iterable[Bilingual], *, zh: str, en: str) -> Bilingual:
    """Return ``parts`` one after the other, with these separators."""
    parts = tuple(parts)
    return Bilingual(zh=zh.join(part.zh for part in parts), en=en.join(part.en for part in parts))


def either(parts: Sequence[Bilingual]) -> Bilingual:
    """Return ``parts`` as alternatives: ``次级、可疑或损失``."""
    if len(parts) < 2:
        return join(parts, zh="", en="")
    first = join(parts[:-1], zh="、", en=", ")
    return Bilingual(zh=f"{first.zh}或{parts[-1].zh}", en=f"{first.en} or {parts[-1].en}")


class Words:
    """Says things with the labels of one pack."""

    def __init__(self, day: PackDay) -> None:
        self._labels = day.pack.labels
        self._values = day.words
        self._tables = day.program.enumerations
        self._parameters = day.pack.parameters

    def word(self, enumeration: str | None, value: str) -> Bilingual:
        """Return the label of a value of an enumeration."""
        if value == NOT_APPLICABLE:
            return OUTSIDE
        return self._values.get(enumeration or "", {}).get(value, same(value))

    def attribute(self, node: Node, name: str, path: str, about: Node) -> Bilingual:
        """Return how the attribute ``name`` of ``node`` is called in a sentence about the entity ``about``."""
        label = self._labels.get(f"{node.entity}.{name}", same(name))
        if node is about:
            return label
        owner = self._labels.get(node.entity, same(node.entity))
        if path == node.entity:
            return Bilingual(zh=f"{owner.zh}的{label.zh}", en=f"{label.en} of the {owner.en}")
        return Bilingual(zh=f"{owner.zh} {node.id} 的{label.zh}", en=f"{label.en} of {owner.en} {node.id}")

    def path(self, path: str) -> Bilingual:
        """Return ``path`` with its label, where it has one."""
        label = self._labels.get(path)
        if label is None:
            head, _, name = path.rpartition(".")
            label = next((text for key, text in self._labels.items() if head and key.endswith(f".{name}")), None)
        return same(path) if label is None else Bilingual(zh=f"{label.zh}（{path}）", en=f"{label.en} ({path})")

    def parameter(self, id: str) -> Bilingual:
        """Return the title of a parameter."""
        parameter = self._parameters.get(id)
        return same(id) if parameter is None else parameter.title

    def value(self, value: Any, type: TermType) -> Bilingual:
        """Return a value of type ``type`` as people write it."""
        if value is None:
            return UNKNOWN
        match type.kind:
            case Kind.BOOLEAN:
                return YES if value else NO
            case Kind.RANK:
                return self.word(type.name, self._tables[str(type.name)].values[value])
            case Kind.STRING:
                return self.word(type.name, str(value))
            case Kind.MASK:
                return self.mask(value, type)
            case Kind.LIST:
                return join((self.word(type.name, each) for each in value[1]), zh="、", en=", ")
            case Kind.RATIO:
                return _range_text(ARITHMETIC.divide(value[0], value[2]), ARITHMETIC.divide(value[1], value[2]))
            case Kind.BOUNDS:
                return _range_text(value[0], value[1])
            case Kind.MONTHS:
                return Bilingual(zh=f"{value}个月", en=f"{value} months")
            case Kind.DAYS:
                return Bilingual(zh=f"{value}天", en=f"{value} days")
            case Kind.DATE:
                return same(value.isoformat() if isinstance(value, date) else str(value))
            case Kind.NUMBER:
                return same(digits(value))
            case Kind.ENTITY:
                return same(value.id if isinstance(value, Node) else str(value))

    def raw(self, value: Any, type: TermType) -> Any:
        """Return a value as a record would give it: the word of a place in an enumeration, else the value itself."""
        if type.kind is Kind.RANK and value is not None:
            return self._tables[str(type.name)].values[value]
        return value

    def mask(self, mask: int, type: TermType) -> Bilingual:
        """Return the possible outcomes of a decision: ``次级或可疑``."""
        values = self._tables[str(type.name)].values
        words = [OUTSIDE if place == len(values) else self.word(type.name, values[place]) for place in places_in(mask)]
        return either(words)

    def accepted(self, accepted: int, type: TermType) -> Bilingual:
        """Return a set of outcomes that a condition asks for: ``次级或更差``."""
        values = self._tables[str(type.name)].values
        places = list(places_in(accepted))
        if self._tables[str(type.name)].ordered and len(places) > 1 and places == list(range(places[0], len(values))):
            best = self.word(type.name, values[places[0]])
            return Bilingual(zh=f"{best.zh}或更差", en=f"{best.en} or worse")
        if self._tables[str(type.name)].ordered and len(places) > 1 and places == list(range(len(places))):
            worst = self.word(type.name, values[places[-1]])
            return Bilingual(zh=f"{worst.zh}或更好", en=f"{worst.en} or better")
        return self.mask(accepted, type)


def _range_text(low: Decimal | int, high: Decimal | int) -> Bilingual:
    if low == high:
        return same(_shown(low))
    return Bilingual(zh=f"{_shown(low)}至{_shown(high)}", en=f"{_shown(low)} to {_shown(high)}")


def _shown(number: Decimal | int) -> str:
    """Return a number, a quotient that does not end cut to a few digits and marked as cut."""
    text = digits(number)
    if "." not in text or len(text.partition(".")[2]) <= _SHOWN_DIGITS:
        return text
    return f"{text[: text.index('.') + 1 + _SHOWN_DIGITS]}…"
