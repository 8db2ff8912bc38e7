"""Programs and expressions as Python functions, each compiled when it is first called."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from postloan_rules.backends.protocol import Answer, BudgetExceededError, Context
from postloan_rules.backends.python import others, relations, runtime
from postloan_rules.backends.python.combine import outcomes_of
from postloan_rules.backends.python.definitions import (
    Function,
    emit_decision,
    emit_expression,
    emit_fact,
)
from postloan_rules.backends.python.emit_values import function_name
from postloan_rules.backends.python.emitting import Definitions
from postloan_rules.backends.python.functions import IMPLEMENTATIONS
from postloan_rules.backends.python.together import emit_together, groups_of
from postloan_rules.errors import InternalError
from postloan_rules.ir.invariants import violations
from postloan_rules.ir.nodes import OutcomeOf, Term
from postloan_rules.ir.outcomes import has_always_an_outcome
from postloan_rules.ir.program import DecisionTerm, EnumerationTable, FactTerm, Program
from postloan_rules.ir.reading import terms_of
from postloan_rules.ir.record import Node
from postloan_rules.ir.walk import terms_in

RUNTIME_NAMES = (
    "count_outcomes",
    "add",
    "subtract",
    "multiply",
    "minus",
    "negation",
    "all_of",
    "any_of",
    "one_of",
    "same_entity",
    "equal",
    "not_equal",
    "less",
    "less_or_equal",
    "greater",
    "greater_or_equal",
    "is_exact",
    "exact",
    "as_ratio",
    "add_bounds",
    "subtract_bounds",
    "multiply_bounds",
    "minus_bounds",
    "ratio",
    "quotient",
    "later_by_days",
    "later_by_months",
    "earlier_by_days",
    "earlier_by_months",
    "case",
    "case_of_spans",
    "case_of_masks",
    "case_of_outcomes",
    "case_of_entities",
    "worse_of",
    "shift_mask",
    "mask_of_place",
    "place_of_mask",
    "worst_of_mask",
    "outcome_in",
)
RELATION_NAMES = (
    "visit",
    "count",
    "total",
    "smallest",
    "largest",
    "first_value",
    "last_value",
    "some",
    "every",
    "pick_first",
    "pick_last",
    "past_due",
)
OTHERS_NAMES = ("Everyone", "count_others", "total_others", "some_other", "every_other")
MOST_TOGETHER = 100
"""How many functions of several decisions are kept."""
PLAIN_BUILTINS: Mapping[str, Any] = {"list": list, "tuple": tuple, "min": min, "max": max}


def _namespace() -> dict[str, Any]:
    """Return all that generated code can reach."""
    return {
        "__builtins__": PLAIN_BUILTINS,
        "MISSING": object(),
        "Answer": Answer,
        "outcomes_of": outcomes_of,
        **{name: getattr(runtime, name) for name in RUNTIME_NAMES},
        **{name: getattr(relations, name) for name in RELATION_NAMES},
        **{name: getattr(others, name) for name in OTHERS_NAMES},
        **{function_name(name): function for name, function in IMPLEMENTATIONS.items()},
    }


def _made(function: Function, namespace: dict[str, Any]) -> Callable[..., Any]:
    """Compile ``function`` into ``namespace`` and return it.

    The source is made here from a checked program: all names in it are ours and every text is quoted, so that nothing
    an author wrote is run. It is the one place where this library runs source that it made.
    """
    code = compile(function.source, f"<postloan_rules {function.name}>", "exec")
    namespace.update(function.constants)
    if function.later is not None:
        name, make = function.later
        namespace[name] = _when_called(name, make, namespace)
    exec(code, namespace)  # noqa: S102 - see the docstring
    made: Callable[..., Any] = namespace[function.name]
    return made


def _when_called(name: str, make: Callable[[], Function], namespace: dict[str, Any]) -> Callable[..., Any]:
    """Return a stand-in for the function ``name`` that compiles it when first called.

    Two threads may compile the same at the same time; both get the same, and either may be kept.
    """

    def stand_in(*arguments: Any) -> Any:
        return _made(make(), namespace)(*arguments)

    return stand_in


Together = tuple[tuple[tuple[str, ...], Callable[..., tuple[Answer, ...] | None]], ...]
"""Groups of decisions, each with the function that makes them at once."""


class CompiledProgram:
    """A program of one day as functions. Safe to share between threads; a node is not."""

    def __init__(self, program: Program) -> None:
        self._namespace = _namespace()
        self._facts: dict[tuple[str, str], str] = {}
        self._decisions: dict[tuple[str, str], str] = {}
        self._makers: dict[str, Callable[[], Function]] = {}
        self._ready: dict[tuple[str, str], Callable[..., Answer]] = {}
        self._program = program
        self._together: dict[tuple[str, tuple[str, ...]], Together] = {}
        for place, each in enumerate(program.definitions):
            if isinstance(each, FactTerm):
                self._facts[each.entity, each.name] = f"fact_{place}"
            else:
                self._decisions[each.entity, each.name] = f"decision_{place}"
        self._definitions = definitions = Definitions(
            program.enumerations,
            self._facts,
            self._decisions,
            prudent=frozenset(_decisions(program, lambda each: each.prudent)),
            always=frozenset(_decisions(program, has_always_an_outcome)),
        )
        for each in program.definitions:
            names = self._facts if isinstance(each, FactTerm) else self._decisions
            function = names[each.entity, each.name]
            make = _maker(each, function, definitions)
            self._makers[function] = make
            self._namespace[function] = _when_called(function, make, self._namespace)

    def decide(self, name: str, node: Node, context: Context) -> Answer:
        """Return what decision ``name`` says about ``node``; kept in ``node.memo``.

        Raises:
            KeyError: if no decision about such entities has the name.
            UnexpectedValueError: if the record holds a word that its enumeration does not have.
            BudgetExceededError: if too many members of relations would have to be visited.
        """
        function = self._ready.get((node.entity, name))
        if function is None:
            function = self._made_ready(node.entity, name)
        return function(node, context, [context.visits] * 2)

    def _made_ready(self, entity: str, name: str) -> Callable[..., Answer]:
        function = self._decisions[entity, name]
        made = _made(self._makers[function](), self._namespace)
        return self._ready.setdefault((entity, name), made)

    def decide_many(self, names: tuple[str, ...], node: Node, context: Context) -> tuple[Answer, ...]:
        """Return what each of the decisions ``names`` says about ``node``; raises as ``decide`` does."""
        together = self._together.get((node.entity, names))
        if together is None:
            together = self._made_together(node.entity, names)
        known: dict[str, Answer] = {}
        for group, function in together:
            try:
                answers = function(node, context, [context.visits] * 2)
            except BudgetExceededError:
                # Each may visit as many as all of them may here.
                continue
            if answers is not None:
                if group == names:
                    return answers
                known.update(zip(group, answers, strict=True))
        return tuple([known.get(name) or self.decide(name, node, context) for name in names])

    def _made_together(self, entity: str, names: tuple[str, ...]) -> "Together":
        """Return functions that make some of the decisions ``names`` at once; the others are made one by one."""
        whole = self.together(entity, names)
        groups = [names] if whole is not None else self._groups(entity, names)
        made: Together = ()
        for group in groups:
            function = whole if group == names else self.together(entity, group)
            if function is not None:
                made = (*made, (group, _made(function, self._namespace)))
        return made if len(self._together) >= MOST_TOGETHER else self._together.setdefault((entity, names), made)

    def _groups(self, entity: str, names: tuple[str, ...]) -> list[tuple[str, ...]]:
        decisions = [
            each
            for each in self._program.definitions
            if isinstance(each, DecisionTerm) and each.entity == entity and each.name in names
        ]
        return [tuple(each.name for each in group) for group in groups_of(decisions)]

    def together(self, entity: str, names: tuple[str, ...]) -> Function | None:
        """Return the function that makes several decisions at once, if they are such that one can."""
        decisions = [each for each in self._program.definitions if isinstance(each, DecisionTerm)]
        group = [each for each in decisions if each.entity == entity and each.name in names]
        if not group or [each.name for each in group] != list(names):
            return None
        others = [each for each in self._program.definitions if each not in group]
        read = {term.name for each in others for term in _outcomes_read_by(each)}
        places = (self._decisions[entity, name].removeprefix("decision") for name in names)
        return emit_together(group, f"together{''.join(places)}", self._definitions, read)

    def fact(self, entity: str, name: str, node: Node, context: Context) -> Any:
        """Return fact ``name`` of ``node``; raises as ``decide`` does."""
        return self._namespace[self._facts[entity, name]](node, context, [context.visits] * 2)

    def source(self, entity: str, name: str, *, fact: bool = False) -> str:
        """Return the Python text of a definition, for people who want to read what runs."""
        function = self._makers[(self._facts if fact else self._decisions)[entity, name]]()
        if function.later is None:
            return function.source
        return f"{function.source}\n\n{function.later[1]().source}"


def _outcomes_read_by(definition: FactTerm | DecisionTerm) -> Iterator[OutcomeOf]:
    for term in terms_of(definition):
        yield from (each for each in terms_in(term) if isinstance(each, OutcomeOf))


def _decisions(program: Program, test: Callable[[DecisionTerm], bool]) -> list[tuple[str, str]]:
    return [(each.entity, each.name) for each in program.definitions if isinstance(each, DecisionTerm) and test(each)]


def _maker(each: FactTerm | DecisionTerm, name: str, definitions: Definitions) -> Callable[[], Function]:
    if isinstance(each, FactTerm):
        return lambda: emit_fact(each, name, definitions)
    return lambda: emit_decision(each, name, definitions)


class PythonBackend:
    """Decides one record at a time, in microseconds."""

    name = "python"

    def compile(self, program: Program) -> CompiledProgram:
        """Return ``program`` ready to run.

        Raises:
            InternalError: if the program breaks a law of the IR; generated code relies on them.
        """
        found = violations(program)
        if found:
            raise InternalError(f"python backend: pack {program.pack_id!r}: {found[0]}")
        return CompiledProgram(program)


def compile_expression(
    term: Term, *, variables: tuple[str, ...], enumerations: Mapping[str, EnumerationTable] | None = None
) -> Callable[..., Any]:
    """Return a function of one node for each of ``variables`` and a ``Context`` that gives the value of ``term``.

    ``term`` reads no fact and no decision. ``enumerations`` are those of the types in it.
    """
    definitions = Definitions(enumerations or {}, {}, {})
    return _made(emit_expression(term, "expression", variables, definitions), _namespace())
