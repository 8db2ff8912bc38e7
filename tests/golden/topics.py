"""The topics of time bars, collateral and conduct, each with a module of its own."""

from collections.abc import Mapping
from typing import Final

from tests.golden import collateral, conduct, limitation
from tests.golden.topic import Topic

TOPICS: Final[Mapping[str, Topic]] = {**limitation.TOPICS, **collateral.TOPICS, **conduct.TOPICS}
