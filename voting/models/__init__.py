"""Rows of this room."""

from voting.models.elections import (
    CeremonyPhase,
    CodeMaker,
    Election,
    ElectionOfficial,
    Parameters,
    SecondFactor,
    SignInLink,
)
from voting.models.questions import BallotStyle, Contest, Option, OptionOrder
from voting.models.trustees import (
    SENT_KINDS,
    CeremonyStep,
    MailKind,
    ReportKind,
    StepKind,
    Trustee,
    TrusteeMail,
    TrusteeReport,
)
from voting.models.voters import (
    CredentialChange,
    MailedCode,
    MailStatus,
    RollUpload,
    UploadStatus,
    Voter,
)

__all__ = [
    "SENT_KINDS",
    "BallotStyle",
    "CeremonyPhase",
    "CeremonyStep",
    "CodeMaker",
    "Contest",
    "CredentialChange",
    "Election",
    "ElectionOfficial",
    "MailKind",
    "MailStatus",
    "MailedCode",
    "Option",
    "OptionOrder",
    "Parameters",
    "ReportKind",
    "RollUpload",
    "SecondFactor",
    "SignInLink",
    "StepKind",
    "Trustee",
    "TrusteeMail",
    "TrusteeReport",
    "UploadStatus",
    "Voter",
]
