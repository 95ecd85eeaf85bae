"""Counting: which ballots, their encrypted totals, opening them, the result and the record."""
