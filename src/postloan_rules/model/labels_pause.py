"""Labels of pauses of delinquency."""

from collections.abc import Mapping
from typing import Final

MEMBERS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "loan": {"pauses": ("暂停计逾期", "pauses")},
    "pause": {
        "": ("暂停", "pause"),
        "id": ("暂停编号", "pause id"),
        "starts_on": ("暂停起始日", "start date of pause"),
        "ends_on": ("暂停终止日", "end date of pause"),
        "resumed_on": ("恢复计逾期日", "resumption date"),
    },
}
