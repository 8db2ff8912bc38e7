"""Numbers, bounds and ratios in SQL: decimals that are wide enough, or a refusal; nothing is rounded."""

from collections.abc import Sequence
from decimal import Decimal

from postloan_rules.backends.sql import forms
from postloan_rules.backends.sql.digits import EXACT, LARGEST, Digits, digits_of, product, together, total
from postloan_rules.backends.sql.forms import Sql
from postloan_rules.backends.sql.refusal import RefusedError
from postloan_rules.backends.sql.rows import Rows, Value
from postloan_rules.ir.types import Kind

ONE = Digits(1, 0)
MOST_PLACES = 12


def constant(number: Decimal | int) -> Value:
    digits = within(digits_of(number), EXACT)
    text = f"{Decimal(number):f}"
    # Not every engine takes `3.00` for a whole number.
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Value(Kind.NUMBER, (forms.literal(text or "0", digits.type),), 0, digits, atomic=True)


def within(digits: Digits, most: int) -> Digits:
    """Return ``digits`` if there are no more than ``most``.

    Raises:
        RefusedError: if there are.
    """
    if digits.all > most:
        raise RefusedError(f"a number may have {digits.all} digits, and {most} are what is computed exactly")
    return digits


def wide(sql: Sql, have: Digits, want: Digits) -> Sql:
    """Return the number in the type of ``want``."""
    return sql if have.type == want.type else forms.cast(sql, want.type)


def known_digits(value: Value) -> Digits:
    return value.digits or ONE


def common(values: Sequence[Value]) -> Digits:
    """Return digits that hold all of ``values``, which may be compared then."""
    return within(together(*[known_digits(each) for each in values]), LARGEST)


def times(left: Sql, left_digits: Digits, right: Sql, right_digits: Digits, most: int) -> tuple[Sql, Digits]:
    digits = within(product(left_digits, right_digits), most)
    # Both sides as decimals of just their digits: whole numbers of 64 bits might overflow before they are widened.
    one, other = (
        forms.cast(sql, f"DECIMAL({max(each.all, 1)}, {each.after})")
        for sql, each in ((left, left_digits), (right, right_digits))
    )
    return forms.cast(forms.compute("*", one, other), digits.type), digits


def add(operator: str, left: Sql, left_digits: Digits, right: Sql, right_digits: Digits) -> tuple[Sql, Digits]:
    digits = within(total(left_digits, right_digits), EXACT)
    made = forms.compute(operator, wide(left, left_digits, digits), wide(right, right_digits, digits))
    return forms.cast(made, digits.type), digits


def least(parts: Sequence[Sql], largest: bool = False) -> Sql:
    """Return the smallest (or largest) of those ``parts`` that are not null."""
    return parts[0] if len(parts) == 1 else forms.call("greatest" if largest else "least", *parts)


def ends(value: Value) -> tuple[Sql, Sql, Sql | None]:
    """Return low, high and denominator (``None``: 1)."""
    if value.kind is Kind.NUMBER:
        return value.sql, value.sql, None
    return value.parts[0], value.parts[1], value.parts[2] if value.kind is Kind.RATIO else None


# A ratio keeps one number of digits for its ends and one for its denominator: the wider of both.


def compare(rows: Rows, operator: str, left: Value, right: Value) -> Value:
    """Return whether ``left operator right`` for all values that both may have."""
    if left.kind is Kind.NUMBER and right.kind is Kind.NUMBER:
        digits = common((left, right))
        one, other = (wide(each.sql, known_digits(each), digits) for each in (left, right))
        return Value(Kind.BOOLEAN, (forms.compare(operator, one, other),), max(left.level, right.level))
    left, right = rows.let(left), rows.let(right)
    level = max(left.level, right.level)
    low, high, under = ends(left)
    other_low, other_high, other_under = ends(right)
    mine, theirs = known_digits(left), known_digits(right)
    low, high, mine_digits = _scaled(low, high, mine, other_under, theirs)
    other_low, other_high, other_digits = _scaled(other_low, other_high, theirs, under, mine)
    digits = within(together(mine_digits, other_digits), LARGEST)
    low, high = wide(low, mine_digits, digits), wide(high, mine_digits, digits)
    other_low, other_high = wide(other_low, other_digits, digits), wide(other_high, other_digits, digits)
    if operator in ("=", "!="):
        same = forms.both(
            forms.compare("=", low, high), forms.compare("=", other_low, other_high), forms.compare("=", low, other_low)
        )
        apart = forms.either(forms.compare("<", high, other_low), forms.compare("<", other_high, low))
        surely, surely_not = (same, apart) if operator == "=" else (apart, same)
    else:
        if operator in (">", ">="):
            low, high, other_low, other_high = other_low, other_high, low, high
        strict = operator in ("<", ">")
        surely = forms.compare("<" if strict else "<=", high, other_low)
        surely_not = forms.compare(">=" if strict else ">", low, other_high)
    state = forms.case([(surely, forms.truth(True)), (surely_not, forms.truth(False))])
    return Value(Kind.BOOLEAN, (state,), level)


def _scaled(low: Sql, high: Sql, digits: Digits, by: Sql | None, by_digits: Digits) -> tuple[Sql, Sql, Digits]:
    if by is None:
        return low, high, digits
    scaled, wider = times(low, digits, by, by_digits, LARGEST - 1)
    return scaled, times(high, digits, by, by_digits, LARGEST - 1)[0], wider


def arithmetic(rows: Rows, operator: str, left: Value, right: Value) -> Value:
    """Return sum, difference or product of numbers or bounds."""
    if left.kind is Kind.NUMBER and right.kind is Kind.NUMBER:
        made, digits = _computed(operator, left.sql, known_digits(left), right.sql, known_digits(right))
        return Value(Kind.NUMBER, (made,), max(left.level, right.level), digits)
    left, right = rows.let(left), rows.let(right)
    level = max(left.level, right.level)
    low, high, _ = ends(left)
    other_low, other_high, _ = ends(right)
    mine, theirs = known_digits(left), known_digits(right)
    if operator == "*":
        products = [times(one, mine, other, theirs, EXACT) for one in (low, high) for other in (other_low, other_high)]
        digits = products[0][1]
        value = rows.let(Value(Kind.BOUNDS, tuple(each for each, _ in products), level, digits))
        known = forms.negation(forms.is_null(value.parts[0]))
        parts = tuple(forms.case([(known, least(value.parts, largest))]) for largest in (False, True))
        return Value(Kind.BOUNDS, parts, value.level, digits)
    if operator == "-":
        other_low, other_high = other_high, other_low
    first, digits = add(operator, low, mine, other_low, theirs)
    second, _ = add(operator, high, mine, other_high, theirs)
    return Value(Kind.BOUNDS, (first, second), level, digits)


def _computed(operator: str, left: Sql, mine: Digits, right: Sql, theirs: Digits) -> tuple[Sql, Digits]:
    return times(left, mine, right, theirs, EXACT) if operator == "*" else add(operator, left, mine, right, theirs)


def negate(rows: Rows, value: Value) -> Value:
    if value.kind is Kind.BOUNDS:
        value = rows.let(value)
        return Value(value.kind, (forms.minus(value.parts[1]), forms.minus(value.parts[0])), value.level, value.digits)
    return Value(value.kind, (forms.minus(value.sql),), value.level, value.digits)


def ratio(rows: Rows, numerator: Value, denominator: Value) -> Value:
    """Return the quotient undivided, null where the denominator is zero or not exact."""
    numerator, denominator = rows.let(numerator), rows.let(denominator)
    level = max(numerator.level, denominator.level)
    low, high, _ = ends(numerator)
    least_, most, _ = ends(denominator)
    zero = forms.whole(0)
    exact = forms.both(forms.compare("=", least_, most), forms.negation(forms.is_null(low)))
    above, below = (forms.both(exact, forms.compare(operator, least_, zero)) for operator in (">", "<"))
    digits = together(known_digits(numerator), known_digits(denominator))
    within(digits, EXACT)
    low, high = (wide(each, known_digits(numerator), digits) for each in (low, high))
    under = wide(least_, known_digits(denominator), digits)
    parts = (
        forms.case([(above, low), (below, forms.minus(high))]),
        forms.case([(above, high), (below, forms.minus(low))]),
        forms.case([(above, under), (below, forms.minus(under))]),
    )
    return Value(Kind.RATIO, parts, level, digits)


def must_be_clear(digits: Digits, places: int) -> None:
    """Check that dividing to 34 digits cannot carry a quotient over a number of so many places.

    A quotient of whole numbers N and D that is not such a number lies at least 1 / (2 × 10^places × D) beside it, and
    the rounding moves it by less than 10^-34 of its size.

    Raises:
        RefusedError: if that cannot be told.
    """
    if places + digits.all + 1 >= EXACT:
        raise RefusedError(f"a quotient of numbers of {digits.all} digits held against one of {places} places")


def rounded(rows: Rows, value: Value, places: int, how: str) -> Value:
    """Return an exact ratio as a number of so many places: ``half up``, ``half even``, ``floor`` or ``ceiling``.

    The record engine divides to 34 digits first, which ``must_be_clear`` holds against the places.
    """
    digits = known_digits(value)
    before = digits.all
    if not 0 <= places <= MOST_PLACES:
        raise RefusedError(f"a quotient rounded to {places} places")
    must_be_clear(digits, places)
    value = rows.let(value)
    low, high, under = value.parts
    scale = digits.after
    whole = Digits(digits.before + scale + places, 0)
    within(whole, LARGEST - 1)
    kind = f"DECIMAL({LARGEST}, 0)"
    top = forms.cast(forms.call("abs", _shifted(low, scale + places)), kind)
    bottom = forms.cast(_shifted(under, scale), kind)
    pair = rows.let(Value(Kind.NUMBER, (top, bottom), value.level))
    top, bottom = pair.parts
    quotient = rows.let(Value(Kind.NUMBER, (_whole_quotient(rows, top, bottom),), pair.level))
    # In Spark the quotient was rounded before it was cut off, so that it may be one too large.
    over = forms.compare(">", forms.compute("*", quotient.sql, bottom), top)
    right = forms.compute(
        "-", quotient.sql, forms.case([(over, forms.cast(forms.whole(1), kind))], forms.cast(forms.whole(0), kind))
    )
    quotient = rows.let(Value(Kind.NUMBER, (forms.cast(right, kind),), quotient.level))
    rest = rows.let(
        Value(
            Kind.NUMBER,
            (forms.cast(forms.compute("-", top, forms.compute("*", quotient.sql, bottom)), kind),),
            quotient.level,
        )
    )
    up = _rounds_up(how, quotient.sql, rest.sql, bottom, low)
    one, zero = forms.cast(forms.whole(1), kind), forms.cast(forms.whole(0), kind)
    size = forms.compute("+", quotient.sql, forms.case([(up, one)], zero))
    signed = forms.case([(forms.compare("<", low, forms.whole(0)), forms.minus(size))], size)
    result = Digits(min(before + 1, LARGEST - 1 - places), places)
    made = forms.cast(_shifted(forms.cast(signed, kind), -places), result.type)
    exact = forms.both(forms.compare("=", low, high), forms.negation(forms.is_null(under)))
    return Value(Kind.NUMBER, (forms.case([(exact, made)]),), rest.level, within(result, EXACT))


def _rounds_up(how: str, quotient: Sql, rest: Sql, bottom: Sql, low: Sql) -> Sql:
    twice = forms.compute("+", rest, rest)
    negative = forms.compare("<", low, forms.whole(0))
    some = forms.compare(">", rest, forms.whole(0))
    if how == "half up":
        return forms.compare(">=", twice, bottom)
    if how == "floor":
        return forms.both(negative, some)
    if how == "ceiling":
        return forms.both(forms.negation(negative), some)
    odd = forms.compare("!=", forms.call("mod", quotient, forms.cast(forms.whole(2), "DECIMAL(38, 0)")), forms.whole(0))
    return forms.either(forms.compare(">", twice, bottom), forms.both(forms.compare("=", twice, bottom), odd))


def _shifted(sql: Sql, places: int) -> Sql:
    """Return the number times ten to the power of ``places``."""
    if places == 0:
        return sql
    factor = Decimal(1).scaleb(places)
    digits = digits_of(factor)
    before = LARGEST - 1 - digits.all
    scale = 0 if places < 0 else min(places, before)
    return forms.compute(
        "*",
        forms.cast(sql, f"DECIMAL({before}, {scale})"),
        forms.literal(f"{factor:f}", digits.type if digits.after else f"DECIMAL({digits.all}, 0)"),
    )


def _whole_quotient(rows: Rows, top: Sql, bottom: Sql) -> Sql:
    match rows.world.dialect:
        case "postgres":
            return forms.call("div", top, bottom)
        case "duckdb":
            # Whole numbers of 128 bits: decimals would be divided as binary fractions.
            return forms.cast(
                forms.whole_division(forms.cast(top, "HUGEINT"), forms.cast(bottom, "HUGEINT")), "DECIMAL(38, 0)"
            )
        case "spark":
            return forms.cast(forms.call("floor", forms.divided(top, bottom)), "DECIMAL(38, 0)")
