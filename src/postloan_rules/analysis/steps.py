"""By how much a limit is moved: one unit of what it limits, a day, a cent, a place in a class, a per cent."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from postloan_rules.feel import ast
from postloan_rules.feel.checked import Checked
from postloan_rules.feel.scope import EnumerationValueBinding, FunctionBinding, MemberBinding, ParameterBinding
from postloan_rules.feel.types import Enumeration, Money, Simple, Type
from postloan_rules.model.fields import Kind as FieldKind
from postloan_rules.model.fields import fields_of
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.parameter import Parameter

CENT: Final = Decimal("0.01")
PER_CENT: Final = Decimal("0.01")
ONE: Final = Decimal(1)
WHOLE_UNITS: Final = frozenset({"days", "months", "years", "count"})
_WHOLE_FUNCTIONS: Final = frozenset(
    {"count", "days between", "months between", "days past due", "floor", "ceiling", "string length"}
)
_DATE_PARTS: Final = frozenset({"year", "month", "day"})


class Stepping:
    """Knows the units of the parameters, facts and fields of a pack."""

    def __init__(self, pack: CheckedPack) -> None:
        self._parameters: Mapping[str, Parameter] = pack.parameters
        self._enumerations = pack.enumerations
        self._units = {(each.entity, each.name): each.unit for each in pack.facts}

    def values(self, enumeration: str) -> tuple[str, ...]:
        """Return the values of an enumeration, in its order."""
        return tuple(value for value, _ in self._enumerations[enumeration].values)

    def is_date(self, type: Type) -> bool:
        """Return whether values of ``type`` are days."""
        return type is Simple.DATE

    def step(self, limit: ast.Expression, other: ast.Expression, checked: Checked[ast.Expression]) -> Decimal | None:
        """Return by how much ``limit``, to which ``other`` is held, is moved; ``None`` where it is no limit."""
        binding = checked.bindings.get(limit.key)
        match limit:
            case ast.NumberLiteral(value) | ast.Negation(ast.NumberLiteral(value)):
                return self._step_of_number(value, other, checked)
            case ast.AtLiteral(text):
                return ONE if _is_day(text) else None
            case ast.Call(ast.Name("date"), (ast.StringLiteral(text),)):
                return ONE if _is_day(text) else None
            case ast.StringLiteral() | ast.Name() if isinstance(binding, EnumerationValueBinding):
                return ONE if self._enumerations[binding.enumeration].ordered else None
            case ast.Name() | ast.Path() if isinstance(binding, ParameterBinding):
                return self._step_of_parameter(self._parameters[binding.id])
            case _:
                return None

    def is_whole(self, limit: ast.Expression, other: ast.Expression, checked: Checked[ast.Expression]) -> bool:
        """Return whether nothing lies between ``limit`` and the next one, so that `>` the one is `>=` the next."""
        binding = checked.bindings.get(limit.key)
        if isinstance(binding, EnumerationValueBinding):
            return True
        if isinstance(binding, ParameterBinding):
            parameter = self._parameters[binding.id]
            return parameter.unit in WHOLE_UNITS or parameter.unit == "date" or isinstance(parameter.type, Enumeration)
        type = checked.types.get(limit.key)
        return type is Simple.DATE or self.gives_whole_numbers(other, checked)

    def gives_whole_numbers(self, node: ast.Expression, checked: Checked[ast.Expression]) -> bool:
        """Return whether the value of ``node`` is always a whole number, as far as its author has said so."""
        binding = checked.bindings.get(node.key)
        match node:
            case ast.NumberLiteral(value):
                return value == value.to_integral_value()
            case ast.Call(function):
                bound = binding or checked.bindings.get(function.key)
                return isinstance(bound, FunctionBinding) and bound.function in _WHOLE_FUNCTIONS
            case ast.Arithmetic("+" | "-" | "*", left, right):
                return self.gives_whole_numbers(left, checked) and self.gives_whole_numbers(right, checked)
            case ast.Path(_, name) if name in _DATE_PARTS and not isinstance(binding, MemberBinding):
                return True
            case ast.Path() | ast.Name() if isinstance(binding, MemberBinding):
                return self._is_whole_member(binding.entity, binding.member.name)
            case ast.Path() | ast.Name() if isinstance(binding, ParameterBinding):
                return self._parameters[binding.id].unit in WHOLE_UNITS
            case _:
                return False

    def _is_whole_member(self, entity: str, name: str) -> bool:
        unit = self._units.get((entity, name))
        if unit is not None:
            return unit in WHOLE_UNITS
        field = fields_of(entity).get(name)
        return field is not None and field.kind is FieldKind.WHOLE

    def _step_of_number(self, value: Decimal, other: ast.Expression, checked: Checked[ast.Expression]) -> Decimal:
        type = checked.types.get(other.key)
        if isinstance(type, Money):
            return CENT
        if type is Simple.RATIO:
            return min(PER_CENT, _last_place(value))
        return ONE if self.gives_whole_numbers(other, checked) else min(ONE, _last_place(value))

    def _step_of_parameter(self, parameter: Parameter) -> Decimal | None:
        if isinstance(parameter.type, Enumeration):
            return ONE if parameter.type.ordered else None
        if parameter.unit in WHOLE_UNITS or parameter.unit == "date":
            return ONE
        if parameter.unit == "fraction":
            places = [_last_place(each.value) for each in parameter.values if isinstance(each.value, Decimal)]
            return min([PER_CENT, *places])
        return CENT if isinstance(parameter.type, Money) else None


def _last_place(value: Decimal) -> Decimal:
    """Return one in the last place of ``value``.

    >>> _last_place(Decimal("0.015"))
    Decimal('0.001')
    """
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(min(0, exponent)) if isinstance(exponent, int) else ONE


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
