"""System checks for settings that would make an election unsafe."""
