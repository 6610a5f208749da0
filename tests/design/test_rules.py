import pytest


@pytest.mark.parametrize("name", ["flights", "mail", "subscriptions"])
def test_the_examples_have_no_error(projects, name):
    assert [str(found) for found in projects[name].check() if found.is_error] == []


CHANGES = [
    # project, text, its replacement, code, lines below the change
    ("flights", "goals: [G1, G2]", "goals: [G1, G9]", "E106", 0),
    ("flights", "needs: [desk_feed]", "needs: [desk_fed]", "E106", 0),
    ("flights", "model: delay-table", "model: delay-tabel", "E106", 0),
    ("flights", "[PROMOTE, H2]", "[PROMOT, H2]", "E106", 0),
    ("flights", "[PROMOTE, H2]", "[H3, H2]", "E103", 0),
    ("flights", "share: {H1: 40 %", "share: {H7: 40 %", "E106", 0),
    ("flights", "share: {H1: 40 %", "share: {H1: 50 %", "E008", 0),
    ("flights", "champion: evening", "champion: evning", "E106", 0),
    ("flights", "do_nothing: {always: none}", "do_nothing: {always: protect}", "E003", 0),
    ("flights", "do_nothing: {always: none}", "do_nothing: {always: nonne}", "E106", 0),
    ("flights", "do_nothing: {always: none}\n", "", "E003", 0),
    ("flights", "exit: [G1 online, latency_p99]", "exit: [G1 online, latncy_p99]", "E106", 0),
    ("flights", "score >= 3", "score => 3", "E105", 0),
    ("flights", "challenger: 50 %", "challengr: 50 %", "E106", 0),
    ("flights", "challenger: 50 %", "challenger: 40 %", "E002", 0),
    ("flights", "requires: [verdict", "requires: [verdct", "E106", 0),
    ("flights", "red: below -1000 USD", "red: below -1000", "E002", 0),
    ("flights", "red: 5 pp below", "red: 5 below", "E002", 0),
    ("flights", "above 0.1 %", "above 0.1", "E002", 0),
    ("flights", "above 3 h", "above 3", "E002", 0),
    ("flights", "age of weather", "age of wether", "E106", 0),
    ("flights", "drift of score", "drift of scor", "E106", 0),
    ("flights", "when: [M1]", "when: [M6]", "E106", 0),
    ("flights", "when: [M1]\n", "", "E010", -1),
    ("flights", "seen_by: M5", "seen_by: M6", "E106", 0),
    ("flights", "seen_by: M1, ", "", "E009", 0),
    ("flights", "revisit: T2", "revisit: T7", "E106", 0),
    ("flights", "decide_at: scheduled_departure", "decide_at: scheduled_departur", "E106", 0),
    ("flights", "cluster: day(scheduled", "cluster: day(schedled", "E106", 0),
    ("flights", "cluster: day(scheduled_departure)", "cluster: [carrier, day(schedled)]", "E106", 0),
    ("flights", "cluster: day(scheduled_departure)", "cluster: [carrier, carrier]", "E103", 0),
    ("flights", "cluster: day(scheduled_departure)", "cluster: [carrier, origin, dest]", "E103", 0),
    ("flights", "cluster: day(scheduled_departure)", "cluster: []", "E103", 0),
    ("flights", "from: flights", "from: flihgts", "E106", 0),
    ("flights", "is: disrupted", "is: disruptd", "E106", 0),
    ("flights", "origin: [EWR", "orgin: [EWR", "E106", 0),
    ("flights", "[EWR, JFK", "[EWR, JFX", "E105", 0),
    ("flights", "late: timetable.hour", "late: timetable.huor", "E106", 0),
    ("flights", "none:    {disrupted: -loss", "none:    {disrupted: -los", "E106", 0),
    ("flights", "{disrupted: -loss", "{disruptd: -loss", "E106", 0),
    ("flights", ", otherwise: 0 USD}", "}", "E102", 0),
    ("flights", "none:    {disrupted", "non:     {disrupted", "E106", 0),
    ("flights", "recall: recall of disrupted", "recall: recall of disruptd", "E106", 0),
    ("flights", "rate of protect", "rate of protct", "E106", 0),
    ("flights", "net: money per 1000 flights", "net: money per 1000 fligths", "E106", 0),
    ("flights", "recall: recall of disrupted", "recall: mae", "E103", 0),
    ("flights", "without decreasing recall", "without increasing rmse", "E103", 0),
    (
        "flights",
        "without decreasing recall for any origin by more than 2 pp",
        "without increasing brier by more than 0.1",
        "W118",
        0,
    ),
    ("mail", "recall: recall of each class", "recall: auc", "W118", 0),
    ("mail", "recall: recall of each class", "recall: quantile_loss of 0.9", "E103", 0),
    ("flights", "by 8000 USD over", "by 8000 over", "E002", 0),
    ("flights", "by 8000 USD over", "by 8000 EUR over", "E002", 0),
    ("flights", "by more than 2 pp", "by more than 2", "E002", 0),
    ("flights", "by more than 50", "by more than 50 pp", "E002", 0),
    ("flights", "for any origin by", "for any orgin by", "E106", 0),
    ("flights", "decreasing recall", "decreasing recal", "E106", 0),
    ("flights", "decreasing recall", "decresing recall", "E105", 0),
    ("flights", "over champion\n", "over champon\n", "E106", 0),
    ("flights", "refuted: H2, harm: H2, otherwise: CHECK_IN}", "refuted: H2}", "E004", 0),
    (
        "flights",
        "refuted: STOP, harm: STOP, otherwise: CHECK_IN}",
        "refuted: H1, otherwise: STOP}",
        "E110",
        None,
    ),
    ("flights", "appetite: 30 d", "appetite: 12 d", "E005", 0),
    ("flights", "appetite: 30 d\n", "", "E102", None),
    ("flights", "tied_to: customer", "tied_to: custmer", "E105", 0),
    ("flights", "what: agents", "waht: agents", "E101", 0),
    ("flights", "explain: per decision", "explain: per decison", "E105", 0),
    ("flights", "matures: 3 d", "matures: 3", "E002", 0),
    ("flights", "tune: 2013-09-01", "tune: 2013-19-01", "E002", 0),
    ("flights", "tune: 2013-09-01", "tune: 2012-09-01", "E103", 0),
    ("flights", "total: 0.05", "total: '0.05'", "E103", 0),
    ("flights", "data_science: 1", "data_science: one", "E103", 0),
    ("flights", "```yaml wager.alpha", "```yaml wager.alhpa", "E105", 0),
    ("flights", "```yaml wager.hypothesis H1", "```yaml wager.hypothesis", "E104", 0),
    ("flights", "run: 400 USD per month", "run: 400 per month", "E002", 0),
    ("flights", "type: review", "type: reveiw", "E105", 0),
    ("mail", "for phishing", "for phising", "E106", 0),
    ("mail", "for newcomer new by", "for newcomer nwe by", "E106", 0),
    ("mail", "by: mail_id", "by: mailid", "E106", 0),
    ("mail", "role: recipient_role", "role: recipient_rol", "E106", 0),
    ("mail", "capacity: {review", "capacity: {reveiw", "E106", 0),
    ("mail", "explore: {review", "explore: {reveiw", "E106", 0),
    ("mail", "phishing: -400 USD, fraud", "phising: -400 USD, fraud", "E106", 0),
    ("mail", "last(verdict over", "last(verdct over", "E106", 0),
    ("mail", "rate of quarantine in safe", "rate of quarantine in saef", "E106", 0),
    ("mail", "drift of reputation.score", "drift of reputation.scor", "E106", 0),
    ("subscriptions", "by: customer_id", "by: customr_id", "E106", 0),
    ("subscriptions", "adjust: spend.usual", "adjust: spend.usul", "E106", 0),
    ("subscriptions", "every: 30 d from 2025-02-24", "every: 30 from 2025-02-24", "E002", 0),
    ("flights", "decide_at: scheduled_departure - 2 h", "decide_at: scheduled_departure - 2", "E109", 0),
    ("flights", "- 2 h", "- 2 km", "E108", 0),
    ("flights", "early: timetable.hour < 9", "early: timetable.hour", "E109", 0),
    ("flights", "loss: 2000 USD", "loss: 2000", "E002", 0),
    ("flights", "effort: 400 USD", "effort: 400", "E002", 0),
    ("subscriptions", "small: spend.usual < 80 USD", "small: spend.usual < 80", "E109", 0),
    ("subscriptions", "since_last > 21 d", "since_last > 21", "E109", 0),
    # model files
    ("flights", "timetable.*", "timetabel.*", "E106", 0),
    ("flights", "origin, dest, distance,", "orgin, dest, distance,", "E106", 0),
    ("flights", "except: [history.*_6h]", "except: [history.*_9h]", "E106", 0),
    ("flights", "n_estimators", "n_estimator", "E101", 0),
    ("flights", "n_estimators: 2000", "n_estimators: many", "E103", 0),
    ("flights", "lightgbm:", "lightgmb:", "E105", 0),
    ("flights", "feature: weather.wind_max_3h", "feature: weather.wind_max_4h", "E106", -1),
    ("flights", "direction: up", "direction: upp", "E105", 0),
    ("flights", "design: flight-protect\nfeatures", "design: flight-protct\nfeatures", "E106", 0),
    ("flights", "extends: delay-gbt", "extends: delay-gtb", "E106", 0),
    ("flights", "calibrate: isotonic", "calibrate: isotonc", "E105", 0),
    ("flights", "by: [carrier", "by: [carier", "E106", 0),
    ("flights", "rule: {protect: timetable.hour", "rule: {protct: timetable.hour", "E106", 0),
    ("flights", "rule: {protect: timetable.hour", "rule: {protect: timetable.huor", "E106", 0),
    ("flights", "model: delay-gbt\n", "model: delay-gtb\n", None, 0),
    ("mail", "  subject: {tfidf", "  subjct: {tfidf", "E106", 0),
    ("mail", "tfidf: {ngrams", "tfidf: {ngram", "E101", 0),
    ("mail", "policy: {rank: links}", "policy: {rank: link}", "E106", 0),
    ("subscriptions", "{lightgbm.num_leaves: [7", "{lightgbm.num_leafs: [7", "E106", 0),
    ("subscriptions", "method: random", "method: randm", "E105", 0),
    ("subscriptions", "[0.01, 0.1]", "[0.1, 0.01]", "E103", 0),
]


@pytest.mark.parametrize(("name", "old", "new", "code", "below"), CHANGES, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_said_where_it_stands(projects, name, old, new, code, below):
    line, found = projects[name].change(old, new)
    assert found, "nothing was reported"
    if code is not None:
        at = [one for one in found if one.code == code]
        assert at, [str(one) for one in found]
        if below is not None:
            lines = {line, line + below}
            assert any(one.line in lines for one in at), (line, [str(one) for one in found])


def test_a_name_near_another_is_suggested(projects):
    _, found = projects["flights"].change("champion: evening", "champion: evning")
    assert "did you mean 'evening'?" in found[0].message


def test_names_in_files_that_could_not_be_read_are_not_reported_again(projects):
    project = projects["flights"]
    path = "models/delay-table.yaml"
    found = project.check(path, "model: [delay-table")
    assert {one.path for one in found} == {path}


NUMBER = """\
name: minutes
is: coalesce(arr_delay, 600)
"""
NUMBER_PAYS = """\
pays:
  none: -2 USD * minutes
  protect: {}
"""


@pytest.mark.parametrize(
    ("pay", "is_linear"),
    [
        ("-1 USD * minutes - 400 USD", True),
        ("-(minutes * distance) / 100 * 1 USD", True),
        ("-1 USD * minutes * minutes", False),
        ("-1 USD * greatest(minutes - 30, 0)", False),
        ("400 USD / minutes", False),
    ],
)
def test_with_several_actions_pays_are_linear_in_a_number(projects, pay, is_linear):
    path = "designs/flight-protect.md"
    text = projects["flights"].files[path]
    begin, end = text.index("pays:\n"), text.index("costs: {build")
    text = text[:begin] + NUMBER_PAYS.format(pay) + text[end:]
    text = text.replace("is: disrupted ", f"{NUMBER}#")
    found = [one for one in projects["flights"].check(path, text) if one.code == "E015"]
    lines = text.split("\n")
    assert [lines[one.line - 1] for one in found] == ([] if is_linear else [f"  protect: {pay}"])


@pytest.mark.parametrize(
    ("metric", "is_there"),
    [
        ("quantile_loss of 0.9", True),
        ("rmse", True),
        ("rate of offer", True),
        ("auc", False),
        ("brier", False),
        ("recall of leaves by offer", False),
        ("rate of offer in leaves", False),
    ],
)
def test_a_number_has_neither_ranks_nor_classes(projects, metric, is_there):
    text = projects["subscriptions"].files["designs/keep-customers.md"]
    for old, new in [
        ("is: count(over next 30 d) = 0", "is: count(over next 30 d)"),
        ("reach: recall of leaves", f"reach: {metric}"),
    ]:
        assert old in text
        text = text.replace(old, new)
    found = [
        one
        for one in projects["subscriptions"].check("designs/keep-customers.md", text)
        if "metric reach" in one.message
    ]
    assert [one.code for one in found] == ([] if is_there else ["E103"]), found


def test_a_threshold_is_compared_with_the_money_among_several_actions(projects):
    """Three actions: 400 for a call that saves 60 %, 900 for a rebooking that saves all, of 2,000."""
    path = "designs/flight-protect.md"
    text = projects["flights"].files[path]
    begin, end = text.index("actions: [none"), text.index("costs: {build")
    money = """actions: [none, call, protect]
pays:
  none: {disrupted: -2000 USD, otherwise: 0 USD}
  call: {disrupted: -1200 USD, otherwise: -400 USD}
  protect: {disrupted: -900 USD, otherwise: -900 USD}
"""
    text = text[:begin] + money + text[end:]
    project = projects["flights"]
    model = "models/delay-gbt.yaml"
    for call, protect, expected in (
        ("0.33", "0.625", []),
        ("0.33", "0.5", ["protect"]),
        ("0.4", "0.62", ["call"]),
    ):
        files = {**project.files, path: text}
        files[model] += f"policy: {{threshold: {{call: {call}, protect: {protect}}}}}\n"
        found = [one for one in type(project)("flights", files).check() if one.code == "W107"]
        assert [one.message.split(" is ")[0] for one in found] == [
            f"the threshold of {one}" for one in expected
        ]


def test_a_customer_who_gets_no_answer_is_told_what_happens(projects):
    """In a risk that is what the customer notices, and no filler."""
    _, found = projects["flights"].change("customer: slower service", "customer: no answer")
    assert found == []


def test_several_actions_that_are_named_are_not_warned_of(projects):
    sentence = "recall: recall of each class\nspam: recall of spam"
    _, (found,) = projects["mail"].change("recall: recall of each class", sentence)
    assert found.code == "W117"
    for actions in ("quarantine", "review, quarantine"):
        assert projects["mail"].change("recall: recall of each class", f"{sentence} by {actions}")[1] == []
