"""Secrecy and independence of ballots."""

from tests.attacks.rows.row import Row

ROWS = (
    Row(
        "P1",
        "Copies of a ballot: exact, under another credential, encrypted anew, permuted, with new "
        "proofs for the same ciphertexts.",
        "One ballot of its voter, or refused; C07.2, C07.5, C07.8, C07.9 on a record.",
        ("attacks/test_p01_ballot_copies.py",),
    ),
    Row(
        "P2",
        "A voter's ballot under another voter's name or signature.",
        "Refused.",
        (
            "attacks/test_p01_ballot_copies.py::test_the_signature_of_another_voter_casts_nothing",
            "attacks/test_c01_weak_challenges.py::"
            "test_a_proof_made_under_another_credential_is_refused",
        ),
    ),
    Row(
        "P3",
        "Entries dropped or put in another order so that the totals hold one ballot alone.",
        "Key holders' page and program add everything up themselves from the signed record, "
        "refuse, and the page reports it.",
        (
            "browser/test_key_holders_attacked.py::"
            "test_the_page_refuses_totals_that_the_ballots_do_not_add_up_to",
            "trustee/test_unlock.py::test_a_ballot_that_was_left_out_is_noticed",
            "trustee/test_unlock.py::test_another_choice_of_ballots_is_refused",
        ),
        more=(
            "trustee/test_unlock.py",
            "js/trustee-unlock.test.js",
        ),
    ),
    Row(
        "P4",
        "Totals of one, of few, of all but one ballot, or with one twice, signed by the log and "
        "given to key holders.",
        "Page and program refuse, and the page reports it.",
        (
            "browser/test_key_holders_attacked.py::"
            "test_the_page_refuses_totals_that_the_ballots_do_not_add_up_to",
            "browser/test_key_holders_attacked.py::test_the_program_refuses_them_too",
            "trustee/test_unlock.py::test_totals_of_a_single_ballot_are_refused",
            "trustee/test_unlock.py::test_a_single_ballot_is_not_opened_by_accident",
        ),
        more=(
            "trustee/test_unlock.py",
            "js/trustee-unlock.test.js",
        ),
    ),
    Row(
        "P5",
        "A second opening: other totals, other shares, a second tally.",
        "Refused by server, page and program; C04.1, C04.3, C11.2 on a record.",
        (
            "attacks/test_p05_counting.py",
            "trustee/test_unlock.py::test_a_key_that_was_used_once_is_not_used_for_other_totals",
            "trustee/test_unlock.py::test_an_unlock_share_of_mine_for_other_totals_is_refused",
        ),
        more=(
            "js/trustee-unlock.test.js",
            "browser/test_key_tool_page.py",
        ),
    ),
    Row(
        "P6",
        "Counting, unlocking and asking for results while voting is open, by page, queue and "
        "service; asking for what is added up meanwhile.",
        "Nothing is opened and nothing is told; what is added up stays locked and is shown "
        "nowhere.",
        (
            "attacks/test_p05_counting.py",
            "tally/test_chunks.py::test_what_is_added_up_is_shown_to_nobody",
        ),
    ),
    Row(
        "P7",
        "A ballot moved to another ballot style, question or place; a receipt for other bytes "
        "than those sent.",
        "Refused; the booth works the ballot code out itself and says so when the answer differs.",
        (
            "attacks/test_p01_ballot_copies.py::"
            "test_a_ballot_cannot_be_moved_to_another_ballot_style",
            "attacks/test_c01_weak_challenges.py::test_a_proof_holds_in_its_own_place_only",
            "browser/test_booth_trouble.py::"
            "test_the_receipt_of_another_ballot_is_never_called_received",
        ),
    ),
    Row(
        "P8",
        "A ward of one voter, and a question that only few can answer.",
        "Totals are by question over all wards: no ward has totals of its own. A question that "
        "few can answer is still counted; organisers are told before the freeze and again before "
        "publishing.",
        ("attacks/test_p08_few_ballots.py",),
    ),
    Row(
        "P9",
        "Length, headers, number, order and moment of requests that depend on choices, in a "
        "browser, for every kind of question, nothing and everything chosen.",
        "All the same.",
        (
            "browser/test_booth_privacy.py",
            "attacks/test_p13_watched_ballots.py::"
            "test_what_is_sent_has_one_length_whatever_is_chosen",
        ),
        more=("js/prepared-ballot.test.js",),
    ),
    Row(
        "P10",
        "Choices leaving the browser; requests to other sites.",
        "Nothing but ciphertexts leaves it, and nothing goes to another site.",
        (
            "browser/test_booth_privacy.py",
            "election/test_secrets_stay_home.py",
        ),
    ),
    Row(
        "P11",
        "The same randomness for two ballots, among 10,000 numbers as well; what was made ready "
        "used twice; other sources of randomness in scripts; randomness that fails.",
        "No number comes twice, a repeated one is refused; other sources are banned; the booth "
        "stops.",
        (
            "attacks/test_c13_ciphertexts.py",
            "js/rules.test.js",
            "js/numbers.test.js",
            "js/prepared-ballot.test.js",
            "js/next-ballot.test.js",
            "browser/test_booth_trouble.py::"
            "test_a_lock_that_fails_keeps_the_choices_and_is_tried_in_a_new_worker",
            "attacks/test_p01_ballot_copies.py::"
            "test_a_booth_that_draws_the_same_randomness_twice_is_noticed",
        ),
        more=(
            "js/encryption.test.js",
            "browser/test_booth_read_ahead.py",
        ),
    ),
    Row(
        "P12",
        "After a whole election in browsers: searching for voter codes, choices, nonces, keys of "
        "key holders, passphrases, links and the voters' network address in database, queue, "
        "logs, mail, files, record and requests.",
        "Found nowhere they should not be; the search is shown to find what it may find.",
        (
            "election/test_secrets_stay_home.py",
            "attacks/test_d04_other_doors.py::test_tasks_carry_ids_and_nothing_else",
        ),
        more=("config/test_logs.py",),
    ),
    Row(
        "P13",
        "Matching voters and entries by order, time or name; a time of a ballot in feeds of the "
        "record or the list of acts.",
        "Batches are shuffled, ballots have no time of their own, and nothing names a voter.",
        ("attacks/test_p13_watched_ballots.py",),
        more=("board/test_feeds.py", "config/test_metrics.py"),
    ),
    Row(
        "P14",
        "Signing in again after voting, to see what was chosen.",
        "Codes of ballots are shown, no choices.",
        (
            "attacks/test_p13_watched_ballots.py::"
            "test_signing_in_again_shows_codes_and_nothing_of_what_was_chosen",
            "browser/test_booth_voting.py::"
            "test_someone_who_voted_is_told_so_and_shown_the_code_only",
        ),
    ),
    Row(
        "P15",
        "Getting the secret numbers of a ballot that was cast, as a proof of how somebody voted: "
        "sent along, kept by the page, or asked for.",
        "They leave the browser for test ballots only, and the page keeps nothing. A voter with a "
        "program of their own can keep them: the page about limits says so.",
        (
            "attacks/test_p15_nonces.py",
            "browser/test_booth_privacy.py",
        ),
    ),
)
