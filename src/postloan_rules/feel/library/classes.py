"""Functions on what is known, true, and better or worse."""

from postloan_rules.feel.library.signature import EXTENSION, Accepts, Gives, Parameter, Signature
from postloan_rules.feel.types import Simple
from postloan_rules.text.bilingual import Bilingual

CLASSES = (
    Signature(
        "is known",
        (Parameter("value", Accepts.ANYTHING),),
        Simple.BOOLEAN,
        EXTENSION,
        "is known(loan.days_past_due)",
        Bilingual(zh="是否已知；对关联：是否已提供", en="whether it is known; of a relation, whether it was supplied"),
    ),
    Signature(
        "not",
        (Parameter("negand", Accepts.CONDITION),),
        Simple.BOOLEAN,
        "10.3.4.2",
        "not(loan.credit_impaired)",
        Bilingual(zh="真变假，假变真，未知仍未知", en="false for true, true for false, unknown for unknown"),
    ),
    Signature(
        "worse by",
        (Parameter("class", Accepts.GRADE), Parameter("grades", Accepts.PLACES)),
        Gives.LIKE_ARGUMENTS,
        EXTENSION,
        "worse by(loan.previous_class, 1)",
        Bilingual(zh="下调若干档，最差为止", en="so many grades worse, at most the worst"),
    ),
    Signature(
        "worst",
        (Parameter("first", Accepts.GRADE), Parameter("second", Accepts.GRADE)),
        Gives.LIKE_ARGUMENTS,
        EXTENSION,
        "worst(loan.previous_class, loan.judgement_class)",
        Bilingual(zh="其中最差的一档", en="the worst of them"),
        variadic=True,
    ),
)
