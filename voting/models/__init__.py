"""Rows of this room."""

from voting.models.elections import (
    CeremonyPhase,
    Election,
    ElectionOfficial,
    Parameters,
    SignInLink,
)
from voting.models.messages import (
    LinkRequest,
    MessageKind,
    MessagePlan,
    MessageReason,
    MessageState,
    SignInRequest,
    VoterMessage,
    VoterReport,
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
from voting.models.voters import CredentialChange, MailStatus, RollUpload, Voter

__all__ = [
    "SENT_KINDS",
    "BallotStyle",
    "CeremonyPhase",
    "CeremonyStep",
    "Contest",
    "CredentialChange",
    "Election",
    "ElectionOfficial",
    "LinkRequest",
    "MailKind",
    "MailStatus",
    "MessageKind",
    "MessagePlan",
    "MessageReason",
    "MessageState",
    "Option",
    "OptionOrder",
    "Parameters",
    "ReportKind",
    "RollUpload",
    "SignInLink",
    "SignInRequest",
    "StepKind",
    "Trustee",
    "TrusteeMail",
    "TrusteeReport",
    "Voter",
    "VoterMessage",
    "VoterReport",
]
