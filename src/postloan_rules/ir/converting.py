"""Terms in the type that their place asks for."""

from collections.abc import Mapping
from decimal import Decimal

from postloan_rules.errors import InternalError
from postloan_rules.ir.nodes import Case, Compare, Constant, Convert, OutcomeIn, Quotient, Ratio, Term, Unknown
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.type_of import kind_of, type_of
from postloan_rules.ir.types import NUMBER, RATIO, Kind, TermType

Tables = Mapping[str, EnumerationTable]

ONE = Constant(Decimal(1), NUMBER)

NUMERIC = (Kind.NUMBER, Kind.BOUNDS, Kind.RATIO)


def place_in(table: EnumerationTable, value: str) -> int:
    """Return the place of ``value``, 0 for the first."""
    return table.values.index(value)


def enumeration_value(table: EnumerationTable, value: str) -> Constant:
    """Return ``value`` as a constant: a place where the enumeration is ordered, else the word."""
    if table.ordered:
        return Constant(place_in(table, value), TermType(Kind.RANK, table.name))
    return Constant(value, TermType(Kind.STRING, table.name))


def constant_place(term: Term, table: EnumerationTable) -> int | None:
    """Return which value of the enumeration the constant ``term`` is; ``None`` where it is something else."""
    if not isinstance(term, Constant):
        return None
    if isinstance(term.value, str):
        return place_in(table, term.value) if term.value in table.values else None
    if term.type.kind is Kind.RANK and isinstance(term.value, int):
        return term.value
    return None


def mask_of(term: Term, table: EnumerationTable) -> Term:
    """Return the outcomes that the enumeration value ``term`` may be."""
    mask = TermType(Kind.MASK, table.name)
    place = constant_place(term, table)
    if place is not None:
        return Constant(1 << place, mask)
    if kind_of(term) is Kind.MASK:
        return term
    every = Constant((1 << len(table.values)) - 1, mask)
    if isinstance(term, Unknown):
        return every
    if isinstance(term, Case):
        branches = tuple((condition, mask_of(value, table)) for condition, value in term.branches)
        return Case(branches, mask_of(term.otherwise, table), mask)
    if kind_of(term) is Kind.RANK:
        return Convert(term, mask)
    # A word that the enumeration does not have says nothing, so every outcome stays possible.
    words = ((Compare("=", term, enumeration_value(table, word)), word) for word in table.values)
    return Case(tuple((test, Constant(1 << place_in(table, word), mask)) for test, word in words), every, mask)


def _word_of(mask: Term, table: EnumerationTable, wanted: TermType) -> Term:
    """Return the word of the only possible outcome."""
    branches = tuple((OutcomeIn(mask, 1 << place), Constant(word, wanted)) for place, word in enumerate(table.values))
    return Case(branches, Unknown(wanted), wanted)


def _inside(term: Case, kind: TermType) -> Case:
    branches = tuple((condition, convert_number(value, kind)) for condition, value in term.branches)
    return Case(branches, convert_number(term.otherwise, kind), kind)


def convert_number(term: Term, wanted: TermType) -> Term:
    """Return the number, bounds or ratio ``term`` as ``wanted``, which is one of these types too."""
    kind = kind_of(term)
    if kind is wanted.kind:
        return term
    if kind not in NUMERIC or wanted.kind not in NUMERIC:
        raise InternalError(f"lowering: {type_of(term)} cannot become {wanted}")
    if isinstance(term, Unknown):
        return Unknown(wanted)
    if isinstance(term, Case):
        return _inside(term, wanted)
    if kind is Kind.RATIO:
        quotient = Quotient(term)
        return quotient if wanted == NUMBER else Convert(quotient, wanted)
    if kind is Kind.BOUNDS and wanted == RATIO:
        return Ratio(term, ONE)
    return Convert(term, wanted)


def number_of(term: Term) -> Term:
    """Return ``term`` as one number, unknown where it is not exact."""
    return convert_number(term, NUMBER)


def number_or_bounds(term: Term) -> Term:
    """Return ``term`` as it is, a ratio divided out."""
    return number_of(term) if kind_of(term) is Kind.RATIO else term


def convert(term: Term, wanted: TermType, tables: Tables) -> Term:
    """Return ``term`` as a value of type ``wanted``.

    Raises:
        InternalError: if it cannot be one; the checker should have said so.
    """
    have = type_of(term)
    if have == wanted:
        return term
    if wanted.kind is Kind.MASK and wanted.name is not None and have.kind in (Kind.MASK, Kind.RANK, Kind.STRING):
        return mask_of(term, tables[wanted.name])
    if wanted.kind in NUMERIC:
        return convert_number(term, wanted)
    if wanted.kind is Kind.RANK and have.kind is Kind.MASK:
        return Convert(term, wanted)
    if wanted.kind is Kind.STRING and have.kind is Kind.MASK and have.name is not None:
        return _word_of(term, tables[have.name], wanted)
    if wanted.kind in (Kind.RANK, Kind.STRING) and wanted.name is not None:
        place = constant_place(term, tables[wanted.name])
        if place is not None:
            return enumeration_value(tables[wanted.name], tables[wanted.name].values[place])
    if have.kind is wanted.kind:
        return term
    if isinstance(term, Unknown):
        return Unknown(wanted)
    raise InternalError(f"lowering: {have} cannot become {wanted}")


def common_type(terms: tuple[Term, ...]) -> TermType:
    """Return the narrowest type that all of ``terms`` can have."""
    types = tuple(type_of(term) for term in terms)
    for wide in (Kind.MASK, Kind.RATIO, Kind.BOUNDS, Kind.NUMBER):
        for each in types:
            if each.kind is wide:
                return each
    named = [each for each in types if each.name is not None]
    return named[0] if named else types[0]
