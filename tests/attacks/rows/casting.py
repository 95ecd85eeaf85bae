"""Casting and checking."""

from tests.attacks.rows.row import Row

ROWS = (
    Row(
        "V1",
        "One ballot code for two voters.",
        "The ballot names its credential; the second voter is refused, and checkers report "
        "repeats.",
        (
            "attacks/test_v01_casting.py::test_two_voters_cannot_be_given_one_code",
            "attacks/test_p01_ballot_copies.py::test_copies_forced_onto_the_record_are_named",
        ),
    ),
    Row(
        "V2",
        "Testing a ballot that was cast, casting one that was tested, also with new proofs.",
        "Refused.",
        (
            "attacks/test_v01_casting.py::test_a_ballot_is_cast_or_shown_never_both",
            "attacks/test_p01_ballot_copies.py::"
            "test_ciphertexts_whose_nonces_were_shown_cannot_be_cast_with_new_proofs",
        ),
    ),
    Row(
        "V3",
        "A booth that shows the ballot code only after it knows whether the ballot is tested or "
        "sent.",
        "Send cannot be pressed while no code stands on the page, and the code stays the one of "
        "the ballot that is sent or opened.",
        (
            "browser/test_booth_voting.py::"
            "test_the_code_stands_there_before_the_ballot_can_be_sent",
            "browser/test_booth_voting.py::"
            "test_a_test_shows_what_the_ballot_held_and_is_never_the_ballot_sent",
        ),
    ),
    Row(
        "V4",
        "A page that leaves out or rewrites how a vote is checked.",
        "The voting email says the steps, too, in the election's language, outside the page.",
        ("attacks/test_v04_instructions.py",),
    ),
    Row(
        "V5",
        "Addresses in QR codes that lead elsewhere or say more than the ballot code; another host "
        "in the request.",
        "The code holds the configured public address of the ballot code and nothing else.",
        ("ballots/test_receipt_pages.py",),
    ),
    Row(
        "V6",
        "Replacing a ballot unseen; a voter's older ballot recorded late or again, so that it "
        "counts as the last.",
        "The code's page names the entry that replaces it; key holders' program and verifier "
        "(C07.7) refuse the record.",
        (
            "attacks/test_v01_casting.py::"
            "test_a_later_ballot_replaces_an_earlier_one_for_everyone_to_see",
            "ballots/test_sequencing.py::"
            "test_a_ballot_whose_task_was_late_does_not_undo_the_later_one",
            "trustee/test_unlock.py::test_an_earlier_ballot_put_on_the_board_again_is_refused",
        ),
        more=("ballots/test_sequencing.py",),
    ),
    Row(
        "V7",
        'Saying "recorded" without evidence; breaking promises by closing, calling off, dying '
        "between any two writes or an older database; false, foreign or changed promises and "
        "receipts.",
        "Nothing is called received before its proof holds; what was promised is on the record "
        "before the close, or there is proof against the server; receipts stand without it.",
        (
            "attacks/test_v01_casting.py",
            "ballots/test_promises.py",
            "browser/test_booth_trouble.py::"
            "test_a_receipt_that_does_not_hold_is_never_called_received",
            "crypto/test_receipt_page.py",
        ),
        more=(
            "browser/test_booth_late.py",
            "browser/test_booth_witnesses.py",
            "browser/test_booth_receipts.py",
            "ballots/test_processes.py",
            "config/test_board_recover.py",
        ),
    ),
    Row(
        "V8",
        "Keys of the server's own in what voters' pages are told, and on the record under key "
        "holders' names; codes that leave the registrar's browser; a voter's code in other hands.",
        "The booth refuses what the record does not say; page and program refuse a key that is "
        "not the one in the file; codes are found in the saved files alone; a second code is "
        "asked for where the election wants one.",
        (
            "browser/test_booth_trouble.py::"
            "test_an_election_that_does_not_hang_together_is_refused",
            "browser/test_booth_trouble.py::test_a_changed_manifest_is_refused",
            "browser/test_key_holders_attacked.py::"
            "test_the_page_refuses_a_key_on_the_record_that_is_not_the_one_in_the_file",
            "browser/test_key_holders_attacked.py::test_the_program_refuses_it_too",
            "trustee/test_ceremony.py::test_a_key_exchanged_on_the_board_is_noticed",
            "browser/test_registrar_page.py::test_codes_leave_the_browser_in_the_saved_files_alone",
            "voting/test_registrar.py",
            "ballots/test_second_factor.py",
        ),
        more=(
            "browser/test_registrar_page.py",
            "browser/test_booth_mailed_code.py",
            "js/registrar-files.test.js",
        ),
    ),
    Row(
        "V9",
        "Changing questions, voters or key holders after the freeze, by page, service or SQL.",
        "Refused; voters read the frozen manifest.",
        ("attacks/test_v01_casting.py",),
    ),
    Row(
        "V10",
        "Voters added after the freeze, slipped in by a change of the list, or given two codes.",
        "Refused; a ghost's ballot fails C06.4, a second code C06.7 or C06.8.",
        (
            "attacks/test_v01_casting.py::"
            "test_a_voter_slipped_into_the_table_after_the_freeze_shows_on_the_record",
            "attacks/test_v15_changed_lists.py",
            "trustee/test_changed_rolls.py",
        ),
    ),
    Row(
        "V11",
        "Markup in every text and parameter; addresses of other sites.",
        "Shown as text; nobody is led away.",
        (
            "attacks/test_v11_pages.py",
            "browser/test_booth_privacy.py::test_words_of_an_election_are_never_markup",
        ),
    ),
    Row(
        "V12",
        "Twelve claims of voters by saved pages and promises, true and forged; pages that "
        "somebody changed.",
        "Each is judged right: no fault, server at fault with a proof that convinces others, or "
        "forged; a changed page accuses nobody.",
        ("verifier/disputes/test_voters.py",),
        more=(
            "verifier/disputes/test_receipts.py",
            "verifier/disputes/test_promises.py",
        ),
    ),
    Row(
        "V13",
        "A bad program on the voter's own device that presses Send by itself.",
        "The page about limits and the booth say so, and offer a test ballot and a second device.",
        ("attacks/test_v13_own_device.py",),
        reason="nothing on a page can stop a program on the reader's own device",
    ),
    Row(
        "V14",
        "A key stolen by the script the operator serves.",
        "The tool is also one file with a published hash, which makes and uses keys with the "
        "network off.",
        ("browser/test_key_tool_offline.py",),
        more=("browser/test_key_ceremony_mixed.py",),
    ),
    Row(
        "V15",
        "Two votes by a new code, votes lost by one, votes of somebody taken off the list; the "
        "list changed after the close, before the freeze, by another official or without reason.",
        "One vote of the voter; what should count counts; the rest is refused with a reason; "
        "C04.1, C06.6, C06.9, C09.3 on a record.",
        ("attacks/test_v15_changed_lists.py",),
        more=(
            "ballots/test_replaced_codes.py",
            "tally/test_changed_rolls.py",
            "voting/test_roll_change_pages.py",
            "verifier/test_changed_rolls.py",
        ),
    ),
    Row(
        "V16",
        "Making the voters' page a practice page; practice that sends something, hides its "
        "notice, or is shown to somebody who is no official.",
        "The booth has no such mode; the browser lets nothing out, the notice stays in view, "
        "others are led to the sign-in.",
        ("ballots/test_practice.py",),
        more=(
            "browser/test_practice.py",
            "js/practice-files.test.js",
        ),
    ),
)
