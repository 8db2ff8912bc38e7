"""Authored questions and derived values, after their expressions were checked."""

from collections.abc import Mapping
from enum import Enum

from postloan_rules.feel import ast
from postloan_rules.feel.checked import Checked
from postloan_rules.feel.types import Type
from postloan_rules.light import dataclass, field
from postloan_rules.packs.citation import Citation, Confidence
from postloan_rules.packs.parameter import EffectivePeriod
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.source import Span


class HitPolicy(Enum):
    """The seven of DMN, in full."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    OUTPUT_ORDER = "OUTPUT_ORDER"
    RULE_ORDER = "RULE_ORDER"
    COLLECT = "COLLECT"


class Aggregator(Enum):
    """What COLLECT does with the outcomes; none: a list."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


CheckedExpression = Checked[ast.Expression]


class Grouping(Enum):
    """How the lines of a ``when`` go together."""

    ALL = "all of"
    ANY = "any of"


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One FEEL condition of a rule, as its author wrote it."""

    text: str
    expression: CheckedExpression
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ConditionGroup:
    """Lines under ``all of:`` or ``any of:``; groups may nest."""

    grouping: Grouping
    parts: tuple["Condition", ...]


Condition = ConditionLine | ConditionGroup


@dataclass(frozen=True, slots=True)
class ReasonText:
    """The reason in one language, cut into literal text and expressions: ``已逾期{loan.days_past_due}天``."""

    parts: tuple[str | ConditionLine, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule fired, for people."""

    zh: ReasonText
    en: ReasonText


@dataclass(frozen=True, slots=True)
class PythonCondition:
    """A condition given by the function ``name`` of the embedding program.

    ``expression`` is the same in FEEL where the body could be read as one; else the rule runs in Python only.
    """

    name: str
    source_digest: str
    expression: CheckedExpression | None = None


AnnotationValue = CheckedExpression | Reason
"""What a column of annotations holds for a rule: a value, or a text in both languages."""


@dataclass(frozen=True, slots=True)
class AnnotationColumn:
    """What a decision tells beside its outcome, such as who has to act, and by when.

    ``type`` is ``None`` for a text in both languages. ``default`` stands for rules that say nothing themselves. In the
    expressions of a column ``outcome`` is the outcome of the rule.
    """

    name: str
    title: Bilingual
    type: Type | None
    default: AnnotationValue | None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a decision: ``when`` (none: always) and not ``unless`` gives ``then``.

    ``then`` is an expression: most often a string of the enumeration; it may read another decision.
    """

    id: str
    when: Condition | PythonCondition | None
    unless: Condition | None
    then: CheckedExpression
    citation: Citation
    confidence: Confidence | None
    reason: Reason | None
    period: EffectivePeriod
    title: Bilingual | None = None
    span: Span | None = field(default=None, compare=False, repr=False)
    annotations: Mapping[str, AnnotationValue] = field(default_factory=dict)
    """What the rule itself says in the columns of its decision, by name."""


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """A named value ``name`` of ``entity``, given in the record or by ``formula``.

    Where ``is_default``, the formula only stands in for what the bank may choose otherwise: a given value that
    differs from it contradicts nothing.
    """

    entity: str
    name: str
    title: Bilingual
    type: Type
    unit: str | None
    formula: CheckedExpression | None
    citation: Citation
    confidence: Confidence | None
    span: Span | None = field(default=None, compare=False, repr=False)
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class DecisionDefinition:
    """An authored question about ``entity`` with a typed answer.

    ``outcome`` is an ``Enumeration`` or, for aggregates of COLLECT, ``Simple.NUMBER``. ``otherwise`` is a value of it.
    ``applies`` limits the question to some entities; for others the answer is *not applicable*.
    """

    entity: str
    name: str
    question: Bilingual
    outcome: Type
    hit_policy: HitPolicy
    aggregator: Aggregator | None
    applies: Condition | None
    rules: tuple[Rule, ...]
    otherwise: str | None
    prudent: bool
    chapter: str | None
    span: Span | None = field(default=None, compare=False, repr=False)
    annotations: tuple[AnnotationColumn, ...] = ()

    def annotations_of(self, rule: Rule) -> Mapping[str, AnnotationValue]:
        """Return what is told beside the outcome of ``rule``, in the order of the columns."""
        given = ((each.name, rule.annotations.get(each.name, each.default)) for each in self.annotations)
        return {name: value for name, value in given if value is not None}
