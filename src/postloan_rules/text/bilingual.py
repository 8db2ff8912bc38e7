"""Text that a bank user reads, in Chinese and in English."""

from typing import Literal

from postloan_rules.light import dataclass

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One thing said twice: ``zh`` and ``en`` never differ in meaning."""

    zh: str
    en: str

    def say(self, language: Language) -> str:
        """Return the text in ``language``.

        >>> Bilingual(zh="逾期", en="overdue").say("zh")
        '逾期'
        """
        return self.zh if language == "zh" else self.en
