"""What rules that fired tell beside the outcome: values by column, each with what is missing to know it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from postloan_rules.engine.bench import Bench
from postloan_rules.engine.decision import Decision, Told, node_of
from postloan_rules.engine.facts import outward
from postloan_rules.engine.reason import reason_of
from postloan_rules.engine.words import UNKNOWN
from postloan_rules.ir.lowered import AnnotationText, LineText, ReasonTexts
from postloan_rules.ir.nodes import FactOf, OutcomeOf, Term
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import TermType
from postloan_rules.ir.walk import terms_in
from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Annotation:
    """``value`` is ``None`` where it is not known; ``missing`` are the paths that were not given. A text always has its
    words, with "unknown" in place of what is missing. ``said`` is the value as people read it."""

    value: Told | None
    said: Bilingual
    missing: tuple[str, ...] = ()


NONE: Mapping[str, Annotation] = MappingProxyType({})


def annotations_of(bench: Bench, decision: Decision, rule: str) -> Mapping[str, Annotation]:
    """Return what ``rule`` of ``decision`` tells, in the order of the columns."""
    texts = bench.text_of(decision).rules[rule].annotations
    if not texts:
        return NONE
    return MappingProxyType({each.name: _annotation(bench, decision, each) for each in texts})


def _annotation(bench: Bench, decision: Decision, text: AnnotationText) -> Annotation:
    node = node_of(decision)
    terms = _terms_of(text.value)
    if node is None:
        return Annotation(None, UNKNOWN, (decision.entity,))
    if not all(_can_be_made(bench, term) for term in terms):
        return Annotation(None, UNKNOWN)
    bindings = {node.entity: node}
    missing = tuple(dict.fromkeys(path for term in terms for path in bench.seeker.for_term(term, bindings)))
    if isinstance(text.value, ReasonTexts):
        words = reason_of(text.value, bindings, bench.interpreter, bench.words)
        return Annotation(words, words, missing)
    value, type = bench.interpreter.value(text.value.term, bindings), type_of(text.value.term)
    return Annotation(_outward(bench, value, type), bench.words.value(value, type), missing)


def _terms_of(value: LineText | ReasonTexts) -> tuple[Term, ...]:
    if isinstance(value, LineText):
        return (value.term,)
    return tuple(part.term for part in (*value.zh, *value.en) if isinstance(part, LineText))


def _can_be_made(bench: Bench, term: Term) -> bool:
    """Return whether the day has all that ``term`` reads: a decision may lack a parameter that is not in force."""
    return all(
        (each.name in bench.day.decisions)
        if isinstance(each, OutcomeOf)
        else (each.entity, each.name) in bench.day.facts
        for each in terms_in(term)
        if isinstance(each, OutcomeOf | FactOf)
    )


def _outward(bench: Bench, value: Any, type: TermType) -> Told | None:
    told: Told | None = outward(value, type, bench.day.program.enumerations.get(str(type.name)))
    return told
