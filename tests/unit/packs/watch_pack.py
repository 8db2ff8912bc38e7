"""A small pack with watches, for tests."""

from pathlib import Path

from tests.unit.packs.written_pack import MANIFEST, SOUND, write

WATCHING = """\
watching: {severity: risk_class, lateness: watch.lateness}
events:
  pledge:
    title: {zh: 质押, en: pledge}
    of: borrower
    fields:
      amount: {type: money, label: {zh: 金额, en: amount}}
      flag: {type: boolean, label: {zh: 标志, en: flag}}
  release:
    title: {zh: 解押, en: release}
    of: borrower
    fields:
      flag: {type: boolean, label: {zh: 标志, en: flag}}
"""


def parameter(id: str, unit: str, value: int) -> str:
    """Return the text of a parameter that always has the same value."""
    return f"""\
{id}:
  title: {{zh: 参数, en: parameter}}
  unit: {unit}
  reviewed_on: 2026-03-31
  values: [{{start: 2020-01-01, value: {value}, cite: "办法#1", confidence: C}}]
"""


PARAMETERS = "".join(
    (
        parameter("watch.lateness", "days", 10),
        parameter("watch.days", "days", 30),
        parameter("watch.months", "months", 2),
        parameter("watch.times", "count", 2),
    )
)

WATCH = """\
watch: pledged_twice
signal: W-1
title: {zh: 两次质押, en: Pledged twice}
of: borrower
pattern:
  count: {event: pledge, where: event.flag}
  at_least: watch.times
  within: watch.days
severity: loss
cite: "办法#1"
reason: {zh: "{event.on}", en: "{matched} since {first_on}"}
"""

WATCH_CASE = """\
- case: two
  watch: pledged_twice
  as_of: 2026-03-31
  events:
    - {on: 2026-03-01, event: pledge, flag: true}
    - {on: 2026-03-02, event: pledge, flag: true, amount: 5}
  expect: {signals: [{on: 2026-03-02, events: [e1, e2]}]}
"""
EVERY_PATTERN = """\
watch: pledged_twice
signal: W-1
title: {zh: 两次质押, en: Pledged twice}
of: borrower
pattern:
  any:
    - sequence:
        - {event: pledge, where: event.flag}
        - all: [{event: release}, {event: drawdown, at: related}]
          within: watch.months
      within: watch.days
    - absence: [{event: release}, {event: paid_off}]
      after: {event: pledge}
      within: watch.months
    - count: {event: pledge, where: {any of: [event.flag, event.amount > loan.balance]}}
      at_least: watch.times
      within: watch.days
applies: borrower.npl_at_other_bank
severity: loss
cool_down: watch.days
cite: "办法#1"
reason: {zh: "{first_on}", en: "{matched} since {first_on}"}
"""


def watch_folder(folder: Path, *, watch: str = WATCH, manifest: str = MANIFEST + WATCHING, cases: str = "") -> Path:
    """Write a pack with one watch into ``folder`` and return it."""
    files = SOUND | {"pack.yaml": manifest, "parameters/watch.yaml": PARAMETERS, "watch/pledged.yaml": watch}
    return write(folder, files | ({"cases/pledged.yaml": cases} if cases else {}))
