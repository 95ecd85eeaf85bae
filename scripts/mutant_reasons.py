"""Why some weakened checks may go unnoticed, by module and name of the mutant."""

REASONS: dict[tuple[str, str], str] = {}
