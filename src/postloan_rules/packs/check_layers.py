"""Layers to a checked pack: everything that the folders say together, held against the vocabulary."""

from collections.abc import Iterator, Mapping, Sequence

from postloan_rules.feel.scope import Scope
from postloan_rules.feel.walk import walk
from postloan_rules.packs.definition import CheckedExpression, DecisionDefinition, FactDefinition
from postloan_rules.packs.dependencies import cycles, dependencies, expressions_of_decision, parameters_read
from postloan_rules.packs.desk import Desk, labels_at, period_at, text_at
from postloan_rules.packs.digest import digest_of, resolved_text
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.pack_layer import Layer
from postloan_rules.packs.parameter import Parameter
from postloan_rules.packs.read_cases import CaseReader, read_case_defaults, read_cases
from postloan_rules.packs.read_decisions import DecisionHead, read_decision_heads, read_decisions
from postloan_rules.packs.read_events import read_event_kinds, read_watching
from postloan_rules.packs.read_facts import FactHead, read_fact_heads, read_facts
from postloan_rules.packs.read_manifest import Declarations, read_declarations
from postloan_rules.packs.read_parameters import WHOLE_UNITS, read_parameters
from postloan_rules.packs.read_reports import ReportReader, read_reports
from postloan_rules.packs.read_watches import read_watches
from postloan_rules.packs.vocabulary import (
    entity_shapes,
    model_labels,
    paths_with_whole_numbers,
    scopes,
    spaced_names,
)
from postloan_rules.packs.watch import Watch
from postloan_rules.packs.watch_digest import watch_content
from postloan_rules.packs.watch_parts import expressions_of_watch, ones_in
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Diagnostic, Severity
from postloan_rules.text.source import Span


def check_layers(layers: Sequence[Layer], report: list[Diagnostic], *, with_cases: bool) -> CheckedPack | None:
    """Return the pack that the layers make, the last that is no overlay being the pack; nothing if there are errors.

    Everything wrong goes to ``report``, from all files in one run; ``with_cases`` from those with cases as well.
    """
    declared = read_declarations(layers, report)
    fact_heads = read_fact_heads(
        layers, declared.enumerations, declared.class_enumeration, declared.extension_fields, report
    )
    taken = {f"{head.entity}.{head.name}" for head in fact_heads}
    taken.update(f"{each.entity}.{each.name}" for each in declared.extension_fields)
    heads = read_decision_heads(layers, declared.enumerations, frozenset(taken), report)
    desk = _desk(declared, fact_heads, heads, report)
    parameters, broken = read_parameters(desk, layers)
    desk.scopes = scopes(desk.shapes, declared.enumerations, parameters, broken)
    desk.names |= spaced_names(desk.shapes, desk.scopes)
    facts = read_facts(desk, fact_heads)
    decisions = read_decisions(desk, heads, layers, declared.chapters, _whole_paths(fact_heads))
    kinds = read_event_kinds(desk, layers, declared)
    watching = read_watching(desk, layers, parameters)
    watches = read_watches(desk, layers, kinds, parameters, declared.chapters, watching)
    if with_cases:
        reports = read_reports(desk, layers, declared.chapters)
        read_cases(desk, layers, decisions, lambda: reports, watches, kinds)
    report_reader = ReportReader(desk, layers, declared.chapters)
    defaults = read_case_defaults(desk, layers)
    spans = _spans(fact_heads, heads)
    report.extend(cycles(dependencies(facts, decisions, parameters), spans))
    report.extend(_dimensions_out_of_reach(desk.scopes, parameters, facts, decisions, watches))
    main = [layer for layer in layers if not layer.is_overlay][-1]
    period = period_at(desk, main.manifest)
    if any(each.severity is Severity.ERROR for each in report):
        return None
    overlays = tuple(f"{layer.id} {layer.version}" for layer in layers if layer.is_overlay)
    jurisdiction = text_at(main.manifest.get("jurisdiction")) or ""
    portable = text_at(main.manifest.get("portable")) == "true"
    identity = {
        "pack": main.id,
        "version": main.version,
        "jurisdiction": jurisdiction,
        "portable": portable,
        "overlays": list(overlays),
        "class_enumeration": declared.class_enumeration,
    }
    used = {each.kind: kinds[each.kind] for watch in watches for each in ones_in(watch.pattern)}
    text = resolved_text(
        {**identity, **watch_content(watches, watching, used)},
        period,
        declared.enumerations,
        declared.extension_fields,
        parameters,
        facts,
        decisions,
    )
    return CheckedPack(
        main.id,
        main.version,
        labels_at(main.manifest.get("title")),
        jurisdiction,
        period,
        declared.instruments,
        declared.enumerations,
        declared.extension_fields,
        declared.chapters,
        parameters,
        facts,
        decisions,
        CaseReader(desk, layers, decisions, report_reader, watches, kinds),
        desk.shapes,
        desk.scopes,
        _labels(declared, parameters, facts, decisions),
        text,
        digest_of(text),
        portable,
        defaults,
        overlays,
        tuple(layers),
        report_reader,
        kinds,
        watches,
        watching,
    )


def _desk(
    declared: Declarations,
    facts: Sequence[FactHead],
    decisions: Sequence[DecisionHead],
    report: list[Diagnostic],
) -> Desk:
    added = [*(head.member() for head in facts), *(head.member() for head in decisions)]
    shapes = entity_shapes(declared.enumerations, declared.class_enumeration, declared.extension_fields, added)
    return Desk(declared.instruments, declared.enumerations, shapes, report)


def _whole_paths(facts: Sequence[FactHead]) -> frozenset[str]:
    counted = (f"{head.entity}.{head.name}" for head in facts if text_at(head.node.get("unit")) in WHOLE_UNITS)
    return paths_with_whole_numbers() | frozenset(counted)


def _spans(facts: Sequence[FactHead], decisions: Sequence[DecisionHead]) -> Mapping[str, Span | None]:
    spans: dict[str, Span | None] = {f"{head.entity}.{head.name}": head.key.span for head in facts}
    spans.update((f"{head.entity}.{head.name}", head.key.span) for head in decisions)
    return spans


def _dimensions_out_of_reach(
    scopes_: Mapping[str, Scope],
    parameters: Mapping[str, Parameter],
    facts: Sequence[FactDefinition],
    decisions: Sequence[DecisionDefinition],
    watches: Sequence[Watch],
) -> Iterator[Diagnostic]:
    """Yield a remark for every use of a parameter about an entity from which a dimension of it cannot be reached."""
    uses: list[tuple[str, CheckedExpression]] = [
        (each.entity, each.formula) for each in facts if each.formula is not None
    ]
    uses.extend((each.entity, expression) for each in decisions for expression in expressions_of_decision(each))
    uses.extend((each.entity, expression) for each in watches for expression in expressions_of_watch(each))
    for entity, expression in uses:
        for key, id in parameters_read(expression):
            for path in parameters[id].dimensions if id in parameters else ():
                if path.partition(".")[0] not in scopes_[entity].variables:
                    span = next(node.span for node in walk(expression.root) if node.key == key)
                    yield files.dimension_out_of_reach(span, id, path, entity)


def _labels(
    declared: Declarations,
    parameters: Mapping[str, Parameter],
    facts: Sequence[FactDefinition],
    decisions: Sequence[DecisionDefinition],
) -> Mapping[str, Bilingual]:
    labels = dict(model_labels())
    labels.update((f"{each.entity}.{each.name}", each.label) for each in declared.extension_fields)
    labels.update((each.id, each.title) for each in parameters.values())
    labels.update((f"{each.entity}.{each.name}", each.title) for each in facts)
    labels.update((f"{each.entity}.{each.name}", each.question) for each in decisions)
    return labels
