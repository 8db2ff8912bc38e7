"""The page docs/reference/event-kinds.md: the kinds of events that every pack knows."""

from pathlib import Path
from typing import Final

from postloan_rules.feel.types import Enumeration, Money, Simple, Type
from postloan_rules.packs.event_kind import SUBJECTS, EventField
from postloan_rules.packs.event_kinds import known_kinds
from postloan_rules.packs.pack import EnumerationDefinition
from postloan_rules.packs.vocabulary import model_enumerations
from postloan_rules.text.bilingual import Bilingual

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "reference" / "event-kinds.md"
_CLASS: Final = "the pack's classes"
HEAD: Final = """<!-- made by docs/generate.py from the code; change the code instead -->

# Kinds of events

Every pack knows these; a pack adds its own in [`pack.yaml`](packs.md). Every event has the day on which it happened
(`on`) and is about one subject. What an event does not tell of its fields is unknown.
"""


def page() -> str:
    """Return the text of the page."""
    # A stand-in for the classes of a pack, so that the page can say where they stand.
    classes = EnumerationDefinition(_CLASS, Bilingual(zh="", en=""), (("-", Bilingual(zh="", en="")),), ordered=True)
    kinds = known_kinds({**model_enumerations(), _CLASS: classes}, _CLASS)
    text = HEAD
    for subject in SUBJECTS:
        text += f"\n## Of a {subject}\n\n| kind | 中文 | | fields |\n|---|---|---|---|\n"
        for kind in kinds.values():
            if kind.subject == subject:
                fields = ", ".join(map(_field, kind.fields))
                text += f"| `{kind.name}` | {kind.title.zh} | {kind.title.en} | {fields} |\n"
    return text


def _field(field: EventField) -> str:
    return f"`{field.name}` ({field.label.zh}, {_type(field.type)})"


def _type(type: Type) -> str:
    match type:
        case Money():
            return "money"
        case Enumeration(name, values):
            return name if name == _CLASS else " / ".join(values)
        case Simple():
            return type.value
        case _:
            return str(type)
