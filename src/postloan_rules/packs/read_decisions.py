"""Decisions: what they ask and may answer, and then their rules."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from postloan_rules.feel import ast
from postloan_rules.feel.checked import Checked
from postloan_rules.feel.scope import MemberKind, Scope
from postloan_rules.feel.types import Enumeration, ListOf, Simple, Type
from postloan_rules.light import dataclass
from postloan_rules.model.fields import fields_of
from postloan_rules.model.relations import ENTITIES
from postloan_rules.packs.definition import Aggregator, CheckedExpression, DecisionDefinition, HitPolicy, Rule
from postloan_rules.packs.desk import (
    Desk,
    citation_at,
    condition_at,
    confidence_at,
    labels_at,
    optional_labels_at,
    period_at,
    reason_at,
    scalar_expression_at,
    text_at,
    value_expression,
    value_of_enumeration,
)
from postloan_rules.packs.layer import place_of
from postloan_rules.packs.pack import Chapter, EnumerationDefinition
from postloan_rules.packs.pack_layer import Layer
from postloan_rules.packs.read_annotations import Columns, read_annotations, read_columns
from postloan_rules.packs.read_manifest import is_relation, type_named
from postloan_rules.packs.read_table import read_table
from postloan_rules.packs.vocabulary import AddedMember
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_scalars import value_of
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Span

_LISTS = frozenset({HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT})
_BY_ORDER = frozenset({HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER})
_WHAT = Bilingual(zh="决策", en="the decision")


@dataclass(frozen=True, slots=True)
class DecisionHead:
    """A decision as far as it is known before any rule is read."""

    entity: str
    name: str
    outcome: Type
    hit_policy: HitPolicy
    aggregator: Aggregator | None
    key: ScalarNode
    node: MappingNode
    prudent: bool

    @property
    def collects(self) -> bool:
        """Whether the answer is a list or an aggregate."""
        return self.hit_policy in _LISTS

    def member(self) -> AddedMember:
        """Return the decision as a member of its entity."""
        listed = self.collects and self.aggregator is None
        type = ListOf(self.outcome) if listed else self.outcome
        return AddedMember(self.entity, self.name, type, MemberKind.DECISION, collects=self.collects)


def read_decision_heads(
    layers: Sequence[Layer],
    enumerations: Mapping[str, EnumerationDefinition],
    taken: frozenset[str],
    report: list[Diagnostic],
) -> tuple[DecisionHead, ...]:
    """Return the decisions of all layers. ``taken`` are paths of facts and fields, which no decision may have."""
    found: dict[str, DecisionHead] = {}
    for layer in layers:
        prudent = text_at(layer.manifest.get("on_unknown")) == "prudent"
        for node in layer.decisions:
            head = _head(node, enumerations, report, prudent=prudent)
            if head is None:
                continue
            if head.name in found:
                first = place_of(found[head.name].key.span)
                report.append(files.defined_twice(head.key.span, _WHAT, head.name, first))
                continue
            path = f"{head.entity}.{head.name}"
            if path in taken or head.name in fields_of(head.entity) or is_relation(head.entity, head.name):
                what = Bilingual(zh="字段或事实", en="a field or a fact")
                report.append(files.name_taken(head.key.span, path, what))
                continue
            found[head.name] = head
    return tuple(found.values())


def _head(
    node: MappingNode, enumerations: Mapping[str, EnumerationDefinition], report: list[Diagnostic], *, prudent: bool
) -> DecisionHead | None:
    key, of = node.get("decision"), node.get("of")
    if isinstance(of, ScalarNode) and of.text not in ENTITIES:
        what = Bilingual(zh="对象", en="entity")
        report.append(files.no_such(of.span, what, of.text, nearest(of.text, ENTITIES)))
        return None
    policy, aggregator = _policy(node, report)
    outcome = _outcome_type(node.get("outcome"), enumerations, policy, aggregator, report)
    if not isinstance(key, ScalarNode) or not isinstance(of, ScalarNode):
        return None
    # What is wrong was reported; whoever reads the decision shall not be told again.
    policy, outcome = policy or HitPolicy.PRIORITY, outcome or Simple.UNKNOWN
    on_unknown = text_at(node.get("on_unknown"))
    prudent = prudent if on_unknown is None else on_unknown == "prudent"
    return DecisionHead(of.text, key.text, outcome, policy, aggregator, key, node, prudent)


def _policy(node: MappingNode, report: list[Diagnostic]) -> tuple[HitPolicy | None, Aggregator | None]:
    choose, policy, aggregate = node.get("choose"), node.get("hit_policy"), node.get("aggregate")
    aggregator = Aggregator(aggregate.text) if isinstance(aggregate, ScalarNode) else None
    chosen = HitPolicy(policy.text) if isinstance(policy, ScalarNode) else None
    if choose is not None and policy is not None:
        what = Bilingual(zh="choose 与 hit_policy 只能写一个", en="`choose` and `hit_policy` say the same thing twice")
        report.append(files.does_not_fit_together(policy.span, what))
    if choose is not None:
        chosen = HitPolicy.PRIORITY
    if aggregator is not None and chosen is not HitPolicy.COLLECT and aggregate is not None:
        what = Bilingual(zh="`aggregate`只用于 COLLECT", en="`aggregate` only goes with the hit policy `COLLECT`")
        report.append(files.does_not_fit_together(aggregate.span, what))
        aggregator = None
    return chosen, aggregator


def _outcome_type(
    node: Node | None,
    enumerations: Mapping[str, EnumerationDefinition],
    policy: HitPolicy | None,
    aggregator: Aggregator | None,
    report: list[Diagnostic],
) -> Type | None:
    if not isinstance(node, ScalarNode):
        return None
    found = type_named(node.text, enumerations)
    if isinstance(found, Enumeration):
        if policy in _BY_ORDER and not found.ordered:
            what = Bilingual(
                zh=f"按好坏取结果时`{found.name}`应为有序枚举",
                en=f"`{found.name}` has to be ordered where the worst outcome is chosen",
            )
            report.append(files.does_not_fit_together(node.span, what))
        elif aggregator is not None:
            what = Bilingual(zh="汇总的结果应为 number", en="an aggregate has the outcome `number`")
            report.append(files.does_not_fit_together(node.span, what))
        return found
    if found is Simple.NUMBER:
        if aggregator is None:
            what = Bilingual(
                zh="number 只用于 COLLECT 加 aggregate", en="`number` only goes with `COLLECT` and an `aggregate`"
            )
            report.append(files.does_not_fit_together(node.span, what))
            return None
        return found
    near = nearest(node.text, enumerations)
    report.append(files.no_such(node.span, Bilingual(zh="枚举", en="enumeration"), node.text, near))
    return None


def read_decisions(
    desk: Desk,
    heads: Sequence[DecisionHead],
    layers: Sequence[Layer],
    chapters: Sequence[Chapter],
    whole: frozenset[str],
) -> tuple[DecisionDefinition, ...]:
    """Return the decisions with their rules, those that overlays add at the end. Rule ids are unique in the pack."""
    by_name = {head.name: head for head in heads}
    extensions: dict[str, list[MappingNode]] = {}
    for layer in layers:
        for node in layer.extensions:
            key = node.get("extend")
            if not isinstance(key, ScalarNode):
                continue
            if not layer.is_overlay:
                at = node.key("extend") or key
                desk.report.append(files.only_in_overlays(at.span, "extend"))
            elif key.text not in by_name:
                what = Bilingual(zh="决策", en="decision")
                desk.report.append(files.no_such(key.span, what, key.text, nearest(key.text, by_name)))
            else:
                extensions.setdefault(key.text, []).append(node)
    places: dict[str, Span] = {}
    return tuple(_decision(desk, head, extensions.get(head.name, ()), chapters, whole, places) for head in heads)


def _decision(
    desk: Desk,
    head: DecisionHead,
    extensions: Sequence[MappingNode],
    chapters: Sequence[Chapter],
    whole: frozenset[str],
    places: dict[str, Span],
) -> DecisionDefinition:
    node = head.node
    scope = desk.scopes[head.entity]
    chapter = node.get("chapter")
    if isinstance(chapter, ScalarNode) and chapter.text not in {each.id for each in chapters}:
        near = nearest(chapter.text, (each.id for each in chapters))
        desk.report.append(files.no_such(chapter.span, Bilingual(zh="章", en="chapter"), chapter.text, near))
    columns = read_columns(desk, (node, *extensions), scope, head.outcome)
    rules: list[Rule] = []
    for part in (node, *extensions):
        rules.extend(_rules(desk, part, head, scope, columns))
        table = part.get("table")
        if isinstance(table, MappingNode):
            rules.extend(read_table(desk, table, scope, head.outcome, head.hit_policy, whole, columns))
    for rule in rules:
        if rule.span is None:
            continue
        first = places.setdefault(rule.id, rule.span)
        if first is not rule.span:
            what = Bilingual(zh="规则", en="the rule")
            desk.report.append(files.defined_twice(rule.span, what, rule.id, place_of(first)))
    return DecisionDefinition(
        head.entity,
        head.name,
        labels_at(node.get("question")),
        head.outcome,
        head.hit_policy,
        head.aggregator,
        condition_at(desk, node.get("applies"), scope),
        tuple(rules),
        _otherwise(desk, node.get("otherwise"), head.outcome),
        head.prudent,
        text_at(chapter),
        head.key.span,
        tuple(columns.by_name.values()),
    )


def _otherwise(desk: Desk, node: Node | None, outcome: Type) -> str | None:
    if not isinstance(node, ScalarNode) or outcome is Simple.UNKNOWN:
        return None
    if isinstance(outcome, Enumeration):
        return value_of_enumeration(desk, node, desk.enumerations[outcome.name])
    if isinstance(value_of(node), Decimal):
        return node.text
    desk.report.append(files.malformed(node.span, node.text, Bilingual(zh="数", en="a number")))
    return None


def _rules(desk: Desk, node: MappingNode, head: DecisionHead, scope: Scope, columns: Columns) -> Iterator[Rule]:
    items = node.get("rules")
    for item in items.items if isinstance(items, ListNode) else ():
        if isinstance(item, MappingNode):
            rule = _rule(desk, item, head, scope, columns)
            if rule is not None:
                yield rule


def _rule(desk: Desk, node: MappingNode, head: DecisionHead, scope: Scope, columns: Columns) -> Rule | None:
    id = node.get("id")
    when = condition_at(desk, node.get("when"), scope)
    unless = condition_at(desk, node.get("unless"), scope)
    then = _then(desk, node.get("then"), head.outcome, scope)
    citation = citation_at(desk, node.get("cite"))
    reason = reason_at(desk, node.get("reason"), scope)
    annotations = read_annotations(desk, node.get("annotate"), columns)
    period = period_at(desk, node)
    if not isinstance(id, ScalarNode) or then is None or citation is None:
        return None
    return Rule(
        id.text,
        when,
        unless,
        then,
        citation,
        confidence_at(node.get("confidence")),
        reason,
        period,
        optional_labels_at(node.get("title")),
        id.span,
        annotations,
    )


def _then(desk: Desk, node: Node | None, outcome: Type, scope: Scope) -> CheckedExpression | None:
    if isinstance(node, MappingNode):
        return scalar_expression_at(desk, node.get("expression"), scope, outcome)
    if not isinstance(node, ScalarNode) or outcome is Simple.UNKNOWN:
        return None
    if isinstance(outcome, Enumeration):
        value = value_of_enumeration(desk, node, desk.enumerations[outcome.name])
        return None if value is None else value_expression(value, outcome, node.span)
    number = value_of(node)
    if not isinstance(number, Decimal):
        desk.report.append(files.malformed(node.span, node.text, Bilingual(zh="数", en="a number")))
        return None
    literal: ast.Expression = ast.NumberLiteral(abs(number), span=node.span, key=0)
    types: dict[int, Type] = {0: Simple.NUMBER}
    if number < 0:
        literal = ast.Negation(literal, span=node.span, key=1)
        types[1] = Simple.NUMBER
    return Checked(literal, types, {})
