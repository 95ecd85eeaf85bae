"""Everything that changes an election: one function for each change, each in one transaction."""

from voting.services.alerts import alert_sent, alert_take, alerts_due
from voting.services.ceremony import (
    ceremony_restart,
    ceremony_start,
    ceremony_stop,
)
from voting.services.ceremony_entries import trustee_entry_accept
from voting.services.credentials import (
    code_maker_note,
    credentials_clear,
    credentials_issue,
    invitation_issue,
    invitation_report,
    invitations_retry,
)
from voting.services.drills import drill_ask, drill_waive
from voting.services.elections import (
    MAX_QUORUM,
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
from voting.services.officials import (
    official_create,
    sign_in_link_create,
    sign_in_link_use,
    sign_ins_end,
)
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
from voting.services.registrar import public_keys_store
from voting.services.reports import trustee_report, trustee_seen
from voting.services.roll import Faulty, roll_clear, roll_import, roll_read, voter_remove
from voting.services.second_factor import (
    mailed_code_answer,
    mailed_code_ask,
    mailed_code_make,
    mailed_code_spoil,
    second_factor_set,
)
from voting.services.sign_in import sign_in_challenge, sign_in_message, sign_in_verify
from voting.services.translations import contest_translate, election_translate
from voting.services.trustee_mail import (
    ceremony_begun_tell,
    invites_ask,
    reminders_ask,
    steps_tell,
    trustee_mail_ask,
    trustee_mail_report,
    trustee_mail_take,
    trustee_mails_due,
    trustee_mails_retry,
)
from voting.services.trustees import (
    all_needed_accept,
    threshold_set,
    trustee_add,
    trustee_invite,
    trustee_link_ready,
    trustee_link_void,
    trustee_links_void,
    trustee_remove,
    trustee_replace,
)
from voting.services.uploads import (
    is_short,
    roll_upload,
    roll_upload_add,
    roll_upload_check,
    roll_upload_confirm,
)

__all__ = [
    "MAX_QUORUM",
    "ContestDraft",
    "ElectionDraft",
    "Faulty",
    "OptionDraft",
    "alert_sent",
    "alert_take",
    "alerts_due",
    "all_needed_accept",
    "ceremony_begun_tell",
    "ceremony_restart",
    "ceremony_start",
    "ceremony_stop",
    "code_maker_note",
    "contest_add",
    "contest_move",
    "contest_remove",
    "contest_translate",
    "contest_update",
    "credentials_clear",
    "credentials_issue",
    "drill_ask",
    "drill_waive",
    "election_advance",
    "election_cancel",
    "election_close",
    "election_create",
    "election_extend",
    "election_freeze",
    "election_open",
    "election_translate",
    "election_update",
    "invitation_issue",
    "invitation_report",
    "invitations_retry",
    "invites_ask",
    "is_short",
    "mailed_code_answer",
    "mailed_code_ask",
    "mailed_code_make",
    "mailed_code_spoil",
    "official_add",
    "official_create",
    "opening_plan",
    "public_keys_store",
    "reminders_ask",
    "roll_clear",
    "roll_import",
    "roll_read",
    "roll_upload",
    "roll_upload_add",
    "roll_upload_check",
    "roll_upload_confirm",
    "second_factor_set",
    "sign_in_challenge",
    "sign_in_link_create",
    "sign_in_link_use",
    "sign_in_message",
    "sign_in_verify",
    "sign_ins_end",
    "steps_tell",
    "style_add",
    "style_remove",
    "threshold_set",
    "trustee_add",
    "trustee_entry_accept",
    "trustee_invite",
    "trustee_link_ready",
    "trustee_link_void",
    "trustee_links_void",
    "trustee_mail_ask",
    "trustee_mail_report",
    "trustee_mail_take",
    "trustee_mails_due",
    "trustee_mails_retry",
    "trustee_remove",
    "trustee_replace",
    "trustee_report",
    "trustee_seen",
    "voter_remove",
]
