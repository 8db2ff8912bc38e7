"""Working out the state of recorded conditions from what they recorded, with nothing else at hand."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

_STATES: Final = {"true": True, "false": False, "unknown": None}
_HOLDS: Final = (dict, list)
"""What may hold a condition: most values do not, and are not walked into."""

_NO_CONDITION: Final = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, StopIteration)
"""What comes of reading something as a condition that is none."""

State = bool | None


def wrong_states(said: Any, place: str = "decision") -> Iterator[str]:
    """Yield the places of all conditions in ``said`` whose recorded state is not the one that their parts give."""
    kind = type(said)
    if kind is dict:
        if "state" in said and ("test" in said or "connective" in said):
            try:
                agrees = state_of(said) is _STATES[said["state"]]
            except _NO_CONDITION:
                agrees = False
            if not agrees:
                yield place
        for name, each in said.items():
            if type(each) in _HOLDS:
                yield from wrong_states(each, f"{place}.{name}")
    elif kind is list:
        for number, each in enumerate(said):
            if type(each) in _HOLDS:
                yield from wrong_states(each, f"{place}[{number}]")


def state_of(condition: Mapping[str, Any]) -> State:
    """Return the state that a condition's parts, or its test, give.

    Raises:
        KeyError, TypeError, ValueError: if it is no condition.
    """
    if "connective" not in condition:
        return state_of_test(condition["test"])
    states = [_STATES[each["state"]] for each in condition["parts"]]
    match condition["connective"]:
        case "all":
            return _every(states)
        case "any":
            return _some(states)
        case "not":
            (state,) = states
            return None if state is None else not state
        case _:
            raise ValueError("no such connective")


def state_of_test(test: Mapping[str, Any]) -> State:
    """Return the state of a test; raises as ``state_of``."""
    operator = test["operator"]
    if operator in ("some", "every"):
        return _quantified(operator, test["members"])
    left = test["left"]
    match operator:
        case "known":
            return "unknown" not in left
        case "is":
            return None if "unknown" in left else bool(left["boolean"])
        case "within":
            return _within(left, test["right"]["possible"])
        case "among":
            return _some([_compared("=", left, each) for each in test["right"]])
        case "=" | "!=" | "<" | "<=" | ">" | ">=":
            return _compared(operator, left, test["right"])
        case _:
            raise ValueError("no such operator")


def _quantified(operator: str, members: Sequence[Mapping[str, Any]] | None) -> State:
    if members is None:
        return None
    states: list[State] = []
    for each in members:
        state = _STATES[each["state"]]
        if not each["sure"]:
            # It may not be a member at all: then it counts for nothing.
            neutral = operator == "every"
            state = neutral if state is neutral else None
        states.append(state)
    return _some(states) if operator == "some" else _every(states)


def _within(left: Mapping[str, Any], accepted: Sequence[int]) -> State:
    hits = [each in accepted for each in left["possible"]]
    if all(hits) and hits:
        return True
    return None if any(hits) else False


def _compared(operator: str, left: Mapping[str, Any], right: Mapping[str, Any]) -> State:
    if "unknown" in left or "unknown" in right:
        return None
    one, other = _ends(left), _ends(right)
    if one is not None and other is not None:
        return _ordered(operator, one, other)
    (a_kind, a), (b_kind, b) = next(iter(left.items())), next(iter(right.items()))
    if a_kind != b_kind or a_kind not in ("text", "date", "place", "boolean"):
        raise ValueError("two kinds of values")
    return _ordered(operator, (a, a), (b, b))


def _ends(value: Mapping[str, Any]) -> tuple[Fraction, Fraction] | None:
    if "number" in value:
        number = Fraction(value["number"])
        return number, number
    if "low" in value:
        over = Fraction(value.get("over", 1))
        return Fraction(value["low"]) / over, Fraction(value["high"]) / over
    return None


def _ordered(operator: str, one: tuple[Any, Any], other: tuple[Any, Any]) -> State:
    """Return whether the relation holds for all pairs of values between the ends, for none, or for some."""
    (low, high), (least, most) = one, other
    if operator == "=":
        return True if low == high == least == most else False if high < least or most < low else None
    if operator == "!=":
        state = _ordered("=", one, other)
        return None if state is None else not state
    if operator in (">", ">="):
        return _ordered("<" if operator == ">" else "<=", other, one)
    strict = operator == "<"
    certainly = high < least if strict else high <= least
    never = low >= most if strict else low > most
    return True if certainly else False if never else None


def _every(states: Sequence[State]) -> State:
    return False if False in states else None if None in states else True


def _some(states: Sequence[State]) -> State:
    return True if True in states else None if None in states else False
