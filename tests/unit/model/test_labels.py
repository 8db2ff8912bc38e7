"""What the labels of the model promise to those who write rules with them."""

import re

import pytest

from postloan_rules.model.fields import enumeration_key, fields_of
from postloan_rules.model.labels import LABELS
from postloan_rules.model.relations import ENTITIES, RELATIONS

KEYWORDS = {
    *("and", "or", "in", "not", "between", "for", "if", "then", "else", "some", "every", "satisfies"),
    *("instance", "return", "function", "external", "true", "false", "null"),
}
MEMBERS = sorted(
    {f"{entity}.{name}" for entity in ENTITIES for name in fields_of(entity)}
    | {f"{each.source}.{each.name}" for each in RELATIONS}
)
ENUMERATIONS = {
    enumeration_key(shape.words): shape.words
    for entity in ENTITIES
    for shape in fields_of(entity).values()
    if shape.words is not None
}


def test_every_entity_member_and_word_has_labels_and_nothing_else_has() -> None:
    words = {f"{name}.{word.value}" for name, enumeration in ENUMERATIONS.items() for word in enumeration}

    assert set(LABELS) == set(ENTITIES) | set(MEMBERS) | words


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("owner", [*ENTITIES, *ENUMERATIONS])
def test_no_label_stands_twice_within_an_entity_or_enumeration(owner: str, language: str) -> None:
    labels = [
        label.zh if language == "zh" else label.en for key, label in LABELS.items() if key.startswith(f"{owner}.")
    ]

    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("path", [*ENTITIES, *MEMBERS])
def test_chinese_labels_are_names_of_one_word(path: str) -> None:
    assert re.fullmatch(r"[\u4e00-\u9fff]+", LABELS[path].zh)


@pytest.mark.parametrize("path", [*ENTITIES, *MEMBERS])
def test_english_labels_are_lower_case_words_that_no_keyword_cuts(path: str) -> None:
    label = LABELS[path].en

    assert re.fullmatch(r"[a-z]+( [a-z0-9]+)*", label)
    assert not KEYWORDS & set(label.split(" "))
