"""The reason of a rule in its author's words, with the values filled in."""

from postloan_rules.engine.interpret import Bindings, Interpreter
from postloan_rules.engine.words import Words
from postloan_rules.ir.lowered import LineText, ReasonTexts
from postloan_rules.ir.type_of import type_of
from postloan_rules.text.bilingual import Bilingual, Language


def reason_of(reason: ReasonTexts, bindings: Bindings, interpreter: Interpreter, words: Words) -> Bilingual:
    """Return ``reason`` with its expressions evaluated."""

    def fill(parts: tuple[str | LineText, ...], language: Language) -> str:
        said = []
        for part in parts:
            if isinstance(part, str):
                said.append(part)
            else:
                value = interpreter.value(part.term, bindings)
                said.append(words.value(value, type_of(part.term)).say(language))
        return "".join(said)

    return Bilingual(zh=fill(reason.zh, "zh"), en=fill(reason.en, "en"))
