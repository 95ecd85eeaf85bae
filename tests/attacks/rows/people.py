"""Infrastructure and people."""

from tests.attacks.rows.row import Row

ROWS = (
    Row(
        "D1",
        "Shell characters in the name of an uploaded file.",
        "The name is not used, and no program is started through a shell.",
        (
            "attacks/test_d04_other_doors.py::"
            "test_a_bad_voter_file_is_refused_in_words_and_adds_nobody",
            "attacks/test_d01_shells.py",
        ),
    ),
    Row(
        "D2",
        "Dangerous settings and secrets that others can read.",
        "`manage.py check` ends with an error; nobody has an account before one is made.",
        ("config/test_checks.py",),
        more=("config/test_secret.py",),
    ),
    Row(
        "D3",
        "Scripts and styles from elsewhere or inside pages.",
        "There are none, and the policy of every page forbids them.",
        (
            "attacks/test_v11_pages.py",
            "browser/test_published_scripts.py",
        ),
        more=("browser/test_integrity.py", "config/test_headers.py"),
    ),
    Row(
        "D4",
        "Pickle and YAML in the queue; odd arguments of tasks.",
        "Refused unread; nothing changes.",
        (
            "attacks/test_d04_other_doors.py::test_a_worker_reads_nothing_but_json",
            "attacks/test_d04_other_doors.py::test_a_task_with_odd_arguments_changes_nothing",
        ),
    ),
    Row(
        "D5",
        "Bad bodies, lengths, types, methods, signatures and quotas at every door of the "
        "interface and every form; looking at a test ballot over and over.",
        "Refused before any power is computed, for less than a hundredth of what checking a long "
        "ballot costs, or a tenth where the body is as long as one; nothing is computed twice.",
        (
            "attacks/test_d05_costly_requests.py",
            "attacks/test_d05_every_door.py",
        ),
    ),
    Row(
        "D6",
        "A number of ten megabytes.",
        "Refused by its length.",
        (
            "attacks/test_d05_costly_requests.py::"
            "test_a_number_of_ten_megabytes_is_refused_by_its_length",
            "verifier/test_hostile_records.py",
        ),
    ),
    Row(
        "D7",
        "Votes out of range, totals out of bounds, the largest election.",
        "Refused; an error and never another number; no wrap.",
        (
            "attacks/test_p05_counting.py",
            "attacks/test_p01_ballot_copies.py::"
            "test_a_ballot_against_the_rules_cannot_even_be_made",
        ),
    ),
    Row(
        "D8",
        "The server stopped while people read the record; floods of requests for links and "
        "reports; the server out of reach while somebody votes.",
        "Another web server with copies of the published files serves the record, which verifies, "
        "and the programs; brakes by address and network hold; the booth says honestly that it "
        "waits. A flood of the network itself was not made.",
        (
            "attacks/test_d08_static_parts.py",
            "browser/test_booth_trouble.py::test_an_unreachable_server_is_named",
            "config/test_unavailable.py",
        ),
        more=("voting/test_requests.py",),
    ),
    Row(
        "D9",
        "A host that slows everything down on election day.",
        "A vote of the installation's own, every minute, raises an alarm within two minutes.",
        ("config/test_canary.py",),
        reason="needs the web server and the network of a real installation; load on the product "
        "itself is in performance.md",
    ),
    Row(
        "D10",
        "Three of ten voters' mail refused; mail servers that refuse, hang up or are away; "
        "notifications that are forged, of delays or too large; messages whose worker was killed.",
        "Shown to officials with the reason; believed only by a name that nobody can guess; sent "
        "once; voters ask and get new links.",
        (
            "attacks/test_d10_lost_mail.py",
            "voting/test_bounces.py",
        ),
        more=("tally/test_voter_messages.py",),
    ),
    Row(
        "D11",
        'Two of five key files deleted for ever; "all are needed" without the typed words.',
        "The other three count, and the verifier agrees; refused.",
        ("attacks/test_d11_lost_keys.py",),
    ),
    Row(
        "D12",
        "Freezing with a key file not tried out, damaged, or waived too early; keys lost while "
        "people vote.",
        "Refused until every key holder drilled, or one key more than needed works and the waiver "
        "stands on the record; a light shows what is left.",
        ("attacks/test_d12_drills.py",),
        more=(
            "voting/test_drills.py",
            "voting/test_waivers.py",
        ),
    ),
    Row(
        "D13",
        "Locking voters or officials out by wrong tries in their names.",
        "No number of wrong tries locks a voter; wrong passwords for one official slow down that "
        "one alone, and their link still works.",
        ("attacks/test_d13_lock_outs.py",),
    ),
    Row(
        "D14",
        "Voters' devices whose clocks are twelve hours off; the server's clock put forward and "
        "back by an hour while people vote.",
        "Voting works; the server's clock alone decides; scheduled work goes on.",
        (
            "attacks/test_d14_wrong_clocks.py",
            "config/test_steady_schedule.py",
        ),
        more=("board/test_faults.py",),
    ),
    Row(
        "D15",
        "Packages and scripts with known holes, or changed on the way.",
        "Every package has one version and every script of others lies in the repository with its "
        "hash, which tests hold.",
        ("attacks/test_d15_pins.py", "config/test_packages.py"),
        reason="looking packages up in lists of known holes needs the network: `make audit`",
    ),
    Row(
        "D16",
        "Finding voters on the public record by trying a million numbers and names.",
        "No hash of any of them, plain or as a key, stands there.",
        ("attacks/test_d16_guessed_voters.py",),
    ),
    Row(
        "D17",
        "Guessing voters, voter codes, officials' passwords and links.",
        "Codes have 100 random bits; one answer whoever is asked about; a brake; links work once.",
        (
            "attacks/test_d17_guesses.py",
            "attacks/test_p13_watched_ballots.py::test_every_refusal_of_a_voter_is_the_same_answer",
            "attacks/test_d04_other_doors.py",
        ),
    ),
    Row(
        "D18",
        "Canaries for every secret number, passphrase and link of key holders: requests, storage, "
        "pages, messages, database, files, logs, queue; one share too few; weak passphrases.",
        "Found nowhere; too few shares fit every secret; refused.",
        (
            "attacks/test_d18_leaked_shares.py",
            "election/test_secrets_stay_home.py",
        ),
        more=(
            "browser/test_key_ceremony_story.py",
            "trustee/test_ceremony.py",
        ),
    ),
    Row(
        "D19",
        "Every page of officials asked for by others, without token, from another site, with an "
        "old session, for another's election.",
        "Refused and logged; nothing changes.",
        (
            "attacks/test_d04_other_doors.py",
            "voting/test_permissions.py",
        ),
    ),
    Row(
        "D20",
        "The installation's secret stolen: another history of an open election, sessions signed, "
        "a false next list of records.",
        "The witness refuses and keeps the proof, which `dispute` calls the server's fault; "
        "sessions and links have ended; the old secret begins no record.",
        ("attacks/test_d20_stolen_secret.py",),
        more=(
            "config/test_rotation.py",
            "witness/test_next_registry.py",
            "verifier/test_registries.py",
        ),
    ),
    Row(
        "D21",
        "Requests made up by a machine from the description of the interface, well formed and "
        "not, for every operation.",
        "No answer is a fault of the server's (5xx), and every answer has a form that is "
        "described.",
        ("attacks/test_d21_made_up_requests.py",),
    ),
    Row(
        "R6",
        "Every write on a ballot's way fails, once and twice, before and after it is done; the "
        "disk is full. `kill -9` at random moments is `make chaos`.",
        "Nothing a voter has a receipt for is lost, nothing stands twice; it comes back by "
        "itself, [as fast as measured](chaos.md).",
        (
            "ballots/test_faults.py",
            "board/test_faults.py",
        ),
        more=("chaos/test_chaos.py",),
    ),
)
