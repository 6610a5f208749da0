"""`wager.Model`: made in Python, read, written and run; the same thing as a model file."""

from datetime import UTC, date, datetime, timedelta

import pytest

import wager
from rides import write_rides
from wager.foundation.errors import BadInputError, ConflictError, NotFoundError, UsageError


@pytest.fixture
def project(tmp_path):
    return wager.open(write_rides(tmp_path / "rides"))


def test_a_model_of_the_project_runs_as_its_file_does(project):
    model = wager.Model.read(project.root / "models" / "by-history.yaml")
    assert (model.name, model.design, model.features, model.seed) == (
        "by-history",
        "late-bus",
        ["clock.hour", "history.*"],
        3,
    )
    assert model.except_ == ["history.all_*"]
    assert model.calibrate is None
    by_name = project.run("by-history")
    found = project.run(model)
    assert (found.id, found.found) == (by_name.id, True)


def test_a_variant_needs_no_file(project):
    model = wager.Model(
        "drier",
        extends="by-history",
        also="rain",
        algorithm={"lightgbm": {"n_estimators": 5, "learning_rate": 0.5}},
    )
    run = project.run(model)
    assert (run.model, run.algorithm, run.features) == ("drier", "lightgbm", 4)
    assert not (project.root / "models" / "drier.yaml").exists()
    assert project.run(model, set={"lightgbm.n_estimators": 4}).id != run.id
    path = model.write(project.root / "models")
    assert path.name == "drier.yaml"
    assert project.run("drier").id == run.id


def test_what_is_wrong_is_said_with_the_line_of_its_text(project):
    with pytest.raises(
        BadInputError,
        match=r"Model\(m\):2: E106 model m extends 'by-histry', which does not exist; did you mean 'by-history'",
    ):
        project.run(wager.Model("m", extends="by-histry"))
    with pytest.raises(
        BadInputError,
        match=r"Model\(m\):3: E106 'clock.hor' in `features` is no column or feature; did you mean 'clock.hour'",
    ):
        project.run(wager.Model("m", design="late-bus", features="clock.hor", algorithm="logistic"))
    with pytest.raises(
        BadInputError, match=r"Model\(m\):3: E105 'lightgmb' is no algorithm; did you mean 'lightgbm'"
    ):
        wager.Model("m", design="late-bus", algorithm="lightgmb")


def test_values_of_python_are_those_of_a_file():
    from wager import col

    model = wager.Model(
        "m",
        rows={"each": "ride", "from": "rides", "decide_at": col("due"), "where": col("rain") > 0.5},
        objective={"is": "late", "matures": timedelta(hours=36)},
        split={
            "begin": {
                "train": date(2024, 1, 1),
                "tune": datetime(2024, 2, 1, 12, tzinfo=UTC),
                "holdout": "2024-03-01",
                "end": "2024-04-01",
            }
        },
        money={"pays": {"act": {"late": "8 EUR", "otherwise": "-1 EUR"}}},
        features=("line", "rain"),
        algorithm="logistic",
        weight=1e-7,
    )
    assert model.rows["where"] == "rain > 0.5"
    assert model.objective["matures"] == "36 h"
    assert model.split["begin"]["train"] == "2024-01-01"
    assert model.split["begin"]["tune"] == "2024-02-01 12:00:00 UTC"
    assert "weight: 0.0000001\n" in model.to_yaml()
    assert wager.Model(**model.to_dict()) == model


def test_equality_is_of_meaning():
    def model(**more):
        return wager.Model("m", **{"design": "d", "algorithm": "logistic", "features": ["a"], **more})

    assert model() == model(features="a") == model(algorithm={"logistic": {}})
    assert model(train_on="a > 3") == model(train_on="a>3")
    assert len({model(), model(features="a"), model(seed=1)}) == 2
    # What is said is not what is a default: a model that extends another would inherit something else.
    assert model(seed=0) != model()
    assert model() != model(features=["a", "b"])
    assert model() != "m"


def test_reading_and_writing_touch_no_more_than_they_have_to(tmp_path):
    path = tmp_path / "m.yaml"
    text = "# why it is so\nmodel: m\ndesign: d   # asked there\nfeatures: [a]\nalgorithm: logistic\n"
    path.write_text(text)
    model = wager.Model.read(path)
    assert model.write(path) == model.write(tmp_path) == path
    assert path.read_text() == text  # it says the same, so that its comments stay
    other = wager.Model("m", design="d", features="b", algorithm="logistic")
    with pytest.raises(ConflictError, match="is there and says something else"):
        other.write(tmp_path)
    other.write(tmp_path, force=True)
    assert wager.Model.read(path) == other
    with pytest.raises(UsageError, match=r"n.yaml is not the file of model m; call it m.yaml"):
        model.write(tmp_path / "n.yaml")
    with pytest.raises(NotFoundError, match=r"there is no model file .*mm.yaml; did you mean 'm.yaml'"):
        wager.Model.read(tmp_path / "mm.yaml")
    (tmp_path / "n.yaml").write_text("model: m\ndesign: d\nalgorithm: logistic\nfeature: a\n")
    with pytest.raises(BadInputError) as refused:
        wager.Model.read(tmp_path / "n.yaml")
    assert "n.yaml:1: E104 model 'm' stands in a file called 'n'" in str(refused.value)
    assert "n.yaml:4: E101 model has no key 'feature'; did you mean 'features'" in str(refused.value)


def test_it_shows_itself():
    model = wager.Model("m", design="d", features="a", algorithm="logistic", **{"except": "b"})
    assert repr(model) == "wager.Model('m', design='d', features='a', algorithm='logistic', except_='b')"
    assert model._repr_html_().startswith("<pre>model: m\n")
    with pytest.raises(AttributeError, match="no key 'feature'; did you mean 'features'"):
        _ = model.feature
