"""Everything that changes an election: one function for each change, each in one transaction."""

from voting.services.ceremony import (
    ceremony_restart,
    ceremony_start,
    ceremony_stop,
    trustee_entry_accept,
)
from voting.services.credentials import (
    credentials_clear,
    credentials_issue,
    invitation_issue,
    invitation_report,
    invitations_retry,
)
from voting.services.elections import (
    ElectionDraft,
    election_advance,
    election_create,
    election_update,
    official_add,
)
from voting.services.freeze import election_freeze
from voting.services.lifecycle import (
    election_cancel,
    election_close,
    election_extend,
    election_open,
    opening_plan,
)
from voting.services.officials import official_create, sign_in_link_create, sign_in_link_use
from voting.services.questions import (
    ContestDraft,
    OptionDraft,
    contest_add,
    contest_move,
    contest_remove,
    contest_update,
    style_add,
    style_remove,
)
from voting.services.roll import (
    Faulty,
    roll_clear,
    roll_import,
    roll_read,
    roll_upload,
    voter_remove,
)
from voting.services.sign_in import sign_in_challenge, sign_in_message, sign_in_verify
from voting.services.trustees import (
    all_needed_accept,
    threshold_set,
    trustee_add,
    trustee_invite,
    trustee_remove,
    trustee_replace,
)

__all__ = [
    "ContestDraft",
    "ElectionDraft",
    "Faulty",
    "OptionDraft",
    "all_needed_accept",
    "ceremony_restart",
    "ceremony_start",
    "ceremony_stop",
    "contest_add",
    "contest_move",
    "contest_remove",
    "contest_update",
    "credentials_clear",
    "credentials_issue",
    "election_advance",
    "election_cancel",
    "election_close",
    "election_create",
    "election_extend",
    "election_freeze",
    "election_open",
    "election_update",
    "invitation_issue",
    "invitation_report",
    "invitations_retry",
    "official_add",
    "official_create",
    "opening_plan",
    "roll_clear",
    "roll_import",
    "roll_read",
    "roll_upload",
    "sign_in_challenge",
    "sign_in_link_create",
    "sign_in_link_use",
    "sign_in_message",
    "sign_in_verify",
    "style_add",
    "style_remove",
    "threshold_set",
    "trustee_add",
    "trustee_entry_accept",
    "trustee_invite",
    "trustee_remove",
    "trustee_replace",
    "voter_remove",
]
