"""Mutants of a pack: one small change each, as a new definition in place of the old one."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from postloan_rules.analysis.changing import GONE, Changed, Kind, changes_of
from postloan_rules.analysis.steps import Stepping
from postloan_rules.feel import ast
from postloan_rules.feel.checker import check_expression
from postloan_rules.feel.printer import print_expression
from postloan_rules.feel.scope import EnumerationValueBinding
from postloan_rules.feel.types import Enumeration, Simple, Type
from postloan_rules.light import dataclass, field, replace
from postloan_rules.packs.definition import (
    CheckedExpression,
    Condition,
    ConditionGroup,
    ConditionLine,
    DecisionDefinition,
    FactDefinition,
    Grouping,
    HitPolicy,
    PythonCondition,
    Rule,
)
from postloan_rules.packs.layer import place_of
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.source import Span

_ID_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Mutant:
    """A definition with one change. ``owner`` is the rule, or the name of the definition, in which it was made;
    ``id`` stays the same as long as the text there does. ``rules`` are the rules that differ, by their place."""

    id: str
    kind: Kind
    owner: str
    place: str
    before: str
    after: str
    definition: DecisionDefinition | FactDefinition = field(repr=False)
    rules: Mapping[int, Rule] | None = field(default=None, repr=False)
    """Where rules were changed one for one, those; ``None`` for other changes."""

    def sentence(self) -> Bilingual:
        """Return what was changed, in words."""
        return Bilingual(
            zh=f"{KINDS[self.kind].zh}：`{self.before}` 改为 `{self.after}`",
            en=f"{KINDS[self.kind].en}: `{self.before}` becomes `{self.after}`",
        )


KINDS: Mapping[Kind, Bilingual] = {
    Kind.LIMIT: Bilingual(zh="界限差一个单位", en="limit off by one unit"),
    Kind.COMPARISON: Bilingual(zh="比较符", en="comparison"),
    Kind.CONNECTIVE: Bilingual(zh="连接词", en="connective"),
    Kind.DROPPED: Bilingual(zh="删去一部分", en="part left out"),
    Kind.FUNCTION: Bilingual(zh="函数或运算符", en="function or sign"),
    Kind.OUTCOME: Bilingual(zh="结果", en="outcome"),
    Kind.RULE: Bilingual(zh="删去规则", en="rule left out"),
    Kind.ORDER: Bilingual(zh="规则次序", en="order of rules"),
    Kind.OTHERWISE: Bilingual(zh="默认结果", en="otherwise"),
    Kind.APPLIES: Bilingual(zh="适用范围", en="applies"),
}


def mutants_of(pack: CheckedPack, definition: DecisionDefinition | FactDefinition) -> tuple[Mutant, ...]:
    """Return the mutants of ``definition``, each once, in the order of the text."""
    maker = _Maker(pack, definition)
    found = maker.of_fact(definition) if isinstance(definition, FactDefinition) else maker.of_decision(definition)
    times: dict[str, int] = {}
    numbered = []
    for each in found:
        # The same change may be possible in two places of a rule.
        times[each.id] = times.get(each.id, 0) + 1
        numbered.append(each if times[each.id] == 1 else replace(each, id=f"{each.id}-{times[each.id]}"))
    return tuple(numbered)


class _Maker:
    def __init__(self, pack: CheckedPack, definition: DecisionDefinition | FactDefinition) -> None:
        self._stepping = Stepping(pack)
        self._scope = pack.scopes[definition.entity]
        self._definition = definition

    # Facts

    def of_fact(self, fact: FactDefinition) -> Iterator[Mutant]:
        if fact.formula is None:
            return
        owner = f"{fact.entity}.{fact.name}"
        for change, formula in self._changes(fact.formula, fact.type):
            yield self._mutant(change.kind, owner, change.span, _texts(change), replace(fact, formula=formula))

    # Decisions

    def of_decision(self, decision: DecisionDefinition) -> Iterator[Mutant]:
        if decision.applies is not None:
            name, span = decision.name, _span_of(decision.applies)
            yield self._mutant(
                Kind.APPLIES, name, span, (_text_of(decision.applies), GONE), replace(decision, applies=None)
            )
            for kind, place, texts, condition in self._conditions(decision.applies):
                yield self._mutant(kind, name, place, texts, replace(decision, applies=condition))
        for index, rule in enumerate(decision.rules):
            yield from self._of_rule(decision, index, rule)
        if decision.hit_policy is HitPolicy.FIRST:
            yield from self._swapped(decision)
        yield from self._otherwise(decision)

    def _of_rule(self, decision: DecisionDefinition, index: int, rule: Rule) -> Iterator[Mutant]:
        rest = (*decision.rules[:index], *decision.rules[index + 1 :])
        yield self._mutant(Kind.RULE, rule.id, rule.span, (rule.id, GONE), replace(decision, rules=rest))
        if rule.when is not None and not isinstance(rule.when, PythonCondition):
            for kind, span, texts, when in self._conditions(rule.when):
                yield self._with_rule(decision, index, replace(rule, when=when), kind, span, texts)
        if rule.unless is not None:
            texts = (f"unless: {_text_of(rule.unless)}", GONE)
            dropped = replace(rule, unless=None)
            yield self._with_rule(decision, index, dropped, Kind.DROPPED, _span_of(rule.unless), texts)
            for kind, span, texts, unless in self._conditions(rule.unless):
                yield self._with_rule(decision, index, replace(rule, unless=unless), kind, span, texts)
        for at, texts, then in self._outcomes(rule, decision.outcome):
            yield self._with_rule(decision, index, replace(rule, then=then), Kind.OUTCOME, at, texts)
        if not isinstance(rule.then.root, ast.StringLiteral | ast.NumberLiteral):
            for change, then in self._changes(rule.then, decision.outcome):
                yield self._with_rule(
                    decision, index, replace(rule, then=then), change.kind, change.span, _texts(change)
                )

    def _with_rule(
        self,
        decision: DecisionDefinition,
        index: int,
        rule: Rule,
        kind: Kind,
        span: Span | None,
        texts: tuple[str, str],
    ) -> Mutant:
        rules = (*decision.rules[:index], rule, *decision.rules[index + 1 :])
        return self._mutant(kind, rule.id, span, texts, replace(decision, rules=rules), {index: rule})

    def _swapped(self, decision: DecisionDefinition) -> Iterator[Mutant]:
        for index in range(len(decision.rules) - 1):
            one, other = decision.rules[index : index + 2]
            rules = (*decision.rules[:index], other, one, *decision.rules[index + 2 :])
            texts = (f"{one.id}, {other.id}", f"{other.id}, {one.id}")
            yield self._mutant(Kind.ORDER, one.id, one.span, texts, replace(decision, rules=rules))

    def _otherwise(self, decision: DecisionDefinition) -> Iterator[Mutant]:
        if decision.otherwise is None:
            return
        if isinstance(decision.outcome, Enumeration):
            others = _neighbours(decision.otherwise, decision.outcome.values)
        else:
            others = (f"{int(decision.otherwise) + 1}",) if decision.otherwise.lstrip("-").isdigit() else ()
        for other in others:
            texts = (decision.otherwise, other)
            changed = replace(decision, otherwise=other)
            yield self._mutant(Kind.OTHERWISE, decision.name, decision.span, texts, changed)

    def _outcomes(self, rule: Rule, outcome: Type) -> Iterator[tuple[Span | None, tuple[str, str], CheckedExpression]]:
        root = rule.then.root
        if isinstance(root, ast.StringLiteral) and isinstance(outcome, Enumeration):
            for other in _neighbours(root.value, outcome.values):
                literal = replace(root, value=other)
                bindings = {**rule.then.bindings, root.key: EnumerationValueBinding(outcome.name, other)}
                yield root.span, (root.value, other), replace(rule.then, root=literal, bindings=bindings)
        elif isinstance(root, ast.NumberLiteral):
            literal_number = replace(root, value=root.value + 1)
            texts = (f"{root.value}", f"{literal_number.value}")
            yield root.span, texts, replace(rule.then, root=literal_number)

    # Conditions

    def _conditions(self, condition: Condition) -> Iterator[tuple[Kind, Span, tuple[str, str], Condition]]:
        if isinstance(condition, ConditionLine):
            for change, checked in self._changes(condition.expression, Simple.BOOLEAN):
                line = replace(condition, text=print_expression(checked.root), expression=checked)
                yield change.kind, change.span, _texts(change), line
            return
        if len(condition.parts) > 1:
            other = Grouping.ANY if condition.grouping is Grouping.ALL else Grouping.ALL
            texts = (condition.grouping.value, other.value)
            yield Kind.CONNECTIVE, _span_of(condition), texts, replace(condition, grouping=other)
        for place, part in enumerate(condition.parts):
            before, after = condition.parts[:place], condition.parts[place + 1 :]
            if before or after:
                texts = (_text_of(part), GONE)
                yield Kind.DROPPED, _span_of(part), texts, replace(condition, parts=(*before, *after))
            for kind, span, texts, changed in self._conditions(part):
                yield kind, span, texts, replace(condition, parts=(*before, changed, *after))

    def _changes(self, checked: CheckedExpression, expected: Type) -> Iterator[tuple[Changed, CheckedExpression]]:
        """Yield the changes after which the expression still is one, each checked anew."""
        for change in changes_of(checked, self._stepping):
            result = check_expression(change.root, self._scope, expected)
            if result.checked is not None:
                yield change, result.checked

    def _mutant(
        self,
        kind: Kind,
        owner: str,
        span: Span | None,
        texts: tuple[str, str],
        definition: DecisionDefinition | FactDefinition,
        rules: Mapping[int, Rule] | None = None,
    ) -> Mutant:
        at = span or definition.span
        before, after = texts
        said = "\0".join((definition.entity, definition.name, owner, kind.value, before, after))
        id = f"{owner}#{sha256(said.encode()).hexdigest()[:_ID_LENGTH]}"
        return Mutant(id, kind, owner, "" if at is None else place_of(at), before, after, definition, rules)


def _texts(change: Changed) -> tuple[str, str]:
    return change.before, change.after


def _text_of(condition: Condition) -> str:
    if isinstance(condition, ConditionLine):
        return condition.text
    return f"{condition.grouping.value}: " + "; ".join(_text_of(part) for part in condition.parts)


def _span_of(condition: Condition) -> Span:
    while isinstance(condition, ConditionGroup):
        condition = condition.parts[0]
    return condition.span


def _neighbours(value: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values before and after ``value``.

    >>> _neighbours("b", ("a", "b", "c"))
    ('a', 'c')
    """
    place = values.index(value)
    return (*values[max(place - 1, 0) : place], *values[place + 1 : place + 2])
