"""Documents that nobody would write: bytes flipped, lines moved, brackets without end, numbers without measure.

Each kind of damage is one function from (random, text, another text) to a text or to bytes.
"""

import re

TOKEN = re.compile(r"\w+|[^\w\s]")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
NUMBERS = (
    "9" * 400,
    "1" + "0" * 5000,
    "0." + "0" * 300 + "1",
    "-0",
    "1e999",
    "-1e-999",
    "9223372036854775808",
    "99999999999999999999999",
    "1_000",
    "0x7f",
    "NaN",
    ".inf",
    "1.5M",
    "999999999999k",
    "2013-02-30",
    "99999-01-01",
    "١٢٣",
)
SIGNS = (
    "\ufeff\u202e\u200b\u0301\x00\x07\x0b\x0c\x85\u2028\u2029\xa0\u3000\ufffd١٢ßıİﬁ𝟘🛫'\"`~|>&*!%@{}[]:#-\t"
)
NESTS = ("[", "{a: ", "(", "((", "- ", "not ", "-", "if(true, ", "[{a: [", "> ", '"', "'", "`")
STRETCHED = (
    " ",
    "\t",
    "a",
    "`",
    "~",
    "-",
    "a ",
    "a b ",
    "w",
    "yaml ",
    ", ",
    "[]",
    "1 + ",
    "and ",
    "'",
    '"',
    ":",
    ": ",
    "#",
    ".",
    "0",
    "é",
    "yaml w",
)


def bytes_flipped(rng, text, _):
    data = bytearray(text.encode())
    for _ in range(rng.choice((1, 1, 2, 8, 64))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def bytes_cut(rng, text, _):
    data = text.encode()
    at = rng.randrange(len(data))
    return rng.choice((data[:at], data[at:], data[:at] + data[at + rng.randrange(1, 40) :]))


def lines_moved(rng, text, _):
    lines = text.split("\n")
    for _ in range(rng.choice((1, 1, 3, 10))):
        lines.insert(rng.randrange(len(lines)), lines.pop(rng.randrange(len(lines))))
    return "\n".join(lines)


def lines_deleted(rng, text, _):
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    del lines[at : at + rng.choice((1, 1, 2, 5, 20))]
    return "\n".join(lines)


def lines_doubled(rng, text, _):
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    piece = lines[at : at + rng.choice((1, 1, 3, 12))]
    return "\n".join([*lines[:at], *piece * rng.choice((2, 2, 3, 50, 400)), *lines[at + len(piece) :]])


def tokens_swapped(rng, text, _):
    for _ in range(rng.choice((1, 2, 5))):
        one, two = sorted(rng.sample(list(TOKEN.finditer(text)), 2), key=lambda match: match.start())
        text = text[: one.start()] + two[0] + text[one.end() : two.start()] + one[0] + text[two.end() :]
    return text


def token_from_elsewhere(rng, text, other):
    match = rng.choice(list(TOKEN.finditer(text)))
    return text[: match.start()] + rng.choice(TOKEN.findall(other)) + text[match.end() :]


def indentation_broken(rng, text, _):
    lines = text.split("\n")
    for _ in range(rng.choice((1, 1, 4, 20))):
        at = rng.randrange(len(lines))
        lines[at] = rng.choice((" ", "  ", "\t", "     ", "\r", " " * 3000)) + rng.choice(
            (lines[at], lines[at].lstrip())
        )
    return "\n".join(lines)


def numbers_made_huge(rng, text, _):
    found = list(NUMBER.finditer(text))
    if not found:
        return text + rng.choice(NUMBERS)
    match = rng.choice(found)
    return text[: match.start()] + rng.choice(NUMBERS) + text[match.end() :]


def nested_deeply(rng, text, _):
    match = rng.choice(list(TOKEN.finditer(text)))
    opening, depth = rng.choice(NESTS), rng.choice((3, 40, 300, 5000, 30000))
    closing = {"[": "]", "{": "}", "(": ")"}
    close = "".join(closing.get(sign, "") for sign in reversed(opening)) if rng.random() < 0.7 else ""
    return text[: match.start()] + opening * depth + match[0] + close * depth + text[match.end() :]


def stretched(rng, text, _):
    at = rng.choice(
        [match.start() for match in TOKEN.finditer(text)]
        + [match.end() for match in re.finditer("^", text, re.MULTILINE)]
    )
    return text[:at] + rng.choice(STRETCHED) * rng.choice((50, 1000, 20000, 200000)) + text[at:]


def signs_inserted(rng, text, _):
    for _ in range(rng.choice((1, 1, 3, 30))):
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(SIGNS) + text[at:]
    return text


def spliced(rng, text, other):
    lines, theirs = text.split("\n"), other.split("\n")
    at, there = rng.randrange(len(lines)), rng.randrange(len(theirs))
    lines[at:at] = theirs[there : there + rng.choice((1, 3, 10, 60))]
    return "\n".join(lines)


def repeated(rng, text, _):
    """Many lines of one kind: each with a name of its own, so that they are many things and not one thing twice."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    size = rng.choice((1, 2, 8))
    piece = "\n".join(lines[at : at + size])
    copies = [
        re.sub(r"^(\s*)([A-Za-z]\w*):", rf"\g<1>\g<2>{number}:", piece, flags=re.MULTILINE)
        for number in range(rng.choice((100, 300)))
    ]
    copies = [
        re.sub(r"(wager\.hypothesis \w+)", rf"\g<1>x{number}", copy) for number, copy in enumerate(copies)
    ]
    return "\n".join([*lines[: at + size], *copies, *lines[at + size :]])


KINDS = (
    bytes_flipped,
    bytes_cut,
    lines_moved,
    lines_deleted,
    lines_doubled,
    tokens_swapped,
    token_from_elsewhere,
    indentation_broken,
    numbers_made_huge,
    nested_deeply,
    stretched,
    signs_inserted,
    spliced,
    repeated,
)


def damaged(rng, text, other):
    """Damage a text, once or several times; return the names of what was done, and bytes."""
    done = []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        kind = rng.choice(KINDS)
        made = kind(rng, text, other)
        done.append(kind.__name__)
        if isinstance(made, bytes):
            text = made.decode(errors="replace")
            if text.encode() != made:
                return done, made  # no text any more
        else:
            text = made
        if not TOKEN.search(text) or len(list(TOKEN.finditer(text))) < 3:
            break
    return done, text.encode(errors="replace")
