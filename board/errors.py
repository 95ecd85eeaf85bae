"""Everything the board refuses, as one tree.

`status` is the HTTP status an interface answers with, `code` a word for programs.
"""


class BoardError(Exception):
    """A request or a write that the board refuses; the message says where and why."""

    status = 400
    code = "refused"


class QueryError(BoardError):
    """A question's parameter is missing, unknown, repeated, malformed or out of range."""

    code = "malformed_query"


class NotOnRecordError(BoardError):
    """There is no such log, entry, payload or checkpoint."""

    status = 404
    code = "not_found"


class NotSignedYetError(BoardError):
    """The entry is stored, but no checkpoint covers it yet; asking again in a moment helps."""

    status = 404
    code = "not_signed_yet"


class OriginError(BoardError):
    """A log's name or host cannot stand in an origin."""

    code = "origin_refused"


class LogExistsError(BoardError):
    """There is a log with that slug or origin already."""

    status = 409
    code = "log_exists"


class LogFrozenError(BoardError):
    """The log is frozen and takes nothing more."""

    status = 409
    code = "log_frozen"


class EntryRefusedError(BoardError):
    """An entry or its payload is not what a log may hold."""

    status = 422
    code = "entry_refused"


class HeadMovedError(BoardError):
    """The head is not where the writer read it: somebody wrote without the lock."""

    status = 503
    code = "head_moved"


class NoTransactionError(BoardError):
    """A write was tried outside of the caller's transaction."""

    status = 500
    code = "no_transaction"


class CheckpointRefusedError(BoardError):
    """The signer refuses a head that does not continue what it signed before."""

    status = 500
    code = "checkpoint_refused"


class KeyMissingError(BoardError):
    """The secret that a log's key comes from is not held, or is another one."""

    status = 503
    code = "key_missing"


class RegistryBetweenError(BoardError):
    """The next registry has begun and does not yet say what it follows; asking again helps."""

    status = 503
    code = "registry_between"


class RecordDamagedError(BoardError):
    """What is stored contradicts itself: somebody wrote past this room, or rows were lost."""

    status = 500
    code = "record_damaged"


class PublicFolderError(BoardError):
    """The public folder cannot be written: the disk is full, or somebody took the right away."""

    status = 503
    code = "public_folder"


class RecoveryRefusedError(BoardError):
    """A folder cannot bring the database forward: it is damaged, or of another history."""

    status = 409
    code = "recovery_refused"


class WitnessFileError(BoardError):
    """The installation's policy file, which names its witnesses, cannot be used."""

    status = 500
    code = "witness_file"


class NoAnswerError(BoardError):
    """A witness did not answer in time, or not in the form of its protocol."""

    status = 503
    code = "no_answer"
