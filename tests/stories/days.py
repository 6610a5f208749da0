"""A project that lives day by day: three hypotheses, of which the first asks too much, and three tasks."""

from rides import write_rides
from wager.foundation.moments import FixedClock, parse_moment
from wager.interfaces.project import Project
from wager.project.opening import open_folder

D = "late-bus"
ANN = "Ann Example <ann@example.com>"

H3 = """
```yaml wager.hypothesis H3
claim: all lines together say more
model: by-more
goals: [G1, G2]
timebox: 4 d
next: {ship: PROMOTE, otherwise: STOP}
```

```yaml wager.tasks
T1: {type: data exploration, question: is the timetable of H1 the printed one?, benefit: honest features, timebox: 1 d}
T2: {type: review, question: do passengers read the display?, benefit: a claim that matters, timebox: 2 d}
T3: {type: deployment, question: can the display show what H3 finds?, benefit: a demo, timebox: 1 d}
```

"""


def write_days(folder):
    """Write the project into a folder that is not there yet, and take its snapshots."""
    write_rides(folder)
    file = folder / "designs" / f"{D}.md"
    text = file.read_text("utf-8")
    for old, new in [
        ("by 100 EUR over", "by 5000 EUR over"),
        ("next: {ship: [PROMOTE, H2], otherwise: H2}", "next: {ship: PROMOTE, refuted: H2, otherwise: STOP}"),
        (
            "next: {ship: PROMOTE, refuted: STOP, otherwise: CHECK_IN}\n```\n",
            "next: {ship: PROMOTE, timeout: H3, otherwise: STOP}\n```\n" + H3,
        ),
        ("share: {H1: 50 %, H2: 50 %}", "share: {H1: 50 %, H2: 30 %, H3: 20 %}"),
        ("high: 4k EUR per year", "high: 12k EUR per year"),
    ]:
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    at(folder, 0).snapshot()
    return folder


def at(folder, day):
    """The project on a day after the start of the story."""
    return Project(
        open_folder(folder, clock=FixedClock(parse_moment("2026-01-05") + int(day * 86_400_000_000)))
    )


def kinds(folder):
    return [(entry.kind, entry.hypothesis) for entry in at(folder, 0).log(D).entries]


def refuted(folder):
    """Bring the first hypothesis to its verdict on day 7, after one check-in."""
    at(folder, 0).run("by-line")
    at(folder, 6).next(D, check_in="continue", why="the display came late")
    at(folder, 7).freeze(D, "H1")
    return at(folder, 7.5).judge(D, "H1")
