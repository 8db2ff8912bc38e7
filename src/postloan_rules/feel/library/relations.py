"""Functions over the members of a relation."""

from postloan_rules.feel.library.signature import EXTENSION, Accepts, Gives, Parameter, Signature
from postloan_rules.feel.types import Simple
from postloan_rules.text.bilingual import Bilingual

RELATIONS = (
    Signature(
        "count",
        (Parameter("list", Accepts.RELATION),),
        Simple.NUMBER,
        "10.3.4.4",
        "count(loan.collaterals)",
        Bilingual(zh="成员个数", en="how many members there are"),
    ),
    Signature(
        "sum",
        (Parameter("list", Accepts.AMOUNTS),),
        Gives.LIKE_MEMBERS,
        "10.3.4.4",
        "sum(loan.collaterals.value)",
        Bilingual(zh="各成员之和；没有成员时为 0", en="the sum over the members; of none 0"),
    ),
    Signature(
        "mean",
        (Parameter("list", Accepts.AMOUNTS),),
        Gives.LIKE_MEMBERS,
        "10.3.4.4",
        "mean(loan.collaterals.value)",
        Bilingual(zh="各成员的平均值", en="the mean over the members"),
    ),
    Signature(
        "min",
        (Parameter("list", Accepts.COMPARABLES),),
        Gives.LIKE_MEMBERS,
        "10.3.4.4",
        "min(loan.collaterals.valued_on)",
        Bilingual(zh="各成员中最小的", en="the smallest over the members"),
    ),
    Signature(
        "max",
        (Parameter("list", Accepts.COMPARABLES),),
        Gives.LIKE_MEMBERS,
        "10.3.4.4",
        "max(loan.collaterals.valued_on)",
        Bilingual(zh="各成员中最大的", en="the largest over the members"),
    ),
    Signature(
        "latest",
        (Parameter("list", Accepts.ORDERED_RELATION),),
        Gives.LIKE_MEMBERS,
        EXTENSION,
        "latest(loan.restructurings).signed_on",
        Bilingual(zh="按顺序最后的成员", en="the last member in the order of the relation"),
    ),
    Signature(
        "earliest",
        (Parameter("list", Accepts.ORDERED_RELATION),),
        Gives.LIKE_MEMBERS,
        EXTENSION,
        "earliest(loan.restructurings).signed_on",
        Bilingual(zh="按顺序最先的成员", en="the first member in the order of the relation"),
    ),
    Signature(
        "days past due",
        (
            Parameter("schedule", Accepts.RELATION),
            Parameter("repayments", Accepts.RELATION),
            Parameter("tolerance", Accepts.AMOUNT),
            Parameter("convention", Accepts.CONVENTION),
        ),
        Simple.NUMBER,
        EXTENSION,
        'days past due(loan.schedule, loan.repayments, 0, "due_date_is_day_0")',
        Bilingual(zh="按还款计划和还款计算的逾期天数", en="the days past due that follow from schedule and repayments"),
    ),
)
