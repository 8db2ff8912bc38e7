"""All pages of the rulebook of a pack, before they are written down in some format."""

from collections.abc import Iterator, Mapping, Sequence

from postloan_rules.feel.printer import print_expression
from postloan_rules.feel.types import Enumeration, Money, Type
from postloan_rules.packs.definition import DecisionDefinition, FactDefinition, Rule
from postloan_rules.packs.dependencies import dependencies, expressions_of_decision, parameters_read
from postloan_rules.packs.pack import Case, CheckedPack
from postloan_rules.packs.parameter import Parameter
from postloan_rules.packs.watch import Watch
from postloan_rules.packs.watch_parts import expressions_of_watch, parameters_named
from postloan_rules.rulebook.blocks import (
    Block,
    Bullets,
    Cell,
    Code,
    Details,
    Grid,
    Heading,
    Item,
    Page,
    Paragraph,
    Section,
    anchor_of,
)
from postloan_rules.rulebook.conditions import items_of, items_of_expression
from postloan_rules.rulebook.examples import Examples
from postloan_rules.rulebook.names import Names
from postloan_rules.rulebook.rules import SOURCE, authority, cited, days_of, rule_section
from postloan_rules.rulebook.said import Said, joined, reference, same, say, words
from postloan_rules.rulebook.tables import table_blocks, table_id
from postloan_rules.rulebook.watches import PLACE, watch_section
from postloan_rules.rulebook.wording import AGGREGATES, CASES, IN_FILE, POLICIES, READ_BY, READS, both
from postloan_rules.text.bilingual import Bilingual

INDEX = "index"
OTHERS = "other"
LIMITS = "limits"
FACTS = "facts"
SOURCES = "sources"


class Book:
    """The pages of one pack."""

    def __init__(self, pack: CheckedPack) -> None:
        self._pack = pack
        self._names = Names(pack)
        self._examples = Examples(pack, self._names)
        self._reads = dependencies(pack.facts, pack.decisions, pack.parameters)
        self._parameters_of = _parameters_by_reader(pack)
        self._read_by = _readers(self._reads, self._parameters_of)
        self._cases: dict[str, list[Case]] = {}
        for case in pack.cases:
            self._cases.setdefault(case.decision, []).append(case)
        self._watch_cases: dict[str | None, list[Case]] = {}
        for case in pack.watch_cases:
            self._watch_cases.setdefault(case.watch, []).append(case)

    def pages(self) -> tuple[Page, ...]:
        """Return all pages, the index first."""
        chapters = tuple(self._chapters())
        rest = (self._limits(), self._facts(), self._sources())
        return (self._index((*chapters, *rest)), *chapters, *rest)

    # Chapters

    def _chapters(self) -> Iterator[Page]:
        for chapter in self._pack.chapters:
            decisions = [each for each in self._pack.decisions if each.chapter == chapter.id]
            watches = [each for each in self._pack.watches if each.chapter == chapter.id]
            if decisions or watches:
                yield self._chapter(chapter.id, words(chapter.title), decisions, watches)
        known = {each.id for each in self._pack.chapters}
        others = [each for each in self._pack.decisions if each.chapter not in known]
        other_watches = [each for each in self._pack.watches if each.chapter not in known]
        if others or other_watches:
            yield self._chapter(OTHERS, both("其他", "Others"), others, other_watches)

    def _chapter(
        self, name: str, title: Said, decisions: Sequence[DecisionDefinition], watches: Sequence[Watch]
    ) -> Page:
        listed = [Item(reference(each.question, each.name)) for each in decisions]
        listed += [Item(reference(each.title, PLACE + each.name)) for each in watches]
        sections = [self._decision(each) for each in decisions]
        sections += [
            watch_section(each, self._pack, self._names, self._watch_cases.get(each.name, ())) for each in watches
        ]
        return Page(f"chapter-{name}", title, (Bullets(tuple(listed)), *sections))

    def _decision(self, decision: DecisionDefinition) -> Section:
        names, subject = self._names, decision.entity
        blocks: list[Block] = [
            Paragraph(say("判定对象：{0}", "About: {0}", names.entity(subject))),
            Paragraph(say("结果：{0}", "Outcomes: {0}", self._outcomes(decision.outcome))),
            Paragraph(_policy(decision)),
        ]
        applies = items_of(decision.applies, names, subject)
        if applies:
            blocks += [Paragraph(both("适用于：", "Asked where:")), Bullets(applies)]
        if decision.otherwise is not None:
            blocks.append(Paragraph(say("没有规则触发时：{0}", "If no rule fires: {0}", self._otherwise(decision))))
        if decision.prudent:
            blocks.append(Paragraph(both("资料不全时取最差的可能结果", "Where data are missing: the worst possible")))
        blocks += self._network(f"{subject}.{decision.name}")
        blocks += self._rules(decision)
        cases = self._cases.get(decision.name, ())
        if cases:
            items = Bullets(tuple(self._examples.item(each) for each in cases))
            summary = say("{0}（{1}）", "{0} ({1})", CASES, same(str(len(cases))))
            blocks.append(Details(summary, (items,)))
        title = say("{0}（{1}）", "{0} ({1})", words(decision.question), same(decision.name))
        return Section(anchor_of(decision.name), title, tuple(blocks), 2, words(decision.question))

    def _rules(self, decision: DecisionDefinition) -> Iterator[Block]:
        tables: dict[str, list[Rule]] = {}
        for rule in decision.rules:
            id = table_id(rule)
            if id is not None:
                tables.setdefault(id, []).append(rule)
        shown: set[str] = set()
        for rule in decision.rules:
            id = table_id(rule)
            if id is None:
                yield rule_section(rule, decision, self._names)
            elif id not in shown:
                shown.add(id)
                yield from table_blocks(id, tables[id], decision, self._names)

    def _outcomes(self, outcome: Type) -> Said:
        if isinstance(outcome, Enumeration):
            return joined([self._names.value(outcome.name, each) for each in outcome.values], "、", ", ")
        return both("数值", "a number")

    def _otherwise(self, decision: DecisionDefinition) -> Said:
        value = decision.otherwise or ""
        if isinstance(decision.outcome, Enumeration):
            return self._names.value(decision.outcome.name, value)
        return same(value)

    def _network(self, path: str) -> Iterator[Block]:
        """Yield what a fact or decision reads, and what reads it."""
        reads = [*self._reads.get(path, ()), *self._parameters_of.get(path, ())]
        for heading, paths in ((READS, reads), (READ_BY, self._read_by.get(path, ()))):
            if paths:
                listed = joined([self._link(each) for each in dict.fromkeys(paths)], "、", ", ")
                yield Paragraph(say("{0}{1}", "{0}{1}", heading, listed), quiet=True)

    def _link(self, path: str) -> Said:
        parameter = self._pack.parameters.get(path)
        if parameter is not None:
            return reference(parameter.title, path)
        for decision in self._pack.decisions:
            if path == f"{decision.entity}.{decision.name}":
                return reference(decision.question, decision.name)
        for watch in self._pack.watches:
            if path == PLACE + watch.name:
                return reference(watch.title, path)
        return reference(self._names.path(path), path)

    # Limits, facts, sources

    def _limits(self) -> Page:
        groups: dict[str, list[Parameter]] = {}
        for id, parameter in sorted(self._pack.parameters.items()):
            groups.setdefault(id.partition(".")[0], []).append(parameter)
        blocks: list[Block] = []
        for group, parameters in groups.items():
            blocks.append(Heading(2, same(group)))
            blocks.extend(self._limit(each) for each in parameters)
        return Page(LIMITS, both("参数", "Parameters"), tuple(blocks))

    def _limit(self, parameter: Parameter) -> Section:
        heads = [both("期间", "days"), both("取值", "value"), both("依据", "source"), both("可信度", "confidence")]
        if parameter.dimensions:
            heads.insert(1, both("适用于", "for"))
        rows = []
        for value in parameter.values:
            cells = [
                Cell(days_of(value.period)),
                Cell(self._names.amount(parameter, value)),
                Cell(cited(value.citation)),
                Cell(same(value.confidence.value)),
            ]
            if parameter.dimensions:
                cells.insert(1, Cell(self._where(value.where)))
            rows.append(tuple(cells))
        reviewed = say("复核日：{0}", "Reviewed on {0}", same(parameter.reviewed_on.isoformat()))
        readers = self._read_by.get(parameter.id, ())
        used = joined([self._link(each) for each in dict.fromkeys(readers)], "、", ", ")
        blocks: list[Block] = [Grid(tuple(heads), tuple(rows)), Paragraph(reviewed, quiet=True)]
        if readers:
            blocks.append(Paragraph(say("{0}{1}", "{0}{1}", READ_BY, used), quiet=True))
        title = say("{0}（{1}）", "{0} ({1})", words(parameter.title), same(parameter.id))
        return Section(anchor_of(parameter.id), title, tuple(blocks))

    def _where(self, where: Mapping[str, str]) -> Said:
        if not where:
            return both("其他", "all others")
        parts = []
        for path, value in where.items():
            entity, _, name = path.rpartition(".")
            shape = self._pack.entities.get(entity.rpartition(".")[2])
            member = None if shape is None else shape.members.get(name)
            type = None if member is None else member.type
            label = self._names.value(type.name, value) if isinstance(type, Enumeration) else same(value)
            parts.append(say("{0}为{1}", "{0} {1}", words(self._names.path(path)), label))
        return joined(parts, "，", ", ")

    def _facts(self) -> Page:
        groups: dict[str, list[FactDefinition]] = {}
        for fact in sorted(self._pack.facts, key=lambda each: (each.entity, each.name)):
            groups.setdefault(fact.entity, []).append(fact)
        blocks: list[Block] = []
        for entity, facts in groups.items():
            blocks.append(Heading(2, self._names.entity(entity)))
            blocks.extend(self._fact(each) for each in facts)
        return Page(FACTS, both("事实", "Facts"), tuple(blocks))

    def _fact(self, fact: FactDefinition) -> Section:
        path = f"{fact.entity}.{fact.name}"
        kind = self._kind(fact)
        blocks: list[Block] = [Paragraph(say("类型：{0}", "Type: {0}", kind), quiet=True)]
        if fact.formula is None:
            blocks.append(Paragraph(both("只由记录给出", "Only ever given in the record")))
        else:
            how = (
                both("记录未给出时的默认值：", "By default, where the record does not give it:")
                if fact.is_default
                else both("记录未给出时按下式得出：", "Where the record does not give it:")
            )
            blocks += [Paragraph(how), Bullets(items_of_expression(fact.formula, self._names, fact.entity))]
        blocks += self._network(path)
        blocks.append(Paragraph(authority(fact.citation, fact.confidence), quiet=True))
        if fact.formula is not None:
            blocks.append(Details(IN_FILE, (Code(print_expression(fact.formula.root)),)))
        title = say("{0}（{1}）", "{0} ({1})", words(fact.title), same(path))
        return Section(anchor_of(path), title, tuple(blocks))

    def _kind(self, fact: FactDefinition) -> Said:
        match fact.type:
            case Enumeration():
                return self._outcomes(fact.type)
            case Money():
                return both("金额", "an amount")
            case _:
                unit = "" if fact.unit is None else f" ({fact.unit})"
                return same(f"{getattr(fact.type, 'value', '')}{unit}")

    def _sources(self) -> Page:
        blocks = [self._source(short) for short in sorted(self._pack.instruments)]
        return Page(SOURCES, both("依据文件", "Sources"), tuple(blocks))

    def _source(self, short: str) -> Section:
        instrument = self._pack.instruments[short]
        items = [Item(words(instrument.title)), Item(words(instrument.issuer))]
        if instrument.number is not None:
            items.append(Item(same(instrument.number)))
        days = (
            (both("发布：", "issued "), instrument.issued_on),
            (both("施行：", "in force from "), instrument.effective_on),
            (both("废止：", "repealed on "), instrument.repealed_on),
        )
        items += [Item(say("{0}{1}", "{0}{1}", what, same(day.isoformat()))) for what, day in days if day is not None]
        if instrument.url is not None:
            items.append(Item(same(instrument.url)))
        rules = [rule.id for each in self._pack.decisions for rule in each.rules if rule.citation.instrument == short]
        blocks: list[Block] = [Bullets(tuple(items))]
        if rules:
            listed = joined([reference(Bilingual(zh=each, en=each), each) for each in rules], "、", ", ")
            blocks.append(Paragraph(say("据此的规则：{0}", "Rules that follow it: {0}", listed), quiet=True))
        return Section(anchor_of(SOURCE + short), same(short), tuple(blocks))

    # Index

    def _index(self, pages: Sequence[Page]) -> Page:
        pack = self._pack
        about = joined([same(f"{pack.id} {pack.version}"), same(pack.jurisdiction), days_of(pack.period)], "，", ", ")
        blocks: list[Block] = [Paragraph(about)]
        if pack.overlays:
            blocks.append(Paragraph(say("叠加：{0}", "Overlays: {0}", same(", ".join(pack.overlays)))))
        blocks.append(Paragraph(say("摘要：{0}", "Digest: {0}", same(pack.digest)), quiet=True))
        listed = []
        for page in pages:
            inner = tuple(
                Item(reference(Bilingual(zh=each.title.text("zh"), en=each.title.text("en")), each.anchor))
                for each in page.blocks
                if isinstance(each, Section) and each.level == 2
            )
            title = Bilingual(zh=page.title.text("zh"), en=page.title.text("en"))
            listed.append(Item(reference(title, f"{page.name}/"), inner))
        blocks.append(Bullets(tuple(listed)))
        return Page(INDEX, words(pack.title), tuple(blocks))


def _policy(decision: DecisionDefinition) -> Said:
    return POLICIES[decision.hit_policy] if decision.aggregator is None else AGGREGATES[decision.aggregator]


def _parameters_by_reader(pack: CheckedPack) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for fact in pack.facts:
        read = [] if fact.formula is None else [id for _, id in parameters_read(fact.formula)]
        found[f"{fact.entity}.{fact.name}"] = tuple(dict.fromkeys(read))
    for decision in pack.decisions:
        ids = (id for each in expressions_of_decision(decision) for _, id in parameters_read(each))
        found[f"{decision.entity}.{decision.name}"] = tuple(dict.fromkeys(ids))
    for watch in pack.watches:
        read = [id for each in expressions_of_watch(watch) for _, id in parameters_read(each)]
        found[PLACE + watch.name] = tuple(dict.fromkeys((*read, *parameters_named(watch))))
    return found


def _readers(*graphs: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for graph in graphs:
        for reader, read in graph.items():
            for each in read:
                found.setdefault(each, {})[reader] = None
    return {path: tuple(readers) for path, readers in found.items()}


def page_of(pack: CheckedPack, chapter: str | None) -> str:
    """Return the page on which the decisions of a chapter stand."""
    known = {each.id for each in pack.chapters}
    return f"chapter-{chapter if chapter in known else OTHERS}"
