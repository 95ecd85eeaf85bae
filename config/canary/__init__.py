"""A vote of our own, again and again, through the door that voters use.

The installation holds an election with itself: a demonstration of its own, in no list among others,
into which a scheduled task casts one ballot after the other and checks each receipt. When that does
not work, voting does not work, and operators hear of it before voters do (docs/operations.md).
"""
