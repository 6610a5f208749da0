"""`wager --help` says of each verb what its file says, without loading it."""

import click
import pytest

from wager.interfaces.cli.main import FILES, GROUPS, wager

SAID = {name: said for group in GROUPS.values() for name, (_, said) in group.items()}


@pytest.mark.parametrize("name", FILES)
def test_a_verb_is_told_as_in_its_file(name):
    command = wager.get_command(click.Context(wager), name)
    assert SAID[name] == command.get_short_help_str(80)
