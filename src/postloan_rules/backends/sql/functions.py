"""The functions of ``ir.functions`` in SQL."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from postloan_rules.backends.sql import calendar, forms, numbers
from postloan_rules.backends.sql.digits import DAYS, EXACT, Digits, together
from postloan_rules.backends.sql.forms import Sql
from postloan_rules.backends.sql.refusal import RefusedError
from postloan_rules.backends.sql.rows import Rows, Value
from postloan_rules.ir.types import Kind

_YEAR = Digits(4, 0)


def _least(rows: Rows, values: Sequence[Value], largest: bool) -> Value:
    values = [rows.let(each) for each in values]
    level = max(each.level for each in values)
    kind = values[0].kind
    digits = numbers.common(values) if kind is Kind.NUMBER else None
    parts = [
        each.sql if digits is None else numbers.wide(each.sql, numbers.known_digits(each), digits) for each in values
    ]
    known = forms.both(*(forms.negation(forms.is_null(each)) for each in parts))
    return Value(kind, (forms.case([(known, numbers.least(parts, largest))]),), level, digits)


def _absolute(rows: Rows, values: Sequence[Value]) -> Value:
    (value,) = values
    return Value(Kind.NUMBER, (forms.call("abs", value.sql),), value.level, value.digits)


def _towards(name: str) -> Callable[[Rows, Sequence[Value]], Value]:
    def made(rows: Rows, values: Sequence[Value]) -> Value:
        (value,) = values
        digits = numbers.known_digits(value)
        if digits.after == 0:
            return value
        whole = Digits(digits.before + 1, 0)
        return Value(Kind.NUMBER, (forms.cast(forms.call(name, value.sql), whole.type),), value.level, whole)

    return made


def constant_places(value: Value) -> int | None:
    """Return a number of places that is written in the term itself."""
    return forms.constant_of(value.sql)


def _rounded(how: str) -> Callable[[Rows, Sequence[Value]], Value]:
    def made(rows: Rows, values: Sequence[Value]) -> Value:
        value, count = values
        places = constant_places(count)
        if places is None or not 0 <= places <= numbers.MOST_PLACES:
            raise RefusedError("a number of places that is no constant from 0 to 12")
        digits = numbers.known_digits(value)
        if digits.after <= places:
            return value
        one = Value(Kind.NUMBER, (forms.literal("1", "BIGINT"),), 0, Digits(1, 0), atomic=True)
        whole = numbers.ratio(rows, value, one)
        return numbers.rounded(rows, whole, places, how)

    return made


def _modulo(rows: Rows, values: Sequence[Value]) -> Value:
    left, right = (rows.let(each) for each in values)
    digits = numbers.within(together(numbers.known_digits(left), numbers.known_digits(right)), EXACT)
    level = max(left.level, right.level)
    one, other = (numbers.wide(each.sql, numbers.known_digits(each), digits) for each in (left, right))
    zero = forms.whole(0)
    # Evaluated only where the divisor is not zero: some engines stop at a remainder of zero.
    safe = forms.case([(forms.compare("!=", other, zero), other)])
    rest = rows.let(Value(Kind.NUMBER, (forms.cast(forms.call("mod", one, safe), digits.type),), level, digits))
    turned = forms.both(
        forms.compare("!=", rest.sql, zero),
        forms.compare("!=", forms.compare("<", rest.sql, zero), forms.compare("<", other, zero)),
    )
    wider = Digits(digits.before + 1, digits.after)
    made = forms.case(
        [(turned, forms.cast(forms.compute("+", rest.sql, other), wider.type))], forms.cast(rest.sql, wider.type)
    )
    return Value(Kind.NUMBER, (made,), rest.level, numbers.within(wider, EXACT))


def _days_between(rows: Rows, values: Sequence[Value]) -> Value:
    start, end = values
    sql = calendar.days_between(start.sql, end.sql, rows.world.dialect)
    return Value(Kind.NUMBER, (sql,), max(start.level, end.level), DAYS)


def moved_days(rows: Rows, day: Value, count: Value) -> Value:
    """Return the day ``count`` whole days later, null for a part of a day."""
    day, count = rows.let(day), rows.let(_whole(rows, count, calendar.MOST_DAYS))
    return Value(Kind.DATE, (calendar.plus_days(day.sql, count.sql, rows.world.dialect),), max(day.level, count.level))


def moved_months(rows: Rows, day: Value, count: Value) -> Value:
    """Return the same day ``count`` whole months later, or the last of that month."""
    dialect = rows.world.dialect
    day, count = rows.let(day), rows.let(_whole(rows, count, calendar.MOST_MONTHS))
    level = max(day.level, count.level)
    reached = forms.compute("+", calendar.months_of(day.sql, dialect), count.sql)
    inside = forms.both(
        forms.compare(">=", reached, forms.whole(12)), forms.compare("<", reached, forms.whole(120_000))
    )
    months = rows.let(Value(Kind.NUMBER, (forms.case([(inside, reached)]),), level))
    year = rows.let(Value(Kind.NUMBER, (calendar.whole_years(months.sql, dialect),), months.level))
    month = rows.let(
        Value(
            Kind.NUMBER,
            (forms.compute("+", forms.call("mod", months.sql, forms.whole(12)), forms.whole(1)),),
            months.level,
        )
    )
    level = max(year.level, month.level)
    last = calendar.length_of_month(year.sql, month.sql)
    own = calendar.part("day", day.sql, dialect)
    clipped = forms.case([(forms.compare("<", last, own), last)], own)
    made = calendar.of_numbers(year.sql, month.sql, clipped, dialect)
    known = forms.negation(forms.is_null(months.sql))
    return Value(Kind.DATE, (forms.case([(known, made)]),), level)


def _whole(rows: Rows, count: Value, most: int) -> Value:
    """Return a number as a whole number of 64 bits, null where it is none or larger than ``most``."""
    if count.kind is not Kind.NUMBER:
        small = forms.both(
            forms.compare(">=", count.sql, forms.whole(-most)), forms.compare("<=", count.sql, forms.whole(most))
        )
        return Value(Kind.NUMBER, (forms.case([(small, count.sql)]),), count.level)
    count = rows.let(count)
    bound = numbers.constant(Decimal(most))
    digits = together(numbers.known_digits(count), numbers.known_digits(bound))
    number = numbers.wide(count.sql, numbers.known_digits(count), digits)
    limit = numbers.wide(bound.sql, numbers.known_digits(bound), digits)
    small = forms.both(forms.compare("<=", number, limit), forms.compare(">=", number, forms.minus(limit)))
    if numbers.known_digits(count).after:
        small = forms.both(small, forms.compare("=", forms.call("floor", count.sql), count.sql))
    return Value(Kind.NUMBER, (forms.case([(small, forms.cast(count.sql, "BIGINT"))]),), count.level)


def _months_between(rows: Rows, values: Sequence[Value]) -> Value:
    dialect = rows.world.dialect
    start, end = (rows.let(each) for each in values)
    level = max(start.level, end.level)
    count = forms.compute("-", calendar.months_of(end.sql, dialect), calendar.months_of(start.sql, dialect))
    counted = rows.let(Value(Kind.NUMBER, (count,), level, Digits(6, 0)))
    reached = rows.let(moved_months(rows, start, counted))
    level = max(level, reached.level, counted.level)
    forward = forms.compare(">=", end.sql, start.sql)
    past, short = forms.compare(">", reached.sql, end.sql), forms.compare("<", reached.sql, end.sql)
    made = forms.case(
        [
            (forms.both(forward, past), forms.compute("-", counted.sql, forms.whole(1))),
            (forms.both(forms.negation(forward), short), forms.compute("+", counted.sql, forms.whole(1))),
        ],
        counted.sql,
    )
    return Value(Kind.NUMBER, (made,), level, Digits(6, 0))


def _last_of_month(rows: Rows, values: Sequence[Value]) -> Value:
    dialect = rows.world.dialect
    day = rows.let(values[0])
    year, month = (
        rows.let(Value(Kind.NUMBER, (calendar.part(name, day.sql, dialect),), day.level)) for name in ("year", "month")
    )
    made = calendar.of_numbers(year.sql, month.sql, calendar.length_of_month(year.sql, month.sql), dialect)
    return Value(Kind.DATE, (forms.case([(forms.negation(forms.is_null(day.sql)), made)]),), year.level)


def _part(name: str) -> Callable[[Rows, Sequence[Value]], Value]:
    def made(rows: Rows, values: Sequence[Value]) -> Value:
        (day,) = values
        return Value(Kind.NUMBER, (calendar.part(name, day.sql, rows.world.dialect),), day.level, _YEAR)

    return made


def _date(rows: Rows, values: Sequence[Value]) -> Value:
    year, month, day = (rows.let(_whole(rows, each, 9999)) for each in values)
    level = max(each.level for each in (year, month, day))
    inside = forms.both(
        *(
            forms.both(forms.compare(">=", each.sql, forms.whole(1)), forms.compare("<=", each.sql, most))
            for each, most in (
                (year, forms.whole(9999)),
                (month, forms.whole(12)),
                (day, calendar.length_of_month(year.sql, month.sql)),
            )
        )
    )
    made = calendar.of_numbers(year.sql, month.sql, day.sql, rows.world.dialect)
    return Value(Kind.DATE, (forms.case([(inside, made)]),), level)


def _length(rows: Rows, values: Sequence[Value]) -> Value:
    (word,) = values
    return Value(Kind.NUMBER, (forms.cast(forms.call("char_length", word.sql), "BIGINT"),), word.level, Digits(9, 0))


def _text_test(name: str) -> Callable[[Rows, Sequence[Value]], Value]:
    def made(rows: Rows, values: Sequence[Value]) -> Value:
        word, part = (rows.let(each) for each in values)
        return Value(
            Kind.BOOLEAN, (_text_tests(name, word.sql, part.sql, rows.world.dialect),), max(word.level, part.level)
        )

    return made


def _text_tests(name: str, word: Sql, part: Sql, dialect: str) -> Sql:
    if name == "contains":
        found = forms.call("strpos", word, part) if dialect != "spark" else forms.call("instr", word, part)
        return forms.compare(">", found, forms.whole(0))
    length = forms.cast(forms.call("char_length", part), "INT")
    side = "left" if name == "starts with" else "right"
    # The text of no length is at both ends of every text, which `right` of none does not say everywhere.
    return forms.case(
        [
            (
                forms.both(forms.compare("=", length, forms.whole(0)), forms.negation(forms.is_null(word))),
                forms.truth(True),
            )
        ],
        forms.compare("=", forms.call(side, word, length), part),
    )


FUNCTIONS: Mapping[str, Callable[[Rows, Sequence[Value]], Value]] = {
    "min": lambda rows, values: _least(rows, values, largest=False),
    "max": lambda rows, values: _least(rows, values, largest=True),
    "abs": _absolute,
    "floor": _towards("floor"),
    "ceiling": _towards("ceil"),
    "decimal": _rounded("half even"),
    "round half up": _rounded("half up"),
    "modulo": _modulo,
    "days between": _days_between,
    "months between": _months_between,
    "add days": lambda rows, values: moved_days(rows, values[0], values[1]),
    "add months": lambda rows, values: moved_months(rows, values[0], values[1]),
    "last day of month": _last_of_month,
    "year": _part("year"),
    "month": _part("month"),
    "day": _part("day"),
    "date": _date,
    "string length": _length,
    "contains": _text_test("contains"),
    "starts with": _text_test("starts with"),
    "ends with": _text_test("ends with"),
}
