"""Single mistakes, planted one at a time in the files of a project.

Each kind of mistake is one function from (random, files) to a `Mutation`. A mistake is only planted where
it is one: a free name that nobody else uses may be called anything, prose may say anything.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

FIXED_KEYS = frozenset(
    """wager name currency time_zone source from package file nulls owner stale_after key columns type values unit
    range null_if derive event_time known features by over define tests at row given expect where take model extends
    design algorithm except calibrate feature direction seed table prior rule lightgbm n_estimators learning_rate
    num_leaves early_stopping appetite what why_now tied_to scope no_gos each decide_at cluster is matures begin train
    tune holdout end actions assume pays costs forecast build run low likely high latency_p99 explain retrain consumers
    feedback security privacy check always champion goal why tradeoff claim goals needs timebox next total share power
    crawl walk exit randomise arms challenger horizon looks requires watch red then to when within drill surface
    customer seen_by answer chose because revisit question benefit""".split()
)
PROSE_KEYS = frozenset(
    "what why_now scope no_gos claim why tradeoff question benefit surface customer answer chose because over feedback "
    "security privacy where consumers title owner by is tied_to explain check".split()
)
UNIT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?[kM]?) (d|h|min|USD|pp|%|ms)(?![\w])")
KEY = re.compile(r"(?<![\w.])([A-Za-z_][\w]*):(?= |$)")


@dataclass(frozen=True)
class Mutation:
    """One planted mistake.

    Attributes
    ----------
    kind : str
        Which mistake.
    path : str
        The mutated file.
    lines : tuple of int
        Lines of the mutated file where the mistake can be said to stand.
    names : tuple of str
        Names whose use elsewhere may be reported instead.
    text : str
        The whole mutated file.
    """

    kind: str
    path: str
    lines: tuple[int, ...]
    names: tuple[str, ...]
    text: str


def code_lines(path: str, text: str) -> list[int]:
    """Number the lines (from 0) that hold YAML or TOML: not prose, blank lines, fences or comments."""
    inside, chosen = not path.endswith(".md"), []
    for number, line in enumerate(text.split("\n")):
        fence = line.startswith("```") or (path.endswith(".md") and line == "---")
        if fence:
            inside = not inside
        elif inside and line.strip() and not line.lstrip().startswith("#"):
            chosen.append(number)
    return chosen


def strip_comment(line: str) -> str:
    """Cut a comment off; the examples have no `#` inside quotes."""
    return re.split(r"\s#", line, maxsplit=1)[0]


def misspell(rng: random.Random, word: str) -> str:
    """Drop, double or swap one letter inside a word."""
    at = rng.randrange(1, len(word)) if len(word) > 1 else 0
    how = rng.choice(("drop", "double", "swap"))
    if how == "drop" and len(word) > 2:
        return word[:at] + word[at + 1 :]
    if how == "swap" and at + 1 < len(word) and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at] + word[at:]


def used_elsewhere(files: dict[str, str], path: str, number: int, word: str) -> bool:
    """Tell whether a name stands on another code line of any file."""
    pattern = re.compile(rf"(?<![A-Za-z0-9-]){re.escape(word)}(?![A-Za-z0-9-])")
    for other, text in files.items():
        lines = text.split("\n")
        for line in code_lines(other, text):
            if (other, line) != (path, number) and pattern.search(strip_comment(lines[line])):
                return True
    return False


def replaced(path: str, text: str, number: int, line: str, kind: str, *names: str) -> Mutation:
    """Make the mutation that puts another text in the place of one line."""
    lines = text.split("\n")
    lines[number] = line
    return Mutation(kind, path, (number + 1,), names, "\n".join(lines))


def pick(
    rng: random.Random, files: dict[str, str], wanted: Callable[[str, str], bool]
) -> tuple[str, str, int, str]:
    """Choose a code line that a test accepts: path, file, number, line without its comment."""
    found = [
        (path, text, number, strip_comment(text.split("\n")[number]))
        for path, text in sorted(files.items())
        for number in code_lines(path, text)
        if wanted(path, strip_comment(text.split("\n")[number]))
    ]
    return rng.choice(found)


def key_misspelt(rng, files):
    """Misspell a key: a fixed one, or a name that another line uses."""
    while True:
        path, text, number, line = pick(
            rng, files, lambda path, line: bool(KEY.search(line)) or path.endswith(".toml")
        )
        if path.endswith(".toml"):
            word = line.split(" =")[0]
            return replaced(
                path, text, number, line.replace(word, misspell(rng, word), 1), "key misspelt", word
            )
        match = rng.choice(list(KEY.finditer(line)))
        word = match[1]
        wrong = misspell(rng, word)
        if wrong == word or wrong in FIXED_KEYS or len(word) < 2:
            continue
        if word in FIXED_KEYS or used_elsewhere(files, path, number, word):
            mutated = line[: match.start(1)] + wrong + line[match.end(1) :]
            return replaced(path, text, number, mutated, "key misspelt", word)


def unit_dropped(rng, files):
    """Leave the unit of an amount out."""
    while True:
        path, text, number, line = pick(
            rng, files, lambda _, line: bool(UNIT.search(line)) and not in_prose(line)
        )
        match = rng.choice(list(UNIT.finditer(line)))
        if match[2] != "%":  # a bare 0.4 is a share as well
            return replaced(path, text, number, line[: match.end(1)] + line[match.end(2) :], "unit dropped")


def unit_misspelt(rng, files):
    """Write a unit that does not exist."""
    path, text, number, line = pick(
        rng, files, lambda _, line: bool(UNIT.search(line)) and not in_prose(line)
    )
    match = rng.choice(list(UNIT.finditer(line)))
    wrong = {"d": "dy", "h": "hr", "min": "mins", "USD": "USDD", "pp": "ppt", "%": "pct", "ms": "msec"}[
        match[2]
    ]
    return replaced(
        path, text, number, line[: match.start(2)] + wrong + line[match.end(2) :], "unit misspelt"
    )


def in_prose(line: str) -> bool:
    """Tell whether a line only holds a text that people read."""
    match = re.match(r"\s*([a-z_0-9A-Z]+): ", line)
    return bool(
        match and match[1] in {*PROSE_KEYS, "D1", "R1", "R2", "R3", "T1", "T2", "T3"} and "goal" not in line
    )


def column_renamed(rng, files):
    """Rename a declared column of a source."""
    while True:
        path, text, number, line = pick(
            rng, files, lambda path, line: path.startswith("sources/") and bool(re.match(r"  \w+: ", line))
        )
        word = line.strip().split(":")[0]
        section = next(each for each in reversed(text.split("\n")[:number]) if re.match(r"\w+:", each))
        if section.startswith("columns"):
            return replaced(
                path, text, number, line.replace(word, misspell(rng, word), 1), "column renamed", word
            )


def name_misspelt(rng, files):
    """Misspell a name inside an expression, a list or a reference."""
    keys = "derive known by except take features goals needs champion model extends event_time decide_at exit requires when is seen_by then from key"
    words = re.compile(rf"^\s*(?:{keys.replace(' ', '|')}|[a-z_]+): (.+)$")
    while True:
        path, text, number, line = pick(
            rng, files, lambda _, line: bool(words.match(line)) and not in_prose(line)
        )
        match = words.match(line)
        candidates = [
            each
            for each in re.finditer(r"(?<![\w'.-])[a-z][a-z_]{3,}(?![\w:'*.-])", match[1])
            if used_elsewhere(files, path, number, each[0])
            and each[0] not in {"null", "true", "false", "then"}
        ]
        if not candidates or re.search(
            r"(question|what|claim|chose|why|name|is|goal|by|file|package): ", line
        ):
            continue
        each = rng.choice(candidates)
        wrong = misspell(rng, each[0])
        start = match.start(1) + each.start()
        if wrong != each[0]:
            return replaced(
                path,
                text,
                number,
                line[:start] + wrong + line[start + len(each[0]) :],
                "name misspelt",
                each[0],
            )


def bracket_lost(rng, files):
    """Lose a bracket."""
    while True:
        path, text, number, line = pick(rng, files, lambda _, line: bool(re.search(r"[\[\]{}()]", line)))
        if in_prose(line):
            continue
        at = rng.choice([match.start() for match in re.finditer(r"[\[\]{}()]", line)])
        mutation = replaced(path, text, number, line[:at] + line[at + 1 :], "bracket lost")
        # YAML reads on to the next line when a bracket is open: the fault shows there at the earliest
        return Mutation(mutation.kind, path, (number, number + 1, number + 2), (), mutation.text)


def fence_lost(rng, files):
    """Lose the line that opens or closes a block."""
    path = next(path for path in sorted(files) if path.endswith(".md"))
    lines = files[path].split("\n")
    fences = [number for number, line in enumerate(lines) if line.startswith("```")]
    which = rng.randrange(len(fences))
    number = fences[which]
    opening = fences[which - 1] if which % 2 else number
    del lines[number]
    near = (opening, opening + 1, number, number + 1, number + 2)
    closing = () if which % 2 else (fences[which + 1], fences[which + 1] + 1)
    return Mutation(
        "fence lost",
        path,
        (*near, *closing),
        names_in(files[path].split("\n"), opening, fences, which),
        "\n".join(lines),
    )


def names_in(lines, opening, fences, which):
    """Name what a lost block defined: its keys and its id."""
    end = fences[which] if which % 2 else fences[which + 1]
    head = lines[opening].split()
    return (
        *[match[1] for line in lines[opening:end] for match in KEY.finditer(line)],
        *head[1:2],
        *head[2:3],
    )


def indentation_broken(rng, files):
    """Indent one line by one space more."""
    while True:
        path, text, number, line = pick(
            rng, files, lambda path, line: not path.endswith(".toml") and bool(KEY.match(line.lstrip()))
        )
        lines = text.split("\n")
        before = lines[number - 1] if number else ""
        if not before.strip() or before.startswith(("```", "---")) or before.rstrip().endswith((":", ">-")):
            continue  # the first line of a block may be indented as it likes
        mutation = replaced(path, text, number, " " + line, "indentation broken")
        return Mutation(mutation.kind, path, (number, number + 1, number + 2), (), mutation.text)


def key_twice(rng, files):
    """Write a line twice."""
    path, text, number, line = pick(
        rng,
        files,
        lambda path, line: bool(re.match(r"\s*[\w]+: \S", line)) and not line.rstrip().endswith(">-"),
    )
    lines = text.split("\n")
    lines.insert(number, line)
    return Mutation("key twice", path, (number + 1, number + 2), (), "\n".join(lines))


def equals_twice(rng, files):
    """Write `==` for `=`, or another operator that does not exist."""
    path, text, number, line = pick(
        rng,
        files,
        lambda path, line: (
            path.endswith((".yaml", ".md"))
            and bool(re.search(r" (>=|<|\+|-|\*) ", line))
            and not in_prose(line)
        ),
    )
    match = rng.choice(list(re.finditer(r" (>=|<|\+|-|\*) ", line)))
    wrong = rng.choice((" == ", " => ", " && ", " % "))
    return replaced(path, text, number, line[: match.start()] + wrong + line[match.end() :], "operator wrong")


def required_lost(rng, files):
    """Lose the line of a required key."""
    required = re.compile(
        r"^(source|from|owner|key|columns|known|features|model|design|define|algorithm|each|decide_at|is|matures|begin|pays|"
        r"do_nothing|goals|timebox|next|appetite|to|when|within|name|currency|time_zone|wager|what|why_now|tied_to)\b"
    )
    path, text, number, line = pick(rng, files, lambda _, line: bool(required.match(line)))
    lines = text.split("\n")
    del lines[number]
    word = required.match(line)[1]
    blocks = [at for at in range(number) if text.split("\n")[at].startswith(("```yaml", "---"))]
    opening = blocks[-1] if path.endswith(".md") and blocks else 0
    return Mutation(
        "required key lost", path, (opening + 1, opening + 2, number, number + 1), (word,), "\n".join(lines)
    )


def goal_word_misspelt(rng, files):
    """Misspell a word of a goal's or monitor's sentence."""
    while True:
        path, text, number, line = pick(
            rng,
            files,
            lambda path, line: (
                path.endswith(".md")
                and bool(re.search(r"(Increase|without|by more than|watch:|per 1000)", line))
            ),
        )
        words = list(re.finditer(r"(?<![\w'])[A-Za-z_]{2,}(?![\w:])", line))
        if not words:
            continue
        match = rng.choice(words)
        wrong = misspell(rng, match[0])
        if wrong != match[0] and match[0] != "alert":
            return replaced(
                path,
                text,
                number,
                line[: match.start()] + wrong + line[match.end() :],
                "goal word misspelt",
                match[0],
            )


KINDS = (
    key_misspelt,
    unit_dropped,
    unit_misspelt,
    column_renamed,
    name_misspelt,
    bracket_lost,
    fence_lost,
    indentation_broken,
    key_twice,
    equals_twice,
    required_lost,
    goal_word_misspelt,
)


def mutations(files: dict[str, str], count: int, seed: int) -> list[Mutation]:
    """Plant `count` mistakes, the kinds in turn; the same seed plants the same mistakes."""
    rng = random.Random(seed)
    return [KINDS[number % len(KINDS)](rng, files) for number in range(count)]


def reported(mutation: Mutation, files: dict[str, str], findings) -> bool:
    """Tell whether some finding points at the mistake, or at a line that uses what it broke."""
    texts = {**files, mutation.path: mutation.text}
    for finding in findings:
        if finding.path == mutation.path and finding.line in mutation.lines:
            return True
        lines = texts.get(finding.path, "").split("\n")
        line = lines[finding.line - 1] if 0 < finding.line <= len(lines) else ""
        if any(
            re.search(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", line) for name in mutation.names
        ):
            return True
    return False
