import pytest

from wager.design.config import read_config

WHOLE = """wager = 1
name = "flights"
currency = "USD"
time_zone = "America/New_York"
engine = "duckdb"

[stores]
registry = "env:WAGER_REGISTRY"

[policy]
required = ["tasks"]
"""


def test_a_whole_file():
    config, findings = read_config(WHOLE)
    assert findings == []
    assert (config.name, config.currency, config.time_zone, config.engine) == (
        "flights",
        "USD",
        "America/New_York",
        "duckdb",
    )
    assert config.stores == {"registry": "env:WAGER_REGISTRY"}
    assert config.required == ("tasks",)


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("currency =", "curency =", 3, "E101"),
        ('"USD"', '"USX"', 3, "E105"),
        ('"USD"', "5", 3, "E103"),
        ("America/New_York", "America/NewYork", 4, "E105"),
        ('"duckdb"', '"duckbd"', 5, "E105"),
        ("[stores]", "[store]", 7, "E101"),
        ("registry", "regstry", 8, "E101"),
        ('"tasks"', '"task"', 11, "E105"),
        ('name = "flights"', "name = flights", 2, "E000"),
        ('name = "flights"', 'name = "flights', 2, "E000"),
        ("wager = 1", "wager = 2", 1, "E103"),
        ("wager = 1", 'wager = "1"', 1, "E103"),
        ('name = "flights"\n', "", 1, "E102"),
    ],
)
def test_each_fault_is_found_on_its_line(old, new, line, code):
    config, findings = read_config(WHOLE.replace(old, new))
    assert config is None
    assert (line, code) in [(one.line, one.code) for one in findings]


def test_another_environment_lies_over_it_by_key():
    config, _ = read_config(WHOLE, over='[stores]\nobjects = "s3://b"')
    assert config.stores == {"registry": "env:WAGER_REGISTRY", "objects": "s3://b"}
