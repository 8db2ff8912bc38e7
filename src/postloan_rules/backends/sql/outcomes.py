"""How the states of rules make an answer, in SQL: the same laws as ``backends/python/combine.py``."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from postloan_rules.backends.sql import forms, masks, numbers
from postloan_rules.backends.sql.digits import EXACT, Digits, together
from postloan_rules.backends.sql.forms import Sql
from postloan_rules.backends.sql.refusal import RefusedError
from postloan_rules.backends.sql.rows import Rows, Value
from postloan_rules.backends.sql.terms import value_of
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.outcomes import NUMBERS, constant_outcome
from postloan_rules.ir.program import Combine, DecisionTerm
from postloan_rules.ir.types import Kind
from postloan_rules.light import dataclass

WORD = 62
"""How many rules share one whole number of 64 bits."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The columns of an answer by name, each with the first layer in which it can be read: ``mask``, ``proved``,
    ``conflict``, ``excluded``, ``fired0``…, ``unknown0``…; ``low`` and ``high`` of an aggregate; of a list ``sure0``…
    and ``possible0``…, how often each place; where outcomes are computed, ``outcome<i>`` of rule i."""

    columns: dict[str, Sql]
    level: int
    digits: Digits | None = None


@dataclass(slots=True)
class _Rules:
    """The rules of a decision in the rows at hand: states and outcomes by rule, whether it certainly asks."""

    rows: Rows
    decision: DecisionTerm
    size: int
    states: list[Sql]
    outcomes: list[Sql]
    constants: list[int | Decimal | None]
    applies: Sql | None
    level: int
    digits: Digits | None = None

    @property
    def outside(self) -> int:
        return 1 << self.size

    def let(self, sql: Sql, kind: Kind = Kind.MASK) -> Sql:
        value = self.rows.let(Value(kind, (sql,), self.level))
        self.level = max(self.level, value.level)
        return value.sql

    def fired(self, place: int) -> Sql:
        return forms.is_true(self.states[place])

    def open(self, place: int) -> Sql:
        return forms.is_null(self.states[place])

    @property
    def is_plain(self) -> bool:
        return self.size > 0 and all(
            isinstance(each, int) and 0 < each < self.outside and not each & (each - 1) for each in self.constants
        )


def answer(rows: Rows, decision: DecisionTerm) -> Answered:
    """Return what ``decision`` says in each of ``rows``.

    Raises:
        RefusedError: if SQL cannot say it.
    """
    if any(rule.python is not None for rule in decision.rules):
        raise RefusedError("a rule written in Python that is no expression", "never")
    rules = _prepared(rows, decision)
    mask, extra = _COMBINED[decision.combine](rules)
    columns = {"mask": mask, **_words(rules), **extra}
    columns.setdefault("proved", forms.null("BIGINT"))
    columns.setdefault("conflict", forms.truth(False))
    columns["excluded"] = forms.truth(False)
    if rules.applies is not None:
        columns = _gated(rules, columns)
    return Answered(columns, rules.level, rules.digits)


def _prepared(rows: Rows, decision: DecisionTerm) -> _Rules:
    size = rows.world.size(decision.type.name) if decision.type.name else 0
    values = [rows.let(value_of(rows, rule.condition)) for rule in decision.rules]
    level = max((each.level for each in values), default=1)
    constants = [_constant(rule.outcome, decision) for rule in decision.rules]
    rules = _Rules(rows, decision, size, [each.sql for each in values], [], constants, None, level)
    if decision.combine is not Combine.COUNT:
        _add_outcomes(rules)
    if decision.applies is not None:
        applies = rows.let(value_of(rows, decision.applies))
        rules.applies = applies.sql
        rules.level = max(rules.level, applies.level)
    return rules


def _constant(term: Term, decision: DecisionTerm) -> int | Decimal | None:
    found = constant_outcome(term, decision)
    return found if isinstance(found, int | Decimal) and not isinstance(found, bool) else None


def _add_outcomes(rules: _Rules) -> None:
    rows, decision = rules.rows, rules.decision
    if decision.combine in NUMBERS:
        values = [value_of(rows, rule.outcome) for rule in decision.rules]
        if decision.otherwise is not None:
            values.append(value_of(rows, decision.otherwise))
        own = [numbers.known_digits(each) for each in values] or [Digits(1, 0)]
        joined = together(*own)
        rules.digits = numbers.within(Digits(joined.before + 2, joined.after), EXACT)
        values = [rows.let(each) for each in values]
        rules.outcomes = [numbers.wide(each.sql, numbers.known_digits(each), rules.digits) for each in values]
        rules.level = max([rules.level, *(each.level for each in values)])
        return
    for rule, known in zip(decision.rules, rules.constants, strict=True):
        if known is not None:
            rules.outcomes.append(forms.whole(int(known)))
            continue
        value = value_of(rows, rule.outcome)
        if value.kind is Kind.RANK:
            value = rows.let(value)
            value = Value(Kind.MASK, (masks.mask_of_rank(value.sql, rules.size),), value.level)
        value = rows.let(value)
        rules.outcomes.append(value.sql)
        rules.level = max(rules.level, value.level)


def _otherwise(rules: _Rules) -> int:
    known = constant_outcome(rules.decision.otherwise, rules.decision)
    if rules.decision.otherwise is None:
        return rules.outside
    if not isinstance(known, int):
        raise RefusedError("an outcome of `otherwise` that is computed")
    return known


def _words(rules: _Rules) -> dict[str, Sql]:
    """Return which rules fired and of which it is unknown, a bit each."""
    found: dict[str, Sql] = {}
    count = len(rules.states)
    for word in range(max((count + WORD - 1) // WORD, 1)):
        places = range(word * WORD, min(count, (word + 1) * WORD))
        for name, test in (("fired", rules.fired), ("unknown", rules.open)):
            # Conditions are tested as they are: a case takes what is unknown for not true.
            tests = {place: rules.states[place] if name == "fired" else test(place) for place in places}
            found[f"{name}{word}"] = masks.bits_where(
                [1 << (place - word * WORD) for place in places],
                lambda bit, tests=tests, word=word: tests[bit.bit_length() - 1 + word * WORD],  # type: ignore[misc]
            )
    for place, known in enumerate(rules.constants):
        if known is None and rules.decision.combine is not Combine.COUNT:
            found[f"outcome{place}"] = rules.outcomes[place]
    return found


def _gated(rules: _Rules, columns: dict[str, Sql]) -> dict[str, Sql]:
    """Return the columns where the decision may not ask, or does not."""
    applies = rules.applies
    if applies is None:
        return columns
    gated = {}
    excluded = forms.negation(applies)
    for name, sql in columns.items():
        if name == "mask":
            maybe = forms.compute("|", sql, forms.whole(rules.outside))
            gated[name] = forms.case([(applies, sql), (excluded, forms.whole(rules.outside))], maybe)
        elif name in ("proved", "low", "high"):
            gated[name] = forms.case([(applies, sql)])
        elif name == "conflict":
            gated[name] = forms.case([(excluded, forms.truth(False))], sql)
        elif name == "excluded":
            gated[name] = forms.is_true(excluded)
        elif name.startswith("sure"):
            gated[name] = forms.case([(applies, sql)], forms.whole(0))
        elif name.startswith("outcome"):
            gated[name] = sql
        else:
            gated[name] = forms.case([(excluded, forms.whole(0))], sql)
    return gated


_Made = tuple[Sql, dict[str, Sql]]


def _any_fired(rules: _Rules, places: Sequence[int]) -> Sql:
    return forms.either(*(rules.fired(place) for place in places))


def _worst(rules: _Rules) -> _Made:
    mask = rules.let(_plain_worst(rules) if rules.is_plain else _folded_worst(rules))
    only = masks.place_of(mask, rules.size)
    lowest = masks.lowest_place(mask, rules.size)
    certain = forms.compare("<", mask, forms.whole(rules.outside))
    proved = forms.case(
        [
            (forms.negation(forms.is_null(only)), only),
            (forms.both(certain, forms.compare(">", lowest, forms.whole(0))), lowest),
        ]
    )
    return mask, {"proved": proved}


def _plain_worst(rules: _Rules) -> Sql:
    groups: dict[int, list[int]] = {}
    for place, bit in enumerate(rules.constants):
        groups.setdefault(int(bit or 0), []).append(place)
    if not groups:
        return forms.whole(_otherwise(rules))
    falling = sorted(groups, reverse=True)
    floor = rules.let(
        forms.case([(_any_fired(rules, groups[bit]), forms.whole(bit)) for bit in falling], forms.whole(0))
    )
    base = forms.case([(forms.compare("=", floor, forms.whole(0)), forms.whole(_otherwise(rules)))], floor)
    worse = [
        forms.case(
            [
                (
                    forms.both(
                        forms.compare(">", forms.whole(bit), floor),
                        forms.either(*(rules.open(place) for place in groups[bit])),
                    ),
                    forms.whole(bit),
                )
            ],
            forms.whole(0),
        )
        for bit in falling
    ]
    return masks.union([base, *worse])


def _folded_worst(rules: _Rules) -> Sql:
    size, zero = rules.size, forms.whole(0)
    fired: Sql = zero
    for place, outcome in enumerate(rules.outcomes):
        both = forms.case([(forms.compare("=", fired, zero), outcome)], masks.worse_of(fired, outcome, size))
        fired = rules.let(forms.case([(rules.fired(place), both)], fired))
    alone: Sql = zero
    sure: Sql = fired
    for place, outcome in enumerate(rules.outcomes):
        joined = forms.case(
            [(forms.compare("=", alone, zero), outcome)],
            masks.union([alone, outcome, masks.worse_of(alone, outcome, size)]),
        )
        alone = rules.let(forms.case([(rules.open(place), joined)], alone))
        worse = masks.union([sure, masks.worse_of(sure, outcome, size)])
        sure = rules.let(forms.case([(rules.open(place), worse)], sure))
    nothing = masks.union([forms.whole(_otherwise(rules)), alone])
    return forms.case([(_any_fired(rules, range(len(rules.states))), sure)], nothing)


def _first(rules: _Rules) -> _Made:
    count = len(rules.states)
    end = rules.let(
        forms.case([(rules.states[place], forms.whole(place)) for place in range(count)], forms.whole(count))
        if count
        else forms.whole(0)
    )
    parts = [
        forms.case([(forms.compare("=", end, forms.whole(count)), forms.whole(_otherwise(rules)))], forms.whole(0))
    ]
    for place, outcome in enumerate(rules.outcomes):
        first = forms.compare("=", end, forms.whole(place))
        before = forms.both(rules.open(place), forms.compare("<", forms.whole(place), end))
        parts.append(forms.case([(forms.either(first, before), outcome)], forms.whole(0)))
    mask = rules.let(masks.union(parts))
    return mask, {"proved": masks.place_of(mask, rules.size)}


def _union(rules: _Rules) -> Sql:
    places = range(len(rules.states))
    nothing = forms.case([(_any_fired(rules, places), forms.whole(0))], forms.whole(_otherwise(rules)))
    parts = [
        forms.case([(forms.either(rules.fired(place), rules.open(place)), rules.outcomes[place])], forms.whole(0))
        for place in places
    ]
    return rules.let(masks.union([nothing, *parts]))


def _count(tests: Sequence[Sql]) -> Sql:
    result: Sql = forms.whole(0)
    for test in tests:
        result = forms.compute("+", result, forms.case([(test, forms.whole(1))], forms.whole(0)))
    return result


def _single(rules: _Rules) -> _Made:
    mask, places = _union(rules), range(len(rules.states))
    fired = _count([rules.states[place] for place in places])
    either = _count([forms.either(rules.fired(place), rules.open(place)) for place in places])
    alone = forms.compare("<=", either, forms.whole(1))
    return mask, {
        "proved": forms.case([(alone, masks.place_of(mask, rules.size))]),
        "conflict": forms.compare(">", fired, forms.whole(1)),
    }


def _agree(rules: _Rules) -> _Made:
    mask, count = _union(rules), len(rules.states)
    clashes = []
    for one in range(count):
        for other in range(one + 1, count):
            known = rules.constants[one], rules.constants[other]
            if isinstance(known[0], int) and isinstance(known[1], int) and known[0] & known[1]:
                continue
            apart = forms.compare("=", forms.compute("&", rules.outcomes[one], rules.outcomes[other]), forms.whole(0))
            clashes.append(forms.both(rules.fired(one), rules.fired(other), apart))
    return mask, {"proved": masks.place_of(mask, rules.size), "conflict": forms.either(*clashes)}


def _listed(rules: _Rules) -> _Made:
    count = len(rules.states)
    fires = _any_fired(rules, range(count))
    opens = forms.either(*(rules.open(place) for place in range(count)))
    extra: dict[str, Sql] = {}
    given = [
        (rules.fired(place), forms.either(rules.fired(place), rules.open(place)), rules.outcomes[place])
        for place in range(count)
    ]
    if rules.decision.otherwise is not None:
        nothing = forms.negation(fires)
        given.append((forms.both(nothing, forms.negation(opens)), nothing, forms.whole(_otherwise(rules))))
    possible: list[Sql] = []
    for place in range(rules.size):
        bit = 1 << place
        extra[f"sure{place}"] = _count(
            [forms.both(certain, forms.compare("=", mask, forms.whole(bit))) for certain, _, mask in given]
        )
        can = [forms.both(maybe, masks.has(mask, bit)) for _, maybe, mask in given]
        extra[f"possible{place}"] = _count(can)
        possible.append(forms.case([(forms.either(*can), forms.whole(bit))], forms.whole(0)))
    return masks.union(possible), extra


def _numbers(ends: Callable[[_Rules, list[Sql], list[Sql]], tuple[Sql, Sql, Sql, Sql]]) -> Callable[[_Rules], _Made]:
    """Return how an aggregate is made: ``ends`` gives low and high where a rule fires, and low and high of the worlds
    in which only rules fire that are unknown."""

    def made(rules: _Rules) -> _Made:
        count = len(rules.states)
        own = rules.outcomes[:count]
        otherwise = rules.outcomes[count] if len(rules.outcomes) > count else None
        fires = _any_fired(rules, range(count))
        maybe = forms.either(*(rules.open(place) for place in range(count)))
        unknown = forms.either(
            *(
                forms.both(forms.either(rules.fired(place), rules.open(place)), forms.is_null(own[place]))
                for place in range(count)
            )
        )
        branches_low: list[tuple[Sql, Sql]] = []
        branches_high: list[tuple[Sql, Sql]] = []
        if count:
            sure = [forms.case([(rules.states[place], own[place])]) for place in range(count)]
            open_ = [forms.case([(rules.open(place), own[place])]) for place in range(count)]
            low, high, other_low, other_high = ends(rules, sure, open_)
            branches_low = [(forms.is_true(unknown), forms.null("BIGINT")), (fires, low)]
            branches_high = [(forms.is_true(unknown), forms.null("BIGINT")), (fires, high)]
            if otherwise is not None:
                branches_low.append((maybe, numbers.least([otherwise, other_low])))
                branches_high.append((maybe, numbers.least([otherwise, other_high], largest=True)))
        if otherwise is not None:
            branches_low.append((forms.truth(True), otherwise))
            branches_high.append((forms.truth(True), otherwise))
        kind = (rules.digits or Digits(1, 0)).type
        nothing = forms.null("BIGINT")
        low = forms.cast(forms.case(branches_low) if branches_low else nothing, kind)
        high = forms.cast(forms.case(branches_high) if branches_high else nothing, kind)
        return forms.whole(0), {"low": low, "high": high}

    return made


def _folded(parts: Sequence[Sql]) -> Sql:
    result = parts[0]
    for part in parts[1:]:
        result = forms.compute("+", result, part)
    return result


def _or_zero(sql: Sql) -> Sql:
    return forms.call("coalesce", sql, forms.whole(0))


def _clipped(sql: Sql, largest: bool) -> Sql:
    """Return the part of a number above zero, or below; of nothing zero."""
    return forms.call("greatest" if largest else "least", _or_zero(sql), forms.whole(0))


def _sum_ends(rules: _Rules, sure: list[Sql], open_: list[Sql]) -> tuple[Sql, Sql, Sql, Sql]:
    if len(sure) > 50:
        raise RefusedError("a sum over more than 50 rules")
    total = _folded([_or_zero(each) for each in sure])
    down, up = (_folded([_clipped(each, largest) for each in open_]) for largest in (False, True))
    # At least one of the unknown rules fires: the one that does least harm to the end.
    least_up = numbers.least(
        [forms.case([(forms.negation(forms.is_null(each)), _clipped(each, True))]) for each in open_]
    )
    most_down = numbers.least(
        [forms.case([(forms.negation(forms.is_null(each)), _clipped(each, False))]) for each in open_], largest=True
    )
    return (
        forms.compute("+", total, down),
        forms.compute("+", total, up),
        forms.compute("+", down, least_up),
        forms.compute("+", up, most_down),
    )


def _minimum_ends(rules: _Rules, sure: list[Sql], open_: list[Sql]) -> tuple[Sql, Sql, Sql, Sql]:
    return (
        numbers.least([*sure, *open_]),
        numbers.least(sure),
        numbers.least(open_),
        numbers.least(open_, largest=True),
    )


def _maximum_ends(rules: _Rules, sure: list[Sql], open_: list[Sql]) -> tuple[Sql, Sql, Sql, Sql]:
    return (
        numbers.least(sure, largest=True),
        numbers.least([*sure, *open_], largest=True),
        numbers.least(open_),
        numbers.least(open_, largest=True),
    )


def _counted(rules: _Rules) -> _Made:
    otherwise = constant_outcome(rules.decision.otherwise, rules.decision)
    none = numbers.constant(otherwise if isinstance(otherwise, int | Decimal) else 0)
    digits = together(numbers.known_digits(none), Digits(6, 0))
    rules.digits = digits
    places = range(len(rules.states))
    sure = rules.let(_count([rules.states[place] for place in places]))
    maybe = rules.let(_count([rules.open(place) for place in places]))
    nothing = numbers.wide(none.sql, numbers.known_digits(none), digits)

    def wide(sql: Sql) -> Sql:
        return forms.cast(sql, digits.type)

    zero = forms.whole(0)
    settled = forms.both(forms.compare("=", sure, zero), forms.compare("=", maybe, zero))
    fires = forms.compare(">", sure, zero)
    low = forms.case([(settled, nothing), (fires, wide(sure))], numbers.least([wide(forms.whole(1)), nothing]))
    high = forms.case(
        [(settled, nothing), (fires, wide(forms.compute("+", sure, maybe)))],
        numbers.least([wide(maybe), nothing], largest=True),
    )
    return zero, {"low": low, "high": high}


_COMBINED: dict[Combine, Callable[[_Rules], _Made]] = {
    Combine.WORST: _worst,
    Combine.FIRST: _first,
    Combine.SINGLE: _single,
    Combine.AGREE: _agree,
    Combine.LIST: _listed,
    Combine.LIST_BY_OUTCOME: _listed,
    Combine.SUM: _numbers(_sum_ends),
    Combine.MINIMUM: _numbers(_minimum_ends),
    Combine.MAXIMUM: _numbers(_maximum_ends),
    Combine.COUNT: _counted,
}
