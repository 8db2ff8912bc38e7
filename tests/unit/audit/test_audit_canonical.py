"""Canonical bytes: one form per value, nothing that has several."""

from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from postloan_rules.audit.canonical import canonical_bytes, digest_of
from postloan_rules.errors import AuditError

_LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@pytest.mark.parametrize("value", [0.5, Decimal("0.5"), b"x", {1: "a"}, {"a": [float("nan")]}, 2**53, "\ud800"])
def test_what_has_no_single_form_is_refused(value: Any) -> None:
    with pytest.raises(AuditError):
        canonical_bytes({"value": value})


def test_endless_nesting_is_refused_and_not_followed() -> None:
    value: list[Any] = []
    value.append(value)

    with pytest.raises(AuditError, match="nested"):
        canonical_bytes(value)


@given(st.dictionaries(st.text(), _VALUES, max_size=5))
def test_order_of_keys_does_not_matter(value: dict[str, Any]) -> None:
    turned = dict(reversed(list(value.items())))

    assert canonical_bytes(turned) == canonical_bytes(value)


@given(st.dictionaries(st.text(), _VALUES, max_size=5))
def test_bytes_are_those_of_the_standard(value: dict[str, Any]) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)


def test_keys_are_in_the_order_of_utf_16() -> None:
    # RFC 8785, 3.2.3: a supplementary character sorts by its surrogates, so before U+E000 and after.
    assert canonical_bytes({"\ue000": 1, "\U00010000": 2}) == '{"\U00010000":2,"\ue000":1}'.encode()


def test_digest_is_sha_256_of_the_bytes() -> None:
    # The well-known digest of no bytes at all (FIPS 180-4 examples).
    assert digest_of(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
