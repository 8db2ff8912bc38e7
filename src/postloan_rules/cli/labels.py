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


def label_of_status(status: str, language: Language) -> str:
    """Return what a status is called."""
    return STATUS_LABELS[status].say(language)


class Labels:
    """Labels of outcomes, by decision."""

    def __init__(self, pack: CheckedPack) -> None:
        self._values: dict[str, dict[str, Bilingual]] = {}
        for definition in pack.decisions:
            # Outcomes that are numbers have no enumeration.
            enumeration = pack.enumerations.get(getattr(definition.outcome, "name", ""))
            if enumeration is not None:
                self._values[definition.name] = dict(enumeration.values)

    def place_of_count(self, count: tuple[tuple[str, str | None, str], int]) -> tuple[str, int, int]:
        """Return what sorts counts by decision, then from the best outcome to none, the surest first."""
        (decision, outcome, status), _ = count
        order = list(self._values.get(decision, ()))
        return decision, order.index(outcome) if outcome in order else len(order), list(STATUS_LABELS).index(status)

    def value(self, decision: str, outcome: object, language: Language) -> str:
        """Return what ``outcome`` of ``decision``, one or several, is called; unlabelled words are left as they are."""
        if isinstance(outcome, tuple):
            between = Bilingual(zh="、", en=", ").say(language)
            return between.join(self.value(decision, each, language) for each in outcome)
        if isinstance(outcome, Decimal):
            return format(outcome, "f")
        label = self._values.get(decision, {}).get(str(outcome)) or STATUS_LABELS.get(str(outcome))
        return label.say(language) if label else str(outcome)
