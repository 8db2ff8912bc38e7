"""What the words of a pack are called in zh and en."""

from decimal import Decimal

from postloan_rules import CheckedPack
from postloan_rules.text.bilingual import Bilingual, Language

STATUS_LABELS = {
    "certain": Bilingual(zh="确定", en="certain"),
    "at_least": Bilingual(zh="至少", en="at least"),
    "unknown": Bilingual(zh="未知", en="unknown"),
    "not_applicable": Bilingual(zh="不适用", en="not applicable"),
}


class Labels:
    """Labels of outcomes, by decision."""

    def __init__(self, pack: CheckedPack) -> None:
        self._values = {
            definition.name: dict(pack.enumerations[definition.outcome.name].values)
            for definition in pack.decisions
            if getattr(definition.outcome, "name", None) in pack.enumerations
        }

    def value(self, decision: str, outcome: object, language: Language) -> str:
        """Return what ``outcome`` of ``decision`` is called; numbers and unlabelled words as they are."""
        if isinstance(outcome, tuple):
            return ", ".join(self.value(decision, each, language) for each in outcome)
        if isinstance(outcome, Decimal):
            return format(outcome, "f")
        label = self._values.get(decision, {}).get(str(outcome)) or STATUS_LABELS.get(str(outcome))
        return label.say(language) if label else str(outcome)
