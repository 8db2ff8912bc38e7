"""One record at a time: the Python backend against hand-written Python that knows nothing of unknown values.

The 40 rules and the hand-written function are read from ``../shared/bench``. Read ratios, not microseconds.
"""

import ast
import importlib.util
import inspect
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.loans import loans

from postloan_rules.backends.protocol import Context
from postloan_rules.backends.python.compiled import CompiledProgram, PythonBackend
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import Combine, DecisionTerm, EnumerationTable, Program, RuleTerm
from postloan_rules.ir.record import Node
from postloan_rules.ir.types import BOOLEAN, NUMBER, STRING, Kind, TermType

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
LOAN = nodes.Variable("loan", "loan")
CONTEXT = Context(date(2026, 11, 23), "CNY")
COUNT, ROUNDS = 4000, 9
OPERATORS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "=", "ne": "!="}
DECISIONS = {"C": "cls", "W": "warnings", "M": "measures"}


def shared(name: str) -> ModuleType:
    """Return a module of ``../shared/bench``."""
    spec = importlib.util.spec_from_file_location(f"shared_{name}", BENCH / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# The workload in the IR


def enumerations(rules: list[Any], class_names: list[str]) -> dict[str, EnumerationTable]:
    measures = tuple(dict.fromkeys(payload for _, kind, payload, _ in rules if kind == "M"))
    tables = (
        EnumerationTable("cls", tuple(class_names), ordered=True),
        EnumerationTable("warnings", ("yellow", "orange", "red"), ordered=True),
        EnumerationTable("measures", measures, ordered=False),
    )
    return {table.name: table for table in tables}


def condition(rule: tuple[Any, ...]) -> Term:
    """Return a condition of ``rules.py`` as a term."""
    operator = rule[0]
    if operator == "and":
        return nodes.All(tuple(condition(each) for each in rule[1:]))
    if operator == "or":
        return nodes.Any(tuple(condition(each) for each in rule[1:]))
    if operator == "not":
        return nodes.Not(condition(rule[1]))
    if operator == "t":
        return nodes.Field(LOAN, rule[1], BOOLEAN)
    if rule[1] == "cls":
        return class_condition(operator, rule[2])
    if operator in ("in", "nin"):
        values = tuple(nodes.Constant(value, STRING) for value in rule[2])
        test = nodes.OneOf(nodes.Field(LOAN, rule[1], STRING), values)
        return test if operator == "in" else nodes.Not(test)
    kind = STRING if isinstance(rule[2], str) else NUMBER
    value = rule[2] if kind is STRING else Decimal(repr(rule[2]))
    return nodes.Compare(OPERATORS[operator], nodes.Field(LOAN, rule[1], kind), nodes.Constant(value, kind))  # type: ignore[arg-type]


def class_condition(operator: str, limit: int) -> Term:
    holds = {"ge": lambda place: place >= limit, "le": lambda place: place <= limit, "eq": lambda place: place == limit}
    accepted = sum(1 << place for place in range(5) if holds[operator](place))
    return nodes.OutcomeIn(nodes.OutcomeOf(LOAN, "loan", "cls", TermType(Kind.MASK, "cls")), accepted)


def workload(rules: list[Any], class_names: list[str]) -> Program:
    tables = enumerations(rules, class_names)
    definitions = []
    for kind, name in DECISIONS.items():
        mask = TermType(Kind.MASK, name)
        own = tuple(
            RuleTerm(id, condition(test), nodes.Constant(1 << place_of(tables[name], payload), mask))
            for id, rule_kind, payload, test in rules
            if rule_kind == kind
        )
        combine = Combine.WORST if kind == "C" else Combine.LIST
        otherwise = nodes.Constant(1, mask) if kind == "C" else None
        type_ = mask if kind == "C" else TermType(Kind.LIST, name)
        definitions.append(DecisionTerm("loan", name, type_, combine, None, own, otherwise))
    return Program("workload", date(2024, 1, 1), None, tables, tuple(definitions))


def place_of(table: EnumerationTable, payload: int | str) -> int:
    return payload if isinstance(payload, int) else table.values.index(payload)


def record(loan: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a loan as our records hold them: ratios as decimals."""
    return {name: Decimal(repr(value)) if isinstance(value, float) else value for name, value in loan.items()}


class _Decimals(ast.NodeTransformer):
    """Every float in a function becomes a decimal with a name."""

    def __init__(self) -> None:
        self.values: dict[str, Decimal] = {}

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not isinstance(node.value, float):
            return node
        name = f"decimal_{len(self.values)}"
        self.values[name] = Decimal(repr(node.value))
        return ast.copy_location(ast.Name(name, ast.Load()), node)


def with_decimals(hand: Callable[[dict[str, Any]], Any], class_names: list[str]) -> Callable[[dict[str, Any]], Any]:
    """Return the hand-written function with decimal limits, for records with decimal ratios."""
    decimals = _Decimals()
    tree = decimals.visit(ast.parse(inspect.getsource(hand)))
    names: dict[str, Any] = {**decimals.values, "NAMES": class_names}
    exec(compile(ast.fix_missing_locations(tree), "hand", "exec"), names)  # noqa: S102 - text of our own repository's bench
    made: Callable[[dict[str, Any]], Any] = names["hand"]
    return made


# Measuring


def decide_all(
    compiled: CompiledProgram, fields: list[dict[str, Any]], *, bindings: bool = False
) -> Callable[[], None]:
    decide = compiled.decide_many
    records = [Node("loan", "L", each) for each in fields]
    names = tuple(DECISIONS.values())

    def run() -> None:
        for node in records:
            node.memo.clear()
            answers = decide(names, node, CONTEXT)
            if bindings:
                for answer in answers:
                    answer.bindings  # noqa: B018 - made when asked for

    return run


def decide_each(compiled: CompiledProgram, fields: list[dict[str, Any]]) -> Callable[[], None]:
    decide = compiled.decide
    records = [Node("loan", "L", each) for each in fields]

    def run() -> None:
        for node in records:
            node.memo.clear()
            for name in DECISIONS.values():
                decide(name, node, CONTEXT)

    return run


def by_hand(hand: Callable[[dict[str, Any]], Any], records: list[dict[str, Any]]) -> Callable[[], None]:
    def run() -> None:
        for each in records:
            hand(each)

    return run


def microseconds(run: Callable[[], None], count: int) -> float:
    start = time.thread_time()
    run()
    return (time.thread_time() - start) / count * 1e6


def with_unknowns(fields: list[dict[str, Any]], share: float) -> list[dict[str, Any]]:
    chance = random.Random(7)  # noqa: S311 - invented data
    return [{name: None if chance.random() < share else value for name, value in each.items()} for each in fields]


def check(compiled: CompiledProgram, rules: list[Any], hand: Callable[[dict[str, Any]], Any], records: Any) -> None:
    """Stop if one result differs: a fast wrong answer is no answer."""
    ids = {name: [id for id, rule_kind, _, _ in rules if rule_kind == kind] for kind, name in DECISIONS.items()}
    names = ("normal", "special_mention", "substandard", "doubtful", "loss")
    for loan in records:
        node = Node("loan", "L", record(loan))
        answers = dict(zip(ids, compiled.decide_many(tuple(ids), node, CONTEXT), strict=True))
        fired = [ids[name][index] for name, answer in answers.items() for index in answer.fired]
        expected = hand(loan)
        proved = answers["cls"].proved
        assert proved is not None
        assert (names[proved], fired) == (expected["cls"], expected["fired"]), loan


def main() -> int:
    if not BENCH.is_dir():
        print(
            "nothing measured: the workload is read from ../shared/bench, and there is no such folder beside this one"
        )
        return 0
    rules, hand = shared("rules"), shared("limits").hand
    compiled = PythonBackend().compile(workload(rules.RULES, rules.CLASS_NAMES))
    records = loans(COUNT)
    check(compiled, rules.RULES, hand, records)
    fields = [record(each) for each in records]
    shapes = {
        HAND: by_hand(with_decimals(hand, rules.CLASS_NAMES), fields),
        "hand-written, with ratios as floats": by_hand(hand, records),
        "together, complete records": decide_all(compiled, fields),
        "together, one field of ten unknown": decide_all(compiled, with_unknowns(fields, 0.1)),
        "together, every third field unknown": decide_all(compiled, with_unknowns(fields, 0.3)),
        "together, nothing known": decide_all(compiled, with_unknowns(fields, 1.0)),
        "together and values read, complete records": decide_all(compiled, fields, bindings=True),
        "one by one, complete records": decide_each(compiled, fields),
        "one by one, one field of ten unknown": decide_each(compiled, with_unknowns(fields, 0.1)),
    }
    print(f"Three decisions with {len(rules.RULES)} rules about one record of {len(fields[0]) - 1} fields")
    print_table(measured(shapes, COUNT))
    return 0


HAND = "hand-written, on the same decimals"


def measured(shapes: dict[str, Callable[[], None]], count: int) -> dict[str, list[float]]:
    """Return the microseconds for one of ``count`` records, in rounds that take each shape in turn."""
    found: dict[str, list[float]] = {name: [] for name in shapes}
    for _ in range(ROUNDS):
        for name, run in shapes.items():
            found[name].append(microseconds(run, count))
    return found


def print_table(found: dict[str, list[float]]) -> None:
    """Print medians and least values, and the medians beside that of the first row."""
    base = statistics.median(next(iter(found.values())))
    print(f"{'':44} {'median µs':>10} {'least µs':>9} {'× hand':>7}")
    for name, values in found.items():
        median = statistics.median(values)
        print(f"{name:44} {median:10.2f} {min(values):9.2f} {median / base:7.2f}")


if __name__ == "__main__":
    sys.exit(main())
