"""What can be wrong with a value from outside.

Messages are lower case, name the place and hold no secret.
"""


class CryptoError(Exception):
    """Something about a cryptographic value is wrong."""


class DecodeError(CryptoError):
    """Bytes or text do not have the form the specification gives them."""


class ProofError(CryptoError):
    """A proof or signature does not hold."""


class MembershipError(CryptoError):
    """A number is not an element of the group."""


class DecryptionError(CryptoError):
    """A ciphertext or its decryption has no plaintext in the allowed range."""
