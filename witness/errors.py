"""Why the program stops; every message is for the person at the terminal."""


class WitnessError(Exception):
    """The root of all errors this package raises on purpose."""


class UnusableError(WitnessError):
    """A folder, a key, an address or an answer cannot be used; nothing was done."""


class ContradictionError(WitnessError):
    """A log or a register contradicts what it said before; the evidence is kept."""
