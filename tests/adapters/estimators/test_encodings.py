"""How columns become numbers: known values, two implementations, and no row that sees its own outcome."""

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import TargetEncoder

from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.adapters.estimators.design_matrix import DesignMatrix
from wager.adapters.estimators.encodings import chosen
from wager.adapters.estimators.encodings.target import FOLDS, Target, folds_of
from wager.adapters.estimators.encodings.tfidf import Tfidf
from wager.adapters.estimators.encodings.words import terms, terms_of
from wager.adapters.estimators.lightgbm_encoded import MOST_DENSE, learn_layout
from wager.expressions.table.casts import bucket
from wager.foundation.errors import BadInputError
from wager.training.estimator import Sample, Task
from wager.training.fit import FittedModel

ROWS = 900
RANDOM = np.random.default_rng(5)
VOCABULARY = np.array(
    ["pay", "Now", "wire", "order", "Straße", "हिन्दी", "x_y", *(f"w{i}" for i in range(300))]
)
TEXTS = [
    None if row % 31 == 0 else " ".join(RANDOM.choice(VOCABULARY, RANDOM.integers(0, 25)))
    for row in range(ROWS)
]
X = RANDOM.normal(size=ROWS)
SCORE = X + np.array([2.0 * ("pay" in (text or "")) for text in TEXTS]) + RANDOM.normal(size=ROWS)
COLUMNS = {
    "text": pa.array(TEXTS),
    "domain": pa.array([f"d{one}" if one % 7 else None for one in RANDOM.integers(0, 150, ROWS)]),
    "month": pa.array(RANDOM.integers(1, 13, ROWS)),
    "flag": pa.array(RANDOM.random(ROWS) > 0.5),
    "x": pa.array(X),
}
STRANGE = {
    "text": ["", "PAY now! Straße", "nobody knows these", None, "हिन्दी x y"],
    "domain": ["d3", None, "new", "", "d8"],
    "month": [1, None, 13, 5, 12],
    "flag": [None, True, False, True, False],
    "x": [None, 1.0, 2.0, -1e300, 0.0],
}
ASKED = {
    name: pa.concat_arrays([found.slice(0, 200), pa.array(STRANGE[name], found.type)])
    for name, found in COLUMNS.items()
}
BINARY, CLASSES = Task.binary("late"), Task("classes", ("low", "middle", "high"), ("none", "call"))
NUMBER = Task("number", (), ("order",))
TRUTHS = {
    "binary": (SCORE > 0).astype(np.int64),
    "classes": np.digitize(SCORE, [-1, 1]).astype(np.int64),
    "number": SCORE,
}
ENCODE = {
    "words and means": {"text": {"tfidf": {"ngrams": [1, 2], "top": 400}}, "domain": {"target": 20}},
    "hashes and levels": {"domain": {"hashing": 300}, "month": "onehot", "flag": {"target": 0}},
    "few": {"domain": "onehot", "text": {"hashing": 7}, "month": {"target": 5}},
}
TREES = {"n_estimators": 8, "num_leaves": 7}
LEARNERS = [
    ("logistic", {}, BINARY),
    ("logistic", {}, CLASSES),
    ("linear", {}, NUMBER),
    ("lightgbm", TREES, BINARY),
    ("lightgbm", TREES, CLASSES),
    ("lightgbm", TREES, NUMBER),
]


def sample(task, columns=COLUMNS):
    return Sample(columns, TRUTHS[task.kind])


def fitted(algorithm, parameters, task, encode, columns=COLUMNS):
    learner = EstimatorCatalogue(threads=1).make(algorithm, parameters, 0, encode)
    return learner.fit(task, sample(task, columns), None)


@pytest.mark.parametrize("encode", ENCODE.values(), ids=ENCODE)
@pytest.mark.parametrize(("algorithm", "parameters", "task"), LEARNERS)
def test_one_row_and_what_is_read_back_have_the_bits_of_the_batch(algorithm, parameters, task, encode):
    found = fitted(algorithm, parameters, task, encode)
    among = found.predict(ASKED).reshape(205, -1)
    ask, rows = found.for_one(), pa.table(ASKED).to_pylist()
    assert [place for place, row in enumerate(rows) if ask(row).tobytes() != among[place].tobytes()] == []
    model = FittedModel(task, found)
    again = FittedModel.from_files(model.to_files(), EstimatorCatalogue(threads=1))
    assert again.predict(ASKED).tobytes() == found.predict(ASKED).tobytes()
    assert again.digest == model.digest
    parts = found.contributions(ASKED)
    assert parts.shape[2] == len(COLUMNS) + 1
    assert set(found.names) == set(COLUMNS)
    assert found.linked(parts.sum(axis=2)).reshape(205, -1) == pytest.approx(among, rel=1e-9)


def test_native_is_lightgbms_default_and_makes_levels_of_whole_numbers():
    plain = fitted("lightgbm", TREES, BINARY, {})
    assert (
        fitted("lightgbm", TREES, BINARY, {"domain": "native", "text": "native"}).to_files()
        == plain.to_files()
    )
    found = fitted("lightgbm", TREES, BINARY, {"month": "native"})
    assert found.layout.levels[found.names.index("month")] == tuple(
        sorted(str(month) for month in range(1, 13))
    )
    ask, among = found.for_one(), found.predict(ASKED)
    assert all(
        ask(row).tobytes() == among[place].tobytes() for place, row in enumerate(pa.table(ASKED).to_pylist())
    )


def test_many_columns_are_sparse_and_grow_the_trees_that_dense_ones_grow(monkeypatch):
    encode = ENCODE["words and means"]
    sparse = fitted("lightgbm", TREES, CLASSES, encode)
    assert sparse.layout.width > MOST_DENSE
    assert not isinstance(sparse.layout.matrix(ASKED), np.ndarray)
    monkeypatch.setattr("wager.adapters.estimators.lightgbm_encoded.MOST_DENSE", 10**6)
    dense = fitted("lightgbm", TREES, CLASSES, encode)
    assert isinstance(dense.layout.matrix(ASKED), np.ndarray)
    assert dense.to_files() == sparse.to_files()


@pytest.mark.parametrize("ngrams", [(1, 1), (1, 2), (2, 3)])
def test_weighted_words_are_scikit_learns(ngrams):
    ours = Tfidf.learn("text", COLUMNS["text"], ngrams, 10**6)
    # The marks of Hindi part words for scikit-learn's pattern: its words are told to it.
    theirs = TfidfVectorizer(
        ngram_range=ngrams,
        min_df=2,
        tokenizer=lambda text: terms(text, 1, 1),
        lowercase=False,
        token_pattern=None,
    )
    expected = theirs.fit_transform([text or "" for text in TEXTS])
    assert list(ours.terms) == list(theirs.get_feature_names_out())
    found = ours.rows({"text": COLUMNS["text"]})
    assert abs(found - expected).max() < 1e-12
    assert ours.weights == pytest.approx(theirs.idf_, rel=1e-14)


def test_words_are_those_of_scikit_learns_pattern_where_no_marks_stand():
    theirs = TfidfVectorizer(
        preprocessor=lambda text: unicodedata.normalize("NFKC", text).lower(), token_pattern=r"[^\W_]+"
    ).build_analyzer()
    for text in ("Wire-transfer: 5,000 USD", "ÉTÉ à_la ﬁn x²½", "don't\tstop\x00now", "你好 мир"):
        assert terms(text, 1, 1) == theirs(text)


def test_the_words_kept_are_the_most_frequent_and_ties_go_by_name():
    found = Tfidf.learn("t", pa.array(["b a b c", "c a b", "once"]), (1, 1), 2)
    assert found.terms == ("a", "b")  # b three times; a and c twice
    assert found.weights.tolist() == [np.log(4 / 3) + 1] * 2


@given(st.lists(st.none() | st.text(), max_size=6), st.integers(1, 2), st.integers(0, 2))
def test_words_of_many_texts_are_the_words_of_each(texts, least, more):
    found, rows = terms_of(pa.array(texts, pa.string()), least, least + more)
    listed = [sorted(found.filter(pa.array(rows == row)).to_pylist()) for row in range(len(texts))]
    assert listed == [sorted(terms(text, least, least + more)) for text in texts]


def test_hashes_are_those_of_expressions():
    rows = DesignMatrix.learn(sample(NUMBER), {"domain": {"hashing": 50}}).parts[0].block(ASKED).toarray()
    for value, row in zip(ASKED["domain"].to_pylist(), rows, strict=True):
        assert row.sum() == (value is not None)
        assert value is None or row[bucket(value, 50)] == 1


@pytest.mark.parametrize("task", [BINARY, CLASSES, NUMBER], ids=["binary", "classes", "number"])
def test_means_of_a_level_are_scikit_learns_and_those_to_fit_on_come_from_other_folds(task):
    train = sample(task)
    values = np.array([[value or "missing"] for value in COLUMNS["domain"].to_pylist()])
    kind = {"binary": "binary", "classes": "multiclass", "number": "continuous"}[task.kind]
    ours = Target.learn("domain", train, task, 20.0)
    theirs = TargetEncoder(smooth=20.0, target_type=kind).fit(values, train.truth)
    assert ours.rows(COLUMNS).toarray() == pytest.approx(theirs.transform(values), rel=1e-12)
    folds, found = folds_of(ROWS), ours.rows_to_fit(train).toarray()
    assert np.bincount(folds).max() - np.bincount(folds).min() <= 2
    for fold in range(FOLDS):
        others = TargetEncoder(smooth=20.0, target_type=kind).fit(
            values[folds != fold], train.truth[folds != fold]
        )
        assert found[folds == fold] == pytest.approx(others.transform(values[folds == fold]), rel=1e-12)


@pytest.mark.parametrize("task", [BINARY, CLASSES, NUMBER], ids=["binary", "classes", "number"])
def test_no_row_sees_its_own_outcome(task):
    before = Target.learn("domain", sample(task), task, 3.0).rows_to_fit(sample(task)).toarray()
    for row in range(0, ROWS, 97):
        truth = TRUTHS[task.kind].copy()
        truth[row] = 1 - truth[row] if task.kind != "number" else truth[row] * 1e7 + 1
        other = Sample(COLUMNS, truth)
        found = Target.learn("domain", other, task, 3.0).rows_to_fit(other).toarray()
        fold = folds_of(ROWS) == folds_of(ROWS)[row]
        assert found[fold].tobytes() == before[fold].tobytes()
        assert found.tobytes() != before.tobytes()


def test_means_of_a_column_that_says_nothing_earn_nothing_and_those_of_the_row_itself_would():
    # 600 levels of three rows and a coin: a model that reads means with the own outcome believes in them.
    levels = pa.array([f"l{row % 600}" for row in range(1800)])
    coin = RANDOM.integers(0, 2, 1800)
    train = Sample({"level": levels}, coin)
    target = Target.learn("level", train, BINARY, 0.0)
    honest, greedy = (
        found.toarray()[:, 0] for found in (target.rows_to_fit(train), target.rows(train.columns))
    )
    assert abs(np.corrcoef(honest, coin)[0, 1]) < 0.1
    assert np.corrcoef(greedy, coin)[0, 1] > 0.5


def test_weights_count_in_means():
    train = Sample({"level": pa.array(["a", "a", "b"])}, np.array([0.0, 3.0, 6.0]), np.array([2.0, 1.0, 3.0]))
    found = Target.learn("level", train, NUMBER, 3.0)
    mean = (0 * 2 + 3 * 1 + 6 * 3) / 6
    assert found.means[:, 0].tolist() == [(3 + 3 * mean) / 6, (18 + 3 * mean) / 6, mean, mean]


def test_many_columns_have_the_slopes_of_the_closed_form(monkeypatch):
    encode = ENCODE["words and means"]
    closed = fitted("linear", {"alpha": 2.0}, NUMBER, encode)
    monkeypatch.setattr("wager.adapters.estimators.linear.WIDE", 0)
    stepwise = fitted("linear", {"alpha": 2.0}, NUMBER, encode)
    assert stepwise.coefficients == pytest.approx(closed.coefficients, rel=1e-7, abs=1e-9)
    assert stepwise.intercept == pytest.approx(closed.intercept, rel=1e-9)
    assert stepwise.coefficients.tobytes() != closed.coefficients.tobytes()  # it was another way


@pytest.mark.parametrize(
    ("algorithm", "encode", "says"),
    [
        ("logistic", {"x": "onehot"}, "`encode.x`: `onehot` reads levels, and the column holds double"),
        ("logistic", {"month": {"tfidf": {}}}, "`encode.month`: `tfidf` reads words"),
        ("logistic", {"domain": "native"}, "stands for categories of the algorithm's own"),
        ("logistic", {"domian": "onehot"}, "which is no feature of the model; did you mean 'domain'"),
        ("lightgbm", {"text": {"tfidf": {"ngrams": [1, 9]}}}, "goes from .1, 1. to .1, 5."),
        ("lightgbm", {"text": {"hashing": 0}}, "expected a number from 1 to"),
        ("lightgbm", {"domain": {"target": -1}}, "expected a number from 0 to"),
        ("lightgbm", {"text": "word2vec"}, "'word2vec' is no encoding"),
        ("table", {"text": "onehot"}, "leave `encode` out"),
    ],
)
def test_what_cannot_be_encoded_is_refused(algorithm, encode, says):
    parameters = {"by": "month"} if algorithm == "table" else {}
    with pytest.raises(BadInputError, match=says):
        fitted(algorithm, parameters, BINARY, encode)


def test_a_text_of_which_no_word_stands_twice_leaves_lightgbm_nothing():
    columns = {"text": pa.array(["one", "two"])}
    with pytest.raises(BadInputError, match="no word of text stands in two rows"):
        learn_layout(Sample(columns, np.array([0, 1])), {"text": {"tfidf": {}}}, BINARY)


@pytest.mark.parametrize(
    ("encode", "change", "says"),
    [
        ({"tfidf": {}}, {"weights": [1.0]}, "`weights` is not one number for each of `terms`"),
        ({"tfidf": {}}, {"terms": ["b", "a"]}, "ascending order"),
        ({"tfidf": {}}, {"ngrams": [2, 1]}, "the least and the largest"),
        ({"target": 1}, {"means": [[0.5]]}, "one number for each of `levels`"),
        ({"target": 1}, {"deviation": [0.0]}, "`deviation` is not a number from"),
        ({"target": 1}, {"centre": []}, "one number for each list of `means`"),
        ({"hashing": 9}, {"width": 2.5}, "`width` is not a whole number"),
    ],
)
def test_what_was_stored_is_checked_when_it_is_read(encode, change, says):
    design = DesignMatrix.learn(sample(BINARY, {"text": COLUMNS["text"]}), {"text": encode}, BINARY)
    written = design.to_json()
    assert DesignMatrix.from_json(chosen.Document("fitted.json", {"columns": written})).to_json() == written
    with pytest.raises(BadInputError, match=says):
        DesignMatrix.from_json(chosen.Document("fitted.json", {"columns": [written[0] | change]}))
