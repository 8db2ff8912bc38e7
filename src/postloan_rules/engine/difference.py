"""What a case expects and what came out instead."""

from decimal import Decimal

from postloan_rules.engine.plain import plain_text
from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Difference(Bilingual):
    """One thing that a case expects and that came out otherwise: ``what`` it is, ``wanted`` and ``got``."""

    what: str
    wanted: str
    got: str


def compare(found: list[Bilingual], what: str, wanted: object, got: object) -> None:
    """Add to ``found`` that ``got`` is not what was ``wanted``, where that is so."""
    if wanted == got or (isinstance(got, (str, Decimal)) and plain_text(got) == plain_text(wanted)):
        return
    found.append(difference(what, shown(wanted), shown(got)))


def difference(what: str, wanted: str, got: str) -> Bilingual:
    """Return that ``what`` should be ``wanted`` and is ``got``."""
    return Difference(
        zh=f"{what}：应为 `{wanted}`，实际是 `{got}`",
        en=f"{what}: expected `{wanted}`, got `{got}`",
        what=what,
        wanted=wanted,
        got=got,
    )


def shown(value: object) -> str:
    """Return a value as it is told in a difference."""
    if value is None:
        return "unknown"
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(each) for each in value) or NOTHING
    return plain_text(value)
