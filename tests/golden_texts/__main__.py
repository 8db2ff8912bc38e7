"""Write the expected texts again; their difference is to be read by a person."""

from tests.golden_texts.examples import EXAMPLES, EXPECTED, diagnostics_of, text_of

for example in EXAMPLES:
    found = diagnostics_of(example)
    for language, name in EXPECTED.items():
        (example / name).write_text(text_of(found, language), encoding="utf-8")
