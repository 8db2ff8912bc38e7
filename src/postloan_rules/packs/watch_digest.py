"""What watches say in the canonical text of a pack; a pack without watches reads as it did before there were any."""

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from postloan_rules.packs.digest import condition_content, confidence_content, reason_content, type_content
from postloan_rules.packs.event_kind import EventKind
from postloan_rules.packs.watch import Absence, AllOf, AnyOf, Count, One, Pattern, Watch, Watching, Window
from postloan_rules.packs.watch import Sequence as InOrder


def watch_content(
    watches: Sequence[Watch], watching: Watching | None, kinds: Mapping[str, EventKind]
) -> dict[str, Any]:
    """Return the watches as plain data, with the ``kinds`` of events that they name."""
    if not watches or watching is None:
        return {}
    return {
        "watching": {
            "severity": watching.severity,
            "response": watching.response,
            "owner": watching.owner,
            "lateness": watching.lateness,
        },
        "events": {name: _kind(kind) for name, kind in kinds.items()},
        "watches": {each.name: _watch(each) for each in watches},
    }


def _kind(kind: EventKind) -> dict[str, Any]:
    return {"of": kind.subject, "fields": {each.name: type_content(each.type) for each in kind.fields}}


def _watch(watch: Watch) -> dict[str, Any]:
    return {
        "signal": watch.signal,
        "of": watch.entity,
        "pattern": pattern_content(watch.pattern),
        "applies": condition_content(watch.applies),
        "severity": watch.severity,
        "response": watch.response,
        "owner": watch.owner,
        "cool_down": _window(watch.cool_down),
        "cite": str(watch.citation),
        "confidence": confidence_content(watch.confidence),
        "reason": reason_content(watch.reason),
    }


def _window(window: Window | None) -> str | None:
    return None if window is None else window.parameter


def pattern_content(pattern: Pattern) -> dict[str, Any]:
    """Return a pattern as plain data."""
    match pattern:
        case One():
            return {
                "event": pattern.kind,
                "at": pattern.place.value,
                "where": condition_content(pattern.where),
            }
        case Count():
            return {
                "count": pattern_content(pattern.of),
                "at_least": pattern.at_least,
                "within": _window(pattern.within),
            }
        case Absence():
            return {
                "absence": [pattern_content(each) for each in pattern.of],
                "after": pattern_content(pattern.after),
                "within": _window(pattern.within),
            }
        case InOrder():
            steps = [pattern_content(each) for each in pattern.steps]
            return {"sequence": steps, "within": _window(pattern.within)}
        case AllOf():
            return {"all": [pattern_content(each) for each in pattern.parts], "within": _window(pattern.within)}
        case AnyOf():
            return {"any": [pattern_content(each) for each in pattern.parts]}
    assert_never(pattern)
