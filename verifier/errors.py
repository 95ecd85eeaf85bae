"""What stops the verifier before it can come to a verdict."""


class VerifierError(Exception):
    """The root of all errors this package raises on purpose."""


class UnusableRecordError(VerifierError):
    """The file is no election record; the message says what is wrong and where."""


class UnusableCheckpointError(VerifierError):
    """The file of a kept checkpoint cannot be read as one."""
