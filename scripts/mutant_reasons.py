"""Why some weakened checks may go unnoticed, by module and name of the mutant."""

_SPARES = "Only spares work: what follows refuses the same."
_NOT_BOTH = "No entry is both a ballot and the one that opens or closes voting."
_NOT_A_CHANGE = "No entry is both a change of the roll and the one that freezes or closes."
_UNFINISHED = "An unfinished ceremony is followed by no manifest, which leaves C05 as well."
_NOT_ONE = "0 and p to the power q are 0 and not 1, so the next condition refuses them."

REASONS: dict[tuple[str, str], str] = {
    ("crypto/ballot.py", "parse_tracker: never `if len(text) > 100`"): _SPARES,
    ("crypto/ballot.py", "parse_tracker: `len(text) > 100` off by one"): _SPARES,
    ("crypto/group.py", "Group.is_member: `0 < x < self.p` off by one"): _NOT_ONE,
    ("crypto/group.py", "Group.is_member: `0 < x < self.p` off by one (2)"): _NOT_ONE,
    ("crypto/group.py", "Group._are_members: `0 < x < self.p` off by one (2)"): (
        "The Jacobi symbol of p modulo p is 0, so the next condition refuses it."
    ),
    (
        "crypto/notes.py",
        "VerifierKey.parse: `len(parts) != 3 or not _KEY_NAME.fullmatch(parts[0]) or (not"
        " _KEY_I...` without `not _KEY_ID.fullmatch(parts[1])`",
    ): "What is not the id of the key is refused when the two are compared.",
    ("crypto/merkle.py", "stored_leaves: `len(levels[-1]) > 1` off by one"): (
        "Puts an empty level above the root, which nothing looks at."
    ),
    ("crypto/notes.py", "decode_tlog_proof: `len(text) > MAX_PROOF` off by one"): (
        "No receipt of an entry of 1,024 bytes comes near this length."
    ),
    ("crypto/group.py", "Group._are_members: `0 < x < self.p` off by one"): (
        "The Jacobi symbol of 0 is 0, so the next condition refuses it."
    ),
    ("verifier/checks/c04_states.py", "check_states: `e.index < end` off by one"): (
        "No entry is both a ceremony and a manifest."
    ),
    (
        "verifier/checks/c04_states.py",
        "_Machine._is_ahead: `not is_over and _PHASES.index(next_phase) >"
        " _PHASES.index(self.phase)` without `not is_over`",
    ): "Nothing is allowed behind the end: the check fails either way, only in other words.",
    (
        "verifier/checks/c05_ceremony.py",
        "check_ceremony: without `report.leave('C05', 'the keys of some trustees are missing or do"
        " no...`",
    ): "Where keys are missing the ceremony is unfinished, or another sentence of C05 fails.",
    ("verifier/checks/c05_ceremony.py", "_require_all: never `if missing`"): _UNFINISHED,
    (
        "verifier/checks/c05_ceremony.py",
        "_require_all: without `report.leave('C05', 'the ceremony is not finished')`",
    ): _UNFINISHED,
    (
        "verifier/checks/c06_roll.py",
        "_is_in_force: `index < frozen[0].index` off by one",
    ): _NOT_A_CHANGE,
    (
        "verifier/checks/c06_roll.py",
        "_is_in_force: `index < closed[0].index` off by one",
    ): _NOT_A_CHANGE,
    (
        "verifier/checks/c09_tally_input.py",
        "_is_in_time: `opened[0].index < index < closed[0].index` off by one",
    ): _NOT_BOTH,
    (
        "verifier/checks/c09_tally_input.py",
        "_is_in_time: `opened[0].index < index < closed[0].index` off by one (2)",
    ): _NOT_BOTH,
    (
        "verifier/checks/c11_partial_decryptions.py",
        "check_partial_decryptions: never `if not election.board.of('decryption')`",
    ): "What follows leaves C11 as well, in other words.",
    (
        "verifier/checks/c11_partial_decryptions.py",
        "check_partial_decryptions: `keys is None or totals is None` without `keys is None`",
    ): "Totals are read with the keys, so there are none where those are missing.",
    (
        "verifier/checks/c11_partial_decryptions.py",
        "_Decryption.tested: `self._found.entry.header.trustee or 0` without `0`",
    ): "An unlock share always names its trustee, and False counts as 0.",
    (
        "verifier/checks/c12_result.py",
        "_check_origin: `election.manifest and len(payload.trustees) != election.manifest.pa...`"
        " without `election.manifest`",
    ): "A result is read with the manifest, so there is none without it.",
    (
        "verifier/checks/c12_result.py",
        "_check_values: `len(shares) != len(payload.trustees) or len(shares) != context.mani...`"
        " without `len(shares) != len(payload.trustees)`",
    ): "A result that names more or fewer trustees than are needed fails C12.3.",
}
