"""When arrears of a loan do not count."""

from datetime import date

from postloan_rules.model.entity import Entity


class Pause(Entity):
    """Days, from ``starts_on`` up to but without ``ends_on``, that do not count towards delinquency.

    ``resumed_on`` is the day on which counting went on earlier than planned.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    resumed_on: date | None = None
