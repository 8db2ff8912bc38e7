"""What the expressions of reports mean: terms about single entities, as in facts."""

from postloan_rules.ir.from_condition import condition_text, meaning_of
from postloan_rules.ir.from_definition import outcome_type
from postloan_rules.ir.from_expression import lower_expression
from postloan_rules.ir.from_member import Environment, Names
from postloan_rules.ir.from_scope import enumeration_tables
from postloan_rules.ir.lowered import LoweredPack
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import FactTerm
from postloan_rules.packs.definition import CheckedExpression, Condition
from postloan_rules.packs.pack import CheckedPack


class ReportTerms:
    """Lowers what reports of a pack say."""

    def __init__(self, pack: CheckedPack, lowered: LoweredPack) -> None:
        self._lowered = lowered
        self._names = Names(
            tables=enumeration_tables(pack),
            extension=frozenset((field.entity, field.name) for field in pack.extension_fields),
            facts={(each.entity, each.name): each.type for each in lowered.definitions if isinstance(each, FactTerm)},
            decisions={(each.entity, each.name): outcome_type(each) for each in pack.decisions},
        )

    def expression(self, expression: CheckedExpression, entity: str) -> Term:
        """Return what ``expression`` about ``entity`` means."""
        return lower_expression(expression, self._environment(entity))

    def condition(self, condition: Condition, entity: str) -> Term:
        """Return what ``condition`` on ``entity`` means."""
        text = condition_text(condition, self._environment(entity))
        if text is None:
            raise TypeError("a condition that is there has a meaning")
        return meaning_of(text)

    def _environment(self, entity: str) -> Environment:
        return Environment(self._names, self._lowered.walks[entity])
