"""The fixed words of the rulebook."""

from collections.abc import Mapping

from postloan_rules.packs.definition import Aggregator, HitPolicy
from postloan_rules.rulebook.said import Said, words
from postloan_rules.text.bilingual import Bilingual


def both(zh: str, en: str) -> Said:
    """Return words of ours."""
    return words(Bilingual(zh=zh, en=en))


POLICIES: Mapping[HitPolicy, Said] = {
    HitPolicy.UNIQUE: both("只应有一条规则触发，取其结果", "only one rule may fire; its outcome is taken"),
    HitPolicy.ANY: both(
        "触发的各规则结果应一致，取该结果", "the rules that fire have to agree; their outcome is taken"
    ),
    HitPolicy.PRIORITY: both("触发的各规则中取最差的结果", "the worst outcome of the rules that fire is taken"),
    HitPolicy.FIRST: both("依次判断，取第一条触发规则的结果", "the outcome of the first rule that fires is taken"),
    HitPolicy.OUTPUT_ORDER: both(
        "列出触发的各规则的结果，最差的在前", "the outcomes of all rules that fire are listed, the worst first"
    ),
    HitPolicy.RULE_ORDER: both(
        "按规则次序列出触发的各规则的结果", "the outcomes of all rules that fire are listed in the order of the rules"
    ),
    HitPolicy.COLLECT: both("列出触发的各规则的结果", "the outcomes of all rules that fire are listed"),
}
AGGREGATES: Mapping[Aggregator, Said] = {
    Aggregator.SUM: both("取触发的各规则结果之和", "the sum of the outcomes of the rules that fire is taken"),
    Aggregator.MIN: both("取触发的各规则结果中最小的", "the smallest outcome of the rules that fire is taken"),
    Aggregator.MAX: both("取触发的各规则结果中最大的", "the largest outcome of the rules that fire is taken"),
    Aggregator.COUNT: both("取触发的规则条数", "the number of rules that fire is taken"),
}
ALL_OF = both("以下各项同时成立：", "all of:")
ANY_OF = both("以下任一项成立：", "any of:")
IF = both("如果：", "If:")
EXCEPT = both("但以下情形除外：", "Except where:")
ALWAYS = both("不附条件", "Without a condition")
IN_FILE = both("文件原文", "As written in the pack")
CASES = both("案例", "Examples")
READS = both("所依据的内容：", "Reads: ")
READ_BY = both("被以下内容引用：", "Read by: ")
