"""What we say about one record while it is decided: problems of the record (PL68x) and remarks (PL69x)."""

from collections.abc import Sequence

from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.diagnostic import Diagnostic, Severity


def undeclared_extension(name: str, near: Sequence[str]) -> Diagnostic:
    return _problem(
        "PL681",
        zh=f"规则包没有声明字段`{name}`{_near_zh(near)}",
        en=f"the pack declares no field `{name}`{_near_en(near)}",
    )


def undeclared_fact(name: str, near: Sequence[str]) -> Diagnostic:
    return _problem(
        "PL682",
        zh=f"规则包没有名为`{name}`、可在此处给出的事实{_near_zh(near)}",
        en=f"the pack has no fact `{name}` that can be given here{_near_en(near)}",
    )


def not_of_type(value: str, zh_type: str, en_type: str) -> Diagnostic:
    return _problem("PL683", zh=f"`{value}`不是{zh_type}", en=f"`{value}` is not {en_type}")


def not_a_value(value: str, enumeration: str, near: Sequence[str]) -> Diagnostic:
    return _problem(
        "PL684",
        zh=f"`{value}`不是`{enumeration}`的值{_near_zh(near)}",
        en=f"`{value}` is not a value of `{enumeration}`{_near_en(near)}",
    )


def too_large(limit: int) -> Diagnostic:
    return _problem(
        "PL685",
        zh=f"判定需要查看的关联对象超过{limit}个",
        en=f"the decision would look at more than {limit} related entities",
    )


def pack_not_in_force(pack: str, day: str) -> Diagnostic:
    return _problem("PL686", zh=f"规则包`{pack}`不适用于 {day}", en=f"the pack `{pack}` does not cover {day}")


def entries_differ(identifier: str, first: str) -> Diagnostic:
    """Return the problem that two entries of one thing say different things about it."""
    return _problem(
        "PL688",
        zh=f"`{identifier}`在 {first} 处也有记载，两处的值不同",
        en=f"`{identifier}` also stands at {first}, with another value",
    )


def parameter_not_in_force(parameter: str, day: str) -> Diagnostic:
    return _problem(
        "PL687", zh=f"参数`{parameter}`在 {day} 没有值", en=f"the parameter `{parameter}` has no value on {day}"
    )


def given_and_derived_differ(given: str, derived: str) -> Diagnostic:
    return _remark(
        "PL690",
        zh=f"给出的值`{given}`与推算的值`{derived}`不同，采用给出的值",
        en=f"the given value `{given}` differs from the derived value `{derived}`; the given one is used",
    )


def rules_contradict(rules: Sequence[str]) -> Diagnostic:
    listed = ", ".join(f"`{rule}`" for rule in rules)
    return _remark(
        "PL691", zh=f"规则{listed.replace(', ', '、')}互相矛盾", en=f"the rules {listed} contradict each other"
    )


def python_rule_stumbled(rule: str, why: str) -> Diagnostic:
    return _remark(
        "PL692",
        zh=f"规则`{rule}`的函数没有给出是或否，结果按未知处理（{why}）",
        en=f"the function of rule `{rule}` said neither yes nor no and counts as unknown ({why})",
    )


def _near_zh(near: Sequence[str]) -> str:
    return f"；是否指{'、'.join(f'`{each}`' for each in near)}" if near else ""


def _near_en(near: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(f'`{each}`' for each in near)}" if near else ""


def _problem(code: str, *, zh: str, en: str) -> Diagnostic:
    return Diagnostic(code, Bilingual(zh=zh, en=en), None)


def _remark(code: str, *, zh: str, en: str) -> Diagnostic:
    return Diagnostic(code, Bilingual(zh=zh, en=en), None, Severity.WARNING)
