"""Single definitions, conditions and expressions lowered under the names of a pack that was lowered before."""

from collections.abc import Mapping
from datetime import date

from postloan_rules.errors import InternalError
from postloan_rules.ir.converting import convert
from postloan_rules.ir.from_condition import lower_condition, lower_reason
from postloan_rules.ir.from_definition import lower_decision, outcome_type
from postloan_rules.ir.from_expression import lower_expression
from postloan_rules.ir.from_member import Environment, Names
from postloan_rules.ir.lowered import LoweredPack, ReasonTexts
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.specialise import specialise_reason, specialise_term
from postloan_rules.ir.types import TermType
from postloan_rules.packs.definition import (
    CheckedExpression,
    Condition,
    DecisionDefinition,
    FactDefinition,
    Reason,
)
from postloan_rules.packs.pack import CheckedPack


class AddedTerms:
    """Lowers what is added to ``pack``, of which ``lowered`` is the meaning: changes to it, parts of its conditions,
    what its reports ask for."""

    def __init__(self, pack: CheckedPack, lowered: LoweredPack, variables: Mapping[str, Term] | None = None) -> None:
        """``variables`` are names beside those that the pack knows, with what they mean."""
        self._lowered = lowered
        self._variables = variables or {}
        self._names = Names(
            tables=lowered.enumerations,
            extension=frozenset((field.entity, field.name) for field in pack.extension_fields),
            facts={(each.entity, each.name): each.type for each in lowered.definitions if isinstance(each, FactTerm)},
            decisions={(each.entity, each.name): outcome_type(each) for each in pack.decisions},
        )

    def expression(self, checked: CheckedExpression, entity: str, day: date) -> Term:
        """Return what ``checked``, an expression about ``entity``, means on ``day``.

        Raises:
            InternalError: if the expression has no meaning, which the checker should have said.
        """
        return specialise_term(self._lowered, entity, lower_expression(checked, self._environment(entity)), day)

    def condition(self, condition: Condition, entity: str, day: date) -> Term:
        """Return what ``condition`` on ``entity`` means on ``day``; raises as ``expression``."""
        return specialise_term(self._lowered, entity, lower_condition(condition, self._environment(entity)), day)

    def reason(self, reason: Reason, entity: str, day: date) -> ReasonTexts:
        """Return what the expressions of ``reason`` mean on ``day``; raises as ``expression``."""
        return specialise_reason(self._lowered, entity, lower_reason(reason, self._environment(entity)), day)

    def decision(self, definition: DecisionDefinition) -> DecisionTerm:
        """Return what ``definition`` means on all days; raises as ``expression``."""
        return lower_decision(definition, self._environment(definition.entity)).term

    def formula(self, definition: FactDefinition, type: TermType) -> Term:
        """Return what the formula of ``definition`` means on all days as a value of ``type``, which others expect of
        the fact.

        Raises:
            InternalError: if there is no formula, or its value can have no such type.
        """
        if definition.formula is None:
            raise InternalError(f"lowering: {definition.entity}.{definition.name} has no formula")
        formula = lower_expression(definition.formula, self._environment(definition.entity))
        return convert(formula, type, self._names.tables)

    def _environment(self, entity: str) -> Environment:
        return Environment(self._names, {**self._lowered.walks[entity], **self._variables})
