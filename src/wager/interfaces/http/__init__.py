"""The HTTP face: routes over the same workflow."""
