"""What fields, facts, decisions, parameters and words of a pack are called, and where the rulebook tells of them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from postloan_rules.feel.scope import MemberBinding, MemberKind
from postloan_rules.feel.types import Enumeration
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.parameter import Parameter, ParameterValue
from postloan_rules.packs.vocabulary import model_enumerations
from postloan_rules.rulebook.said import Said, joined, reference, say, words
from postloan_rules.text.bilingual import Bilingual

_AS_OF = Bilingual(zh="基准日", en="the as-of day")
_OUTCOME = Bilingual(zh="本规则的结果", en="the outcome of the rule")
_UNITS: Mapping[str, Bilingual] = {
    "days": Bilingual(zh="天", en=" days"),
    "months": Bilingual(zh="个月", en=" months"),
    "years": Bilingual(zh="年", en=" years"),
    "count": Bilingual(zh="", en=""),
}


class Names:
    """The names of one pack."""

    def __init__(self, pack: CheckedPack) -> None:
        self._labels = pack.labels
        self._parameters = pack.parameters
        self._enumerations = {**model_enumerations(), **pack.enumerations}
        self._questions = {(each.entity, each.name): each.question for each in pack.decisions}

    def entity(self, name: str) -> Said:
        """Return what kind of thing ``name`` is."""
        return words(self._labels.get(name) or Bilingual(zh=name, en=name))

    def variable(self, name: str) -> Said:
        """Return what a variable stands for."""
        if name == "as_of":
            return words(_AS_OF)
        if name == "outcome":
            return words(_OUTCOME)
        return say("{0}", "the {0}", self.entity(name))

    def path(self, path: str) -> Bilingual:
        """Return the label of ``loan.balance``."""
        return self._labels.get(path) or Bilingual(zh=path, en=path)

    def member(self, binding: MemberBinding) -> Said:
        """Return what a member of an entity is called; facts and decisions lead to where they are defined."""
        member, path = binding.member, f"{binding.entity}.{binding.member.name}"
        label = self._labels.get(path) or Bilingual(zh=member.name, en=member.name.replace("_", " "))
        match member.kind:
            case MemberKind.FACT:
                return reference(inside(label), path)
            case MemberKind.DECISION:
                question = self._questions.get((binding.entity, member.name), label)
                return say("「{0}」", "“{0}”", reference(question, member.name))
            case _:
                return words(inside(label))

    def value(self, enumeration: str, value: str) -> Said:
        """Return the label of a value of an enumeration."""
        return words(self.value_label(enumeration, value))

    def value_label(self, enumeration: str, value: str) -> Bilingual:
        """Return the label of a value of an enumeration, or the word itself."""
        definition = self._enumerations.get(enumeration)
        labels = {} if definition is None else dict(definition.values)
        return labels.get(value) or Bilingual(zh=value, en=value)

    def parameter(self, id: str) -> Said:
        """Return the title of a parameter with its last value; without one where it depends on something."""
        parameter = self._parameters[id]
        title = reference(inside(parameter.title), id)
        if parameter.dimensions:
            by = joined([words(self.path(each)) for each in parameter.dimensions], "、", ", ")
            return say("{0}（按{1}）", "{0} (by {1})", title, by)
        return say("{0}（{1}）", "{0} ({1})", title, self.amount(parameter, parameter.values[-1]))

    def amount(self, parameter: Parameter, value: ParameterValue) -> Said:
        """Return a value of a parameter with its unit."""
        return words(self._amount(parameter, value.value))

    def _amount(self, parameter: Parameter, value: Decimal | str | bool | date) -> Bilingual:
        match value:
            case bool():
                return Bilingual(zh="是", en="yes") if value else Bilingual(zh="否", en="no")
            case Decimal():
                return _number(value, parameter.unit)
            case date():
                return Bilingual(zh=value.isoformat(), en=value.isoformat())
            case str() if isinstance(parameter.type, Enumeration):
                return self.value_label(parameter.type.name, value)
            case str():
                return Bilingual(zh=value, en=value)


def inside(title: Bilingual) -> Bilingual:
    """Return a title as it reads within a sentence: an English one starts small, unless with an abbreviation.

    >>> inside(Bilingual(zh="天数", en="Days")).en, inside(Bilingual(zh="占比", en="ECL share")).en
    ('days', 'ECL share')
    """
    first, _, rest = title.en.partition(" ")
    if not first[1:].islower() and (first[1:] or not rest):
        return title
    return Bilingual(zh=title.zh, en=title.en[0].lower() + title.en[1:])


def _number(value: Decimal, unit: str) -> Bilingual:
    if unit == "fraction":
        percent = f"{_plain(value * 100)}%"
        return Bilingual(zh=percent, en=percent)
    known = _UNITS.get(unit)
    if known is None:
        return Bilingual(zh=f"{_plain(value)} {unit}", en=f"{_plain(value)} {unit}")
    en = known.en.removesuffix("s") if value == 1 and known.en else known.en
    return Bilingual(zh=f"{_plain(value)}{known.zh}", en=f"{_plain(value)}{en}")


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
