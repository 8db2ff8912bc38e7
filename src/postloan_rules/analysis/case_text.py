"""Cases as YAML, ready to be put into a file of cases."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from postloan_rules.packs.pack import Case

_PLAIN = re.compile(r"^[A-Za-z\u4e00-\u9fff_][\w\u4e00-\u9fff ./()-]*$")
_WORDS_WITH_MEANING = frozenset({"true", "false", "null", "~", "yes", "no", "on", "off", ""})


def case_text(case: Case, comments: Iterable[str] = ()) -> str:
    """Return ``case`` with what is expected left open; ``comments`` stand above what is expected."""
    lines = [f"- case: {scalar(case.name)}", f"  decision: {case.decision}", f"  as_of: {case.as_of.isoformat()}"]
    if case.currency != "CNY":
        lines.append(f"  currency: {case.currency}")
    if case.given:
        lines.append(f"  given: {flow(case.given)}")
    if case.unknown:
        lines.append(f"  unknown: {flow(list(case.unknown))}")
    lines.extend(f"  # {comment}" for comment in comments)
    lines.append("  expect:")
    lines.append("    outcome: # …")
    return "\n".join(lines) + "\n"


def flow(value: Any) -> str:
    """Return a plain value in YAML's flow form.

    >>> flow({"loan.days_past_due": Decimal(90), "loan.collaterals": [{"id": "C1"}]})
    '{loan.days_past_due: 90, loan.collaterals: [{id: C1}]}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    """Return a scalar as YAML 1.2 reads it back.

    >>> scalar("a: b"), scalar(True), scalar(Decimal("10.50"))
    ('"a: b"', 'true', '10.50')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if isinstance(value, str) and (not _PLAIN.match(text) or text.lower() in _WORDS_WITH_MEANING):
        return json.dumps(text, ensure_ascii=False)
    return text
