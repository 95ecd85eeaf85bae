"""Mathematics and formats of an election: pure functions over numbers and bytes."""
