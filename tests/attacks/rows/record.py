"""The record."""

from tests.attacks.rows.row import Row

ROWS = (
    Row(
        "B1",
        "Two histories shown to two witnesses each, in every order; false continuations; one "
        "cosignature many times; witnesses that are gone, hang or lie.",
        "No two histories both find two witnesses of three; whoever heard both holds the proof; "
        "nothing is published below the number that the manifest asks for.",
        (
            "attacks/test_b01_split_views.py",
            "witness/test_core.py",
        ),
        more=("board/test_cosigning.py",),
    ),
    Row(
        "B2",
        "History rewritten by the owner of the database, with all hashes made again; a restored "
        "database that grows beyond what was signed.",
        "C03.6; C03.8 for whoever kept a checkpoint; never signed again.",
        (
            "attacks/test_b02_records.py",
            "board/test_signed_heads.py",
        ),
    ),
    Row(
        "B3",
        "Rows updated, deleted, truncated; the head moved back; one bit changed in every column "
        "and in every kind of file, past the triggers.",
        "Refused by triggers; not signed again; `board_fsck` and `verifier fsck` name the place "
        "and nothing else.",
        (
            "attacks/test_b02_records.py::test_a_head_moved_back_is_not_signed_again",
            "attacks/test_b02_records.py::test_missing_triggers_are_noticed",
            "attacks/test_v01_casting.py::"
            "test_the_record_cannot_be_rewritten_with_the_rights_of_the_product",
            "board/test_fsck.py",
            "verifier/test_fsck_flips.py",
        ),
        more=("config/test_board_fsck.py",),
    ),
    Row(
        "B4",
        "More than a hundred tampered records, one defect each.",
        "Each fails exactly its own sentences, in both checkers.",
        ("verifier/test_tamper.py",),
        more=("evil/test_evil_boards.py",),
    ),
    Row(
        "B5",
        "Casting without end with one credential; sixteen writers in two processes that send the "
        "same ballots; two sequencers at once, one of them killed.",
        "A clean chain without gaps, one entry for each ballot, then a quota.",
        (
            "attacks/test_v01_casting.py::"
            "test_casting_without_end_with_one_credential_makes_a_clean_chain",
        ),
        more=(
            "ballots/test_processes.py",
            "chaos/test_chaos.py",
        ),
    ),
    Row(
        "B6",
        "One ballot sent fifty times, with answers that are lost.",
        "One row, one entry, the same receipt for whoever asks.",
        ("attacks/test_v01_casting.py::test_sending_one_ballot_fifty_times_is_sending_it_once",),
    ),
    Row(
        "B7",
        "Every task again and again and in any order.",
        "One entry each.",
        (
            "attacks/test_v01_casting.py::test_tasks_may_come_in_any_number_and_order",
            "attacks/test_v01_casting.py::"
            "test_opening_closing_and_counting_over_and_over_is_doing_it_once",
        ),
    ),
    Row(
        "B8",
        "Records of 20 and of 30,000 voters, in the long form of the tests of 2,000 and of 10,000 "
        "ballots, read by the verifier; checks killed and gone on with.",
        "The memory is nearly the same; a run that goes on reports what one from the start does.",
        (
            "verifier/test_memory.py::test_memory_hardly_grows_from_20_to_30000_voters",
            "verifier/test_state.py::test_a_longer_record_costs_what_is_new",
        ),
        more=(
            "verifier/test_memory.py",
            "verifier/test_state.py",
        ),
    ),
    Row(
        "B9",
        "Containers with paths, links, bombs, more or fewer members, lying sizes, numbers of ten "
        "megabytes, documents five million levels deep.",
        "Unusable (exit code 2) or failed by their sentence, in a second of work; nothing is "
        "written.",
        (
            "attacks/test_b02_records.py::test_evil_containers_are_unusable_and_nothing_is_written",
            "verifier/test_container.py",
            "verifier/test_hostile_records.py",
        ),
    ),
    Row(
        "B10",
        "Formulas, control characters and hidden marks in names and titles.",
        "Refused, or made harmless in tables and terminals.",
        (
            "attacks/test_v11_pages.py",
            "attacks/test_b02_records.py::"
            "test_names_that_would_write_to_the_terminal_are_made_harmless",
        ),
    ),
    Row(
        "B11",
        "The verifier in other time zones and languages, with other seeds of hashing, as one file "
        "without libraries.",
        "The same report.",
        (
            "attacks/test_b02_records.py::"
            "test_the_verdict_is_the_same_at_the_other_end_of_the_world",
        ),
        more=(
            "verifier/test_single_file.py",
            "verifier/test_cli.py",
        ),
    ),
    Row(
        "B12",
        "An open election whose log forks, is rewritten, loses entries, withholds payloads, takes "
        "bad ballots, or whose server is slow or dead.",
        "Alarm at the next look and evidence kept; slow or dead is no alarm.",
        ("verifier/test_watch.py",),
    ),
    Row(
        "B13",
        "Checks of proofs and records weakened, one at a time (`scripts/mutants.py`).",
        "A test notices, or [mutants.md](mutants.md) says why none does.",
        ("verifier/test_mutants.py",),
    ),
    Row(
        "B14",
        "A checkpoint, root, tile, bundle, payload, receipt or cosignature changed, read by a "
        "program in Go that is not ours.",
        "Honest logs are accepted, each change is refused with its reason, and what Go writes is "
        "accepted by ours.",
        ("interop/test_go.py",),
    ),
)
