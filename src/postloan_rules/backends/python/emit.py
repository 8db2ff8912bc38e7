"""Terms to Python expressions.

An expression is wanted in one of three forms: its value, where ``None`` is unknown; or, for a condition, whether it
is *certainly* or *possibly* true, two plain Booleans. Where nothing in a condition can be unknown, both texts are
the same.

What is read from the record, and all that may be unknown although nothing it reads is, gets a local variable of its
own, computed once. Within ``assuming_known`` these variables are taken to be known, and remembered in ``assumed``, so
that a guard in front can make it true.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import assert_never

from postloan_rules.backends.python.functions import IMPLEMENTATIONS, PARTIAL
from postloan_rules.backends.python.runtime import Words
from postloan_rules.backends.python.source import Block, Names, Text
from postloan_rules.errors import InternalError
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.type_of import kind_of, type_of
from postloan_rules.ir.types import Kind, TermType
from postloan_rules.ir.walk import parts_of

# Deeper expressions are cut into statements: the parser of Python gives up at some hundred parentheses.
DEEPEST = 20

PLAIN = frozenset({Kind.NUMBER, Kind.STRING, Kind.RANK, Kind.DATE, Kind.MONTHS, Kind.DAYS, Kind.BOOLEAN})
SPANS = frozenset({Kind.BOUNDS, Kind.RATIO})

OPERATORS: Mapping[str, str] = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
SPAN_COMPARISONS: Mapping[str, str] = {
    "=": "equal",
    "!=": "not_equal",
    "<": "less",
    "<=": "less_or_equal",
    ">": "greater",
    ">=": "greater_or_equal",
}
ARITHMETIC_NAMES: Mapping[str, str] = {"+": "add", "-": "subtract", "*": "multiply"}
AGGREGATE_NAMES: Mapping[str, str] = {
    "count": "count",
    "sum": "total",
    "min": "smallest",
    "max": "largest",
    "some": "some",
    "every": "every",
}
CASE_NAMES: Mapping[Kind, str] = {
    Kind.BOUNDS: "case_of_spans",
    Kind.RATIO: "case_of_spans",
    Kind.MASK: "case_of_masks",
    Kind.LIST: "case_of_outcomes",
    Kind.ENTITY: "case_of_entities",
}


@dataclass(slots=True)
class Scope:
    """Where variables are bound: ``block`` is where their readings are computed, ``reads`` what was computed there.

    ``fields`` gives, per name of an entity, the name of the mapping of its fields.
    """

    variables: Mapping[str, str]
    block: Block
    reads: dict[Term, Text] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Definitions:
    """What terms may refer to: the tables of enumerations, and per entity and name the function of a fact or decision.

    ``prudent`` holds the decisions of which only the worst possible outcome counts, ``always`` those that apply to
    every entity and always have an outcome.
    """

    enumerations: Mapping[str, EnumerationTable]
    facts: Mapping[tuple[str, str], str]
    decisions: Mapping[tuple[str, str], str]
    prudent: frozenset[tuple[str, str]] = frozenset()
    always: frozenset[tuple[str, str]] = frozenset()


class Emitter:
    """The state of emitting one function."""

    def __init__(self, names: Names, definitions: Definitions, scope: Scope) -> None:
        self.names = names
        self.definitions = definitions
        self.scopes = [scope]
        self.block = scope.block
        self.assuming = False
        self.assumed: dict[str, Kind] = {}

    @contextmanager
    def assuming_known(self, block: Block) -> Iterator[None]:
        """Within, take what was read for known, and put statements into ``block``."""
        self.assuming, before = True, self.block
        self.block = block
        yield
        self.assuming, self.block = False, before

    # Conditions

    def certainly(self, term: Term) -> Text:
        """Return whether ``term`` is true."""
        return self._short(self._test(term, hopeful=False))

    def possibly(self, term: Term) -> Text:
        """Return whether ``term`` is not false."""
        return self._short(self._test(term, hopeful=True))

    def _test(self, term: Term, *, hopeful: bool) -> Text:
        match term:
            case nodes.Not(operand):
                inner = self._short(self._test(operand, hopeful=not hopeful))
                return Text(f"(not {inner.source})", Kind.BOOLEAN, inner.unknown, inner.depth + 1)
            case nodes.All(operands):
                return self._joined(" and ", "True", [self._test(each, hopeful=hopeful) for each in operands])
            case nodes.Any(operands):
                return self._joined(" or ", "False", [self._test(each, hopeful=hopeful) for each in operands])
            case nodes.Resolved(term=inner_term):
                return self._test(inner_term, hopeful=hopeful)
            case nodes.Compare() if _compares_plainly(term):
                left, right = self._atom(term.left), self._atom(term.right)
                return _guarded_test(f"{left.source} {OPERATORS[term.operator]} {right.source}", left, right, hopeful)
            case nodes.OneOf() if _constants(term.values) is not None:
                member = self._atom(term.operand)
                return _guarded_test(self._membership(member, term), member, member, hopeful)
            case nodes.OutcomeIn(operand, accepted):
                return self._outcome_test(self._atom(operand), operand, accepted, hopeful=hopeful)
            case _:
                return _truth_test(self._atom(term), hopeful)

    def _outcome_test(self, mask: Text, operand: Term, accepted: int, *, hopeful: bool) -> Text:
        places = (1 << self._size(type_of(operand))) - 1
        if hopeful or not mask.unknown:
            return Text(f"(({mask.source} & {accepted & places}) != 0)", Kind.BOOLEAN, mask.unknown, mask.depth + 2)
        refused = ((places << 1) | 1) & ~(accepted & places)
        return Text(f"(({mask.source} & {refused}) == 0)", Kind.BOOLEAN, True, mask.depth + 2)

    def _joined(self, word: str, nothing: str, parts: list[Text]) -> Text:
        if not parts:
            return Text(nothing, Kind.BOOLEAN)
        if len(parts) == 1:
            return parts[0]
        parts = [self._short(part) for part in parts]
        source = f"({word.join(part.source for part in parts)})"
        return Text(source, Kind.BOOLEAN, any(part.unknown for part in parts), max(part.depth for part in parts) + 1)

    # Values

    def value(self, term: Term) -> Text:
        """Return the value of ``term``."""
        if _has_own_variable(term):
            return self._read(term)
        return self._short(self._composed(term))

    def _atom(self, term: Term) -> Text:
        """Return the value of ``term`` in a form that may be written twice where it may be unknown."""
        # Looked up first, or each level of a deep term would be composed twice as often as the one above.
        if term in self.scopes[self._place_of(term)].reads:
            return self._read(term)
        text = self.value(term)
        return self._read(term) if text.unknown and text.depth else text

    def _short(self, text: Text) -> Text:
        """Return ``text``, by way of a variable where it has become too deep."""
        if text.depth <= DEEPEST:
            return text
        name = self.names.local()
        self.block.add(f"{name} = {text.source}")
        return Text(name, text.kind, text.unknown)

    def _read(self, term: Term) -> Text:
        place = self._place_of(term)
        scope = self.scopes[place]
        found = scope.reads.get(term)
        if found is None:
            found = self._compute(term, place)
            scope.reads[term] = found
        if self.assuming and found.unknown and found.kind is not Kind.ENTITY:
            self.assumed[found.source] = found.kind
            return Text(found.source, found.kind)
        return found

    def _compute(self, term: Term, place: int) -> Text:
        """Compute ``term`` where the innermost variable that it reads is bound, assuming nothing."""
        scopes, block, assuming = self.scopes, self.block, self.assuming
        self.scopes = scopes[: place + 1]
        self.block, self.assuming = self.scopes[place].block, False
        text = self._composed(term)
        if not text.source.isidentifier() or text.source in ("None", "True", "False"):
            name = self.names.local()
            self.block.add(f"{name} = {text.source}")
            text = Text(name, text.kind, text.unknown)
        self.scopes, self.block, self.assuming = scopes, block, assuming
        return text

    def _place_of(self, term: Term) -> int:
        """Return the innermost scope that binds a variable of ``term``."""
        deepest = 0
        for name in free_variables(term):
            for place in range(len(self.scopes) - 1, -1, -1):
                if name in self.scopes[place].variables:
                    deepest = max(deepest, place)
                    break
            else:
                raise InternalError(f"python backend: variable {name!r} is not bound")
        return deepest

    def _composed(self, term: Term) -> Text:
        match term:
            case nodes.Constant() | nodes.Unknown() | nodes.ParameterValue() | nodes.Resolved() | nodes.InCurrency():
                return self._given(term)
            case nodes.AsOf():
                return Text("ctx.as_of", Kind.DATE, depth=1)
            case nodes.Variable(name=name):
                return self._variable(name)
            case nodes.Follow() | nodes.Field() | nodes.FactOf() | nodes.OutcomeOf():
                return self._reading(term)
            case nodes.Not() | nodes.All() | nodes.Any() | nodes.IsKnown():
                return self._truth(term)
            case nodes.Compare() | nodes.OneOf() | nodes.OutcomeIn():
                return self._compared(term)
            case nodes.Arithmetic() | nodes.Negate() | nodes.Ratio() | nodes.Quotient() | nodes.Apply():
                return self._calculated(term)
            case nodes.Convert(operand, type_):
                return self.converted(self._atom(operand), type_of(operand), type_)
            case nodes.Case():
                return self._case(term)
            case nodes.Shift() | nodes.Worst():
                return self._moved(term)
            case nodes.Aggregate() | nodes.Pick():
                return self._walked(term)
            case nodes.PastDue():
                return self._past_due(term)
        assert_never(term)

    def _given(
        self, term: nodes.Constant | nodes.Unknown | nodes.ParameterValue | nodes.Resolved | nodes.InCurrency
    ) -> Text:
        match term:
            case nodes.Constant():
                return self._constant(term)
            case nodes.Unknown(type=type_):
                return Text("None", type_.kind, unknown=True)
            case nodes.ParameterValue(id=id_):
                raise InternalError(f"python backend: parameter {id_!r} has no value of the day")
            case nodes.Resolved(term=inner):
                return self.value(inner)
            case nodes.InCurrency(operand, currency):
                text = self.value(operand)
                return Text(f"{text.source} if ctx.currency == {currency!r} else None", text.kind, True, text.depth + 1)
        assert_never(term)

    def _compared(self, term: nodes.Compare | nodes.OneOf | nodes.OutcomeIn) -> Text:
        match term:
            case nodes.Compare():
                return self._comparison(term)
            case nodes.OneOf():
                return self._one_of(term)
            case nodes.OutcomeIn(operand, accepted):
                return self._outcome_in(term, self._atom(operand), accepted)
        assert_never(term)

    def _calculated(self, term: nodes.Arithmetic | nodes.Negate | nodes.Ratio | nodes.Quotient | nodes.Apply) -> Text:
        match term:
            case nodes.Arithmetic():
                return self._arithmetic(term)
            case nodes.Negate(operand):
                return self._negated(self._atom(operand))
            case nodes.Ratio(numerator, denominator):
                return _call("ratio", Kind.RATIO, self.value(numerator), self.value(denominator), unknown=True)
            case nodes.Quotient(operand):
                return _call("quotient", Kind.NUMBER, self.value(operand))
            case nodes.Apply():
                return self._applied(term)
        assert_never(term)

    def _constant(self, term: nodes.Constant) -> Text:
        kind, value = term.type.kind, term.value
        if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < 10**15:
            value = int(value)
        if isinstance(value, (Decimal, date)):
            return Text(self.names.constant(value), kind)
        several = kind is Kind.MASK and isinstance(value, int) and value & (value - 1) != 0
        source = repr(value)
        return Text(source if not source.startswith("-") else f"({source})", kind, unknown=several)

    def _variable(self, name: str) -> Text:
        for scope in reversed(self.scopes):
            if name in scope.variables:
                return Text(scope.variables[name], Kind.ENTITY)
        raise InternalError(f"python backend: variable {name!r} is not bound")

    # Readings

    def _reading(self, term: nodes.Follow | nodes.Field | nodes.FactOf | nodes.OutcomeOf) -> Text:
        source = self._atom(term.source)
        match term:
            case nodes.Follow(relation=relation):
                return Text(_of(source, f"{source.source}.one.get({relation!r})"), Kind.ENTITY, unknown=True, depth=1)
            case nodes.Field():
                return self._field(term, source)
            case nodes.FactOf(entity=entity, name=name, type=type_):
                call = f"{self._function(self.definitions.facts, entity, name)}({source.source}, ctx, budget)"
                return Text(_of(source, call), type_.kind, unknown=True, depth=1)
            case nodes.OutcomeOf():
                return self._outcome(term, source)
        assert_never(term)

    def _function(self, functions: Mapping[tuple[str, str], str], entity: str, name: str) -> str:
        try:
            return functions[entity, name]
        except KeyError:
            raise InternalError(f"python backend: nothing defines {entity}.{name}") from None

    def _fields(self, source: Text) -> str:
        scope = self.scopes[-1]
        name = scope.fields.get(source.source)
        if name is None:
            name = self.names.local("f")
            self.block.add(f"{name} = {_of(source, f'{source.source}.fields')}")
            scope.fields[source.source] = name
        return name

    def _field(self, term: nodes.Field, source: Text) -> Text:
        fields = Text(self._fields(source), Kind.ENTITY, source.unknown)
        if term.store == "field":
            reading = f"{fields.source}[{term.name!r}]"
        else:
            reading = f"{fields.source}[{term.store!r}].get({term.name!r})"
        name = self.names.local()
        self.block.add(f"{name} = {_of(fields, reading)}")
        if term.money:
            self.block.nest(f"if {name} is not None:", f"{name} = {name}.amount")
        words = self._words(term)
        if words is not None:
            self.block.nest(f"if {name} is not None:", f"{name} = {words}[{name}]")
        return Text(name, term.type.kind, unknown=True)

    def _words(self, term: nodes.Field) -> str | None:
        """Return the name of the mapping from the record's words to places, or to words where they have no order."""
        table = self.definitions.enumerations.get(term.type.name or "")
        if table is None or term.type.kind not in (Kind.RANK, Kind.STRING):
            return None
        places = {word: place if term.type.kind is Kind.RANK else word for place, word in enumerate(table.values)}
        entity = type_of(term.source).name or ""
        return self.names.constant(Words(entity, term.name, table.name, places))

    def _outcome(self, term: nodes.OutcomeOf, source: Text) -> Text:
        key = (term.entity, term.name)
        call = f"{self._function(self.definitions.decisions, *key)}({source.source}, ctx, budget)"
        if term.type.kind is Kind.MASK:
            size = self._size(term.type)
            every = (1 << size) - 1 if key in self.definitions.always else (2 << size) - 1
            mask = f"worst_of_mask({call}.mask, {size})" if key in self.definitions.prudent else f"{call}.mask"
            return Text(_of(source, mask, str(every)), Kind.MASK, unknown=True, depth=1)
        if term.type.kind is Kind.LIST:
            values = self.names.constant(self.definitions.enumerations[term.type.name or ""].values)
            return Text(_of(source, f"outcomes_of({call}, {values})"), Kind.LIST, unknown=True, depth=1)
        return self.converted(
            Text(_of(source, f"{call}.bounds"), Kind.BOUNDS, unknown=True, depth=1),
            TermType(Kind.BOUNDS),
            term.type,
        )

    # Truth

    def _truth(self, term: nodes.Not | nodes.All | nodes.Any | nodes.IsKnown) -> Text:
        match term:
            case nodes.Not(operand):
                inner = self.value(operand)
                if inner.unknown:
                    return _call("negation", Kind.BOOLEAN, inner, unknown=True)
                return Text(f"(not {inner.source})", Kind.BOOLEAN, depth=inner.depth + 1)
            case nodes.All(operands):
                parts = [self.value(each) for each in operands]
                if any(part.unknown for part in parts):
                    return _call("all_of", Kind.BOOLEAN, *parts, unknown=True)
                return self._joined(" and ", "True", parts)
            case nodes.Any(operands):
                parts = [self.value(each) for each in operands]
                if any(part.unknown for part in parts):
                    return _call("any_of", Kind.BOOLEAN, *parts, unknown=True)
                return self._joined(" or ", "False", parts)
            case nodes.IsKnown(operand):
                return Text(_known(self._atom(operand)), Kind.BOOLEAN, depth=2)
        assert_never(term)

    def _comparison(self, term: nodes.Compare) -> Text:
        kinds = {kind_of(term.left), kind_of(term.right)}
        if Kind.MASK in kinds:
            size = self._size(type_of(term.left) if kind_of(term.left) is Kind.MASK else type_of(term.right))
            sides = [self._as_mask(side, size) for side in (term.left, term.right)]
            source = f"compare_masks({term.operator!r}, {sides[0].source}, {sides[1].source}, {size})"
            unknown = sides[0].unknown or sides[1].unknown
            return Text(source, Kind.BOOLEAN, unknown, max(side.depth for side in sides) + 1)
        left, right = self._atom(term.left), self._atom(term.right)
        if kinds & SPANS:
            return _call(SPAN_COMPARISONS[term.operator], Kind.BOOLEAN, left, right)
        if Kind.ENTITY in kinds:
            same = _call("same_entity", Kind.BOOLEAN, left, right)
            return same if term.operator == "=" else _call("negation", Kind.BOOLEAN, same)
        return _guarded(f"{left.source} {OPERATORS[term.operator]} {right.source}", Kind.BOOLEAN, left, right)

    def _as_mask(self, term: Term, size: int) -> Text:
        return self.converted(self._atom(term), type_of(term), TermType(Kind.MASK), size)

    def _membership(self, operand: Text, term: nodes.OneOf) -> str:
        values = [self._constant(each).source for each in _constants(term.values) or ()]
        return f"{operand.source} in ({', '.join(values)}{',' if len(values) == 1 else ''})"

    def _one_of(self, term: nodes.OneOf) -> Text:
        operand = self._atom(term.operand)
        if _constants(term.values) is not None:
            return _guarded(self._membership(operand, term), Kind.BOOLEAN, operand)
        values = [self.value(each) for each in term.values]
        unknown = operand.unknown or any(each.unknown for each in values)
        inside = "".join(f"{each.source}, " for each in values)
        depth = max(each.depth for each in (operand, *values)) + 2
        return Text(f"one_of({operand.source}, ({inside}))", Kind.BOOLEAN, unknown, depth)

    def _outcome_in(self, term: nodes.OutcomeIn, mask: Text, accepted: int) -> Text:
        if not mask.unknown:
            return self._outcome_test(mask, term.operand, accepted, hopeful=False)
        places = (1 << self._size(type_of(term.operand))) - 1
        return Text(f"outcome_in({mask.source}, {accepted & places})", Kind.BOOLEAN, True, mask.depth + 1)

    # Numbers, dates, places

    def _arithmetic(self, term: nodes.Arithmetic) -> Text:
        left, right = self._atom(term.left), self._atom(term.right)
        kinds, operator = (left.kind, right.kind), term.operator
        if Kind.BOUNDS in kinds:
            text = _call(f"{ARITHMETIC_NAMES[operator]}_bounds", Kind.BOUNDS, left, right)
        elif kinds == (Kind.NUMBER, Kind.NUMBER):
            call = f"{ARITHMETIC_NAMES[operator]}({left.source}, {right.source})"
            text = _guarded(call, Kind.NUMBER, left, right)
        elif kinds == (Kind.DATE, Kind.DATE):
            text = _guarded(f"({left.source} - {right.source}).days", Kind.DAYS, left, right)
        elif left.kind is Kind.DATE or right.kind is Kind.DATE:
            day, span = (left, right) if left.kind is Kind.DATE else (right, left)
            name = f"{'earlier' if operator == '-' else 'later'}_by_{span.kind.value}"
            text = _call(name, Kind.DATE, day, span, unknown=True)
        else:
            text = _guarded(f"{left.source} {operator} {right.source}", left.kind, left, right)
        return self.converted(text, TermType(text.kind), term.type)

    def _negated(self, operand: Text) -> Text:
        if operand.kind is Kind.BOUNDS:
            return _call("minus_bounds", Kind.BOUNDS, operand)
        if operand.kind is Kind.NUMBER:
            return _guarded(f"minus({operand.source})", Kind.NUMBER, operand)
        return _guarded(f"-{operand.source}", operand.kind, operand)

    def converted(self, text: Text, have: TermType, wanted: TermType, size: int | None = None) -> Text:
        """Return ``text`` of type ``have`` as ``wanted``.

        Raises:
            InternalError: if the node ``Convert`` does not know this way.
        """
        if have.kind is wanted.kind:
            return text
        match have.kind, wanted.kind:
            case Kind.NUMBER, Kind.BOUNDS:
                text = self._named(text)
                return _guarded(f"({text.source}, {text.source})", Kind.BOUNDS, text)
            case ((Kind.NUMBER | Kind.BOUNDS), Kind.RATIO):
                return _call("as_ratio", Kind.RATIO, text)
            case Kind.BOUNDS, Kind.NUMBER:
                return _call("exact", Kind.NUMBER, text)
            case Kind.RATIO, Kind.NUMBER:
                return _call("quotient", Kind.NUMBER, text)
            case Kind.RANK, Kind.MASK:
                places = self._size(wanted) if size is None else size
                if text.unknown:
                    return Text(f"mask_of_place({text.source}, {places})", Kind.MASK, True, text.depth + 1)
                return Text(f"(1 << {text.source})", Kind.MASK, depth=text.depth + 1)
            case Kind.MASK, Kind.RANK:
                source = f"place_of_mask({text.source}, {self._size(have)})"
                # One bit may be *not applicable*, which is no place.
                return Text(source, Kind.RANK, True, text.depth + 1)
            case _:
                raise InternalError(f"python backend: no way from {have.kind.value} to {wanted.kind.value}")

    def _named(self, text: Text) -> Text:
        """Return ``text`` in a form that may be written twice, whether or not it may be unknown."""
        if not text.depth:
            return text
        name = self.names.local()
        self.block.add(f"{name} = {text.source}")
        return Text(name, text.kind, text.unknown)

    def _case(self, term: nodes.Case) -> Text:
        conditions = [self.value(condition) for condition, _ in term.branches]
        values = [self.value(value) for _, value in term.branches]
        last = self.value(term.otherwise)
        unknown = any(each.unknown for each in (*conditions, *values, last))
        depth = max(each.depth for each in (*conditions, *values, last)) + 1
        pairs = list(zip(conditions, values, strict=True))
        if not any(each.unknown for each in conditions):
            chain = "".join(f"{value.source} if {condition.source} else " for condition, value in pairs)
            return Text(f"({chain}{last.source})", term.type.kind, unknown, depth)
        inside = "".join(f"{condition.source}, {value.source}, " for condition, value in pairs)
        return Text(f"{CASE_NAMES.get(term.type.kind, 'case')}({inside}{last.source})", term.type.kind, unknown, depth)

    def _moved(self, term: nodes.Shift | nodes.Worst) -> Text:
        if isinstance(term, nodes.Worst):
            return self._worst(term.operands, self._size(term.type))
        operand, size = self._atom(term.operand), self._size(term.type)
        if operand.kind is Kind.MASK:
            source = f"shift_mask({operand.source}, {term.places}, {size})"
            return Text(source, Kind.MASK, operand.unknown, operand.depth + 1)
        return _guarded(f"min(max({operand.source} + {term.places}, 0), {size - 1})", Kind.RANK, operand)

    def _worst(self, operands: tuple[Term, ...], size: int) -> Text:
        result = Text(str(1 << size), Kind.MASK)
        for place, operand in enumerate(operands):
            text = self._as_mask(operand, size)
            if place:
                source = f"worse_of({result.source}, {text.source}, {size})"
                depth = max(result.depth, text.depth) + 1
                text = Text(source, Kind.MASK, result.unknown or text.unknown, depth)
            result = self._short(text)
        return result

    def _size(self, type_: TermType) -> int:
        return len(self.definitions.enumerations[type_.name or ""].values)

    # Many entities

    def _past_due(self, term: nodes.PastDue) -> Text:
        loan, tolerance = self.value(term.source), self.value(term.tolerance)
        if term.convention not in nodes.PAST_DUE_CONVENTIONS:
            raise InternalError(f"python backend: no convention {term.convention!r}")
        day_one = nodes.PAST_DUE_CONVENTIONS.index(term.convention)
        source = f"past_due({loan.source}, {tolerance.source}, ctx.as_of, {day_one}, budget)"
        return Text(source, Kind.NUMBER, unknown=True, depth=1)

    def _applied(self, term: nodes.Apply) -> Text:
        if term.function not in IMPLEMENTATIONS:
            raise InternalError(f"python backend: no function {term.function!r}")
        arguments = [self._atom(each) for each in term.arguments]
        call = f"{function_name(term.function)}({', '.join(each.source for each in arguments)})"
        text = _guarded(call, term.type.kind, *arguments)
        return Text(text.source, text.kind, text.unknown or term.function in PARTIAL, text.depth)

    def _walked(self, term: nodes.Aggregate | nodes.Pick) -> Text:
        """Emit the loops that collect the values of sure and possible members, then what is made of them."""
        sure, possible, known = (self.names.local(letter) for letter in ("sure", "possible", "known"))
        for line in (f"{sure} = []", f"{possible} = []", f"{known} = True"):
            self.block.add(line)
        value = (
            term.value if isinstance(term, nodes.Aggregate) else nodes.Variable(term.steps[-1].variable, term.entity)
        )
        walk = _Walk(term.steps, value, sure, possible, known)
        self._step(walk, 0, self._atom(term.source), None)
        if isinstance(term, nodes.Aggregate):
            made, kind = f"{_aggregate_name(term)}({sure}, {possible})", term.type.kind
        else:
            made, kind = f"pick_{term.function}({sure}, {possible}, {term.order!r})", Kind.ENTITY
        return Text(f"{made} if {known} else None", kind, unknown=True, depth=1)

    def _step(self, walk: "_Walk", place: int, source: Text, certain: str | None) -> None:
        step = walk.steps[place]
        members, member = self.names.local("m"), self.names.local("x")
        self.block.add(f"{members} = {_of(source, f'{source.source}.members({step.relation!r})')}")
        loop, outer = Block(), self.block
        self.scopes = [*self.scopes, Scope({step.variable: member}, loop)]
        self.block = loop
        if step.where is None:
            self._inside(walk, place, Text(member, Kind.ENTITY), certain)
        else:
            self._if_kept(step.where, walk, place, Text(member, Kind.ENTITY), certain)
        self.scopes, self.block = self.scopes[:-1], outer
        # Only now, for the loop may have read something in the block around it.
        self.block.nest(f"if {members} is None:", f"{walk.known} = False")
        visits = Block()
        visits.under(f"for {member} in visit({members}, budget):", loop)
        self.block.under("else:", visits)

    def _if_kept(self, where: Term, walk: "_Walk", place: int, member: Text, certain: str | None) -> None:
        possibly, certainly = self.possibly(where), self.certainly(where)
        kept, loop = Block(), self.block
        self.block = kept
        if certainly.unknown:
            both = certainly.source if certain is None else f"{certain} and {certainly.source}"
            certain = self.names.local("c")
            kept.add(f"{certain} = {both}")
        self._inside(walk, place, member, certain)
        self.block = loop
        loop.under(f"if {possibly.source}:", kept)

    def _inside(self, walk: "_Walk", place: int, member: Text, certain: str | None) -> None:
        if place + 1 < len(walk.steps):
            self._step(walk, place + 1, member, certain)
            return
        value = "True" if walk.value is None else self.value(walk.value).source
        kept = walk.sure if certain is None else f"({walk.sure} if {certain} else {walk.possible})"
        self.block.add(f"{kept}.append({value})")


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk through relations; the other three are names of variables."""

    steps: tuple[nodes.Step, ...]
    value: Term | None
    sure: str
    possible: str
    known: str


def function_name(function: str) -> str:
    """Return what generated code calls a function of ``ir.functions``.

    >>> function_name("days between")
    'fn_days_between'
    """
    return "fn_" + function.replace(" ", "_")


def free_variables(term: Term) -> frozenset[str]:
    """Return the names of the variables that ``term`` reads and does not bind itself."""
    match term:
        case nodes.Variable(name=name):
            return frozenset({name})
        case nodes.Aggregate(source=source, steps=steps, value=value):
            return free_variables(source) | _free_in_steps(steps, value)
        case nodes.Pick(source=source, steps=steps):
            return free_variables(source) | _free_in_steps(steps, None)
        case _:
            return frozenset().union(*(free_variables(part) for part in parts_of(term)))


def _free_in_steps(steps: tuple[nodes.Step, ...], value: Term | None) -> frozenset[str]:
    free = frozenset[str]() if value is None else free_variables(value)
    for step in reversed(steps):
        free = free if step.where is None else free | free_variables(step.where)
        free = free - {step.variable}
    return free


def _has_own_variable(term: Term) -> bool:
    """Return whether ``term`` is read from the record or may be unknown although nothing that it reads is."""
    match term:
        case nodes.Field() | nodes.FactOf() | nodes.OutcomeOf() | nodes.Follow() | nodes.AsOf() | nodes.InCurrency():
            return True
        case nodes.Aggregate() | nodes.Pick() | nodes.PastDue() | nodes.Ratio() | nodes.Case():
            return True
        case nodes.Convert(type=TermType(kind=Kind.RANK)):
            return True
        case nodes.Arithmetic(type=TermType(kind=Kind.DATE)):
            return True
        case nodes.Apply(function=function):
            return function in PARTIAL
        case _:
            return False


def _compares_plainly(term: nodes.Compare) -> bool:
    return kind_of(term.left) in PLAIN and kind_of(term.right) in PLAIN


def _constants(values: tuple[Term, ...]) -> tuple[nodes.Constant, ...] | None:
    """Return ``values`` as constants if all are."""
    found = []
    for value in values:
        while isinstance(value, nodes.Resolved):
            value = value.term
        if not isinstance(value, nodes.Constant):
            return None
        found.append(value)
    return tuple(found)


def _aggregate_name(term: nodes.Aggregate) -> str:
    if term.function in ("min", "max") and term.type.kind is not Kind.BOUNDS:
        return "first_value" if term.function == "min" else "last_value"
    return AGGREGATE_NAMES[term.function]


def _of(source: Text, reading: str, otherwise: str = "None") -> str:
    """Return ``reading`` of an entity, or ``otherwise`` where there may be none."""
    return f"{otherwise} if {source.source} is None else {reading}" if source.unknown else reading


def _known(text: Text) -> str:
    if not text.unknown:
        return "True"
    if text.kind is Kind.MASK:
        return f"(({text.source} & ({text.source} - 1)) == 0)"
    if text.kind in (Kind.BOUNDS, Kind.RATIO, Kind.LIST):
        return f"is_exact({text.source})"
    return f"({text.source} is not None)"


def _call(name: str, kind: Kind, *arguments: Text, unknown: bool | None = None) -> Text:
    """Return a call of a function of the runtime that knows what to do with unknown arguments."""
    maybe = any(each.unknown for each in arguments) if unknown is None else unknown
    depth = max((each.depth for each in arguments), default=0) + 1
    return Text(f"{name}({', '.join(each.source for each in arguments)})", kind, maybe, depth)


def _unknown_sources(arguments: tuple[Text, ...]) -> list[str]:
    return list(dict.fromkeys(each.source for each in arguments if each.unknown))


def _guarded(source: str, kind: Kind, *arguments: Text) -> Text:
    """Return ``source``, unknown where one of ``arguments`` is."""
    depth = max((each.depth for each in arguments), default=0) + 2
    unknown = _unknown_sources(arguments)
    if not unknown:
        return Text(f"({source})", kind, depth=depth)
    tests = " or ".join(f"{each} is None" for each in unknown)
    return Text(f"(None if {tests} else {source})", kind, unknown=True, depth=depth)


def _guarded_test(source: str, left: Text, right: Text, hopeful: bool) -> Text:
    depth = max(left.depth, right.depth) + 2
    unknown = _unknown_sources((left, right))
    if not unknown:
        return Text(f"({source})", Kind.BOOLEAN, depth=depth)
    if hopeful:
        tests = " or ".join(f"{each} is None" for each in unknown)
        return Text(f"({tests} or {source})", Kind.BOOLEAN, unknown=True, depth=depth)
    tests = " and ".join(f"{each} is not None" for each in unknown)
    return Text(f"({tests} and {source})", Kind.BOOLEAN, unknown=True, depth=depth)


def _truth_test(text: Text, hopeful: bool) -> Text:
    if not text.unknown:
        return text
    test = "is not False" if hopeful else "is True"
    return Text(f"({text.source} {test})", Kind.BOOLEAN, unknown=True, depth=text.depth + 1)
