class BackupError(Exception):
    """A backup cannot be made or brought back; the message says why and what to do."""
