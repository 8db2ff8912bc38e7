"""A parameter that nobody looked at for longer than the pack allows is named, as of a day that is given."""

from datetime import date
from pathlib import Path

import pytest

from postloan_rules import check
from tests.unit.engine.small_pack import MANIFEST, decision, write_pack

PARAMETERS = """
limits.days:
  title: {zh: 限度, en: Limit}
  unit: days
  reviewed_on: 2026-01-31
  values:
    - {start: 2020-01-01, value: 90, cite: "政策#1", confidence: C}
"""


def codes(folder: Path, day: date | None, *, manifest: str = MANIFEST) -> list[str]:
    rules = "A-1: loan.days_past_due > limits.days -> bad\nA-2: loan.days_past_due > 0 -> fair"
    write_pack(folder, manifest=manifest, parameters__limits=PARAMETERS, decisions__one=decision("one", rules))
    return [each.code for each in check(folder, as_of=day)]


@pytest.mark.parametrize(
    ("day", "found"),
    [(None, []), (date(2027, 1, 31), []), (date(2027, 2, 1), ["PL905"])],
)
def test_twelve_months_are_the_limit_where_the_pack_names_none(
    tmp_path: Path, day: date | None, found: list[str]
) -> None:
    assert codes(tmp_path / "pack", day) == found


def test_the_pack_names_its_own_limit(tmp_path: Path) -> None:
    manifest = MANIFEST + "review_within: 1\n"

    assert codes(tmp_path / "a", date(2026, 2, 28), manifest=manifest) == []
    assert codes(tmp_path / "b", date(2026, 3, 1), manifest=manifest) == ["PL905"]


@pytest.mark.parametrize("months", ["0", "-1", "1.5", "twelve", "1000"])
def test_a_limit_that_is_no_number_of_months_is_refused(tmp_path: Path, months: str) -> None:
    assert codes(tmp_path / "pack", None, manifest=MANIFEST + f"review_within: {months}\n") == ["PL115"]
