"""Sets of possible outcomes in SQL: whole numbers with a bit for each place and one for *not applicable*."""

from collections.abc import Callable, Iterable

from postloan_rules.backends.sql import forms
from postloan_rules.backends.sql.forms import Sql


def has(mask: Sql, bits: int) -> Sql:
    """Return whether ``mask`` has one of ``bits``."""
    return forms.compare("!=", forms.compute("&", mask, forms.whole(bits)), forms.whole(0))


def bits_where(bits: Iterable[int], test: Callable[[int], Sql]) -> Sql:
    """Return the mask of those ``bits`` for which ``test`` is true."""
    result: Sql | None = None
    for bit in bits:
        part = forms.case([(test(bit), forms.whole(bit))], forms.whole(0))
        result = part if result is None else forms.compute("+", result, part)
    return forms.whole(0) if result is None else result


def union(masks: Iterable[Sql]) -> Sql:
    result: Sql | None = None
    for mask in masks:
        result = mask if result is None else forms.compute("|", result, mask)
    return forms.whole(0) if result is None else result


def all_bits(size: int) -> list[int]:
    return [1 << place for place in range(size + 1)]


def only_one(mask: Sql) -> Sql:
    """Return whether exactly one bit is set."""
    below = forms.compute("&", mask, forms.compute("-", mask, forms.whole(1)))
    return forms.both(forms.compare("!=", mask, forms.whole(0)), forms.compare("=", below, forms.whole(0)))


def place_of(mask: Sql, size: int) -> Sql:
    """Return the only outcome that is possible, null where there is none such."""
    return forms.case(
        [(forms.compare("=", mask, forms.whole(1 << place)), forms.whole(place)) for place in range(size)]
        or [(forms.truth(False), forms.whole(0))]
    )


def lowest_place(mask: Sql, size: int) -> Sql:
    return forms.case([(has(mask, 1 << place), forms.whole(place)) for place in range(size)])


def worst_bit(mask: Sql, size: int) -> Sql:
    """Return the mask of the worst possible outcome only."""
    return forms.case([(has(mask, 1 << place), forms.whole(1 << place)) for place in reversed(range(size))], mask)


def worse_of(left: Sql, right: Sql, size: int) -> Sql:
    """Return what the worse of one outcome of each can be; *not applicable* is better than all."""
    outside = 1 << size

    def is_worse(bit: int) -> Sql:
        up_to = outside if bit == outside else (bit << 1) - 1 | outside
        return forms.either(
            forms.both(has(left, bit), has(right, up_to)), forms.both(has(right, bit), has(left, up_to))
        )

    return bits_where(all_bits(size), is_worse)


def shifted(mask: Sql, places: int, size: int) -> Sql:
    """Return the outcomes moved to the worse end by ``places``, stopping at the ends."""
    sources: dict[int, int] = {1 << size: 1 << size}
    for place in range(size):
        target = 1 << min(max(place + places, 0), size - 1)
        sources[target] = sources.get(target, 0) | 1 << place
    return bits_where(sources, lambda bit: has(mask, sources[bit]))


def contained(mask: Sql, accepted: int, size: int) -> Sql:
    """Return whether every possible outcome is among ``accepted``, or none, or only some (null)."""
    others = ((2 << size) - 1) & ~accepted
    return forms.case(
        [
            (forms.negation(has(mask, accepted)), forms.truth(False)),
            (forms.negation(has(mask, others)), forms.truth(True)),
        ]
    )


def mask_of_rank(rank: Sql, size: int) -> Sql:
    return forms.case(
        [(forms.compare("=", rank, forms.whole(place)), forms.whole(1 << place)) for place in range(size)],
        forms.whole((1 << size) - 1),
    )
