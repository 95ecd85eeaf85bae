"""Rows of this room."""

from voting.models.elections import (
    CeremonyPhase,
    Election,
    ElectionOfficial,
    Parameters,
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
from voting.models.voters import MailStatus, RollUpload, Voter

__all__ = [
    "SENT_KINDS",
    "BallotStyle",
    "CeremonyPhase",
    "CeremonyStep",
    "Contest",
    "Election",
    "ElectionOfficial",
    "MailKind",
    "MailStatus",
    "Option",
    "OptionOrder",
    "Parameters",
    "ReportKind",
    "RollUpload",
    "SignInLink",
    "StepKind",
    "Trustee",
    "TrusteeMail",
    "TrusteeReport",
    "Voter",
]
