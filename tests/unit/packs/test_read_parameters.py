"""Parameters: dated values without holes and overlaps."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postloan_rules.feel.types import Enumeration, Money, Simple, Type
from postloan_rules.packs.parameter import Parameter
from tests.unit.packs.written_pack import LIMIT, load, pack_folder, sound, told

DAY = date(2020, 1, 1)


def parameter(folder: Path, text: str) -> Parameter:
    return sound(load(pack_folder(folder, parameters=LIMIT + text))).parameters["other.one"]


def one(unit: str, value: str) -> str:
    return f"""\
other.one:
  title: {{zh: 甲, en: A}}
  unit: {unit}
  reviewed_on: 2026-03-31
  values: [{{start: 2020-01-01, value: {value}, cite: "办法#1", confidence: S}}]
"""


@pytest.mark.parametrize(
    ("unit", "value", "type"),
    [
        ("days", "0", Simple.NUMBER),
        ("fraction", "0.1", Simple.NUMBER),
        ("date", "2026-01-01", Simple.DATE),
        ("flag", "true", Simple.BOOLEAN),
        ("CNY", "1000.50", Money("CNY")),
        ("risk_class", "关注", Enumeration("risk_class", ("normal", "special_mention", "loss"), ordered=True)),
    ],
)
def test_the_unit_says_the_type(tmp_path: Path, unit: str, value: str, type: Type) -> None:
    assert parameter(tmp_path, one(unit, value)).type == type


def test_a_label_of_an_enumeration_stands_for_its_value(tmp_path: Path) -> None:
    assert parameter(tmp_path, one("risk_class", "关注")).values[0].value == "special_mention"


@pytest.mark.parametrize(
    ("unit", "value"),
    [("days", "1.5"), ("count", "abc"), ("date", "90"), ("flag", "1"), ("flag", "yes"), ("CNY", "'1'")],
)
def test_a_value_that_is_not_one_of_its_unit_is_told(tmp_path: Path, unit: str, value: str) -> None:
    result = load(pack_folder(tmp_path, parameters=LIMIT + one(unit, value)))

    assert told(result) == [("PL123", value)]


def test_a_value_holds_until_the_next_one_starts(tmp_path: Path) -> None:
    found = parameter(
        tmp_path,
        one("days", "90").replace(
            "values: [",
            'values: [{start: 2024-01-01, value: 60, cite: "办法#1", confidence: S}, ',
        ),
    )

    assert [(each.value, each.period.start, each.period.end) for each in found.values] == [
        (90, date(2020, 1, 1), date(2024, 1, 1)),
        (60, date(2024, 1, 1), None),
    ]


spans = st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(1, 30)), min_size=1, max_size=4)


@settings(deadline=None)
@given(spans=spans)
def test_a_history_without_a_remark_has_one_value_on_every_day_between_its_ends(
    tmp_path_factory: pytest.TempPathFactory, spans: list[tuple[int, int | None]]
) -> None:
    lines = []
    for number, (start, length) in enumerate(spans):
        end = f"end: {DAY + timedelta(start + length)}, " if length else ""
        lines.append(
            f'    - {{start: {DAY + timedelta(start)}, {end}value: {number}, cite: "办法#1", confidence: S}}\n'
        )
    text = one("days", "0").split("  values:")[0] + "  values:\n" + "".join(lines)

    result = load(pack_folder(tmp_path_factory.mktemp("p"), parameters=LIMIT + text))

    covering = [
        sum(start <= day and (length is None or day < start + length) for start, length in _until_next(spans))
        for day in range(max(start for start, _ in spans) + 1)
        if day >= min(start for start, _ in spans)
    ]
    written = sorted(spans, key=lambda each: each[0])
    clash = any(
        first[0] == second[0] or (first[1] is not None and first[0] + first[1] > second[0])
        for first, second in pairwise(written)
    )
    assert (result.pack is not None) == (not clash and all(count == 1 for count in covering))


def _until_next(spans: list[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """Return the spans with open ends closed by the next start, as the documentation says."""
    ordered = sorted(spans, key=lambda each: each[0])
    return [
        (start, length if length is not None or number + 1 == len(ordered) else ordered[number + 1][0] - start)
        for number, (start, length) in enumerate(ordered)
    ]
