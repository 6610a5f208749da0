"""What `show` prints, by kind of thing: `thing.py` chooses, the others each print one kind."""
