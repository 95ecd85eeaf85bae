"""Whether an installation is ready for a real election, line by line and in plain words."""
