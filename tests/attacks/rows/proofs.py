"""Proofs, groups and encodings."""

from tests.attacks.rows.row import Row

ROWS = (
    Row(
        "C1",
        "Ballots, keys and unlock shares solved for after a challenge that leaves the statement "
        "out.",
        "Refused at the door; C05.5, C07.5 or C11.6 on a record.",
        (
            "attacks/test_c01_weak_challenges.py",
            "attacks/test_c19_key_holders.py",
        ),
    ),
    Row(
        "C2",
        "A wrong decryption factor with an adaptive proof, and eight other false unlock shares.",
        "Refused; server, both programs of key holders and verifier name the key holder.",
        (
            "attacks/test_c19_unlock_lies.py",
            "browser/test_key_holders_attacked.py::test_a_false_unlock_share_is_named_by_the_page",
        ),
        more=("browser/test_key_holders_attacked.py",),
    ),
    Row(
        "C3",
        "Parameters whose maker knows a secret about them: numbers chosen at will, a second "
        "generator brought along.",
        "Both groups follow from a rule anybody can compute again, no other generator is used, "
        "and a record that brings one fails.",
        (
            "attacks/test_c03_generators.py",
            "crypto/test_group.py",
        ),
    ),
    Row(
        "C4",
        "Ciphertexts, keys and unlock shares times an element of each foreign order; leaving the "
        "membership test out of the HTTP path.",
        "Refused at the door; C05.5, C05.6, C07.4, C08.4, C11.5 on a record. Every number that is "
        "sent is seen to be tested.",
        ("attacks/test_c04_small_orders.py",),
    ),
    Row(
        "C5",
        "One twisted ballot among sound ones, which made a whole result impossible to open.",
        "It is refused, the others are recorded; on a record its entry is named.",
        ("attacks/test_c04_small_orders.py",),
    ),
    Row(
        "C6",
        "False batches that cancel out, negated numbers, 500 tries each.",
        "None is accepted; the ballot at fault is named.",
        (
            "crypto/test_batch.py",
            "crypto/test_group.py",
        ),
    ),
    Row(
        "C7",
        "Random factors of a batch that are short, foreseen, or drawn before the ballots are "
        "fixed.",
        "They have 128 bits and are drawn anew from the system's randomness when all is fixed; "
        "with known factors the same forgery would pass, which the test shows.",
        (
            "crypto/test_batch.py::"
            "test_every_number_has_a_coefficient_of_its_own_drawn_when_all_is_fixed",
            "crypto/test_batch.py::test_known_coefficients_would_let_a_forgery_through",
            "crypto/test_entropy.py::test_batch_exponents_are_independent_and_of_128_bits",
        ),
    ),
    Row(
        "C8",
        "Proofs with a branch more, less, none, or in another order.",
        "Malformed or refused; C07.1 on a record.",
        ("attacks/test_p01_ballot_copies.py::test_a_proof_has_one_branch_for_each_value_in_order",),
    ),
    Row(
        "C9",
        "Every number of a ballot changed by one.",
        "Every single change is noticed.",
        ("attacks/test_c01_weak_challenges.py::test_every_number_of_a_ballot_counts",),
    ),
    Row(
        "C10",
        "Proofs replayed from another election, question, option, voter or key ceremony with the "
        "same key.",
        "Refused.",
        (
            "attacks/test_c01_weak_challenges.py",
            "attacks/test_c20_false_shares.py",
        ),
    ),
    Row(
        "C11",
        "Records, manifests and ceremonies that bring p, q or g of their own along.",
        "There is no place for them; the record fails.",
        (
            "attacks/test_b02_records.py::test_a_record_cannot_bring_a_group_along",
            "attacks/test_c03_generators.py",
        ),
    ),
    Row(
        "C12",
        "Smaller groups by name: form, service, SQL, manifest, ceremony, rehearsal.",
        "Refused everywhere; only the two published groups exist.",
        (
            "attacks/test_b02_records.py::test_only_two_groups_exist_at_every_door",
            "attacks/test_d04_other_doors.py::"
            "test_a_rehearsal_refuses_bad_files_before_anything_exists",
            "config/test_checks.py",
        ),
    ),
    Row(
        "C13",
        "Reading choices from the quadratic character of 10,000 parts of ciphertexts.",
        "All are the same, whatever was chosen.",
        (
            "attacks/test_c13_ciphertexts.py",
            "attacks/test_p13_watched_ballots.py::"
            "test_ciphertexts_say_nothing_by_their_quadratic_character",
        ),
    ),
    Row(
        "C14",
        "q or p added to numbers, zero, the largest number of its length.",
        "Malformed: a number has one range.",
        ("attacks/test_d05_costly_requests.py::test_a_number_is_in_its_range",),
    ),
    Row(
        "C15",
        "Twelve other spellings of a number.",
        "Malformed: a number has one spelling.",
        (
            "attacks/test_d05_costly_requests.py::test_a_number_has_one_spelling",
            "crypto/test_group.py",
        ),
    ),
    Row(
        "C16",
        "Mangled documents and ballots, and faulty records for every sentence of the checks, read "
        "by the Python verifier and by the one in the browser, which share no code; in the long "
        "form of the tests 10,000 mangled ones and every faulty record.",
        "The same verdict each time, down to the sentence and the place.",
        (
            "js/test_same_verdicts.py",
            "js/test_same_checks.py::test_honest_elections_pass",
            "js/test_same_checks.py::test_every_sentence_is_found_broken_by_both",
            "js/test_fuzzed_checks.py",
            "js/check.test.js",
        ),
        more=(
            "js/test_same_checks.py",
            "js/test_same_payloads.py",
            "browser/test_check_page.py",
            "browser/test_record_pages.py",
        ),
    ),
    Row(
        "C17",
        "Duplicate keys, NaN, 1e400, byte order marks, spaces, depth, other encodings.",
        "Malformed at every door; C03.1 on a record.",
        (
            "attacks/test_d05_costly_requests.py::"
            "test_bad_bytes_are_refused_at_every_door_at_no_cost",
            "attacks/test_b02_records.py::test_a_rewritten_record_is_caught_and_the_sentence_named",
            "crypto/test_canonical_json.py",
        ),
    ),
    Row(
        "C18",
        "Moving bytes between neighbouring hash inputs; using one tag for another.",
        "Other digests each time.",
        (
            "attacks/test_b02_records.py::test_hash_inputs_cannot_be_read_in_two_ways",
            "attacks/test_b02_records.py::test_a_demonstration_shares_no_hash_with_a_real_election",
        ),
    ),
    Row(
        "C19",
        "A last key that cancels the others; copied keys; proofs from another attempt, election "
        "or number; a key of too low a degree; false confirmations and drills.",
        "Refused; server, both programs and verifier name the liar for every lie.",
        (
            "attacks/test_c19_lies.py",
            "attacks/test_c19_key_holders.py",
        ),
        more=("voting/test_slow_requests.py",),
    ),
    Row(
        "C20",
        "A false key part to one key holder; parts for number 0, twice, for nobody; complaints "
        "against nobody; thresholds and numbers out of range.",
        "Refused, or found by the receiver, whose complaint names the sender and ends the "
        "attempt; the next one begins from nothing.",
        (
            "attacks/test_c20_false_shares.py",
            "attacks/test_c19_lies.py",
            "browser/test_key_holders_attacked.py::"
            "test_a_part_that_does_not_fit_is_complained_of_by_name",
        ),
    ),
    Row(
        "C21",
        "A path by which the server could hold a real election's keys.",
        "One module can hold keys, and it refuses all but demonstrations.",
        (
            "attacks/test_c19_key_holders.py::"
            "test_one_module_of_the_server_can_hold_a_key_and_it_refuses_real_elections",
        ),
    ),
    Row(
        "C22",
        "1,000 pairs of ciphertext and unlock share that do not belong together, each with the "
        "best proof a liar can make. No test of hidden votes for equality is used anywhere.",
        "None is accepted; the honest pair is.",
        ("attacks/test_c22_equality_proofs.py",),
    ),
    Row(
        "C23",
        "Reading secret exponents from the time that powers take; a secret exponent given to the "
        "fast function.",
        "Unlocking shows no difference between a secret of one set bit and random ones, where the "
        "fast function shows a large one. In browsers powers are not constant in time: "
        "limitations.md says so.",
        (
            "attacks/test_c23_secret_powers.py",
            "crypto/test_numbers.py",
        ),
    ),
    Row(
        "C24",
        "Telling from refusals which credentials exist.",
        "The same status and the same bytes.",
        ("attacks/test_p13_watched_ballots.py::test_every_refusal_of_a_voter_is_the_same_answer",),
    ),
    Row(
        "C25",
        "Any bytes at all, and real documents with bytes, fields and numbers changed, given to "
        "every function that reads documents from outside.",
        "Read, or refused with the one error made for that; never anything else.",
        ("attacks/test_c25_fuzzed_decoders.py",),
    ),
)
