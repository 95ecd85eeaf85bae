"""What stops the verifier before it can come to a verdict."""


class VerifierError(Exception):
    """The root of all errors this package raises on purpose."""


class UnusableRecordError(VerifierError):
    """The file is no election record; the message says what is wrong and where."""


class UnusableCheckpointError(VerifierError):
    """The file of a kept checkpoint cannot be read as one."""


class UnusableStateError(VerifierError):
    """The file of a state is none, is of another election, or cannot be written."""


class UnusableLogError(VerifierError):
    """A folder, an address or a file is none the program can work with; nothing was judged."""


class DownloadError(VerifierError):
    """A server gave no answer, or none that was asked for; trying again later may help."""


class LogFaultError(VerifierError):
    """A log contradicts itself or what it said before; nothing of it was taken over."""
