"""Killed at any moment, the same command again finishes: one log entry, one holder of the title, nothing half there.

`WAGER_KILLS=200` kills as many of each; the short form fewer, with another seed. Half of the moments are spread evenly over
the life of the command, the others over what it writes: after so many files, and a little later. How far it had come at
each kill is printed (`--capture=no`). The server's part is `test_killed_server.py`.
"""

import os
import random
import shutil
import time
from collections import Counter

import pytest

from stories.shipped import D, copy_of, demand_whole, ledger, left_over, log_of, version_of_h1
from stories.warm import wait_until
from wager.project.opening import open_folder
from wager.workflow.roll_back_title import roll_back_title

KILLS = int(os.environ.get("WAGER_KILLS", "3"))
LATER = 0.02
"""Seconds after a file has come within which it is killed: longer than most of the steps between two files."""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing can be forked there")


def lasts(warm, arguments):
    """Run a command to its end; return for how many seconds it ran."""
    warm.start(*arguments)
    code, seconds = warm.ended()
    assert code == 0, warm.said()
    return seconds


def killed(warm, arguments, come, later):
    """Kill a command once something has come, and a little later; True where it had not ended by itself."""
    warm.start(*arguments)
    wait_until(come, warm.pid)
    time.sleep(later)
    code, _ = warm.kill()
    assert code in {0, -9}, warm.said()
    return code == -9


def in_transaction(folder):
    """Whether a transaction of the registry is under way, or was when its process died."""
    return (folder / ".wager" / "registry.db-journal").exists()


def written(folder):
    """Count what a judgement writes: objects, entries of the log, and the journal of its one transaction."""
    objects = sum(1 for _ in (folder / ".wager" / "objects").glob("??/*"))
    return objects + sum(1 for _ in log_of(folder).glob("[!.]*.yaml")) + in_transaction(folder)


def stage(folder, before):
    """Say how far a killed judgement had come."""
    hot = in_transaction(folder)  # who looks into the registry next takes back what is half written
    if ledger(folder, "verdict"):
        return "5 all written, not told"
    if len(list(log_of(folder).glob("[!.]*.yaml"))) == 2:
        return "4 in the transaction" if hot else "3 in the log, not in the registry"
    return "2 some objects" if written(folder) > before else "1 nothing written"


def outcome(folder):
    """Say what was judged, in the words of the ledger."""
    (verdict,) = ledger(folder, "verdict")
    assert verdict["version"] == version_of_h1(folder)
    return verdict["word"], verdict["version"]


def demand_spread(happened, stages):
    """Of many kills each stage had its share; of a few nobody can say."""
    often = [name for name in happened if happened[name] >= KILLS // 100]
    assert KILLS < 100 or len(often) >= stages, happened


def test_a_killed_judgement_is_finished_by_the_next(frozen, judged, warm, tmp_path):
    chance, folder = random.Random(KILLS), copy_of(frozen, tmp_path / "rides")
    judge = ("-C", folder, "judge", D, "H1")
    before, adds = written(folder), written(judged) - written(folder)
    seconds, happened, ends, rest = lasts(warm, judge), Counter(), {outcome(folder)}, 0
    for number in range(KILLS):
        copy_of(frozen, folder)
        # The last file that comes is the journal of its one transaction, which is over soon.
        come = adds + 1 if number % 8 == 7 else chance.randrange(1, adds + 2) if number % 2 else 0
        late = chance.uniform(0, (LATER / 5 if come > adds else LATER) if come else seconds)
        early = killed(warm, judge, lambda files=before + come: written(folder) >= files, late)
        happened[stage(folder, before) if early else "6 had ended"] += 1
        rest += len(left_over(folder))
        assert warm.run(*judge) == 0, warm.said()
        demand_whole(folder)
        ends.add(outcome(folder))
    found = ", ".join(f"{name}: {times}" for name, times in sorted(happened.items()))
    print(f"\n{KILLS} judgements of {seconds:.2f} s and {adds} files killed: {found}; {rest} files left over")
    assert len(ends) == 1  # the same verdict on the same version, however often it was begun
    demand_spread(happened, 5)


def test_a_verdict_that_only_the_log_knows_is_told_to_the_registry_once(frozen, judged, warm, tmp_path):
    folder, registry = copy_of(judged, tmp_path / "rides"), ".wager/registry.db"
    expected = outcome(folder)
    shutil.copy2(frozen / registry, folder / registry)
    assert ledger(folder, "verdict") == []
    for _ in range(2):
        assert warm.run("-C", folder, "judge", D, "H1") == 0, warm.said()
        demand_whole(folder)
        assert outcome(folder) == expected


def test_a_killed_promotion_is_done_or_not_and_finished_by_the_next(judged, warm, tmp_path):
    chance, folder = random.Random(KILLS), copy_of(judged, tmp_path / "rides")
    version, happened = version_of_h1(folder), Counter()
    promote = ("-C", folder, "promote", version[:12])
    seconds = lasts(warm, promote)
    for number in range(KILLS):
        roll_back_title(open_folder(folder), D)
        turns = len(ledger(folder, "title"))
        late = chance.uniform(0, LATER / 2 if number % 2 else seconds)
        early = killed(warm, promote, lambda aim=number % 2: not aim or in_transaction(folder), late)
        hot, seated = in_transaction(folder), len(ledger(folder, "title")) - turns
        assert seated in ({0, 1} if early else {1})
        how_far = "3 seated, not told" if seated else "2 in the transaction" if hot else "1 before it"
        happened[how_far if early else "4 had ended"] += 1
        assert warm.run(*promote) == 0, warm.said()
        held = demand_whole(folder).registry.turns(D)
        assert (len(held) - turns, held[-1].version, held[-1].how) == (1, version, "promoted")
    found = ", ".join(f"{name}: {times}" for name, times in sorted(happened.items()))
    print(f"\n{KILLS} promotions of {seconds:.2f} s killed: {found}")
    demand_spread(happened, 3)
