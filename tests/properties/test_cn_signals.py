"""Signals from statements are what the limits of the catalogue give in exact fractions, also where data is missing."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postloan_rules import Decision, Engine, load, read_record

ENGINE = Engine(load("cn"))
FLOWS = ("revenue", "vat_declared_revenue", "ebit", "interest_expense", "net_profit", "operating_cash_flow")
STOCKS = (
    "assets", "current_assets", "receivables", "inventory", "liabilities", "current_liabilities", "short_term_debt",
    "net_assets", "contingent_guarantees",
)  # fmt: skip
SIGNED = ("ebit", "net_profit", "operating_cash_flow", "net_assets")
WORSE = ("yellow", "orange", "red")
# Few values, so that ratios often stand exactly at a limit.
AMOUNTS = st.sampled_from([1, 2, 3, 5, 6, 7, 10, 12, 14, 15, 20, 21, 30, 40, 70, 100])
SIGNED_AMOUNTS = st.one_of(AMOUNTS, AMOUNTS.map(lambda amount: -amount))

Figures = Mapping[str, Any]


@st.composite
def statements(draw: st.DrawFn, identifier: str, day: str) -> dict[str, Any]:
    """Complete statements of a year that came in time."""
    figures = {name: draw(SIGNED_AMOUNTS if name in SIGNED else AMOUNTS) for name in (*FLOWS, *STOCKS)}
    return {
        "id": identifier, "period_ends_on": day, "period": "annual", "due_on": "2026-04-30",
        "delivered_on": "2026-04-30", "audit_opinion": "unmodified", "auditor_changed": False, "restated": False,
        **figures,
    }  # fmt: skip


YEARS = st.tuples(statements("S1", "2024-12-31"), statements("S2", "2025-12-31"))
LOOSE = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def decided(*years: Figures) -> Decision:
    return ENGINE.decide(
        "finance_signals",
        read_record(
            {
                "as_of": "2026-11-23",
                "currency": "CNY",
                "loan": {"id": "L1"},
                "borrower": {
                    "id": "B1",
                    "segment": "enterprise",
                    "next_statement_due_on": "2027-04-30",
                    "beneish_score": -3,
                    "statements": list(years),
                },
            }
        ),
    )


def by_the_catalogue(before: Figures, now: Figures) -> dict[str, str]:
    """Return the signals of two years, worked out from the rows without any of the pack's formulas."""

    def of(top: str, below: str, year: Figures = now) -> Fraction:
        return Fraction(year[top], year[below])

    fall = 1 - Fraction(now["revenue"], before["revenue"])
    days = of("receivables", "revenue") / of("receivables", "revenue", before) - 1
    gap = Fraction(now["receivables"], before["receivables"]) - Fraction(now["revenue"], before["revenue"])
    quick = Fraction(now["current_assets"] - now["inventory"], now["current_liabilities"])
    rise = of("liabilities", "assets") - of("liabilities", "assets", before)
    pledged, worth = now["contingent_guarantees"], now["net_assets"]
    unlike = Fraction(abs(now["vat_declared_revenue"] - now["revenue"]), now["revenue"])
    rows = (
        ("EW-20", fall >= Fraction(1, 5), fall >= Fraction(3, 10), fall >= Fraction(1, 2)),
        ("EW-21", False, now["net_profit"] < 0, now["net_profit"] < 0 and before["net_profit"] < 0),
        (
            "EW-22",
            now["operating_cash_flow"] < 0,
            now["operating_cash_flow"] < 0 and before["operating_cash_flow"] < 0,
            False,
        ),
        ("EW-23", False, of("liabilities", "assets") > Fraction(7, 10) or rise >= Fraction(1, 10), False),
        ("EW-24", False, of("current_assets", "current_liabilities") < 1 or quick < Fraction(4, 5), False),
        ("EW-25", False, of("ebit", "interest_expense") < 2, of("ebit", "interest_expense") < 1),
        ("EW-26", days >= Fraction(1, 5), days >= Fraction(1, 2), False),
        ("EW-27", False, gap > Fraction(3, 10), False),
        (
            "EW-29",
            now["net_profit"] > 0 and Fraction(now["operating_cash_flow"], now["net_profit"]) < Fraction(3, 5),
            False,
            False,
        ),
        ("EW-30", False, unlike > Fraction(3, 20), False),
        ("EW-32", False, worth < 0 or Fraction(pledged, worth) > Fraction(1, 2), worth < 0 or pledged > worth),
        ("EW-33", False, of("short_term_debt", "current_assets") > 1, False),
    )
    found: dict[str, str] = {}
    for row, *levels in rows:
        reached = [word for word, holds in zip(WORSE, levels, strict=True) if holds]
        if reached:
            found[row] = reached[-1]
    return found


@LOOSE
@given(YEARS)
def test_signals_are_those_of_the_catalogue_at_their_highest_severity(years: tuple[Figures, Figures]) -> None:
    assert {each.rule: each.outcome for each in decided(*years).matches} == by_the_catalogue(*years)


# Net assets that are not given follow from assets and liabilities, so that leaving them out leaves nothing in doubt.
LEFT_OUT = [name for name in (*FLOWS, *STOCKS) if name != "net_assets"]


@LOOSE
@given(YEARS, st.sampled_from(LEFT_OUT), st.sampled_from([0, 1]))
def test_without_a_figure_a_signal_is_the_same_or_in_doubt(
    years: tuple[Figures, Figures], left_out: str, year: int
) -> None:
    whole = by_the_catalogue(*years)
    cut = [dict(each) for each in years]
    del cut[year][left_out]

    decision = decided(*cut)

    doubtful = {each.rule for each in decision.unknown}
    fired = {each.rule: each.outcome for each in decision.matches}
    assert doubtful.isdisjoint(fired)
    assert whole.keys() - doubtful == fired.keys()
    assert all(severity in (whole[row], None) for row, severity in fired.items())
