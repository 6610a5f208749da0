"""Model files: what they inherit, the features they take and the names in them exist."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Map

from wager.design.blocks import Design
from wager.design.checks.encodings import check_encodings
from wager.design.checks.learners import check_learner
from wager.design.checks.reads import CONDITION, NUMBER, check_tree
from wager.design.checks.scene import Scene, Types
from wager.design.checks.worth import implied_thresholds
from wager.design.models.algorithms import FEATURELESS
from wager.design.models.expected import read_expectation
from wager.design.models.lineage import resolve, root_of
from wager.design.models.model_file import ModelFile, ModelTest
from wager.design.models.own_blocks import own_designs
from wager.design.models.search_key import check_path
from wager.design.models.selection import EVERYTHING, Step, matches, selected, suggestion
from wager.foundation.amounts import AmountError
from wager.foundation.errors import BadInputError, nearest
from wager.foundation.finding import Finding

ROUNDING = 0.005
"""By how much a written threshold may differ from the one that the money implies."""


class ModelCheck:
    """Checks one model file against its design, which lends its rows."""

    def __init__(
        self, model: ModelFile, resolved: ModelFile, scene: Scene, texts: Map[str, Collection[str]]
    ) -> None:
        self.model, self.resolved, self.scene, self.texts = model, resolved, scene, texts
        self.findings: list[Finding] = []
        known = scene.row_types()
        self.known: Types | None = known

    def fault(self, line: int, code: str, message: str) -> None:
        """Note a finding in the model file."""
        self.findings.append(Finding(self.model.path, line or 1, code, message))

    def line(self, key: str) -> int:
        """Find the line of a key; the file's first where it is inherited."""
        return self.model.lines.get(key, self.model.lines.get(key.partition(".")[0], 1))

    def all(self) -> list[Finding]:
        """Run every check."""
        if self.known is not None:
            self.features()
            self.table()
            self.encodings()
            self.tests()
            self.expressions()
        self.actions()
        self.search()
        for key, code, message in check_learner(self.resolved, self.scene):
            if key in self.model.lines:  # what is inherited is said where it stands
                self.fault(self.line(key), code, message)
        return self.findings

    def name(self, name: str, known: Map[str, object] | tuple[str, ...], what: str, line: int) -> None:
        """Check that a name refers to something."""
        if name not in known and not self.scene.is_unread(name):
            at = getattr(name, "line", line)
            self.fault(at, "E106", f"{name!r} is no {what}{nearest(name, known)}")

    def features(self) -> None:
        """Check that each name and pattern stands for something, and that there are features where they belong."""
        model, known = self.model, tuple(self.known or ())
        for verb, patterns in model.selection:
            taken = known if verb != "except" else selected(self.before_except(), known)
            for pattern in patterns:
                if (
                    pattern != EVERYTHING
                    and not matches(pattern, taken)
                    and not self.scene.is_unread(pattern)
                ):
                    what = "takes away nothing" if verb == "except" else "is no column or feature"
                    self.fault(
                        getattr(pattern, "line", 1),
                        "E106",
                        f"{pattern!r} in `{verb}` {what}{suggestion(pattern, taken or known)}",
                    )
        if self.resolved.algorithm in FEATURELESS:
            for key in ("features", "also", "except"):
                if key in model.lines:
                    self.fault(
                        self.line(key),
                        "E101",
                        f"{self.resolved.algorithm} takes no `{key}`; it says itself what it reads",
                    )
        elif not self.resolved.selection and self.resolved.algorithm and "features" not in model.lines:
            self.fault(self.line("model"), "E102", f"model {model.name} needs `features`")

    def before_except(self) -> tuple[Step, ...]:
        """Return the steps that come before the last `except`."""
        steps = list(self.resolved.selection)
        while steps and steps[-1][0] != "except":
            steps.pop()
        return tuple(steps[:-1])

    def table(self) -> None:
        """Check the columns of a table."""
        if self.model.algorithm == "table":
            for name in self.model.parameters.get("by", ()):
                self.name(name, self.known or {}, "column or feature", self.line("algorithm"))

    def encodings(self) -> None:
        """Check how columns become numbers."""
        texts = self.texts.get(self.scene.design.rows.reads, ())
        self.findings += check_encodings(
            self.model, self.resolved, self.known or {}, texts, self.scene.unread
        )

    def tests(self) -> None:
        """Check that tests speak of features."""
        taken = self.resolved.columns(tuple(self.known or ()))
        if self.resolved.algorithm in FEATURELESS:
            taken = tuple(self.known or ())
        for test in self.model.tests:
            if test.feature is not None:
                self.name(test.feature, taken, f"feature of model {self.model.name}", test.line)
            for name in test.row or {}:
                self.name(name, self.known or {}, "column or feature", test.line)
            self.expectation(test)
            self.order(test)

    def expectation(self, test: ModelTest) -> None:
        """Check that what is expected of a row is an action or a range."""
        if test.expect is None:
            return
        try:
            read_expectation(test.expect, self.scene.design.money.actions, self.scene.currency or "USD")
        except AmountError as error:
            self.fault(test.line, "E103", f"test {str(test.name)!r}: {error}")

    def order(self, test: ModelTest) -> None:
        """Check that a feature that is to move an answer up or down has an order."""
        if (
            test.feature is not None
            and test.direction != "none"
            and (self.known or {}).get(test.feature) == "text"
        ):
            message = f"test {str(test.name)!r}: {test.feature} is a text, which has no more and no less; say `direction: none`"
            self.fault(test.line, "E109", message)

    def expressions(self) -> None:
        """Check conditions of rules, the rank of a policy, `train_on` and `weight`."""
        model = self.model
        scene = Scene(self.scene.design, {}, self.scene.sources, self.scene.features, {}, self.scene.unread)
        if model.algorithm == "rule":
            for action, tree in model.parameters.items():
                check_tree(
                    scene, tree, getattr(action, "line", 1), f"the rule for {action}", wanted=CONDITION
                )
        if isinstance(model.policy, dict) and "rank" in model.policy:
            line = self.line("policy.rank")
            check_tree(scene, model.policy["rank"], line, "rank of the policy", wanted=NUMBER)
        if model.train_on is not None:
            check_tree(scene, model.train_on, self.line("train_on"), "train_on", wanted=CONDITION)
        if model.weight is not None:
            check_tree(scene, model.weight, self.line("weight"), "weight", wanted=NUMBER)
        self.findings += [
            Finding(model.path, found.line, found.code, found.message) for found in scene.findings
        ]

    def actions(self) -> None:
        """Check that rules and thresholds name actions."""
        actions = self.scene.design.money.actions
        if self.model.algorithm == "rule":
            for action in self.model.parameters:
                self.name(action, actions, "action of the design", self.line("algorithm"))
        if isinstance(self.model.policy, dict):
            for action in self.model.policy.get("threshold", ()):
                self.name(action, actions, "action of the design", self.line("policy"))
            self.thresholds()

    def thresholds(self) -> None:
        """Warn of a probability that is not the one from which acting pays (Elkan 2001)."""
        implied = implied_thresholds(self.scene) if "money" not in self.scene.design.unread else {}
        for action, level in (self.model.thresholds or {}).items():
            pays_from = implied.get(action)
            if pays_from is not None and round(abs(float(pays_from) - level), 6) > ROUNDING:
                self.fault(
                    self.line("policy.threshold"),
                    "W107",
                    f"the threshold of {action} is {level:g}, and by the pays of {self.scene.design.id} it is worth "
                    f"taking from {pays_from:.3g} on; write that, or leave `policy` out: money decides",
                )

    def search(self) -> None:
        """Check that a search varies parameters of the algorithm."""
        for path in self.model.search.over if self.model.search else ():
            problem = check_path(path, self.resolved.algorithm)
            if problem:
                self.fault(getattr(path, "line", self.line("search")), "E106", problem)


def check_models(
    models: Map[str, ModelFile],
    designs: Map[str, Design],
    sources: Map[str, Types],
    features: Types,
    unread: tuple[str, ...] = (),
    *,
    texts: Map[str, Collection[str]] | None = None,
) -> list[Finding]:
    """Find faults between model files and what they name.

    Parameters
    ----------
    models : mapping of str to ModelFile
        As read.
    designs : mapping of str to Design
        Those that could be read.
    sources : mapping of str to mapping of str to Type
        Columns of each source, derived and joined ones among them.
    features : mapping of str to Type
    unread : tuple of str
        Names of designs, sources, feature files and models that exist but could not be read.
    texts : mapping of str to collection of str, optional
        Columns of each source that are declared as `text`.

    Returns
    -------
    list of Finding
    """
    findings: list[Finding] = []
    own = own_designs(models)
    for name, model in models.items():
        if model.extends in unread:
            continue
        try:
            resolved = resolve(models, name)
        except BadInputError as error:
            findings += [found for found in error.findings if found.path == model.path]
            continue
        design = resolved.design
        asks = (
            designs.get(design)
            if design is not None
            else own.get(str(getattr(root_of(models, name), "name", "")))
        )
        if asks is not None:
            scene = Scene(asks, models, sources, features, {}, unread)
            findings += ModelCheck(model, resolved, scene, texts or {}).all()
        elif model.design is not None and design not in unread:
            line = model.lines.get("design", 1)
            findings.append(
                Finding(model.path, line, "E106", f"{design!r} is no design{nearest(str(design), designs)}")
            )
    return sorted(set(findings))
