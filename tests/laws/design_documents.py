"""Made-up design documents: what one says, apart from how it is spelt."""

import random
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from hypothesis import strategies as st

from wager.design.blocks import read_design
from wager.design.defaults import with_defaults
from wager.design.frozen.freeze import closure, design_parts
from wager.design.models.model_file import read_model

MODELS = {
    name: read_model(
        f"model: {name}\ndesign: made-up\nfeatures: [{name}_x]\nalgorithm: logistic", f"{name}.yaml"
    )[0]
    for name in ("plain", "better", "best", "usual")
}
VALUES = ("north", "south", "east")
WORDS = ("soon", "more than before", "as agreed: yes", "it's so", "wager.rows")


@dataclass(frozen=True)
class Said:
    """What a document says: by block, YAML values as Python ones; goals and hypotheses by id."""

    goals: dict
    hypotheses: dict
    blocks: dict
    words: tuple = ("Made up",)
    why: str = "soon"


@dataclass(frozen=True)
class Style:
    """How it is spelt."""

    seed: int = 0
    shuffled: bool = False
    comments: bool = False
    quoted: bool = False
    flow: bool = True
    spaces: bool = False
    chance: random.Random = field(init=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "chance", random.Random(self.seed))


amounts = st.integers(1, 9999).map(lambda number: f"{number} USD")
margins = st.integers(1, 400).map(lambda number: f"{Decimal(number) / 10} pp")
days = st.integers(1, 40).map(lambda number: f"{number} d")
styles = st.builds(Style, st.integers(0, 2**20), *[st.booleans()] * 5)


@st.composite
def goals(draw):
    """Draw one goal sentence, in parts."""
    guards = draw(
        st.lists(st.sampled_from(["decreasing hits", "increasing alarms"]), max_size=2, unique=True)
    )
    return {
        "metric": draw(st.sampled_from(["net", "profit"])),
        "amount": draw(amounts),
        "slice": draw(st.sampled_from(["", " for region north", " for any region", " for any size"])),
        "over": draw(st.sampled_from(["champion", "do_nothing", "usual"])),
        "guards": tuple(
            (guard, draw(st.sampled_from(["", " for any region", " for region south"])), draw(margins))
            for guard in guards
        ),
        "prove": draw(st.sampled_from(["positive", "at_least"])),
    }


@st.composite
def documents(draw):
    """Draw a document with three hypotheses; each has a goal of its own, and all share another."""
    found = {name: draw(goals()) for name in ("G1", "G2", "G3", "G4")}
    edge = st.sampled_from(["PROMOTE", "CHECK_IN", "STOP"])
    hypotheses = {
        f"H{n}": {
            "claim": draw(st.sampled_from(WORDS)),
            "model": draw(st.sampled_from(["plain", "better", "best", "lightgbm"])),
            "goals": [f"G{n}", "G4"],
            "timebox": draw(days),
            "next": {"ship": draw(edge), "refuted": draw(edge), "otherwise": draw(edge)},
        }
        for n in (1, 2, 3)
    }
    tree = st.sampled_from(["size > 3", "size > 4 and not returned", "region in ('north', 'east')"])
    blocks = {
        "rows": {
            "each": "order",
            "from": "orders",
            "decide_at": "ordered_at",
            "where": draw(tree),
            "cluster": "customer",
        },
        "objective": {
            "is": draw(st.sampled_from(["returned", "refund > 20 USD"])),
            "name": "lost",
            "matures": draw(days),
        },
        "split": {
            "begin": {
                "train": "2024-01-01",
                "tune": "2024-05-01",
                "holdout": "2024-07-01",
                "end": "2024-10-01",
            }
        },
        "money": {
            "assume": {"fee": draw(amounts), "share": "40 %"},
            "pays": {
                "none": {"lost": "-fee", "otherwise": "0 USD"},
                "act": {"lost": "-share * fee", "otherwise": "-2 USD"},
            },
        },
        "slices": {"region": list(VALUES), "size": {"large": "weight > 9", "small": "weight <= 9"}},
        "metrics": {
            "net": "money per 1000 orders",
            "profit": "money per 100 orders",
            "hits": "recall of lost",
            "alarms": "rate of act",
        },
        "baselines": {"do_nothing": {"always": "none"}, "usual": {"model": "usual"}, "champion": "usual"},
        "alpha": {"total": "0.05", "share": {"H1": "50 %", "H2": "30 %", "H3": "20 %"}, "power": "80 %"},
    }
    return Said(
        found,
        hypotheses,
        blocks,
        tuple(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))),
        draw(st.sampled_from(WORDS)),
    )


def sentence(goal):
    """Write a goal."""
    guards = " and ".join(
        f"without {harm}{where} by more than {margin}" for harm, where, margin in goal["guards"]
    )
    return (
        f"Increase {goal['metric']} by {goal['amount']}{goal['slice']} over {goal['over']} {guards}".strip()
    )


def written(said, style):
    """Write a document in a style."""
    blocks = dict(said.blocks)
    blocks["goals"] = {
        name: {"goal": sentence(one), "why": said.why, "prove": one["prove"]}
        for name, one in said.goals.items()
    }
    kinds = [*((kind, "", block) for kind, block in blocks.items())]
    kinds += [("hypothesis", f" {name}", one) for name, one in said.hypotheses.items()]
    if style.shuffled:
        style.chance.shuffle(kinds)
    parts = ["---\ndesign: made-up\nowner: nobody\n---\n\n# A title\n"]
    for number, (kind, name, block) in enumerate(kinds):
        comment = "# as agreed\n\n" if style.comments else ""
        parts.append(
            f"{said.words[number % len(said.words)]}\n\n```yaml wager.{kind}{name}\n{comment}{_map(block, style)}```\n"
        )
    return "\n".join(parts)


def _map(block, style, depth=0):
    keys = list(block)
    if style.shuffled:
        style.chance.shuffle(keys)
    lines = []
    for key in keys:
        value, indent = block[key], "  " * depth
        comment = "  # so" if style.comments else ""
        space = "   " if style.spaces else " "
        if isinstance(value, dict) and not (style.flow and depth):
            lines.append(f"{indent}{key}:{comment}\n{_map(value, style, depth + 1)}")
        else:
            lines.append(f"{indent}{key}:{space}{_value(value, style)}{comment}\n")
    return "".join(lines)


def _value(value, style):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_value(one, style)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one, style) for one in value) + "]"
    plain = re.fullmatch(r"[\w. -]+", value) and not value.startswith("-") and not style.quoted
    number = re.fullmatch(r"[\d.]+", value)
    return value if plain or number else f'"{value}"' if "'" in value else f"'{value}'"


def hashes(text):
    """Read a document; return the closure hash of each hypothesis."""
    design, findings = read_design(text, "made-up.md", currency="USD")
    assert design is not None, findings
    assert not design.unread & {"goals", "hypothesis", *design.lines}, findings
    design = with_defaults(design)
    return {name: closure(design_parts(design, name, MODELS)).hash for name in design.hypotheses}


def with_goal(said, name, **changes):
    """Change a goal."""
    return replace(said, goals={**said.goals, name: {**said.goals[name], **changes}})


def with_hypothesis(said, name, **changes):
    """Change a hypothesis."""
    return replace(said, hypotheses={**said.hypotheses, name: {**said.hypotheses[name], **changes}})
