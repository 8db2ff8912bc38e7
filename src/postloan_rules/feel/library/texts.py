"""Functions on text, by code point."""

from postloan_rules.feel.library.signature import Accepts, Parameter, Signature
from postloan_rules.feel.types import Simple
from postloan_rules.text.bilingual import Bilingual

TEXTS = (
    Signature(
        "string length",
        (Parameter("string", Accepts.STRING),),
        Simple.NUMBER,
        "10.3.4.3",
        "string length(loan.purpose)",
        Bilingual(zh="字符个数", en="how many characters"),
    ),
    Signature(
        "contains",
        (Parameter("string", Accepts.STRING), Parameter("match", Accepts.STRING)),
        Simple.BOOLEAN,
        "10.3.4.3",
        'contains(loan.purpose, "房")',
        Bilingual(zh="前者是否包含后者", en="whether the second is somewhere in the first"),
    ),
    Signature(
        "starts with",
        (Parameter("string", Accepts.STRING), Parameter("match", Accepts.STRING)),
        Simple.BOOLEAN,
        "10.3.4.3",
        'starts with(loan.purpose, "购")',
        Bilingual(zh="前者是否以后者开头", en="whether the first starts with the second"),
    ),
    Signature(
        "ends with",
        (Parameter("string", Accepts.STRING), Parameter("match", Accepts.STRING)),
        Simple.BOOLEAN,
        "10.3.4.3",
        'ends with(loan.purpose, "款")',
        Bilingual(zh="前者是否以后者结尾", en="whether the first ends with the second"),
    ),
)
