"""Ask for a question's rows one by one, as a server would, to be compared with what the batch path says of all."""

import json
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wager.expressions.tree import columns
from wager.features.link import feature_reads
from wager.features.online.online import Online
from wager.foundation.amounts import places
from wager.foundation.moments import FixedClock, iso, parse_moment
from wager.project.opening import open_folder
from wager.serving.contract import contract_of
from wager.serving.decision import Worth, decider, one_action
from wager.serving.predictor import Predictor, moment_of, paid_types, wanted
from wager.workflow.contend import act_always, answer, entrant
from wager.workflow.inputs import used_features
from wager.workflow.learning import train
from wager.workflow.question import ask_question, pay_trees
from wager.workflow.read_project import read_definitions
from wager.workflow.run_model import inputs_of

LATER = parse_moment("2030-01-01")


class Asked:
    """A project's question with a model that is fitted, and a predictor of it."""

    def __init__(self, folder, model, always=None):
        wiring = open_folder(folder, clock=FixedClock(LATER), threads=1)
        definitions = read_definitions(wiring)
        (design,) = definitions.designs.values()
        self.inputs = inputs_of(wiring, definitions, design)
        self.question = ask_question(wiring, self.inputs)
        self.entered = entrant(self.question, model)
        self.inputs = inputs_of(wiring, definitions, design, self.entered)
        self.question = ask_question(wiring, self.inputs)
        self.always = always
        self.matrix = self.question.matrix(self.entered.trees)
        self.fitted = train(self.question, self.entered)
        self.predictor = self.make()

    def make(self):
        inputs, design = self.inputs, self.question.design
        trees, pays = ({} if self.always else self.entered.trees), pay_trees(design)
        stored = {name: inputs.stored(name) for name in inputs.sources}
        features = inputs.definitions.features
        zone = self.question.wiring.config.time_zone
        online = Online(
            self.question.wiring.engine, stored[inputs.unit.name], stored, features, wanted(trees, pays)
        )
        worth = Worth(design.money, design.objective.name, paid_types(pays, inputs.unit, features), zone)
        task, policy = self.question.task, self.entered.model.policy
        thresholds = None
        if isinstance(policy, dict):
            thresholds = {action: float(least) for action, least in policy["threshold"].items()}
        answers = "actions" if self.always else self.fitted.answers
        return Predictor(
            serves=design.serves,
            version="v",
            arm="champion",
            contract=contract_of(inputs.declared.unit, design, self.used()),
            features=online,
            answer=one_action(task, self.always) if self.always else self.fitted.for_one(),
            decide=decider(task, answers, worth, thresholds),
            decide_at=moment_of(inputs.unit, design.rows.decide_at),
            paid=tuple(pays),
            currency=inputs.currency,
        )

    def used(self):
        """The columns of a row that the model reads, which are taken though nothing but data proves them known."""
        names = {name for tree in self.entered.trees.values() for name in columns(tree)}
        return {
            name
            for one in used_features(names, self.inputs.definitions.features)
            for name in feature_reads(one)
        } | names

    def batch(self, rows):
        """The contender that the batch path makes of the same model."""
        if self.always:
            return act_always(self.question, "m", self.always, rows)
        return answer(self.question, self.entered, self.fitted, self.matrix, rows)

    def requests(self, rows):
        """The rows as callers would send them: JSON, only what the contract takes."""
        contract = self.predictor.contract
        table = pa.concat_tables(
            pq.read_table(path) for path in self.inputs.snapshots[self.inputs.unit.name].paths
        )
        chosen = table.select(list(contract.columns)).take(pa.array(self.question.rows.index[rows]))
        return [
            json.loads(json.dumps({name: written(contract, name, value) for name, value in row.items()}))
            for row in stored_values(chosen)
        ]


def stored_values(table):
    """The rows with moments as whole microseconds."""
    plain = [
        column.cast(pa.int64()) if pa.types.is_timestamp(column.type) else column for column in table.columns
    ]
    return pa.table(dict(zip(table.column_names, plain, strict=True))).to_pylist()


def written(contract, name, value):
    """A stored value as JSON has it."""
    kind = contract.columns[name].type
    if value is None:
        return None
    if kind == "time":
        return iso(value)
    if kind == "money":
        return str(Decimal(value).scaleb(-places(contract.currency)))
    return value.isoformat() if kind == "date" else value


def same_bits(left, right):
    """Say whether two floats, or anything else, are the same to the last bit; null is NaN or None."""
    if isinstance(left, float) and isinstance(right, float):
        return np.float64(left).tobytes() == np.float64(right).tobytes()
    return left == right and type(left) is type(right)
