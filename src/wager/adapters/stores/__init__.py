"""Where objects are kept: a folder on this machine."""
