"""Why the program stops; every message is for the person at the terminal."""


class TrusteeError(Exception):
    """The root of all errors this package raises on purpose."""


class RefusedError(TrusteeError):
    """Something is wrong on the board: going on could harm the election."""


class UnusableError(TrusteeError):
    """The link, the file, the passphrase or the connection cannot be used; nothing was done."""


class ServerError(UnusableError):
    """The server could not be reached or gave no usable answer; trying again may help."""


class NotYetError(TrusteeError):
    """Others have to act first."""
