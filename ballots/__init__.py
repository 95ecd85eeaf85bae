"""Accepting, verifying and recording ballots; test ballots, look-ups and receipts."""
