"""wager: a design document that runs."""
