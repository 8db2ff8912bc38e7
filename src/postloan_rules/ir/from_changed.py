"""Single definitions and expressions lowered anew, under the names of a pack that was lowered before."""

from postloan_rules.errors import InternalError
from postloan_rules.ir.converting import convert
from postloan_rules.ir.from_definition import lower_decision, outcome_type
from postloan_rules.ir.from_expression import lower_expression
from postloan_rules.ir.from_member import Environment, Names
from postloan_rules.ir.lowered import LoweredPack
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.types import TermType
from postloan_rules.packs.definition import CheckedExpression, DecisionDefinition, FactDefinition
from postloan_rules.packs.pack import CheckedPack


class LoweringAnew:
    """Lowers what was changed in ``pack``, of which ``lowered`` is the meaning."""

    def __init__(self, pack: CheckedPack, lowered: LoweredPack) -> None:
        self._walks = lowered.walks
        self._names = Names(
            tables=lowered.enumerations,
            extension=frozenset((field.entity, field.name) for field in pack.extension_fields),
            facts={(each.entity, each.name): each.type for each in lowered.definitions if isinstance(each, FactTerm)},
            decisions={(each.entity, each.name): outcome_type(each) for each in pack.decisions},
        )

    def expression(self, checked: CheckedExpression, entity: str) -> Term:
        """Return what ``checked``, an expression about ``entity``, means.

        Raises:
            InternalError: if the expression has no meaning, which the checker should have said.
        """
        return lower_expression(checked, self._environment(entity))

    def decision(self, definition: DecisionDefinition) -> DecisionTerm:
        """Return what ``definition`` means on all days; raises as ``expression``."""
        return lower_decision(definition, self._environment(definition.entity)).term

    def formula(self, definition: FactDefinition, type: TermType) -> Term:
        """Return what the formula of ``definition`` means as a value of ``type``, which others expect of the fact.

        Raises:
            InternalError: if there is no formula, or its value can have no such type.
        """
        if definition.formula is None:
            raise InternalError(f"lowering: {definition.entity}.{definition.name} has no formula")
        return convert(self.expression(definition.formula, definition.entity), type, self._names.tables)

    def _environment(self, entity: str) -> Environment:
        return Environment(self._names, self._walks[entity])
