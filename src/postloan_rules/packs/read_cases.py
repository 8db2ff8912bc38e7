"""Cases: what is given and expected, held against the vocabulary and turned into plain typed values."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from postloan_rules.errors import PackError
from postloan_rules.feel.scope import MemberKind
from postloan_rules.feel.types import Enumeration, Simple
from postloan_rules.light import dataclass, replace
from postloan_rules.model.fields import fields_of
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.relations import ENTITIES, RELATIONS, ways
from postloan_rules.packs.definition import AnnotationColumn, DecisionDefinition
from postloan_rules.packs.desk import Desk, day_at, text_at, value_of_enumeration
from postloan_rules.packs.event_kind import EventKind
from postloan_rules.packs.given_values import UNKNOWN, given_paths, given_values, is_known
from postloan_rules.packs.layer import cases_of, mapping, place_of
from postloan_rules.packs.pack import Case
from postloan_rules.packs.pack_layer import Layer
from postloan_rules.packs.plain_values import plain_value
from postloan_rules.packs.read_expected_report import read_expected_report
from postloan_rules.packs.read_survivors import read_survivors
from postloan_rules.packs.read_watch_cases import read_expected_signals, read_given_events
from postloan_rules.packs.report import ReportDefinition
from postloan_rules.packs.shape import first_line_of, kind_of
from postloan_rules.packs.watch import Watch
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_scalars import value_of
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Severity, in_order
from postloan_rules.text.nearest import nearest

Reports = Callable[[], Sequence[ReportDefinition]]
"""Reads the reports of the pack, for cases about them."""
_OF_REPORTS = ("cells", "total", "rows", "left_out", "not_known", "absent")
_OF_WATCHES = "signals"
_ROOTS = (*(name for name in PortfolioRecord.model_fields if name in ENTITIES), "portfolio")


@dataclass(frozen=True, slots=True)
class _Answers:
    """What decisions may say and rules are called."""

    decisions: Mapping[str, DecisionDefinition]
    rules: Mapping[str, DecisionDefinition]
    reports: Reports
    watches: Mapping[str, Watch]
    kinds: Mapping[str, EventKind]
    all_known: bool
    """Whether all of them are known; where something is wrong elsewhere, names may be missing that are there."""


def read_cases(
    desk: Desk,
    layers: Sequence[Layer],
    decisions: Sequence[DecisionDefinition],
    reports: Reports,
    watches: Sequence[Watch],
    kinds: Mapping[str, EventKind],
) -> tuple[Case, ...]:
    """Return the cases of the pack at hand: those of overlays where there are any, else those of the last layer.

    What a pack imports was tried by its owner, and an overlay is there to change what the pack below it says.
    """
    answers = _Answers(
        {decision.name: decision for decision in decisions},
        {rule.id: decision for decision in decisions for rule in decision.rules},
        reports,
        {watch.name: watch for watch in watches},
        kinds,
        not any(each.severity is Severity.ERROR for each in desk.report),
    )
    overlays = [layer for layer in layers if layer.is_overlay]
    chosen = overlays or list(layers[-1:])
    found = (_case(desk, stem, node, answers) for layer in chosen for stem, node in cases_of(layer, desk.report))
    cases = tuple(case for case in found if case is not None)
    read_survivors(chosen, desk.report)
    return cases


class CaseReader:
    """Reads the cases of a pack, without other errors, when somebody first asks for them: most programs never do."""

    def __init__(
        self,
        desk: Desk,
        layers: Sequence[Layer],
        decisions: Sequence[DecisionDefinition],
        reports: Reports,
        watches: Sequence[Watch],
        kinds: Mapping[str, EventKind],
    ) -> None:
        self._desk = desk
        self._layers = tuple(layers)
        self._decisions = tuple(decisions)
        self._reports = reports
        self._watches = tuple(watches)
        self._kinds = kinds
        self._found: tuple[Case, ...] | None = None

    def __call__(self) -> tuple[Case, ...]:
        """Return the cases.

        Raises:
            PackError: if there are errors in them.
        """
        if self._found is None:
            desk = replace(self._desk, report=[])
            found = read_cases(desk, self._layers, self._decisions, self._reports, self._watches, self._kinds)
            if any(each.severity is Severity.ERROR for each in desk.report):
                raise PackError(in_order(desk.report))
            self._found = found
        return self._found


def read_case_defaults(desk: Desk, layers: Sequence[Layer]) -> Mapping[str, object]:
    """Return what fields hold in cases that do not mention them; later layers win."""
    found: dict[str, object] = {}
    for layer in layers:
        found.update(given_values(desk, layer.manifest.get("case_defaults"), tuple(ENTITIES)))
    return found


def _case(desk: Desk, stem: str, node: MappingNode, answers: _Answers) -> Case | None:
    if node.get("report") is not None:
        return _case_of_report(desk, node, answers)
    if node.get("watch") is not None:
        return _case_of_watch(desk, node, answers)
    name, as_of = node.get("case"), day_at(node.get("as_of"))
    written = node.get("decision")
    decision = text_at(written) or stem
    if decision not in answers.decisions:
        if not answers.all_known:
            return None
        span = written.span if written is not None else first_line_of(node)
        what = Bilingual(zh="决策", en="decision")
        desk.report.append(files.no_such(span, what, decision, nearest(decision, answers.decisions)))
        return None
    roots = _roots_of_case(answers.decisions[decision].entity)
    given = given_values(desk, node.get("given"), roots)
    unknown = given_paths(desk, node.get("unknown"), roots)
    expect = _expect(desk, node.get("expect"), answers.decisions[decision], answers)
    if not isinstance(name, ScalarNode) or as_of is None:
        return None
    currency = text_at(node.get("currency")) or "CNY"
    return Case(name.text, decision, as_of, given, unknown, expect, place_of(node.span), currency)


def _case_of_report(desk: Desk, node: MappingNode, answers: _Answers) -> Case | None:
    """Return a case about a report, which tells of a portfolio."""
    written, name, as_of = node.get("report"), node.get("case"), day_at(node.get("as_of"))
    if not isinstance(written, ScalarNode):
        return None
    if node.get("decision") is not None:
        what = Bilingual(zh="案例只针对一个决策或一张报表", en="a case is about a decision or about a report")
        desk.report.append(files.does_not_fit_together(written.span, what))
    reports = {each.name: each for each in answers.reports()}
    if written.text not in reports:
        if answers.all_known:
            what = Bilingual(zh="报表", en="report")
            desk.report.append(files.no_such(written.span, what, written.text, nearest(written.text, reports)))
        return None
    given, unknown = given_values(desk, node.get("given"), _ROOTS), given_paths(desk, node.get("unknown"), _ROOTS)
    expect = read_expected_report(desk, node.get("expect"), reports[written.text])
    if not isinstance(name, ScalarNode) or as_of is None:
        return None
    currency = text_at(node.get("currency")) or "CNY"
    return Case(name.text, "", as_of, given, unknown, expect, place_of(node.span), currency, written.text)


def _case_of_watch(desk: Desk, node: MappingNode, answers: _Answers) -> Case | None:
    """Return a case about a watch, which tells events and what is on record of their subject."""
    written, name, as_of = node.get("watch"), node.get("case"), day_at(node.get("as_of"))
    if not isinstance(written, ScalarNode):
        return None
    if node.get("decision") is not None:
        what = Bilingual(zh="案例只针对一个决策或一项监测", en="a case is about a decision or about a watch")
        desk.report.append(files.does_not_fit_together(written.span, what))
    watch = answers.watches.get(written.text)
    if watch is None:
        if answers.all_known:
            what = Bilingual(zh="监测", en="watch")
            desk.report.append(files.no_such(written.span, what, written.text, nearest(written.text, answers.watches)))
        return None
    given, unknown = given_values(desk, node.get("given"), _ROOTS), given_paths(desk, node.get("unknown"), _ROOTS)
    events = read_given_events(desk, node.get("events"), watch, answers.kinds)
    expect = read_expected_signals(desk, node.get("expect"), node.get("events"), as_of)
    if not isinstance(name, ScalarNode) or as_of is None:
        return None
    currency = text_at(node.get("currency")) or "CNY"
    place = place_of(node.span)
    return Case(name.text, "", as_of, given, unknown, expect, place, currency, watch=watch.name, events=events)


def _roots_of_case(entity: str) -> tuple[str, ...]:
    """Return the entities of which a case about ``entity`` tells something: of a detail, those on the way to it."""
    steps = [step for root in _ROOTS for way in ways(root, entity) for step in way]
    return (*_ROOTS, *dict.fromkeys(step.target for step in steps))


def _expect(desk: Desk, node: Node | None, decision: DecisionDefinition, answers: _Answers) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, (key, value) in mapping(node).items():
        if name in _OF_REPORTS:
            what = Bilingual(zh=f"`{name}`只用于报表的案例", en=f"only cases of a report expect `{name}`")
            desk.report.append(files.does_not_fit_together(key.span, what))
        if name == _OF_WATCHES:
            what = Bilingual(zh=f"`{name}`只用于监测的案例", en=f"only cases of a watch expect `{name}`")
            desk.report.append(files.does_not_fit_together(key.span, what))
        match name:
            case "outcome" if isinstance(value, ScalarNode):
                found[name] = _outcome(desk, value, decision)
            case "outcome" | "possible" if isinstance(value, ListNode):
                found[name] = _outcomes(desk, value, decision)
            case "fired" | "not_fired" | "unknown" if isinstance(value, ListNode):
                found[name] = _rule_ids(desk, value, answers)
            case "missing" if isinstance(value, ListNode):
                found[name] = _missing(desk, value)
            case "facts":
                found[name] = _expected_facts(desk, value)
            case "annotations":
                found[name] = _expected_annotations(desk, value, answers)
            case "status":
                found[name] = text_at(value)
            case _:
                pass
    return found


def _outcome(desk: Desk, node: ScalarNode, decision: DecisionDefinition) -> str | Decimal | None:
    if isinstance(decision.outcome, Enumeration):
        return value_of_enumeration(desk, node, desk.enumerations[decision.outcome.name])
    value = value_of(node)
    if isinstance(value, Decimal):
        return value
    if decision.outcome is Simple.UNKNOWN:
        return None
    desk.report.append(files.malformed(node.span, node.text, Bilingual(zh="数", en="a number")))
    return None


def _outcomes(desk: Desk, node: ListNode, decision: DecisionDefinition) -> tuple[str | Decimal, ...]:
    found: list[str | Decimal] = []
    for item in node.items:
        if not isinstance(item, ScalarNode):
            continue
        value = "not_applicable" if item.text == "not_applicable" else _outcome(desk, item, decision)
        if value is not None:
            found.append(value)
    return tuple(found)


def _rule_ids(desk: Desk, node: ListNode, answers: _Answers) -> tuple[str, ...]:
    found: list[str] = []
    for item in node.items:
        if not isinstance(item, ScalarNode):
            continue
        if item.text not in answers.rules and answers.all_known:
            what = Bilingual(zh="规则", en="rule")
            desk.report.append(files.no_such(item.span, what, item.text, nearest(item.text, answers.rules)))
        else:
            found.append(item.text)
    return tuple(found)


def _missing(desk: Desk, node: ListNode) -> tuple[str, ...]:
    """Return the paths that are expected to be missing; they may go on after a relation and name its members."""
    found: list[str] = []
    for item in node.items:
        if not isinstance(item, ScalarNode):
            continue
        entity, _, rest = item.text.partition(".")
        name = rest.partition(".")[0].partition("[")[0]
        shape = desk.shapes.get(entity)
        relations = {each.name for each in RELATIONS if each.source == entity}
        if shape is not None and (name in shape.members or name in fields_of(entity) or name in relations):
            found.append(item.text)
        else:
            is_known(desk, item, entity, name, tuple(ENTITIES))
    return tuple(found)


def _expected_facts(desk: Desk, node: Node) -> dict[str, object]:
    found: dict[str, object] = {}
    for path, (key, value) in mapping(node).items():
        entity, _, name = path.partition(".")
        member = desk.shapes[entity].members.get(name) if entity in ENTITIES else None
        if member is not None and member.kind is MemberKind.FACT:
            converted = plain_value(desk, member.type, value)
            if converted is not None:
                found[path] = converted
            continue
        facts = [
            f"{root}.{each.name}"
            for root in ENTITIES
            for each in desk.shapes[root].members.values()
            if each.kind is MemberKind.FACT
        ]
        desk.report.append(files.no_such(key.span, Bilingual(zh="事实", en="fact"), path, nearest(path, facts)))
    return found


def _expected_annotations(desk: Desk, node: Node, answers: _Answers) -> dict[str, dict[str, object]]:
    """Return what rules should tell, by rule and column; the word ``unknown`` stands for what is not known."""
    found: dict[str, dict[str, object]] = {}
    for rule, (key, told) in mapping(node).items():
        decision = answers.rules.get(rule)
        if decision is None:
            if answers.all_known:
                what = Bilingual(zh="规则", en="rule")
                desk.report.append(files.no_such(key.span, what, rule, nearest(rule, answers.rules)))
            continue
        columns = {each.name: each for each in decision.annotations}
        for name, (column, value) in mapping(told).items():
            if name in columns:
                found.setdefault(rule, {})[name] = _expected_annotation(desk, columns[name], value)
            elif answers.all_known:
                what = Bilingual(zh="批注列", en="annotation")
                desk.report.append(files.no_such(column.span, what, name, nearest(name, columns)))
    return found


def _expected_annotation(desk: Desk, column: AnnotationColumn, node: Node) -> object | None:
    words = column.type.values if isinstance(column.type, Enumeration) else ()
    if text_at(node) == UNKNOWN and UNKNOWN not in words:
        return None
    if column.type is not None:
        return plain_value(desk, column.type, node)
    if isinstance(node, MappingNode):
        return {language: text_at(text) for language, (_, text) in mapping(node).items()}
    wanted = Bilingual(zh="中文或英文文本 {zh: …}", en="a text in one language or both, `{zh: …}`")
    desk.report.append(files.wrong_shape(first_line_of(node), wanted, kind_of(node)))
    return None
