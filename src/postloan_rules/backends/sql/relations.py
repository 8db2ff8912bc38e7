"""Aggregates, picks and days past due: selects over the members of relations, joined to the rows that ask."""

from collections.abc import Callable

from postloan_rules.backends.sql import calendar, forms, numbers
from postloan_rules.backends.sql.digits import AMOUNT, DAYS, EXACT, LARGEST, MANY, Digits, together
from postloan_rules.backends.sql.forms import Sql
from postloan_rules.backends.sql.layout import relation_table
from postloan_rules.backends.sql.refusal import RefusedError
from postloan_rules.backends.sql.rows import Join, Rows, Value, World
from postloan_rules.ir.nodes import Aggregate, PastDue, Pick, Step, Term, Variable
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind
from postloan_rules.light import dataclass

ValueOf = Callable[[Rows, Term], Value]
KEY = "key"


@dataclass(frozen=True, slots=True)
class _Members:
    """The rows of the members of a relation: ``wanted`` tells which count (null: possibly), ``present`` which rows have
    one; ``open`` whether a relation on the way was not supplied. ``joined`` brings results to the rows that ask."""

    rows: Rows
    wanted: Sql
    present: Sql
    open: Sql | None
    level: int
    keys: list[tuple[Sql, str]]
    asking: list[tuple[str, Value]]


def _members(rows: Rows, source: Term, steps: tuple[Step, ...], value: Term | None, value_of: ValueOf) -> _Members:
    world = rows.world
    inside = _inside_free(world, steps, value)
    inner, asking = _reached(rows, source, steps, bool(inside), value_of)
    wanted: list[Sql] = []
    open_: list[Sql] = []
    level = 1
    present: Sql = forms.truth(True)
    for place, step in enumerate(steps):
        if place:
            before = steps[place - 1]
            supplied = inner.of_variable(before.variable, f"e_{before.entity}", f"s_{step.relation}")
            # Only of members that may count does it matter whether theirs were supplied.
            open_.append(
                forms.both(forms.negation(forms.is_true(forms.negation(forms.both(*wanted)))), forms.negation(supplied))
            )
            present = forms.negation(forms.is_null(inner.key_of(step.variable).sql))
        if step.where is not None:
            state = inner.let(value_of(inner, step.where))
            level = max(level, state.level)
            wanted.append(state.sql)
    state = inner.let(Value(Kind.BOOLEAN, (forms.both(*wanted),), level))
    opened = inner.let(Value(Kind.BOOLEAN, (forms.either(*open_),), level)).sql if open_ else None
    return _Members(inner, state.sql, present, opened, level + 1, _keys(inner, asking), asking)


def _keys(inner: Rows, asking: list[tuple[str, Value]]) -> list[tuple[Sql, str]]:
    return [(inner.base_column(*_KEY_COLUMNS[name]), name) for name, _ in asking]


_KEY_COLUMNS = {KEY: ("r0", "s"), "row": ("outer", "row"), "row2": ("outer", "row2")}


def _inside_free(world: World, steps: tuple[Step, ...], value: Term | None) -> frozenset[str]:
    free = frozenset[str]() if value is None else world.index.free(value)
    for step in reversed(steps):
        free = free if step.where is None else free | world.index.free(step.where)
        free = free - {step.variable}
    return free


def _reached(
    rows: Rows, source: Term, steps: tuple[Step, ...], correlated: bool, value_of: ValueOf
) -> tuple[Rows, list[tuple[str, Value]]]:
    """Return the rows of the members, and by which columns their results are joined to ``rows``.

    Where what is asked of the members reads nothing of the row that asks, one result for each source serves all rows;
    else the rows that ask are part of the select.
    """
    world = rows.world
    entity = str(type_of(source).name)
    key = rows.let(value_of(rows, source))
    first = relation_table(entity, steps[0].relation)
    if not correlated:
        inner = Rows(world, first)
        inner.base_alias = "r0"
        asking = [(KEY, key)]
        link: Sql = forms.column("t", "r0")
        _bind(inner, steps[0], link, "m0", "inner")
    else:
        outer = rows.same_base()
        inner = Rows(world, outer)
        inner.base_alias = "outer"
        inner.outer = outer
        asking = []
        for place, variable in enumerate(rows.own):
            name = "row" if place == 0 else f"row{place + 1}"
            if name not in _KEY_COLUMNS:
                raise RefusedError("relations of relations that look back at what they started from")
            inner.outer_columns[name] = outer.let(value_of(outer, variable)).sql
            asking.append((name, value_of(rows, variable)))
        source_key = outer.let(value_of(outer, source))
        inner.outer_columns["source"] = source_key.sql
        on = forms.compare("=", forms.column("s", "r0"), forms.column("source", "outer"))
        inner.inner.append(Join("inner", first, "r0", on))
        _bind(inner, steps[0], forms.column("t", "r0"), "m0", "inner")
    for place in range(1, len(steps)):
        step, before = steps[place], steps[place - 1]
        table = relation_table(before.entity, step.relation)
        on = forms.compare("=", forms.column("s", f"r{place}"), forms.column("k", f"m{place - 1}"))
        inner.inner.append(Join("left", table, f"r{place}", on))
        _bind(inner, step, forms.column("t", f"r{place}"), f"m{place}", "left")
    inner.own = [*(rows.own if correlated else []), *(Variable(step.variable, step.entity) for step in steps)]
    return inner, asking


def _bind(inner: Rows, step: Step, key: Sql, alias: str, kind: str) -> None:
    on = forms.compare("=", forms.column("k", alias), key)
    inner.inner.append(Join(kind, f"e_{step.entity}", alias, on))
    inner.bind(step.variable, step.entity, alias)


def _grouped(rows: Rows, members: _Members, columns: list[tuple[Sql, str]], level: int) -> tuple[str, int]:
    """Join one row for each group with ``columns``; return the alias and the layer."""
    # Grouped by what the layers compute, which has no name of its own in the last select.
    keys = [(sql, name) for sql, name in members.keys]
    query = members.rows.query([*keys, *columns], level, group=[sql for sql, _ in keys])
    return rows.joined(query, members.asking)


def _flag(test: Sql) -> Sql:
    """Return 1 where ``test`` is true for a member, else 0."""
    return forms.call("max", forms.case([(test, forms.whole(1))], forms.whole(0)))


def _supplied(rows: Rows, source: Term, relation: str, value_of: ValueOf) -> tuple[Sql, int]:
    """Return whether the relation was supplied."""
    entity = str(type_of(source).name)
    if isinstance(source, Variable):
        if rows.outer is not None and source.name not in rows.variables:
            sql, level = _supplied(rows.outer, source, relation, value_of)
            return rows.from_outside(Value(Kind.BOOLEAN, (sql,), level, atomic=True)).sql, 1
        return rows.of_variable(source.name, f"e_{entity}", f"s_{relation}"), 1
    return rows.of_key(value_of(rows, source), f"e_{entity}", f"s_{relation}")


def aggregate(rows: Rows, term: Aggregate, value_of: ValueOf) -> Value:
    """Return one value over the members of a relation."""
    members = _members(rows, term.source, term.steps, term.value, value_of)
    supplied, supplied_level = _supplied(rows, term.source, term.steps[0].relation, value_of)
    counts = forms.both(members.present, forms.negation(forms.is_true(forms.negation(members.wanted))))
    sure = forms.both(members.present, members.wanted)
    opened = [] if members.open is None else [(_flag(members.open), "open")]
    match term.function:
        case "count":
            columns, value = _counted(sure, counts), None
        case "some" | "every":
            value = members.rows.let(value_of(members.rows, _wanted(term)))
            columns = _quantified(term.function, members, value.sql)
        case "sum":
            value = members.rows.let(value_of(members.rows, _wanted(term)))
            columns = _summed(members, value, counts, sure)
        case "min" | "max":
            value = members.rows.let(value_of(members.rows, _wanted(term)))
            columns = _extreme(term, value, counts, sure)
    level = max(members.level, 0 if value is None else value.level)
    alias, at = _grouped(rows, members, [*columns, *opened], level)
    level = max(at + 1, supplied_level)
    read = {name: rows.read(alias, at, name) for _, name in [*columns, *opened]}
    known = supplied
    if opened:
        known = forms.both(
            known, forms.compare("=", forms.call("coalesce", read["open"], forms.whole(0)), forms.whole(0))
        )
    return _finished(term, read, known, level, value)


def _wanted(term: Aggregate) -> Term:
    if term.value is None:
        raise RefusedError("an aggregate of nothing")
    return term.value


def _counted(sure: Sql, counts: Sql) -> list[tuple[Sql, str]]:
    return [
        (forms.call("sum", forms.case([(test, forms.whole(1))], forms.whole(0))), name)
        for test, name in ((sure, "low"), (counts, "high"))
    ]


def _quantified(function: str, members: _Members, value: Sql) -> list[tuple[Sql, str]]:
    wanted = forms.both(members.present, members.wanted)
    if function == "some":
        state = forms.both(wanted, value)
        return [(_flag(state), "decided"), (_flag(forms.is_null(state)), "maybe")]
    state = forms.either(forms.negation(wanted), value)
    return [(_flag(forms.negation(state)), "decided"), (_flag(forms.is_null(state)), "maybe")]


def _summed(members: _Members, value: Value, counts: Sql, sure: Sql) -> list[tuple[Sql, str]]:
    low, high, _ = numbers.ends(value)
    zero = forms.cast(forms.whole(0), numbers.known_digits(value).type)
    digits = numbers.known_digits(value)
    long = f"DECIMAL({max(digits.all, 1)}, {digits.after})"
    below = forms.case([(forms.compare("<", low, zero), low)], zero)
    above = forms.case([(forms.compare(">", high, zero), high)], zero)
    parts = [
        (forms.case([(sure, low), (counts, below)], zero), "low"),
        (forms.case([(sure, high), (counts, above)], zero), "high"),
    ]
    unknown = forms.both(counts, forms.is_null(low))
    return [*((forms.call("sum", forms.cast(part, long)), name) for part, name in parts), (_flag(unknown), "unknown")]


def _extreme(term: Aggregate, value: Value, counts: Sql, sure: Sql) -> list[tuple[Sql, str]]:
    low, high, _ = numbers.ends(value) if value.kind is not Kind.DATE else (value.sql, value.sql, None)
    largest = term.function == "max"
    ends = ((low, sure if largest else counts, "low"), (high, counts if largest else sure, "high"))
    unknown = forms.both(counts, forms.is_null(low))
    return [
        *((forms.call(term.function, forms.case([(test, end)])), name) for end, test, name in ends),
        (_flag(sure), "any"),
        (_flag(unknown), "unknown"),
    ]


def _finished(term: Aggregate, read: dict[str, Sql], known: Sql, level: int, value: Value | None) -> Value:
    zero = forms.whole(0)

    def flag(name: str) -> Sql:
        return forms.compare("=", forms.call("coalesce", read[name], zero), forms.whole(1))

    if term.function == "count":
        parts = tuple(
            forms.case([(known, forms.cast(forms.call("coalesce", read[name], zero), "BIGINT"))])
            for name in ("low", "high")
        )
        return Value(Kind.BOUNDS, parts, level, Digits(MANY + 2, 0))
    if term.function in ("some", "every"):
        decided = forms.truth(term.function == "some")
        state = forms.case(
            [
                (forms.both(known, flag("decided")), decided),
                (forms.both(known, forms.negation(flag("maybe"))), forms.negation(decided)),
            ]
        )
        return Value(Kind.BOOLEAN, (state,), level)
    sound = forms.both(known, forms.negation(flag("unknown")))
    digits = None if value is None or value.digits is None else value.digits
    if term.function == "sum":
        own = digits or Digits(1, 0)
        wide = numbers.within(Digits(own.before + MANY, own.after), EXACT)
        parts = tuple(
            forms.case([(sound, forms.cast(forms.call("coalesce", read[name], zero), wide.type))])
            for name in ("low", "high")
        )
        return Value(Kind.BOUNDS, parts, level, wide)
    sound = forms.both(sound, flag("any"))
    if term.type.kind is Kind.DATE:
        same = forms.both(sound, forms.compare("=", read["low"], read["high"]))
        return Value(Kind.DATE, (forms.case([(same, read["low"])]),), level)
    return Value(Kind.BOUNDS, tuple(forms.case([(sound, read[name])]) for name in ("low", "high")), level, digits)


def pick(rows: Rows, term: Pick, value_of: ValueOf) -> Value:
    """Return the key of the member that comes last or first."""
    members = _members(rows, term.source, term.steps, None, value_of)
    supplied, supplied_level = _supplied(rows, term.source, term.steps[0].relation, value_of)
    inner, last = members.rows, term.steps[-1]
    keys = [
        inner.of_variable(last.variable, f"e_{last.entity}", "id" if name == "id" else f"f_{name}")
        for name in term.order
    ]
    counts = forms.both(members.present, forms.negation(forms.is_true(forms.negation(members.wanted))))
    spoilt = forms.both(counts, forms.either(forms.is_null(members.wanted), *(forms.is_null(each) for each in keys)))
    if members.open is not None:
        spoilt = forms.either(spoilt, members.open)
    key = inner.key_of(last.variable)
    dialect = rows.world.dialect
    falling = term.function == "last"
    named = [(each, name == "id") for each, name in zip(keys, term.order, strict=True)]
    ordered = [(forms.collated(each, dialect) if is_text else each, falling) for each, is_text in named]
    group = inner.add(members.keys[0][0], 1) if len(members.keys) == 1 else None
    if group is None:
        raise RefusedError("a member picked by what the row that asks says, of relations of relations")
    inner.where = None
    level = max(members.level, 2)
    place = inner.add(
        forms.running(
            forms.call("row_number"),
            group,
            [(forms.case([(counts, forms.whole(0))], forms.whole(1)), False), *ordered],
        ),
        level,
    )
    bad = inner.add(forms.over(forms.call("max", forms.case([(spoilt, forms.whole(1))], forms.whole(0))), group), level)
    fits = inner.add(forms.case([(counts, forms.whole(1))], forms.whole(0)), level)
    chosen = forms.both(forms.compare("=", fits, forms.whole(1)), forms.compare("=", bad, forms.whole(0)))
    inner.where = forms.compare("=", place, forms.whole(1))
    query = inner.query([*members.keys, (forms.case([(chosen, key.sql)]), "picked")], level + 1)
    alias, at = rows.joined(query, members.asking)
    picked = rows.read(alias, at, "picked")
    return Value(Kind.ENTITY, (forms.case([(supplied, picked)]),), max(at + 1, supplied_level))


def past_due(rows: Rows, term: PastDue, value_of: ValueOf) -> Value:
    """Return days past due: payments are taken together, instalments paid by them, the oldest first."""
    world = rows.world
    if world.index.free(term.tolerance):
        raise RefusedError("a tolerance that is not the same for all loans")
    key = rows.let(value_of(rows, term.source))
    entity = str(type_of(term.source).name)
    as_of = world.as_of
    tolerance = rows.let(value_of(rows, term.tolerance))
    if tolerance.level:
        raise RefusedError("a tolerance that is computed from related things")
    counted_from = 1 if term.convention == "due_date_is_day_1" else 0
    owed_query = _owed(world, entity, tolerance, counted_from)
    paid, paid_at = rows.joined(_paid(entity, as_of), [(KEY, key)])
    owed, owed_at = rows.joined(owed_query, [(KEY, key)])
    supplied = [_supplied(rows, term.source, name, value_of) for name in ("schedule", "repayments")]
    bad_paid = rows.read(paid, paid_at, "unknown")
    bad_owed, days = (rows.read(owed, owed_at, name) for name in ("unknown", "days"))
    zero = forms.whole(0)
    sound = forms.both(
        *(each for each, _ in supplied),
        forms.compare("=", forms.call("coalesce", bad_paid, zero), zero),
        forms.compare("=", forms.call("coalesce", bad_owed, zero), zero),
        forms.negation(forms.is_null(tolerance.sql)),
    )
    level = max(paid_at + 1, owed_at + 1, *(each for _, each in supplied))
    made = forms.case([(sound, forms.call("coalesce", days, zero))])
    return Value(Kind.NUMBER, (made,), level, DAYS)


def _paid(entity: str, as_of: Sql) -> Sql:
    source = forms.column("s", "r0")
    amount, day = forms.column("f_amount", "m0"), forms.column("f_paid_on", "m0")
    unknown = forms.either(forms.is_null(amount), forms.is_null(day))
    counted = forms.case([(forms.compare("<=", day, as_of), amount)], forms.cast(forms.whole(0), AMOUNT.type))
    on = forms.compare("=", forms.column("k", "m0"), forms.column("t", "r0"))
    return forms.select(
        [(source, KEY), (forms.call("sum", counted), "paid"), (_flag(unknown), "unknown")],
        relation_table(entity, "repayments"),
        "r0",
        [("inner", "e_repayment", "m0", on)],
        group=[source],
    )


def _owed(world: World, entity: str, tolerance: Value, counted_from: int) -> Sql:
    as_of, dialect = world.as_of, world.dialect
    source, amount = forms.column("s", "r0"), forms.column("f_amount", "m0")
    day, id = forms.column("f_due_on", "m0"), forms.collated(forms.column("id", "m0"), dialect)
    on = forms.compare("=", forms.column("k", "m0"), forms.column("t", "r0"))
    lines = forms.select(
        [
            (source, KEY),
            (amount, "amount"),
            (day, "day"),
            (forms.running(forms.call("sum", amount), source, [(day, False), (id, False)]), "owed"),
        ],
        relation_table(entity, "schedule"),
        "r0",
        [("inner", "e_instalment", "m0", on)],
    )
    key, amount, day = (forms.column(name, "base") for name in (KEY, "amount", "day"))
    paid = forms.call("coalesce", forms.column("paid", "p"), forms.cast(forms.whole(0), AMOUNT.type))
    wide = Digits(AMOUNT.before + MANY, AMOUNT.after)
    left = forms.compute("-", forms.cast(forms.column("owed", "base"), wide.type), forms.cast(paid, wide.type))
    still = forms.call("least", forms.cast(left, wide.type), forms.cast(amount, wide.type))
    digits = numbers.within(together(wide, numbers.known_digits(tolerance)), LARGEST)
    over = forms.compare(
        ">", numbers.wide(still, wide, digits), numbers.wide(tolerance.sql, numbers.known_digits(tolerance), digits)
    )
    days = forms.compute("+", calendar.days_between(day, as_of, dialect), forms.whole(counted_from))
    late = forms.both(over, forms.compare(">", days, forms.whole(0)))
    return forms.select(
        [
            (key, KEY),
            (_flag(forms.either(forms.is_null(amount), forms.is_null(day))), "unknown"),
            (forms.call("max", forms.case([(late, days)])), "days"),
        ],
        lines,
        "base",
        [("left", _paid(entity, as_of), "p", forms.compare("=", forms.column(KEY, "p"), key))],
        group=[key],
    )
