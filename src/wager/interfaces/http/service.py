"""What the routes need of everything behind them: one protocol."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Protocol

from wager.serving.prediction import Prediction


class Service(Protocol):
    """Answers for all titles of a project.

    All but `find` is called from the server's one thread.
    """

    def predict(self, serves: str, document: Any) -> tuple[Prediction, str, Any]:
        """Answer one request, and hand the answer to the log.

        Parameters
        ----------
        serves : str
            The name that was asked.
        document : Any
            What came in as JSON: `{column: value}`, if all is well.

        Returns
        -------
        prediction : Prediction
        id : str
            Under which it can be found.
        ticket : Any
            For `durable`: nobody is told of the prediction before that has returned.

        Raises
        ------
        NotFoundError
            If no title has that name.
        BadRequestError
            If the document breaks the title's contract; says all that is wrong with it.
        UnavailableError
            If the log cannot be written.
        """
        ...

    def durable(self, ticket: Any) -> Awaitable[None]:
        """Return once what the ticket stands for is on the disk.

        Raises
        ------
        UnavailableError
            If it could not be written.
        """
        ...

    def add_events(self, source: str, documents: Sequence[Any]) -> Awaitable[int]:
        """Add rows to a source; return how many, once they are on the disk. All of them are added, or none.

        Raises
        ------
        NotFoundError
            If no served feature reads a source of that name.
        BadRequestError
            If a document is no row of the source.
        UnavailableError
            If the log cannot be written.
        """
        ...

    def find(self, prediction: str) -> Mapping[str, Any]:
        """Read a prediction from the log, as JSON values; called in a thread of its own.

        Raises
        ------
        NotFoundError
            If there is none with that id.
        BadInputError
            If its place in the log is damaged.
        """
        ...

    def ready(self) -> Mapping[str, Any]:
        """Say whether requests can be answered.

        Returns
        -------
        mapping
            `ready` (bool), `titles` ({serves: version}), `problems` (list of str), and, where it is known, `models`
            ({serves: name of the model file or baseline}).
        """
        ...
