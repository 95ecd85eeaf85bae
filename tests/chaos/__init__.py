"""Killing the running product at random moments while people vote. `python -m tests.chaos` runs it.

Nothing here leaves loopback, and everything ends by itself.
"""
