"""Functions on dates."""

from postloan_rules.feel.library.signature import EXTENSION, Accepts, Parameter, Signature
from postloan_rules.feel.types import Simple
from postloan_rules.text.bilingual import Bilingual

DATES = (
    Signature(
        "date",
        (Parameter("from", Accepts.DATE_TEXT),),
        Simple.DATE,
        "10.3.4.1",
        'date("2026-03-31")',
        Bilingual(zh="写出的日期", en="the date as written"),
    ),
    Signature(
        "date",
        (Parameter("year", Accepts.NUMBER), Parameter("month", Accepts.NUMBER), Parameter("day", Accepts.NUMBER)),
        Simple.DATE,
        "10.3.4.1",
        "date(as_of.year, 1, 1)",
        Bilingual(zh="某年某月某日", en="the date of year, month and day"),
    ),
    Signature(
        "days between",
        (Parameter("start", Accepts.DATE), Parameter("end", Accepts.DATE)),
        Simple.NUMBER,
        EXTENSION,
        "days between(loan.originated_on, as_of)",
        Bilingual(zh="从前一日期到后一日期的天数", en="the days from the first to the second date"),
    ),
    Signature(
        "months between",
        (Parameter("start", Accepts.DATE), Parameter("end", Accepts.DATE)),
        Simple.NUMBER,
        EXTENSION,
        "months between(loan.originated_on, as_of)",
        Bilingual(zh="从前一日期到后一日期的整月数", en="the whole months from the first to the second date"),
    ),
    Signature(
        "add days",
        (Parameter("date", Accepts.DATE), Parameter("days", Accepts.NUMBER)),
        Simple.DATE,
        EXTENSION,
        "add days(loan.matures_on, 10)",
        Bilingual(zh="若干天之后的日期", en="the date so many days later"),
    ),
    Signature(
        "add months",
        (Parameter("date", Accepts.DATE), Parameter("months", Accepts.NUMBER)),
        Simple.DATE,
        EXTENSION,
        "add months(loan.matures_on, 6)",
        Bilingual(zh="若干月之后的日期，不超过月末", en="the date so many months later, at most the month's last day"),
    ),
    Signature(
        "last day of month",
        (Parameter("date", Accepts.DATE),),
        Simple.DATE,
        EXTENSION,
        "last day of month(as_of)",
        Bilingual(zh="当月最后一天", en="the last day of the month"),
    ),
)
