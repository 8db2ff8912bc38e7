"""What parameters mean: constants with their days, and the dimensions they depend on."""

from datetime import date
from decimal import Decimal, InvalidOperation

from postloan_rules.errors import InternalError
from postloan_rules.feel import types as feel
from postloan_rules.feel.scope import MemberBinding
from postloan_rules.ir.converting import Tables, enumeration_value, place_in
from postloan_rules.ir.from_member import Collection, Environment, Meaning, Names, member_of, type_in_ir
from postloan_rules.ir.from_outcomes import Outcomes
from postloan_rules.ir.lowered import DatedParameter, DatedValue, Days, Dimension
from postloan_rules.ir.nodes import Constant, Scalar, Variable
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind, TermType
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.parameter import Parameter, ParameterValue


def dated_parameter(parameter: Parameter, pack: CheckedPack, names: Names) -> DatedParameter:
    """Return ``parameter`` with its whole history. Facts that a dimension reads are in ``names`` already."""
    type = type_in_ir(parameter.type)
    dimensions = tuple(_dimension(path, pack, names) for path in parameter.dimensions)
    by_path = {dimension.path: type_of(dimension.term) for dimension in dimensions}
    values = tuple(_value(each, type, by_path, names.tables) for each in parameter.values)
    return DatedParameter(parameter.id, type, values, dimensions)


def _dimension(path: str, pack: CheckedPack, names: Names) -> Dimension:
    root, *rest = path.split(".")
    environment = Environment(names, {})
    entity = root
    meaning: Meaning = Variable(root, root)
    for name in rest:
        member = pack.entities[entity].members[name]
        meaning = member_of(meaning, MemberBinding(entity, member), environment)
        if isinstance(member.type, feel.Entity):
            entity = member.type.name
    if isinstance(meaning, Collection | Outcomes):
        raise InternalError(f"lowering: a parameter by many: {path}")
    return Dimension(path, root, meaning)


def _value(value: ParameterValue, type: TermType, dimensions: dict[str, TermType], tables: Tables) -> DatedValue:
    where = tuple((path, constant(word, dimensions[path], tables)) for path, word in sorted(value.where.items()))
    return DatedValue(Days(value.period.start, value.period.end), constant(value.value, type, tables), where)


def constant(value: object, type: TermType, tables: Tables) -> Constant:
    """Return ``value``, as a pack's files give it, as a constant of ``type``.

    Raises:
        InternalError: if it is none; the loader should have said so.
    """
    return Constant(_scalar(value, type, tables), type)


def _scalar(value: object, type: TermType, tables: Tables) -> Scalar:
    if type.kind in (Kind.RANK, Kind.MASK, Kind.STRING) and type.name is not None and isinstance(value, str):
        table = tables[type.name]
        if value in table.values:
            if type.kind is Kind.MASK:
                return 1 << place_in(table, value)
            return enumeration_value(table, value).value
    if type.kind is Kind.STRING and type.name is None and isinstance(value, str):
        return value
    if type.kind is Kind.BOOLEAN and str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    if type.kind is Kind.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    if type.kind is Kind.DATE and isinstance(value, date):
        return value
    if type.kind in (Kind.NUMBER, Kind.MONTHS, Kind.DAYS) and isinstance(value, int | str | Decimal):
        return _number(value, type.kind)
    raise InternalError(f"lowering: {value!r} is no {type.kind.value}")


def _number(value: int | str | Decimal, kind: Kind) -> Decimal | int:
    try:
        number = Decimal(value)
    except InvalidOperation as problem:
        raise InternalError(f"lowering: {value!r} is no number") from problem
    return number if kind is Kind.NUMBER else int(number)
