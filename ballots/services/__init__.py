"""The way of a ballot from the edge to the record, step by step."""

from ballots.services.checking import batch_take, batch_verify, submission_verify
from ballots.services.clearing import inbox_clear
from ballots.services.promises import promise_give
from ballots.services.receiving import submission_receive
from ballots.services.sequencing import (
    ballots_record,
    ballots_sequence,
    batch_grows,
    promises_keep,
)
from ballots.services.sweeping import Lost, submissions_sweep

__all__ = [
    "Lost",
    "ballots_record",
    "ballots_sequence",
    "batch_grows",
    "batch_take",
    "batch_verify",
    "inbox_clear",
    "promise_give",
    "promises_keep",
    "submission_receive",
    "submission_verify",
    "submissions_sweep",
]
