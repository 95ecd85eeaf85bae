"""What each code of a refusal means, for people who write programs against the interface."""

REFUSALS = {
    "already_used": "This locked ballot was shown or sent before, as a test or as a vote.",
    "bad_input": "A value is not one that is taken; the message names it.",
    "busy": "Too many ballots wait to be checked. Send the same bytes again after Retry-After.",
    "count_refused": "The unlock share does not fit the totals on the record, or came already.",
    "entry_refused": "The entry does not fit this step of the key ceremony; nothing was recorded.",
    "malformed": "The body or the address is not of the form described.",
    "malformed_query": "A parameter is missing, unknown, there twice, or out of range.",
    "not_found": "Nothing public is at this address. Drafts are not public.",
    "not_signed_yet": "The entry is stored, and no checkpoint covers it yet. Ask again soon.",
    "proof_refused": "A proof or signature in what was sent does not hold.",
    "sign_in_refused": "No voter of this election signed this challenge, or it is too old.",
    "signature_refused": "No voter of this election signed this ballot.",
    "token_refused": "The token is not that of a key holder’s link, or the link was replaced.",
    "too_large": "The body is longer than any that could be right.",
    "too_many": "This voter’s key has used up its ballots or tests.",
    "too_many_reports": "This key holder has sent as many reports as are taken.",
    "unsupported_media_type": "The body has to be application/json, with its Content-Length.",
    "wrong_state": "The election is not at the stage that this needs.",
}
