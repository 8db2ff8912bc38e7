"""One test in a sentence: what was read, what it was held against, and on whose authority."""

from postloan_rules.engine.day import PackDay
from postloan_rules.engine.interpret import Bindings, Interpreter
from postloan_rules.engine.paths import Paths
from postloan_rules.engine.words import Words, join, same
from postloan_rules.ir.comparing import TURNED
from postloan_rules.ir.nodes import (
    Aggregate,
    Apply,
    Arithmetic,
    AsOf,
    Case,
    Compare,
    ComparisonOperator,
    Constant,
    Convert,
    CountOutcomes,
    FactOf,
    Field,
    Follow,
    InCurrency,
    IsKnown,
    OneOf,
    OutcomeIn,
    OutcomeOf,
    PastDue,
    Pick,
    Quotient,
    Ratio,
    Resolved,
    Step,
    Term,
    Variable,
)
from postloan_rules.ir.record import Node
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind, TermType
from postloan_rules.packs.citation import Citation
from postloan_rules.text.bilingual import Bilingual

_Pair = tuple[Bilingual, Bilingual]

_ORDERED: dict[ComparisonOperator, _Pair] = {
    ">": (Bilingual(zh="超过", en="more than"), Bilingual(zh="未超过", en="not more than")),
    ">=": (Bilingual(zh="达到", en="at least"), Bilingual(zh="未达到", en="less than")),
    "<": (Bilingual(zh="低于", en="less than"), Bilingual(zh="不低于", en="at least")),
    "<=": (Bilingual(zh="未超过", en="not more than"), Bilingual(zh="超过", en="more than")),
    "=": (Bilingual(zh="等于", en="equal to"), Bilingual(zh="不等于", en="not equal to")),
    "!=": (Bilingual(zh="不等于", en="not equal to"), Bilingual(zh="等于", en="equal to")),
}
_DATES: dict[ComparisonOperator, _Pair] = {
    ">": (Bilingual(zh="晚于", en="after"), Bilingual(zh="不晚于", en="not after")),
    ">=": (Bilingual(zh="不早于", en="not before"), Bilingual(zh="早于", en="before")),
    "<": (Bilingual(zh="早于", en="before"), Bilingual(zh="不早于", en="not before")),
    "<=": (Bilingual(zh="不晚于", en="not after"), Bilingual(zh="晚于", en="after")),
    "=": (Bilingual(zh="正是", en="on"), Bilingual(zh="不是", en="not on")),
    "!=": (Bilingual(zh="不是", en="not on"), Bilingual(zh="正是", en="on")),
}
_CLASSES: dict[ComparisonOperator, _Pair] = {
    ">": (Bilingual(zh="差于", en="worse than"), Bilingual(zh="不差于", en="not worse than")),
    ">=": (Bilingual(zh="不优于", en="not better than"), Bilingual(zh="优于", en="better than")),
    "<": (Bilingual(zh="优于", en="better than"), Bilingual(zh="不优于", en="not better than")),
    "<=": (Bilingual(zh="不差于", en="not worse than"), Bilingual(zh="差于", en="worse than")),
    "=": (Bilingual(zh="是", en="being"), Bilingual(zh="不是", en="not")),
    "!=": (Bilingual(zh="不是", en="not"), Bilingual(zh="是", en="being")),
}
_AMONG: _Pair = (Bilingual(zh="属于", en="among"), Bilingual(zh="不属于", en="not among"))
_IN_SET: _Pair = (Bilingual(zh="属于", en="within"), Bilingual(zh="不属于", en="not within"))

_SHOWN_MEMBERS = 5
_FUNCTIONS = {
    "count": Bilingual(zh="数量", en="number"),
    "sum": Bilingual(zh="合计", en="total"),
    "min": Bilingual(zh="最小值", en="smallest value"),
    "max": Bilingual(zh="最大值", en="largest value"),
}


class Speaker:
    """Says tests about one entity, which needs no naming itself."""

    def __init__(self, day: PackDay, interpreter: Interpreter, paths: Paths, about: Node) -> None:
        self._day = day
        self._interpreter = interpreter
        self._paths = paths
        self._about = about
        self._words = Words(day)

    def statement(self, term: Term, state: bool | None, bindings: Bindings) -> Bilingual:
        """Return what the test ``term``, found to be ``state``, read and what it asks for."""
        match term:
            case Compare(operator=operator, left=left, right=right):
                if isinstance(left, (Constant, Resolved)) and not isinstance(right, (Constant, Resolved)):
                    left, right, operator = right, left, TURNED[operator]
                words = self._comparison(operator, left)
                return self._against(left, words, self.limit(right, bindings), state, bindings)
            case OutcomeIn(operand=operand, accepted=accepted):
                limit = self._words.accepted(accepted, type_of(operand))
                return self._against(operand, _IN_SET, limit, state, bindings)
            case OneOf(operand=operand, values=values):
                limit = join((self.limit(value, bindings) for value in values), zh="、", en=", ")
                return self._against(operand, _AMONG, limit, state, bindings)
            case IsKnown(operand=operand):
                label = self.label(operand, bindings)
                zh, en = ("已知", "known") if state else ("未知", "not known")
                return Bilingual(zh=f"{label.zh}{zh}", en=f"{label.en} is {en}")
            case Aggregate(function="some" | "every"):
                return self._quantified(term, state, bindings)
            case _:
                label = self.label(term, bindings)
                value = self._words.value(state, type_of(term))
                return Bilingual(zh=f"{label.zh} = {value.zh}", en=f"{label.en} = {value.en}")

    def _quantified(self, term: Aggregate, state: bool | None, bindings: Bindings) -> Bilingual:
        """Return what holds of the members of a relation, and which of them make it so."""
        relation = self._relation(term.steps)
        zh, en = ("有", "some") if term.function == "some" else ("所有", "every")
        said = Bilingual(zh=f"{zh}{relation.zh}满足条件", en=f"{en} {relation.en} meets the condition")
        value = self._words.value(state, type_of(term))
        node = self._interpreter.value(term.source, bindings)
        members = self._interpreter.members(term.steps, bindings, node) or []
        variable = term.steps[-1].variable
        deciding = []
        for inner, sure in members:
            met = None if term.value is None else self._interpreter.value(term.value, inner)
            counts = met if sure else (None if met is not False else False)
            if counts is state:
                deciding.append(inner[variable].id)
        ids = "、".join(deciding[:_SHOWN_MEMBERS]) + ("…" if len(deciding) > _SHOWN_MEMBERS else "")
        which = f"（{ids}）" if ids else ""
        ids_en = f" ({ids.replace('、', ', ')})" if ids else ""
        return Bilingual(zh=f"{said.zh} = {value.zh}{which}", en=f"{said.en} = {value.en}{ids_en}")

    def _against(
        self, operand: Term, words: _Pair, limit: Bilingual, state: bool | None, bindings: Bindings
    ) -> Bilingual:
        label, value = self.label(operand, bindings), self.shown(operand, bindings)
        said = words[0] if state is not False else words[1]
        if state is not None:
            return Bilingual(
                zh=f"{label.zh} = {value.zh}，{said.zh} {limit.zh}", en=f"{label.en} = {value.en}, {said.en} {limit.en}"
            )
        return Bilingual(
            zh=f"{label.zh} = {value.zh}，不能确定是否{said.zh} {limit.zh}",
            en=f"{label.en} = {value.en}; whether it is {said.en} {limit.en} cannot be told",
        )

    def _comparison(self, operator: ComparisonOperator, left: Term) -> _Pair:
        type = type_of(left)
        if type.kind is Kind.DATE:
            return _DATES[operator]
        if type.kind in (Kind.RANK, Kind.MASK, Kind.STRING, Kind.BOOLEAN):
            return _CLASSES[operator]
        return _ORDERED[operator]

    def limit(self, term: Term, bindings: Bindings) -> Bilingual:
        """Return what a value was held against: a number with its parameter and citation, or what else it is."""
        match term:
            case Resolved(id=id):
                value = self.shown(term, bindings)
                citation = self._citation(term)
                zh = f"{value.zh}（参数 {id}" + (f"，{citation}" if citation else "") + "）"
                en = f"{value.en} (parameter {id}" + (f", {citation}" if citation else "") + ")"
                return Bilingual(zh=zh, en=en)
            case Constant():
                return self.shown(term, bindings)
            case Convert(operand=operand) | Quotient(operand=operand) | InCurrency(operand=operand):
                return self.limit(operand, bindings)
            case _:
                chosen = self._chosen_parameter(term, bindings)
                if chosen is not None:
                    return self.limit(chosen, bindings)
                label, value = self.label(term, bindings), self.shown(term, bindings)
                return Bilingual(zh=f"{label.zh}（{value.zh}）", en=f"{label.en} ({value.en})")

    def _chosen_parameter(self, term: Term, bindings: Bindings) -> Resolved | None:
        """Return the value of a parameter that its dimensions choose, if ``term`` is such a choice."""
        if not isinstance(term, Case):
            return None
        for condition, value in term.branches:
            state = self._interpreter.value(condition, bindings)
            if state is True:
                return value if isinstance(value, Resolved) else None
            if state is None:
                return None
        return term.otherwise if isinstance(term.otherwise, Resolved) else None

    def _citation(self, term: Resolved) -> Citation | None:
        parameter = self._day.pack.parameters.get(term.id)
        if parameter is None or not isinstance(term.term, Constant):
            return None
        starting = [value for value in parameter.values if value.period.start == term.start]
        exact = [value for value in starting if value.value == term.term.value]
        found = exact or starting
        return found[0].citation if found else None

    def shown(self, term: Term, bindings: Bindings) -> Bilingual:
        """Return the value of ``term``; where a part of it was not given, that it is not known."""
        value = self._interpreter.value(term, bindings)
        return self._words.value(value, type_of(term))

    def label(self, term: Term, bindings: Bindings) -> Bilingual:
        """Return what ``term`` is called."""
        match term:
            case Field() | FactOf() | OutcomeOf():
                return self._attribute(term, bindings)
            case CountOutcomes(operand=operand, accepted=accepted):
                return self._counted(self.label(operand, bindings), accepted, type_of(operand))
            case Resolved(id=id):
                return self._words.parameter(id)
            case Constant(value=value, type=type):
                return self._words.value(value, type)
            case AsOf():
                return Bilingual(zh="决策日", en="the as-of day")
            case Convert(operand=operand) | Quotient(operand=operand) | InCurrency(operand=operand):
                return self.label(operand, bindings)
            case Ratio(numerator=numerator, denominator=denominator):
                return join((self.label(numerator, bindings), self.label(denominator, bindings)), zh=" / ", en=" / ")
            case Arithmetic(operator=operator, left=left, right=right):
                sign = f" {operator} "
                return join((self.label(left, bindings), self.label(right, bindings)), zh=sign, en=sign)
            case Apply(function=function, arguments=arguments):
                inner = join((self.label(each, bindings) for each in arguments), zh="，", en=", ")
                return Bilingual(zh=f"{function}（{inner.zh}）", en=f"{function}({inner.en})")
            case Aggregate(function=function, steps=steps, value=value):
                return self._collected(function, steps, value)
            case PastDue():
                return Bilingual(zh="按还款计划推算的逾期天数", en="days past due by the schedule")
            case Pick(steps=steps):
                return self._relation(steps)
            case Variable() | Follow():
                return self._words.path(term.entity)
            case _:
                return Bilingual(zh="条件", en="the condition")

    def _attribute(self, term: Field | FactOf | OutcomeOf, bindings: Bindings) -> Bilingual:
        node = self._interpreter.value(term.source, bindings)
        if node is None:
            owner, label = type_of(term.source).name or "", self._words.path
            return _of_owner(label(f"{owner}.{term.name}"), self._owner(owner))
        label_of = self._words.attribute(node, term.name, self._paths.of(node), self._about)
        if isinstance(term, OutcomeOf):
            question = self._day.authored.get(term.name)
            if question is not None and label_of.zh.endswith(term.name):
                return Bilingual(zh=f"「{question.question.zh}」", en=f"“{question.question.en}”")
        return label_of

    def _counted(self, label: Bilingual, accepted: int, type: TermType) -> Bilingual:
        values = self._day.program.enumerations[str(type.name)].values
        if accepted == (1 << len(values)) - 1:
            return Bilingual(zh=f"{label.zh}的个数", en=f"number of outcomes of {label.en}")
        words = self._words.accepted(accepted, type) if accepted else Bilingual(zh="无", en="none")
        return Bilingual(
            zh=f"{label.zh}中属于{words.zh}的个数", en=f"number of outcomes of {label.en} that are {words.en}"
        )

    def _owner(self, entity: str) -> Bilingual:
        return self._day.pack.labels.get(entity, same(entity))

    def _collected(self, function: str, steps: tuple[Step, ...], value: Term | None) -> Bilingual:
        relation = self._relation(steps)
        if function in ("some", "every"):
            return relation
        what = _FUNCTIONS[function]
        inner = None if value is None else _name_in(value)
        if inner is None:
            return Bilingual(zh=f"{relation.zh}{what.zh}", en=f"{what.en} of {relation.en}")
        label = self._day.pack.labels.get(f"{steps[-1].entity}.{inner}", same(inner))
        return Bilingual(zh=f"{relation.zh}的{label.zh}{what.zh}", en=f"{what.en} of {label.en} over {relation.en}")

    def _relation(self, steps: tuple[Step, ...]) -> Bilingual:
        filtered = any(step.where is not None for step in steps)
        name = self._owner(steps[-1].entity)
        if not filtered:
            return name
        return Bilingual(zh=f"符合条件的{name.zh}", en=f"{name.en} that qualify")


def _of_owner(label: Bilingual, owner: Bilingual) -> Bilingual:
    return Bilingual(zh=f"{owner.zh}的{label.zh}", en=f"{label.en} of the {owner.en}")


def _name_in(term: Term) -> str | None:
    match term:
        case Field(name=name) | FactOf(name=name) | OutcomeOf(name=name):
            return name
        case Convert(operand=operand) | Quotient(operand=operand):
            return _name_in(operand)
        case _:
            return None
