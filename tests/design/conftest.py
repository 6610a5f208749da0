"""The three example designs with the names that surround them."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from wager.design.blocks import read_design
from wager.design.models.model_file import read_model
from wager.design.rules import check_design, check_models

HERE = Path(__file__).parent
FOLDERS = {
    "flights": HERE.parents[1] / "examples" / "flights",
    "mail": HERE.parents[1] / "examples" / "mail",
    "subscriptions": HERE.parents[1] / "examples" / "subscriptions",
}
SOURCES = {
    "flights": {
        "flights": "scheduled_departure:time time_hour:time minute:int carrier:text flight:int origin:text dest:text distance:int "
        "tailnum:text dep_delay:float air_time:float arr_delay:float left_at:time landed_at:time disrupted:bool",
        "weather": "origin:text time_hour:time temp:float wind_speed:float",
    },
    "mail": {
        "mails": "mail_id:text received_at:time sender_address:text sender_domain:text recipient_role:text links:int "
        "reply_to_differs:bool subject:text body:text",
        "reviews": "mail_id:text verdict:text reviewed_at:time mails.sender_domain:text",
        "reputation": "domain:text score:float scored_at:time",
    },
    "subscriptions": {
        "purchases": "customer_id:int order_id:int item_id:int channel:int quantity:int amount:money discount:money bought_at:time",
    },
}
FEATURES = {
    "flights": "timetable.hour:int timetable.weekday:int timetable.month:int weather.temp:float weather.wind_max_3h:float "
    "history.carrier_disrupted_1d:float history.carrier_disrupted_6h:float",
    "mail": "content.asks_for_money:bool content.subject_length:int reputation.score:float sender.attacks_7d:int "
    "traffic.sender_domain_mails_30d:int",
    "subscriptions": "spend.usual:money spend.since_last:duration spend.value_30d:money home.age:text mix.coffee:float",
}
VALUES = {"flights": {"flights": {"origin": ("EWR", "JFK", "LGA")}}}


def types(text):
    return dict(pair.rsplit(":", 1) for pair in text.split())


@dataclass
class Project:
    """Files of an example, and what `check` says of them."""

    name: str
    files: dict

    def __post_init__(self):
        self.sources = {name: types(text) for name, text in SOURCES[self.name].items()}
        self.features = types(FEATURES[self.name])

    def check(self, path="", text=""):
        """Check the project with one file changed."""
        files = {**self.files, path: text} if path else self.files
        models, designs, unread, findings = {}, {}, [], []
        for name, content in files.items():
            read, known = (read_model, models) if name.startswith("models/") else (read_design, designs)
            one, found = read(content, name, currency="USD", zone="America/New_York")
            findings += found
            stem = name.rpartition("/")[2].rpartition(".")[0]
            if one is None:
                unread.append(stem)
            else:
                known[stem] = one
        self.models, self.designs = models, designs
        for design in designs.values():
            findings += check_design(
                design,
                models,
                self.sources,
                self.features,
                values=VALUES.get(self.name),
                unread=unread,
                currency="USD",
            )
        return sorted({*findings, *check_models(models, designs, self.sources, self.features, tuple(unread))})

    def change(self, old, new, path=None):
        """Check with one text replaced; return (line of the first difference, new findings)."""
        path = path or next(name for name, text in self.files.items() if old in text)
        before = self.files[path]
        assert old in before
        after = before.replace(old, new, 1)
        line = before[: before.index(old)].count("\n") + 1
        known = {(found.path, found.message) for found in self.check()}
        return line, [found for found in self.check(path, after) if (found.path, found.message) not in known]


@pytest.fixture(scope="session")
def projects():
    """All three examples."""
    return {
        name: Project(
            name,
            {
                path.relative_to(folder).as_posix(): path.read_text()
                for part in ("designs", "models")
                for path in sorted((folder / part).glob("*.*"))
                if path.suffix in {".md", ".yaml"}
            },
        )
        for name, folder in FOLDERS.items()
    }


@pytest.fixture
def flights_design(projects):
    """The flights example, read."""
    projects["flights"].check()
    return projects["flights"]
