"""What can go wrong in this room; every message names the place where it did."""


class CryptoError(Exception):
    """The root of all errors this package raises on purpose."""


class DecodeError(CryptoError):
    """Bytes or text from outside do not have the one form that is allowed."""


class MembershipError(CryptoError):
    """A number is not in the subgroup of order q.

    Args:
        message: what and where.
        position: place of the culprit in the sequence that was tested, counted from 0.
    """

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


class ProofError(CryptoError):
    """A proof or a signature does not fit its statement."""


class DecryptionError(CryptoError):
    """A value could not be decrypted: wrong key, damaged data or a count out of bounds."""
