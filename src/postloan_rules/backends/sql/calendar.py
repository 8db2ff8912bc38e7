"""Dates in SQL: the same day in all engines, null outside the years 1 to 9999."""

from datetime import date

from postloan_rules.backends.sql import forms
from postloan_rules.backends.sql.forms import Dialect, Sql

FIRST, LAST = date.min, date.max
MOST_DAYS, MOST_MONTHS = 4_000_000, 120_000


def _number(sql: Sql) -> Sql:
    return forms.cast(sql, "INT")


def plus_days(day: Sql, count: Sql, dialect: Dialect) -> Sql:
    """Return the day ``count`` days later; ``count`` is used in two places."""
    small = forms.case([(_between(count, MOST_DAYS), _number(count))])
    # Far from the ends of the calendar before the sum is made, for engines stop where dates end.
    return _day_number_shift(day, small, dialect)


def _between(count: Sql, most: int) -> Sql:
    return forms.both(forms.compare(">=", count, forms.whole(-most)), forms.compare("<=", count, forms.whole(most)))


def _day_number_shift(day: Sql, count: Sql, dialect: Dialect) -> Sql:
    number = days_between(forms.day(FIRST), day, dialect)
    reached = forms.compute("+", number, forms.cast(count, "BIGINT"))
    inside = forms.both(
        forms.compare(">=", reached, forms.whole(0)), forms.compare("<=", reached, forms.whole((LAST - FIRST).days))
    )
    return forms.case([(inside, _add(day, count, dialect))])


def _add(day: Sql, count: Sql, dialect: Dialect) -> Sql:
    if dialect == "spark":
        return forms.call("date_add", day, count)
    return forms.cast(forms.compute("+", day, count), "DATE")


def days_between(start: Sql, end: Sql, dialect: Dialect) -> Sql:
    """Return the days from ``start`` to ``end``."""
    if dialect == "spark":
        return forms.cast(forms.call("datediff", end, start), "BIGINT")
    return forms.cast(forms.compute("-", end, start), "BIGINT")


def part(name: str, day: Sql, dialect: Dialect) -> Sql:
    """Return ``year``, ``month`` or ``day`` of a date."""
    if dialect == "postgres":
        return forms.cast(forms.call("date_part", forms.text(name), day), "BIGINT")
    return forms.cast(forms.call(name, day), "BIGINT")


def of_numbers(year: Sql, month: Sql, day: Sql, dialect: Dialect) -> Sql:
    """Return the date of whole numbers known to make one."""
    numbers = [_number(each) for each in (year, month, day)]
    return forms.call({"duckdb": "make_date", "spark": "make_date", "postgres": "make_date"}[dialect], *numbers)


def months_of(day: Sql, dialect: Dialect) -> Sql:
    """Return the months since the year 0."""
    return forms.compute(
        "+",
        forms.compute("*", part("year", day, dialect), forms.whole(12)),
        forms.compute("-", part("month", day, dialect), forms.whole(1)),
    )


def whole_years(months: Sql, dialect: Dialect) -> Sql:
    """Return how many years the months, not below zero, fill."""
    if dialect == "spark":
        return forms.cast(forms.call("floor", forms.divided(months, forms.whole(12))), "BIGINT")
    return forms.cast(forms.whole_division(months, forms.whole(12)), "BIGINT")


def length_of_month(year: Sql, month: Sql) -> Sql:
    """Return how many days the month has."""

    def divides(number: int) -> Sql:
        return forms.compare("=", forms.call("mod", year, forms.whole(number)), forms.whole(0))

    leap = forms.either(forms.both(divides(4), forms.negation(divides(100))), divides(400))
    short = forms.either(*(forms.compare("=", month, forms.whole(each)) for each in (4, 6, 9, 11)))
    february = forms.case([(leap, forms.whole(29))], forms.whole(28))
    return forms.case(
        [(forms.compare("=", month, forms.whole(2)), february), (short, forms.whole(30))], forms.whole(31)
    )
