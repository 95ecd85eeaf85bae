"""Backups of an installation, and bringing one back without the signer telling a second history."""
