"""What voting tells the rooms above it, of which it knows nothing."""

from django.dispatch import Signal

# Sent in the transaction that closes the vote and under its lock, just before the entry `close`,
# with the open `election`. What a receiver raises undoes the closing.
election_closing = Signal()

# Sent in the same way just before an entry `roll-change`, while voting is open.
roll_changing = Signal()
