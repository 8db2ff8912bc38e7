"""A decision in sentences, for a credit officer: what, why, what is missing, and why a rule did not fire."""

from collections.abc import Iterator

from postloan_rules.engine.bench import Bench
from postloan_rules.engine.decision import Decision, Outcome, RuleMatch, Status, definition_of, node_of
from postloan_rules.engine.details import deep, reason_for
from postloan_rules.engine.interpret import places_in
from postloan_rules.engine.plain import digits
from postloan_rules.engine.trace import Trace
from postloan_rules.engine.words import join, same
from postloan_rules.ir.types import Kind
from postloan_rules.packs.citation import Confidence
from postloan_rules.text.bilingual import Bilingual, Language

_STATUS = {
    Status.CERTAIN: Bilingual(zh="确定", en="certain"),
    Status.AT_LEAST: Bilingual(zh="至少如此，可能更差", en="at least this, perhaps worse"),
    Status.UNKNOWN: Bilingual(zh="未知", en="unknown"),
    Status.NOT_APPLICABLE: Bilingual(zh="不适用", en="not applicable"),
}
_CONFIDENCE = {
    Confidence.VERIFIED: Bilingual(zh="已核对原文", en="read in the original"),
    Confidence.SECONDARY: Bilingual(zh="据转载文本", en="read in a copy"),
    Confidence.MEMORY: Bilingual(zh="凭记忆，待核对", en="from memory, to be checked"),
    Confidence.UNCERTAIN: Bilingual(zh="不确定，待核对", en="uncertain, to be checked"),
    Confidence.CONVENTION: Bilingual(zh="行业惯例或本行政策", en="a convention or the bank's own policy"),
}
_MARKS: dict[bool | None, str] = {True: "✓", False: "✗", None: "?"}
_CONNECTIVES = {
    "all": Bilingual(zh="同时满足：", en="all of:"),
    "any": Bilingual(zh="满足任一：", en="any of:"),
    "not": Bilingual(zh="且不属于以下例外：", en="and not the exception:"),
}
_INDENT = "  "


def explain(bench: Bench, decision: Decision, language: Language) -> str:
    """Return the decision in sentences: outcome, what is missing, rules with their conditions, decisions read."""
    return "\n".join(line.say(language) for line in _lines(bench, decision))


def explain_rule(bench: Bench, decision: Decision, rule: str, language: Language) -> str:
    """Return why ``rule`` of ``decision`` fired, did not fire, or is unknown."""
    return "\n".join(line.say(language) for line in _rule_lines(bench, decision, rule))


def _lines(bench: Bench, decision: Decision) -> Iterator[Bilingual]:
    yield _headline(bench, decision)
    yield from _openness(bench, decision)
    yield from _rules(bench, decision)
    others = [each for each in deep(bench, decision) if each is not decision]
    if others:
        yield same("")
        yield Bilingual(zh="所依据的其他判定：", en="Other decisions that it rests on:")
        for each in others:
            yield _indented(_summary(bench, each), 1)
            for match in each.matches:
                yield _indented(_match(bench, each, match), 2)
    related = {name: each for name, each in decision.reads.items() if not bench.is_about_root(each)}
    if related:
        yield same("")
        yield Bilingual(zh="所依据的关联对象判定：", en="Decisions about related entities that it rests on:")
        for name, each in related.items():
            said = _said(bench, each)
            yield _indented(Bilingual(zh=f"{name}：{said.zh}", en=f"{name}: {said.en}"), 1)
    for remark in decision.remarks:
        yield same("")
        path = bench.words.path(remark.path)
        yield Bilingual(
            zh=f"注意（{remark.code}）{path.zh}：{remark.message.zh}",
            en=f"Note ({remark.code}) {path.en}: {remark.message.en}",
        )
    yield same("")
    yield _footer(bench)


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


def _openness(bench: Bench, decision: Decision) -> Iterator[Bilingual]:
    if decision.status in (Status.CERTAIN, Status.NOT_APPLICABLE):
        return
    if decision.possible:
        name = definition_of(decision).type.name
        possible = join((bench.words.word(name, each) for each in decision.possible), zh="、", en=", ")
        yield Bilingual(zh=f"可能的结果：{possible.zh}", en=f"Possible outcomes: {possible.en}")
    missing = decision.missing
    if missing:
        yield Bilingual(zh="尚缺以下数据，补齐后结果可能改变：", en="Missing, and able to change the outcome:")
        for path in missing:
            yield _indented(_listed(bench.words.path(path)), 1)


def _rules(bench: Bench, decision: Decision) -> Iterator[Bilingual]:
    applies = bench.trace_applies(decision)
    if applies is not None and applies.state is not True:
        yield same("")
        yield Bilingual(zh="是否适用：", en="Whether the question applies:")
        yield from _trace_lines(applies, 1)
    matches, unknown = decision.matches, decision.unknown
    if matches:
        yield same("")
        yield Bilingual(zh="触发的规则：", en="Rules that fired:")
    for match in matches:
        yield _indented(_match(bench, decision, match), 1)
        yield from _condition(bench, decision, match.rule, 2)
    if unknown:
        yield same("")
        yield Bilingual(zh="不能确定是否触发的规则：", en="Rules of which it is not known whether they fire:")
    for each in unknown:
        yield _indented(_unfired(bench, decision, each.rule), 1)
        yield from _condition(bench, decision, each.rule, 2)
    if not matches and not unknown and decision.status is Status.CERTAIN:
        yield same("")
        yield Bilingual(
            zh="没有规则触发，取“其他”结果。", en="No rule fired; the outcome is the one for all other cases."
        )


def _match(bench: Bench, decision: Decision, match: RuleMatch) -> Bilingual:
    outcome = _outcome(bench, decision, match.outcome) or _several(bench, decision, match.rule)
    confidence = None if match.confidence is None else _CONFIDENCE[match.confidence]
    note = same("") if confidence is None else Bilingual(zh=f"，{confidence.zh}", en=f", {confidence.en}")
    reason = match.reason
    return Bilingual(
        zh=f"- {match.rule} → {outcome.zh}（{match.citation}{note.zh}）" + (f"：{reason.zh}" if reason.zh else ""),
        en=f"- {match.rule} → {outcome.en} ({match.citation}{note.en})" + (f": {reason.en}" if reason.en else ""),
    )


def _several(bench: Bench, decision: Decision, rule: str) -> Bilingual:
    """Return what a rule gives that takes its outcome from elsewhere, where more than one is possible."""
    definition, node = definition_of(decision), node_of(decision)
    term = next(each for each in definition.rules if each.id == rule)
    if node is None:
        return _STATUS[Status.UNKNOWN]
    value = bench.interpreter.value(term.outcome, {node.entity: node})
    if definition.type.kind is not Kind.MASK or not any(places_in(int(value or 0))):
        return _STATUS[Status.UNKNOWN] if value is None else bench.words.value(value, definition.type)
    return bench.words.mask(int(value), definition.type)


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
    if decision.status is Status.NOT_APPLICABLE:
        yield Bilingual(zh="本判定不适用，规则不再判断：", en="The question does not apply, so no rule is looked at:")
        applies = bench.trace_applies(decision)
        if applies is not None:
            yield from _trace_lines(applies, 1)
        return
    yield from _condition(bench, decision, rule, 1)
    yield Bilingual(zh=f"判定结果：{said.zh}", en=f"The decision: {said.en}")


def _condition(bench: Bench, decision: Decision, rule: str, depth: int) -> Iterator[Bilingual]:
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
            paths = ", ".join(trace.missing)
            statement = Bilingual(zh=f"{statement.zh}（缺少 {paths}）", en=f"{statement.en} (missing {paths})")
        yield _indented(Bilingual(zh=f"{mark} {statement.zh}", en=f"{mark} {statement.en}"), depth)
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


def _footer(bench: Bench) -> Bilingual:
    pack = bench.day.pack
    return Bilingual(
        zh=f"规则包 {pack.id} {pack.version}（{pack.digest}）", en=f"Pack {pack.id} {pack.version} ({pack.digest})"
    )


def _listed(text: Bilingual) -> Bilingual:
    return Bilingual(zh=f"- {text.zh}", en=f"- {text.en}")


def _indented(text: Bilingual, depth: int) -> Bilingual:
    return Bilingual(zh=_INDENT * depth + text.zh, en=_INDENT * depth + text.en)
