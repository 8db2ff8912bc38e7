"""What proves a decision without saying whom it is about.

The record is cut down to what was read, ids become tokens in the same order, and the decision is made again from that:
so what is kept can be made again by anybody, and says no more than it must.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from postloan_rules.engine.bench import Bench
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.decision import Decision, absent_of, definition_of, node_of
from postloan_rules.engine.evaluate import Evaluation, bench_of
from postloan_rules.engine.inputs import Read
from postloan_rules.engine.link import Graph, link
from postloan_rules.engine.link_portfolio import link_portfolio
from postloan_rules.engine.personal import Taint
from postloan_rules.engine.plain import plain
from postloan_rules.engine.serialise import dictionary_of
from postloan_rules.engine.shared import SHARED
from postloan_rules.engine.subjects import OVERALL, REACHED, subject_id, subjects_of
from postloan_rules.errors import InternalError
from postloan_rules.ir.record import Node
from postloan_rules.light import dataclass
from postloan_rules.model.entity import Entity
from postloan_rules.model.fields import FieldShape, Kind, fields_of
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.portfolio_figures import PortfolioFigures
from postloan_rules.model.reading import read_portfolio, read_record
from postloan_rules.model.relations import RELATIONS
from postloan_rules.model.whole import Portfolio

_PARTS: Final = ("loan", "borrower", "group", "facility", "institution")
_WORDS_OF_A_RULE: Final = ("bindings", "because", "reason", "annotations")
"""What a rule says of the values that it read; its id, outcome and citation say nothing of them."""
_RELATION_FIELDS: Final = {("borrower", "loans"): "other_loans", ("group", "members"): "other_members"}
"""The fields in which a record gives what rules see under another name, together with the entity at hand."""

_RELATIONS: Final = {(each.source, each.name): each for each in RELATIONS}

_STEP: Final = re.compile(r"\.(\w+)(?:\[([^\[\]]*)\])?")
_IN_BRACKETS: Final = re.compile(r"\[([^\[\]]*)\]")

RECORDS: Final = "records"
"""What tells a portfolio, as plain values, from a record."""
_ANY_LOAN: Final = "#0000"

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody or something that the evidence is about: what it is, its id, and its token."""

    entity: str
    id: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """``decision`` and ``record`` as plain values with tokens for ids.

    ``personal`` are the places of what says something about ``concerned``: in ``{"decision": …, "record": …}``.
    """

    decision: Mapping[str, Any]
    record: Mapping[str, Any]
    subject: Party | None
    parties: tuple[Party, ...]
    concerned: tuple[Party, ...]
    personal: tuple[Steps, ...]


def evidence_of(decision: Decision) -> Evidence:
    """Return the evidence of ``decision``.

    Raises:
        InternalError: if the decision made again from what was read is another one, which would be our fault.
    """
    bench = bench_of(decision)
    whole = bench.graph.record
    read = bench.read(decision)
    taint = Taint(bench.day)
    node = node_of(decision)
    reduction = _Reduction(read, node, () if node is not None else _nodes_to(absent_of(decision) or "", bench))
    reduced = reduction.portfolio(whole) if isinstance(whole, Portfolio) else reduction.record(whole)
    concerned = _concerned(bench, read, taint)
    tokens = _tokens_of({each.id for each in (*reduction.parties, *concerned)} | reduction.mentioned)
    record = _with_tokens(reduced, tokens)
    again, other = _made_again(decision, bench, record, _token_of_subject(decision, tokens))
    if _answers(again) != _answers(decision):
        raise InternalError(f"what was read does not give `{decision.name}` again, pack {decision.pack.digest}")
    provenance = whole.provenance
    same_order = zip(read.inputs, other.read(again).inputs, strict=True)
    if not isinstance(whole, Portfolio):
        record["provenance"] = {there: provenance[here] for here, there in same_order if here in provenance}
        other.graph.record.provenance.update(record["provenance"])
    said = dictionary_of_evidence(again)
    subject = None if node is None else Party(node.entity, node.id, tokens[node.id])
    return Evidence(
        decision=said,
        record=record,
        subject=subject,
        parties=_named(reduction.parties, tokens),
        concerned=_named(concerned, tokens),
        # Rules that could read something personal are silent where there was nothing to read.
        personal=_personal_places(said, record, other, again, taint) if concerned else (),
    )


def _personal_places(
    said: Mapping[str, Any], record: Mapping[str, Any], bench: Bench, decision: Decision, taint: Taint
) -> tuple[Steps, ...]:
    read = bench.read(decision)
    return (
        *(("record", *each) for each in _personal_cells(record, taint)),
        *(("decision", *each) for each in _personal_inputs(read, taint)),
        *(("decision", *each) for each in _personal_words(said, _tainted_rules(bench, decision, taint), ())),
        *(("decision", *each) for each in _personal_remarks(said, read, taint)),
    )


def dictionary_of_evidence(decision: Decision) -> dict[str, Any]:
    """Return what the trail keeps of a decision that was made from tokens."""
    # The trail has an id and pseudonyms of its own.
    return dictionary_of(bench_of(decision), decision, at_home=False)


def _answers(decision: Decision) -> tuple[object, ...]:
    return decision.outcome, decision.status, decision.possible, decision.fired, decision.fired_deep


def _made_again(decision: Decision, bench: Bench, record: Mapping[str, Any], wanted: str) -> tuple[Decision, Bench]:
    """Return the same decision made from a reduced record, and the bench it was made on."""
    found, issues = read_portfolio(record) if RECORDS in record else read_record(record)
    if found is None:
        raise InternalError(f"what was read for `{decision.name}` is no record: {issues[0].remark.message.en}")
    definition = definition_of(decision)
    linked = (
        link_portfolio(found, bench.day.declared) if isinstance(found, Portfolio) else link(found, bench.day.declared)
    )
    for subject in subjects_of(linked.roots, definition.entity):
        here = subject.absent if subject.node is None else subject_id(subject.node)
        if here == wanted:
            other = Bench(bench.day, Graph(found, subject.roots), bench.context, None)
            evaluation = Evaluation(other)
            if subject.node is None:
                return evaluation.decide_absent(definition, subject.absent), other
            return evaluation.decide_about(definition, subject.node), other
    raise InternalError(f"what was read for `{decision.name}` does not hold what it is about")


def _token_of_subject(decision: Decision, tokens: Mapping[str, str]) -> str:
    """Return how the subject is called with tokens for ids; where there is none, what was not supplied."""
    node = node_of(decision)
    if node is None:
        absent = absent_of(decision) or decision.entity
        return _IN_BRACKETS.sub(lambda found: f"[{tokens[found[1]]}]", absent)
    return "/".join(tokens[each] for each in _ids_to(node))


def _nodes_to(absent: str, bench: Bench) -> Iterator[Node]:
    """Yield what was supplied on the way to what was not, such as the borrower of ``borrower.warnings``."""
    node = bench.graph.roots.get(absent.partition(".")[0])
    for relation, id in _STEP.findall(absent):
        if node is None:
            return
        yield node
        node = next((each for each in node.members(relation) or () if each.id == id), None)


def _ids_to(node: Node) -> tuple[str, ...]:
    """Return the ids that tell ``node`` apart within the bank."""
    if isinstance(node.home, tuple) and node.entity not in (*REACHED, *OVERALL):
        return (*_ids_to(node.home[0]), node.id)
    return (node.id,)


class _Id(str):
    """An id in a reduced record, before it becomes a token."""

    __slots__ = ()


def _tokens_of(ids: Iterable[str]) -> Mapping[str, str]:
    """Return a token for each id, in the order of the ids by code point."""
    in_order = sorted(ids)
    digits = max(4, len(str(len(in_order))))
    return {id: f"#{number:0{digits}}" for number, id in enumerate(in_order, 1)}


def _with_tokens(value: Any, tokens: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _with_tokens(each, tokens) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_tokens(each, tokens) for each in value]
    return tokens[str(value)] if isinstance(value, _Id) else value


def _named(parties: Iterable[Party], tokens: Mapping[str, str]) -> tuple[Party, ...]:
    found = {tokens[each.id]: Party(each.entity, each.id, tokens[each.id]) for each in parties}
    return tuple(found[token] for token in sorted(found))


def _is_identifier(shape: FieldShape) -> bool:
    return shape.name == "id" or (shape.kind is Kind.TEXT and shape.longest > 0)


_Key = tuple[str, tuple[str, ...]]
"""What kind of thing, and the ids that tell it apart: the same in the graph and in the record it was made of."""


class _Reduction:
    """Cuts a record down to what was read."""

    def __init__(self, read: Read, subject: Node | None, on_the_way: Iterable[Node]) -> None:
        self._cells = {(_key_of(node), store, name) for node, store, name in read.cells.values()}
        if subject is not None:
            self._cells.add((_key_of(subject), "field", "id"))
        self._relations = {
            (_key_of(node), _RELATION_FIELDS.get((node.entity, relation), relation))
            for node, relation in read.relations.values()
        }
        self._all_claims = False
        for node, relation in read.relations.values():
            self._keep_what_makes(node, relation)
        # A member of a relation that was read counts, though nothing in it may have been looked at.
        members = (each for node, relation in read.relations.values() for each in node.members(relation) or ())
        self._touched = frozenset(
            (
                *(each[0] for each in self._cells),
                *(each[0] for each in self._relations),
                *(_key_of(each) for each in members),
                *(_key_of(each) for each in on_the_way),
            )
        )
        self.parties: list[Party] = []
        self.mentioned: set[str] = set()
        """Ids that were kept, be they of something in the record or of something else."""

    def _keep_what_makes(self, node: Node, relation: str) -> None:
        """Keep what settles the members of a relation and their order, though no rule reads it itself."""
        known = _RELATIONS[node.entity, relation]
        for each in node.members(relation) or ():
            self._cells.update((_key_of(each), "field", name) for name in known.order if name != "id")
        if known.way_back:
            # Which claims a thing secures is known where all claims are at hand, or where it secures no others.
            self._cells.add((_key_of(node), "field", "secures_others"))
            self._all_claims = True

    def record(self, record: PortfolioRecord) -> dict[str, Any]:
        if self._all_claims and record.borrower is not None and record.borrower.other_loans is not None:
            borrower = _key_in("borrower", record.borrower, ())
            self._relations.add((borrower, "other_loans"))
            self._touched |= {borrower}
        parts = {name: getattr(record, name) for name in _PARTS}
        kept = {
            name: self._entity(name, each)
            for name, each in parts.items()
            if each is not None and self._is_read(name, each, ())
        }
        return {
            "as_of": record.as_of.isoformat(),
            "currency": record.currency,
            # A record has a loan. Where nothing of it was read it does not matter which: the same decision about a
            # borrower has the same evidence, whichever loan led to it.
            **({} if "loan" in kept else {"loan": {"id": _ANY_LOAN}}),
            **kept,
        }

    def portfolio(self, whole: Portfolio) -> dict[str, Any]:
        """Return what was read of a portfolio: of the records those of which something was."""
        records = [kept for kept in map(self._parts_of, whole.records) if kept]
        figures = whole.figures or PortfolioFigures()
        wholes: dict[str, Entity] = {"portfolio": figures}
        if whole.institution is not None:
            wholes["institution"] = whole.institution
        return {
            "as_of": whole.as_of.isoformat(),
            "currency": whole.currency,
            "complete": whole.complete,
            **{name: self._entity(name, each) for name, each in wholes.items() if self._is_read(name, each, ())},
            RECORDS: records,
        }

    def _parts_of(self, record: PortfolioRecord) -> dict[str, Any]:
        parts = {name: getattr(record, name) for name in _PARTS if name != "institution"}
        kept = {
            name: self._entity(name, each)
            for name, each in parts.items()
            if each is not None and self._is_read(name, each, ())
        }
        if kept and "loan" not in kept:
            # A record is one of a loan, though nobody looked at it.
            kept["loan"] = {"id": _Id(record.loan.id)}
            self.parties.append(Party("loan", record.loan.id))
        return kept

    def _entity(self, kind: str, entity: Entity, around: tuple[str, ...] = ()) -> dict[str, Any]:
        values = entity.__dict__
        key = _key_in(kind, entity, around)
        ids = key[1]
        kept: dict[str, Any] = {}
        for name, shape in fields_of(kind).items():
            value = values[name]
            if value is None:
                continue
            if shape.kind is Kind.MANY and shape.entity is not None:
                members = [
                    (each, self._entity(shape.entity, each, ids))
                    for each in value
                    if self._is_read(shape.entity, each, ids)
                ]
                if (key, name) in self._relations:
                    kept[name] = [self._entity(shape.entity, each, ids) for each in value]
                elif members:
                    kept[name] = [said for _, said in members]
            elif shape.kind is Kind.ONE and shape.entity is not None:
                if self._is_read(shape.entity, value, ids):
                    kept[name] = self._entity(shape.entity, value, ids)
            elif _is_identifier(shape):
                if name == "id" or name.endswith("_id") or (key, "field", name) in self._cells:
                    kept[name] = _Id(value)
                    self.mentioned.add(value)
            elif (key, "field", name) in self._cells:
                kept[name] = value if shape.kind is Kind.WHOLE else plain(value)
        for store in ("extension", "facts"):
            found = {name: plain(each) for name, each in values[store].items() if (key, store, name) in self._cells}
            if found:
                kept[store] = found
        self.parties.append(Party(kind, entity.id))
        return kept

    def _is_read(self, kind: str, entity: Entity, around: tuple[str, ...]) -> bool:
        """Return whether anything in ``entity`` or in what it holds was read."""
        key = _key_in(kind, entity, around)
        if key in self._touched:
            return True
        values = entity.__dict__
        return any(
            self._is_read(shape.entity, each, key[1])
            for name, shape in fields_of(kind).items()
            if shape.entity is not None and values[name] is not None
            for each in (values[name] if shape.kind is Kind.MANY else (values[name],))
        )


def _key_of(node: Node) -> _Key:
    return node.entity, _ids_to(node)


def _key_in(kind: str, entity: Entity, around: tuple[str, ...]) -> _Key:
    alone = kind in REACHED or kind in SHARED
    return kind, (entity.id,) if alone else (*around, entity.id)


def _personal_cells(record: Mapping[str, Any], taint: Taint, steps: Steps = ()) -> Iterator[Steps]:
    for name in ("portfolio", *_PARTS):
        if name in record:
            yield from _personal_in(name, record[name], taint, (*steps, name))
    for place, each in enumerate(record.get(RECORDS, ())):
        yield from _personal_cells(each, taint, (*steps, RECORDS, place))


def _personal_in(kind: str, entity: Mapping[str, Any], taint: Taint, steps: Steps) -> Iterator[Steps]:
    shapes = fields_of(kind)
    for name, value in entity.items():
        if name in ("extension", "facts"):
            yield from ((*steps, name, key) for key in value if taint.is_personal(kind, name, key))
            continue
        shape = shapes[name]
        if shape.entity is not None:
            members = enumerate(value) if shape.kind is Kind.MANY else [(None, value)]
            for place, each in members:
                inner = (*steps, name) if place is None else (*steps, name, place)
                yield from _personal_in(shape.entity, each, taint, inner)
        elif shape.personal and not _is_identifier(shape):
            yield (*steps, name)


def _personal_inputs(read: Read, taint: Taint) -> Iterator[Steps]:
    for path, (node, store, name) in read.cells.items():
        shape = fields_of(node.entity).get(name) if store == "field" else None
        if taint.is_personal(node.entity, store, name) and not (shape is not None and _is_identifier(shape)):
            yield ("inputs", path, "value")


def _tainted_rules(bench: Bench, decision: Decision, taint: Taint) -> frozenset[str]:
    read = bench.read(decision).decisions.values()
    definitions = {each.name: each for each in (definition_of(decision), *(definition for definition, _ in read))}
    behind = (bench.day.decisions[name] for name in bench.day.decisions if name in definitions)
    return frozenset(rule for each in behind for rule in taint.rules(each))


def _personal_words(value: Any, rules: frozenset[str], steps: Steps) -> Iterator[Steps]:
    if isinstance(value, Mapping):
        if value.get("rule") in rules:
            yield from ((*steps, name) for name in _WORDS_OF_A_RULE if value.get(name))
            return
        for name, each in value.items():
            yield from _personal_words(each, rules, (*steps, name))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _personal_words(each, rules, (*steps, place))


def _personal_remarks(said: Mapping[str, Any], read: Read, taint: Taint) -> Iterator[Steps]:
    some_personal = any(taint.is_personal(node.entity, store, name) for node, store, name in read.cells.values())
    for place, remark in enumerate(said["remarks"]):
        fact = read.facts.get(remark["path"])
        known = None if fact is None else taint.fact(fact[0].entity, fact[0].name)
        if some_personal if known is None else known:
            yield ("remarks", place, "message")


def _concerned(bench: Bench, read: Read, taint: Taint) -> tuple[Party, ...]:
    """Return the persons whom the personal values that were read say something about."""
    found: dict[tuple[str, str], None] = {}
    for node, store, name in read.cells.values():
        if taint.is_personal(node.entity, store, name):
            who = node if node.entity in ("borrower", "guarantee") else _borrower_of(node, bench)
            guarantor = node.fields.get("guarantor_id") if node.entity == "guarantee" else None
            found[(who.entity, who.id) if guarantor is None else ("guarantor", guarantor)] = None
    return tuple(Party(entity, id) for entity, id in found)


def _borrower_of(node: Node, bench: Bench) -> Node:
    """Return whom a thing is about: of a portfolio who owes the loan that it hangs on, else the record's borrower."""
    roots = bench.graph.roots
    if "portfolio" in roots:
        at = node
        while at.entity not in ("loan", "borrower") and isinstance(at.home, tuple):
            at = at.home[0]
        return at.follow("borrower") or at if at.entity == "loan" else at
    return roots.get("borrower") or roots["loan"]


def day_of(decision: Decision) -> PackDay:
    """Return the pack on the day of ``decision``."""
    return bench_of(decision).day
