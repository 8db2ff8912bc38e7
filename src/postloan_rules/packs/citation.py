"""Where a number or a rule comes from."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual


class Confidence(StrEnum):
    """How sure we are of a text: read, read in a copy, remembered, uncertain, or a convention of the market."""

    VERIFIED = "V"
    SECONDARY = "S"
    MEMORY = "M"
    UNCERTAIN = "U"
    CONVENTION = "C"


CONFIDENCE_LABELS: Mapping[Confidence, Bilingual] = {
    Confidence.VERIFIED: Bilingual(zh="已核对原文", en="read in the original"),
    Confidence.SECONDARY: Bilingual(zh="据转载文本", en="read in a copy"),
    Confidence.MEMORY: Bilingual(zh="凭记忆，待核对", en="from memory, to be checked"),
    Confidence.UNCERTAIN: Bilingual(zh="不确定，待核对", en="uncertain, to be checked"),
    Confidence.CONVENTION: Bilingual(zh="行业惯例或本行政策", en="a convention or the bank's own policy"),
}


@dataclass(frozen=True, slots=True)
class Instrument:
    """A regulation, contract or policy, named once per pack and cited by its short name."""

    short: str
    title: Bilingual
    issuer: Bilingual
    number: str | None = None
    issued_on: date | None = None
    effective_on: date | None = None
    repealed_on: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in an instrument, written ``分类办法#10(1)``."""

    instrument: str
    place: str

    def __str__(self) -> str:
        return f"{self.instrument}#{self.place}"
