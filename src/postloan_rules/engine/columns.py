"""A pack on a day as SQL over tables of entities, for those who decide many records at once."""

from collections.abc import Sequence
from datetime import date

from postloan_rules.backends.sql.compiled import SqlProgram, compile_program
from postloan_rules.backends.sql.digits import AMOUNT, FRACTION, Digits
from postloan_rules.backends.sql.forms import Dialect, written
from postloan_rules.backends.sql.refusal import Refusal
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.engine import Engine
from postloan_rules.light import dataclass
from postloan_rules.model.fields import Kind, fields_of


@dataclass(frozen=True, slots=True)
class EmittedSql:
    """A script that makes one table a statement, the decisions that it answers, and what SQL cannot say."""

    text: str
    decisions: tuple[str, ...]
    refused: tuple[Refusal, ...]


def digits_of_field(entity: str, name: str) -> Digits | None:
    """Return how many digits the numbers of a field of the model have in columns; ``None`` where it holds none.

    Amounts have 16 digits before the point and 4 after it, fractions 6 and 8: see docs/reference/sql.md.
    """
    shape = fields_of(entity).get(name)
    if shape is None:
        return None
    match shape.kind:
        case Kind.WHOLE:
            return Digits(len(str(shape.maximum)), 0)
        case Kind.NUMBER:
            return FRACTION
        case Kind.MONEY:
            return AMOUNT
        case _:
            return None


def sql_of(
    day: PackDay, *, as_of: date, currency: str, dialect: Dialect, decisions: Sequence[str] | None = None
) -> SqlProgram:
    """Return the program of ``day``, or what it says of ``decisions``, as SQL."""
    return compile_program(
        day.program, as_of=as_of, currency=currency, dialect=dialect, digits=digits_of_field, decisions=decisions
    )


def emit_sql(
    engine: Engine,
    name: str | Sequence[str],
    *,
    as_of: date,
    dialect: Dialect = "duckdb",
    currency: str = "CNY",
) -> EmittedSql:
    """Return the rules behind ``name`` (a decision, several, a chapter, or all) on one day as an SQL script.

    The script reads tables of entities, which its head describes, and makes tables; it says what the record engine
    says. What SQL cannot say exactly is refused, and named in the head with the reason.

    Raises:
        MissingExtraError: without sqlglot.
        UnknownNameError: if there is no such decision or chapter.
        PackNotInForceError: if the pack does not cover ``as_of``.
    """
    names = engine.names(name, each=True)
    program = sql_of(engine.day_of(as_of), as_of=as_of, currency=currency, dialect=dialect, decisions=names)
    pack = engine.pack
    head = [f"{pack.id} {pack.version} on {as_of.isoformat()} for {dialect}, amounts in {currency}", pack.digest]
    text = "\n".join([*_head(program, head), *_statements(program)]) + "\n"
    answered = tuple(each for _, each in program.answers if each in names)
    return EmittedSql(text, answered, program.refused)


def _head(program: SqlProgram, lines: Sequence[str]) -> list[str]:
    head = [*lines, "", "reads:"]
    for table in program.layout.entities.values():
        columns = [
            "k",
            "id VARCHAR",
            *(f"{each.name} {each.type}" for each in table.columns.values()),
            *(f"o_{name} (key of {target})" for name, target in table.one.items()),
            *(f"s_{name} BOOLEAN" for name in table.many),
        ]
        head.append(f"  {table.name}: {', '.join(columns)}")
    head += [f"  {name}: s, t" for name, _, _ in program.layout.relations()]
    head += ["", "answers:", *(f"  {name}: {table}" for (_, name), (table, _) in program.answers.items())]
    head += [f"not said: {each.definition} ({each.ever}: {each.reason})" for each in program.refused]
    return [f"-- {line}".rstrip() for line in head]


def _statements(program: SqlProgram) -> list[str]:
    mark = "`" if program.dialect == "spark" else '"'
    lines: list[str] = []
    for stage in program.stages:
        text = written(stage.query, program.dialect, pretty=True)
        lines += ["", f"CREATE TABLE {mark}{stage.table}{mark} AS", f"{text};"]
    return lines
