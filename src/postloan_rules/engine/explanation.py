"""A decision in sentences, for a credit officer: what, why, what is missing, and why a rule did not fire.

The root cause comes first: the rules that the outcome comes from, not those that hand it on.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from postloan_rules.engine.annotations import annotations_of
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.decision import Decision, Outcome, RuleMatch, Status, answer_of, definition_of, node_of
from postloan_rules.engine.decisive import Root, hands_on, roots_of
from postloan_rules.engine.details import deep, reason_for
from postloan_rules.engine.interpret import places_in
from postloan_rules.engine.plain import digits
from postloan_rules.engine.trace import Trace
from postloan_rules.engine.words import join, same
from postloan_rules.ir.outcomes import constant_outcome
from postloan_rules.ir.program import Combine, RuleTerm
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind
from postloan_rules.packs.citation import CONFIDENCE_LABELS
from postloan_rules.text.bilingual import Bilingual, Language

_STATUS = {
    Status.CERTAIN: Bilingual(zh="确定", en="certain"),
    Status.AT_LEAST: Bilingual(zh="至少如此，可能更差", en="at least this, perhaps worse"),
    Status.UNKNOWN: Bilingual(zh="未知", en="unknown"),
    Status.NOT_APPLICABLE: Bilingual(zh="不适用", en="not applicable"),
}
_MARKS: dict[bool | None, str] = {True: "✓", False: "✗", None: "?"}
_CONNECTIVES = {
    "all": Bilingual(zh="同时满足：", en="all of:"),
    "any": Bilingual(zh="满足任一：", en="any of:"),
    "not": Bilingual(zh="且不属于以下例外：", en="and not the exception:"),
}
_INDENT = "  "
_SHOWN = 4
_DEEPEST = 5


def explain(bench: Bench, decision: Decision, language: Language) -> str:
    """Return the decision in sentences: outcome, decisive rules, other rules, what is open, decisions read."""
    return "\n".join(line.say(language) for line in _lines(bench, decision))


def explain_rule(bench: Bench, decision: Decision, rule: str, language: Language) -> str:
    """Return why ``rule`` of ``decision`` fired, did not fire, or is unknown."""
    return "\n".join(line.say(language) for line in _rule_lines(bench, decision, rule))


def _lines(bench: Bench, decision: Decision) -> Iterator[Bilingual]:
    yield _headline(bench, decision)
    yield from _applicability(bench, decision)
    if decision.status is not Status.NOT_APPLICABLE:
        yield from _reasons(bench, decision)
    for remark in decision.remarks:
        yield same("")
        path = bench.words.path(remark.path)
        yield Bilingual(
            zh=f"注意（{remark.code}）{path.zh}：{remark.message.zh}",
            en=f"Note ({remark.code}) {path.en}: {remark.message.en}",
        )
    yield same("")
    yield _footer(bench)


def _reasons(bench: Bench, decision: Decision) -> Iterator[Bilingual]:
    roots = roots_of(bench, decision)
    yield from _decisive(bench, decision, roots)
    others, open = _others_that_fired(bench, decision, roots), _openness(bench, decision)
    # Where nothing is proved, what is missing is the reason.
    for part in (open, others) if decision.status is Status.UNKNOWN else (others, open):
        yield from part
    yield from _unknown_rules(bench, decision)
    yield from _decisions_read(bench, decision)


def _headline(bench: Bench, decision: Decision) -> Bilingual:
    entity = bench.day.pack.labels.get(decision.entity, same(decision.entity))
    question = bench.day.authored[decision.name].question
    said, day = _said(bench, decision), decision.as_of.isoformat()
    return Bilingual(
        zh=f"{entity.zh} {decision.subject}，{day}，{question.zh}（{decision.name}）：{said.zh}",
        en=f"{entity.en} {decision.subject} on {day}, {question.en} ({decision.name}): {said.en}",
    )


def _summary(bench: Bench, decision: Decision) -> Bilingual:
    question = bench.day.authored[decision.name].question
    said = _said(bench, decision)
    return Bilingual(
        zh=f"{question.zh}（{decision.name}）：{said.zh}", en=f"{question.en} ({decision.name}): {said.en}"
    )


def _said(bench: Bench, decision: Decision) -> Bilingual:
    """Return outcome and status: never one without the other."""
    status = _STATUS[decision.status]
    outcome = _outcome(bench, decision, decision.outcome)
    if outcome is None:
        return status
    if decision.assumed is not None:
        return Bilingual(
            zh=f"{outcome.zh}（按审慎原则取最差的可能；实际{status.zh}）",
            en=f"{outcome.en} (the worst possible, to be prudent; in fact {status.en})",
        )
    return Bilingual(zh=f"{outcome.zh}（{status.zh}）", en=f"{outcome.en} ({status.en})")


def _outcome(bench: Bench, decision: Decision, outcome: Outcome) -> Bilingual | None:
    if outcome is None:
        return None
    name = definition_of(decision).type.name
    if isinstance(outcome, str):
        return bench.words.word(name, outcome)
    if isinstance(outcome, tuple):
        if not outcome:
            return Bilingual(zh="无", en="none")
        return join((bench.words.word(name, each) for each in outcome), zh="、", en=", ")
    return same(digits(outcome))


def _applicability(bench: Bench, decision: Decision) -> Iterator[Bilingual]:
    applies = bench.trace_applies(decision)
    if applies is not None and applies.state is not True:
        yield same("")
        yield Bilingual(zh="是否适用：", en="Whether the question applies:")
        yield from _trace_lines(applies, 1)


def _decisive(bench: Bench, decision: Decision, roots: Sequence[Root]) -> Iterator[Bilingual]:
    """Yield the rules that the outcome comes from, with their conditions: the first thing to read."""
    if roots:
        yield same("")
        yield Bilingual(zh="决定结果的规则：", en="Decisive rules:")
    for root in roots:
        match = next(each for each in root.decision.matches if each.rule == root.rule)
        yield _indented(_match(bench, root.decision, match, asked=decision), 1)
        yield from _told(bench, root.decision, root.rule, 2)
        yield from _condition(bench, root.decision, root.rule, 2)
        if root.through:
            yield _indented(
                Bilingual(zh=f"经 {'、'.join(root.through)} 传递", en=f"handed on by {', '.join(root.through)}"), 2
            )
    if not roots and decision.outcome is not None and not decision.fired:
        yield same("")
        yield Bilingual(
            zh="没有规则触发，取“其他”结果。", en="No rule fired; the outcome is the one for all other cases."
        )


def _others_that_fired(bench: Bench, decision: Decision, roots: Sequence[Root]) -> Iterator[Bilingual]:
    """Yield the rules that fired beside the decisive ones and those that hand these on: the nearest to them first."""
    told = {(root.decision.name, root.rule) for root in roots}
    handing = {rule for root in roots for rule in root.through}
    near = {root.decision.name for root in roots}
    others = [
        (each, match)
        for each in deep(bench, decision)
        for match in each.matches
        if (each.name, match.rule) not in told and match.rule not in handing
    ]
    if not others:
        return
    yield same("")
    yield (
        Bilingual(zh="触发的其他规则：", en="Other rules that fired:")
        if roots
        else Bilingual(zh="触发的规则：", en="Rules that fired:")
    )
    for each, match in sorted(others, key=lambda item: item[0].name not in near):
        yield _indented(_match(bench, each, match, asked=decision), 1)
        yield from _told(bench, each, match.rule, 2)


def _openness(bench: Bench, decision: Decision) -> Iterator[Bilingual]:
    """Yield which outcomes are possible and, for everything that is missing, which rules wait for it."""
    if decision.status in (Status.CERTAIN, Status.NOT_APPLICABLE):
        return
    yield same("")
    if decision.possible:
        name = definition_of(decision).type.name
        possible = join((bench.words.word(name, each) for each in decision.possible), zh="、", en=", ")
        yield Bilingual(zh=f"可能的结果：{possible.zh}", en=f"Possible outcomes: {possible.en}")
    missing = decision.missing
    if not missing:
        return
    yield Bilingual(zh="尚缺以下数据，补齐后结果可能改变：", en="Missing, and able to change the outcome:")
    waiting = _waiting(bench, decision)
    together: dict[tuple[str, ...], list[str]] = {}
    for path in missing:
        together.setdefault(tuple(waiting.get(path, ())), []).append(path)
    for rules, paths in sorted(together.items(), key=lambda item: not item[0]):
        listed = join((bench.words.path(each) for each in paths), zh="、", en=", ")
        if rules:
            said = _some([waiting[paths[0]][rule] for rule in rules])
        else:
            said = Bilingual(zh="间接影响", en="by way of others")
        yield _indented(Bilingual(zh=f"- {said.zh}：{listed.zh}", en=f"- {said.en}: {listed.en}"), 1)


def _waiting(bench: Bench, decision: Decision) -> dict[str, dict[str, Bilingual]]:
    """Return, by what is missing, the unknown rules that wait for it and could give something worse than is sure.

    Of several decisions that wait for the same the first counts, for the others read it; those that may not apply come
    last.
    """
    waiting: dict[str, dict[str, Bilingual]] = {}
    for each in sorted(deep(bench, decision), key=lambda each: bool(_doubt(bench, each).zh)):
        terms, found = {rule.id: rule for rule in definition_of(each).rules}, dict[str, dict[str, Bilingual]]()
        for unknown in each.unknown:
            if hands_on(terms[unknown.rule]):
                continue
            outcome = _could_give(bench, decision, each, terms[unknown.rule])
            if outcome is None:
                continue
            said = Bilingual(zh=f"{unknown.rule} → {outcome.zh}", en=f"{unknown.rule} → {outcome.en}")
            for path in unknown.missing:
                found.setdefault(path, {})[unknown.rule] = said
        waiting = {**found, **waiting}
    return waiting


def _could_give(bench: Bench, asked: Decision, decision: Decision, rule: RuleTerm) -> Bilingual | None:
    """Return what ``rule``, should it fire, gives beyond the best outcome that is possible anyhow, if anything."""
    node, type = node_of(decision), definition_of(decision).type
    if node is None or definition_of(asked).combine is not Combine.WORST or type != definition_of(asked).type:
        return _several(bench, decision, rule.id)
    best = answer_of(asked).mask & -answer_of(asked).mask
    worse = int(bench.interpreter.value(rule.outcome, {node.entity: node}) or 0) & ~((best << 1) - 1)
    return bench.words.mask(worse, type) if worse else None


def _some(parts: Sequence[Bilingual]) -> Bilingual:
    """Return the first few of ``parts`` and how many there are besides."""
    shown = join(parts[:_SHOWN], zh="、", en=", ")
    more = len(parts) - _SHOWN
    return shown if more <= 0 else Bilingual(zh=f"{shown.zh}等{len(parts)}项", en=f"{shown.en} and {more} more")


def _unknown_rules(bench: Bench, decision: Decision) -> Iterator[Bilingual]:
    """Yield the unknown rules of ``decision`` itself, but those that only hand on what another decision says."""
    terms = {rule.id: rule for rule in definition_of(decision).rules}
    unknown = [each.rule for each in decision.unknown if not hands_on(terms[each.rule])]
    if unknown:
        yield same("")
        yield Bilingual(zh="不能确定是否触发的规则：", en="Rules of which it is not known whether they fire:")
    for rule in unknown:
        yield _indented(_unfired(bench, decision, rule), 1)
        yield from _condition(bench, decision, rule, 2)


def _decisions_read(bench: Bench, decision: Decision) -> Iterator[Bilingual]:
    others = [each for each in deep(bench, decision) if each is not decision]
    asking = [each for each in others if each.status is not Status.NOT_APPLICABLE]
    if others:
        yield same("")
        yield Bilingual(zh="所依据的其他判定：", en="Other decisions that it rests on:")
    for each in asking:
        yield _indented(_summary(bench, each), 1)
    outside = [bench.day.authored[each.name].question for each in others if each not in asking]
    if outside:
        listed = join(outside, zh="、", en="; ")
        yield _indented(Bilingual(zh=f"不适用：{listed.zh}", en=f"not applicable: {listed.en}"), 1)
    related = {name: each for name, each in decision.reads.items() if not bench.is_about_root(each)}
    if related:
        yield same("")
        yield Bilingual(zh="所依据的关联对象判定：", en="Decisions about related entities that it rests on:")
    for name, each in related.items():
        said, why = _said(bench, each), _roots_in_short(bench, each)
        yield _indented(Bilingual(zh=f"{name}：{said.zh}{why.zh}", en=f"{name}: {said.en}{why.en}"), 1)


def _roots_in_short(bench: Bench, decision: Decision) -> Bilingual:
    """Return the rules that the outcome of ``decision`` comes from, on the same line."""
    parts = [
        Bilingual(zh=f"{root.rule} {match.reason.zh}".rstrip(), en=f"{root.rule} {match.reason.en}".rstrip())
        for root in roots_of(bench, decision)
        for match in root.decision.matches
        if match.rule == root.rule
    ]
    listed = join(parts, zh="；", en="; ")
    return Bilingual(zh=f"：{listed.zh}", en=f": {listed.en}") if parts else same("")


def _match(bench: Bench, decision: Decision, match: RuleMatch, *, asked: Decision) -> Bilingual:
    """Return what a rule that fired says; the name of its decision where that is not the one ``asked``."""
    outcome = _outcome(bench, decision, match.outcome) or _several(bench, decision, match.rule)
    confidence = None if match.confidence is None else CONFIDENCE_LABELS[match.confidence]
    note = same("") if confidence is None else Bilingual(zh=f"，{confidence.zh}", en=f", {confidence.en}")
    reason, name = match.reason, "" if decision is asked else decision.name
    doubt = _doubt(bench, decision)
    where = Bilingual(zh=name and f"{name}{doubt.zh}，", en=name and f"{name}{doubt.en}, ")
    return Bilingual(
        zh=f"- {match.rule} → {outcome.zh}（{where.zh}{match.citation}{note.zh}）"
        + (f"：{reason.zh}" if reason.zh else ""),
        en=f"- {match.rule} → {outcome.en} ({where.en}{match.citation}{note.en})"
        + (f": {reason.en}" if reason.en else ""),
    )


def _told(bench: Bench, decision: Decision, rule: str, depth: int) -> Iterator[Bilingual]:
    """Yield what a rule that fired tells beside its outcome, on one line."""
    titles = {each.name: each.title for each in bench.day.authored[decision.name].annotations}
    parts = []
    for name, each in annotations_of(bench, decision, rule).items():
        said = each.said
        if each.missing:
            paths = _some([same(path) for path in each.missing])
            said = Bilingual(zh=f"{said.zh}（缺少 {paths.zh}）", en=f"{said.en} (missing {paths.en})")
        parts.append(Bilingual(zh=f"{titles[name].zh}：{said.zh}", en=f"{titles[name].en}: {said.en}"))
    if parts:
        yield _indented(join(parts, zh="；", en="; "), depth)


def _doubt(bench: Bench, decision: Decision) -> Bilingual:
    """Return that nobody knows whether ``decision`` applies, where that is so: its rules then prove nothing."""
    applies = bench.trace_applies(decision)
    if applies is None or applies.state is not None:
        return same("")
    return Bilingual(zh=" 是否适用未知", en=", which may not apply")


def _several(bench: Bench, decision: Decision, rule: str) -> Bilingual:
    """Return what a rule gives that takes its outcome from elsewhere, where more than one is possible."""
    definition, node = definition_of(decision), node_of(decision)
    term = next(each for each in definition.rules if each.id == rule)
    constant = constant_outcome(term.outcome, definition)
    if constant is None and node is None:
        return _STATUS[Status.UNKNOWN]
    value: Any = constant if node is None else bench.interpreter.value(term.outcome, {node.entity: node})
    # What one rule gives is one outcome also where the decision collects several.
    type = type_of(term.outcome)
    if type.kind is not Kind.MASK or not any(places_in(int(value or 0))):
        return _STATUS[Status.UNKNOWN] if value is None else bench.words.value(value, type)
    return bench.words.mask(int(value), type)


def _unfired(bench: Bench, decision: Decision, rule: str) -> Bilingual:
    authored = bench.day.rules[rule]
    outcome = _several(bench, decision, rule)
    reason = authored.title or same("")
    return Bilingual(
        zh=f"- {rule} → {outcome.zh}（{authored.citation}）" + (f"：{reason.zh}" if reason.zh else ""),
        en=f"- {rule} → {outcome.en} ({authored.citation})" + (f": {reason.en}" if reason.en else ""),
    )


def _rule_lines(bench: Bench, decision: Decision, rule: str) -> Iterator[Bilingual]:
    state = bench.state(decision, rule)
    word = {
        True: Bilingual(zh="触发", en="fired"),
        False: Bilingual(zh="未触发", en="did not fire"),
        None: Bilingual(zh="不能确定是否触发", en="is unknown"),
    }[state]
    authored = bench.day.rules[rule]
    said = _said(bench, decision)
    yield Bilingual(
        zh=f"规则 {rule}（{decision.name}，{authored.citation}）{word.zh}",
        en=f"Rule {rule} ({decision.name}, {authored.citation}) {word.en}",
    )
    reason = reason_for(bench, decision, rule)
    if state is True and reason.zh:
        yield _indented(reason, 1)
    if state is True:
        yield from _told(bench, decision, rule, 1)
    if decision.status is Status.NOT_APPLICABLE:
        yield Bilingual(zh="本判定不适用，规则不再判断：", en="The question does not apply, so no rule is looked at:")
        applies = bench.trace_applies(decision)
        if applies is not None:
            yield from _trace_lines(applies, 1)
        return
    yield from _condition(bench, decision, rule, 1)
    yield Bilingual(zh=f"判定结果：{said.zh}", en=f"The decision: {said.en}")


def _condition(bench: Bench, decision: Decision, rule: str, depth: int) -> Iterator[Bilingual]:
    if node_of(decision) is None:
        entity = bench.words.path(decision.entity)
        yield _indented(Bilingual(zh=f"? 记录中没有{entity.zh}", en=f"? the record has no {entity.en}"), depth)
        return
    trace = bench.trace(decision, rule)
    if trace is not None:
        yield from _trace_lines(trace, depth)
        return
    python = any(each.id == rule and each.python is not None for each in definition_of(decision).rules)
    if python:
        said = Bilingual(zh="条件由嵌入程序的函数给出", en="the condition is a function of the embedding program")
    else:
        said = Bilingual(zh="无条件", en="without a condition")
    yield _indented(said, depth)


def _trace_lines(trace: Trace, depth: int) -> Iterator[Bilingual]:
    mark = _MARKS[trace.state]
    if trace.connective is None and trace.statement is not None:
        statement = trace.statement
        if trace.missing:
            paths = _some([same(path) for path in trace.missing])
            statement = Bilingual(zh=f"{statement.zh}（缺少 {paths.zh}）", en=f"{statement.en} (missing {paths.en})")
        yield _indented(Bilingual(zh=f"{mark} {statement.zh}", en=f"{mark} {statement.en}"), depth)
        if trace.because is not None:
            yield from _because_lines(trace.because(), trace.state, depth + 1)
        return
    if trace.connective == "all" and trace.state is True:
        # What all hold needs no heading.
        for part in trace.parts:
            yield from _trace_lines(part, depth)
        return
    heading = _CONNECTIVES[trace.connective or "all"]
    yield _indented(Bilingual(zh=f"{mark} {heading.zh}", en=f"{mark} {heading.en}"), depth)
    for part in trace.parts:
        yield from _trace_lines(part, depth + 1)


def _because_lines(trace: Trace, wanted: bool | None, depth: int) -> Iterator[Bilingual]:
    """Yield the tests that made a derived fact what it is: of a sum of conditions only those that decided."""
    if wanted is None or depth > _DEEPEST:
        return
    if trace.connective is None:
        yield from _trace_lines(trace, depth)
        return
    following = not wanted if trace.connective == "not" else wanted
    for part in trace.parts:
        if part.state is following:
            yield from _because_lines(part, following, depth)


def _footer(bench: Bench) -> Bilingual:
    pack = bench.day.pack
    return Bilingual(
        zh=f"规则包 {pack.id} {pack.version}（{pack.digest}）", en=f"Pack {pack.id} {pack.version} ({pack.digest})"
    )


def _indented(text: Bilingual, depth: int) -> Bilingual:
    return Bilingual(zh=_INDENT * depth + text.zh, en=_INDENT * depth + text.en)
