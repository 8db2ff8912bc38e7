"""``postloan schema``: the JSON Schemas of what goes in and comes out."""

from postloan_rules import UnknownNameError, schemas
from postloan_rules.cli.guard import FINE
from postloan_rules.cli.terminal import Terminal


def print_schema(terminal: Terminal, name: str | None) -> int:
    """Print the schema called ``name``, or the names of all. Returns the exit status.

    Raises:
        UnknownNameError: if there is no such schema.
    """
    known = schemas()
    if name is None:
        for each in sorted(known):
            terminal.say(each)
        return FINE
    if name not in known:
        raise UnknownNameError("schema", name, sorted(known))
    terminal.json(known[name])
    return FINE
