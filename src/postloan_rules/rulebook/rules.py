"""One rule read back: if, except where, then, on whose authority, and what it tells beside its outcome."""

from collections.abc import Iterator

from postloan_rules.packs.citation import CONFIDENCE_LABELS, Citation, Confidence
from postloan_rules.packs.definition import (
    AnnotationValue,
    ConditionLine,
    DecisionDefinition,
    PythonCondition,
    Reason,
    ReasonText,
    Rule,
)
from postloan_rules.packs.parameter import EffectivePeriod
from postloan_rules.rulebook.blocks import Block, Bullets, Code, Details, Item, Paragraph, Section, anchor_of
from postloan_rules.rulebook.conditions import in_short, items_of, lines_of
from postloan_rules.rulebook.names import Names
from postloan_rules.rulebook.said import Piece, Said, joined, reference, same, say, words
from postloan_rules.rulebook.sentences import sentence
from postloan_rules.rulebook.wording import ALWAYS, EXCEPT, IF, IN_FILE, both
from postloan_rules.text.bilingual import Bilingual, Language

SOURCE = "source-"
"""What the places of sources start with, so that a source may be called like a rule."""


def rule_section(rule: Rule, decision: DecisionDefinition, names: Names) -> Section:
    """Return all that the rulebook says of ``rule``."""
    subject = decision.entity
    conditions = items_of(rule.when, names, subject)
    exceptions = items_of(rule.unless, names, subject)
    outcome = outcome_of(rule, names, subject)
    title = same(rule.id) if rule.title is None else say("{0} {1}", "{0} {1}", same(rule.id), words(rule.title))
    blocks: list[Block] = [Paragraph(IF), Bullets(conditions)] if conditions else [Paragraph(ALWAYS)]
    if exceptions:
        blocks += [Paragraph(EXCEPT), Bullets(exceptions)]
    blocks.append(Paragraph(say("则：{0}", "Then: {0}", outcome)))
    if rule.reason is not None:
        blocks.append(Paragraph(say("理由：{0}", "Reason: {0}", text_of(rule.reason, names, subject))))
    told = annotation_items(rule, decision, names)
    if told:
        blocks.append(Bullets(told))
    blocks.append(Paragraph(authority(rule.citation, rule.confidence, rule.period), quiet=True))
    written = list(_written(rule))
    if written:
        blocks.append(Details(IN_FILE, (Code("\n".join(written)),)))
    found = say("{0} {1} {2}", "{0} {1} {2}", in_short(conditions), outcome, same(str(rule.citation)))
    return Section(anchor_of(rule.id), title, tuple(blocks), 4, found)


def outcome_of(rule: Rule, names: Names, subject: str) -> Said:
    """Return what a rule gives."""
    return sentence(rule.then, names, subject)


def _written(rule: Rule) -> Iterator[str]:
    if not isinstance(rule.when, PythonCondition):
        yield from (f"when: {line}" for line in lines_of(rule.when))
    yield from (f"unless: {line}" for line in lines_of(rule.unless))


def text_of(reason: Reason, names: Names, subject: str) -> Said:
    """Return a text with sentences in place of its expressions."""
    return Said(_pieces(reason.zh, names, subject, "zh"), _pieces(reason.en, names, subject, "en"))


def _pieces(text: ReasonText, names: Names, subject: str, language: Language) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for part in text.parts:
        if isinstance(part, ConditionLine):
            found += ["〔" if language == "zh" else "[", *sentence(part.expression, names, subject).pieces(language)]
            found.append("〕" if language == "zh" else "]")
        else:
            found.append(part)
    return tuple(found)


def annotation_items(rule: Rule, decision: DecisionDefinition, names: Names) -> tuple[Item, ...]:
    """Return what a rule tells beside its outcome, a line for each column."""
    titles = {each.name: each.title for each in decision.annotations}
    return tuple(
        Item(say("{0}：{1}", "{0}: {1}", words(titles[name]), told(value, names, decision.entity)))
        for name, value in decision.annotations_of(rule).items()
    )


def told(value: AnnotationValue, names: Names, subject: str) -> Said:
    """Return an annotation as it reads."""
    return text_of(value, names, subject) if isinstance(value, Reason) else sentence(value, names, subject)


def authority(citation: Citation, confidence: Confidence | None, period: EffectivePeriod | None = None) -> Said:
    """Return where a rule or value comes from, how sure that is, and on which days it holds."""
    parts = [cited(citation)]
    if confidence is not None:
        parts.append(words(CONFIDENCE_LABELS[confidence]))
    if period is not None and (period.start or period.end):
        parts.append(days_of(period))
    return say("依据：{0}", "Source: {0}", joined(parts, "；", "; "))


def cited(citation: Citation) -> Said:
    """Return a citation that leads to its source."""
    text = Bilingual(zh=str(citation), en=str(citation))
    return reference(text, anchor_of(SOURCE + citation.instrument))


def days_of(period: EffectivePeriod) -> Said:
    """Return the days of a period; its end is the first day after it."""
    match period:
        case EffectivePeriod(None, None):
            return both("一直", "always")
        case EffectivePeriod(start, None):
            return say("自{0}起", "from {0}", same(f"{start}"))
        case EffectivePeriod(None, end):
            return say("{0}之前", "before {0}", same(f"{end}"))
        case EffectivePeriod(start, end):
            return say("自{0}起至{1}之前", "from {0} until before {1}", same(f"{start}"), same(f"{end}"))
