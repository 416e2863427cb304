"""The states of a request between two steps, who moves it and whereto (row 5).

The serving step does the work and may pause the clock while it waits for the asking one. Only the asking step says that it is
well done: nobody confirms their own work.
"""

from dataclasses import dataclass

SERVING, ASKING = "serving", "asking"


@dataclass(frozen=True)
class Move:
    """From any of `states` to `becomes`, by one of the `sides`."""

    states: frozenset[str]
    becomes: str
    sides: frozenset[str]


def _move(states: str, becomes: str, *sides: str) -> Move:
    return Move(frozenset(states.split()), becomes, frozenset(sides))


MOVES = {
    "pause": _move("open", "paused", SERVING),
    "resume": _move("paused", "open", SERVING, ASKING),
    "finish": _move("open paused", "done", SERVING),
    "confirm": _move("done", "confirmed", ASKING),
    "reopen": _move("done", "open", ASKING),
    "withdraw": _move("open paused", "withdrawn", ASKING),
}


def next_state(verb: str, state: str) -> str | None:
    """The state after `verb`; None when this state knows no such verb."""
    move = MOVES[verb]
    return move.becomes if state in move.states else None


def moves(state: str) -> dict[str, frozenset[str]]:
    """What may be done now, each with the sides that may do it."""
    return {verb: move.sides for verb, move in MOVES.items() if state in move.states}
