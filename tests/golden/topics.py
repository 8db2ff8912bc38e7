"""The topics of time bars, collateral, conduct and provisions, each with a module of its own."""

from collections.abc import Mapping
from typing import Final

from tests.golden import collateral, conduct, limitation, provisioning
from tests.golden.topic import Topic

TOPICS: Final[Mapping[str, Topic]] = {
    **limitation.TOPICS,
    **collateral.TOPICS,
    **conduct.TOPICS,
    **provisioning.TOPICS,
}
