"""JUnit XML: what CI reads to show tests that passed, failed or were skipped; written for any suite of cases.

The form is that of Jenkins' `junit-10.xsd`, which GitLab and the readers for GitHub also take. Times are left out where
nobody measured any.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

from wager.interfaces.written_file import JUNIT, write_whole

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write (section 2.2)."""


@dataclass(frozen=True)
class Case:
    """One test.

    Attributes
    ----------
    group, name : str
        CI shows cases by group; both together are its own.
    outcome : {'passed', 'failure', 'error', 'skipped'}
    kind : str
        Of failure, error or skip, in a word.
    message : str
        Why it did not pass, on one line.
    text : str
        What there is to say beyond that.
    """

    group: str
    name: str
    outcome: Literal["passed", "failure", "error", "skipped"] = "passed"
    kind: str = ""
    message: str = ""
    text: str = ""


@dataclass(frozen=True)
class Suite:
    """Tests that belong together.

    Attributes
    ----------
    name : str
    cases : sequence of Case
    properties : mapping of str to str
        What they rest on.
    at : str
        When, as an ISO 8601 moment in UTC; empty where that is not known.
    """

    name: str
    cases: Sequence[Case]
    properties: Mapping[str, str] = field(default_factory=dict)
    at: str = ""


def junit_xml(suites: Sequence[Suite]) -> str:
    """Write suites as one document.

    Examples
    --------
    >>> print(junit_xml([Suite("H1", [Case("H1", "G1"), Case("H1", "G2", "skipped", message="too few")])]))
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites tests="2" failures="0" errors="0">
      <testsuite name="H1" tests="2" failures="0" errors="0" skipped="1">
        <testcase classname="H1" name="G1" />
        <testcase classname="H1" name="G2">
          <skipped message="too few" />
        </testcase>
      </testsuite>
    </testsuites>
    """
    root = ET.Element("testsuites", _counts([case for suite in suites for case in suite.cases]))
    for suite in suites:
        skipped = sum(case.outcome == "skipped" for case in suite.cases)
        given = {"name": suite.name, **_counts(suite.cases), "skipped": str(skipped)}
        given |= {"timestamp": suite.at.removesuffix("Z")} if suite.at else {}
        one = ET.SubElement(root, "testsuite", _clean(given))
        if suite.properties:
            held = ET.SubElement(one, "properties")
            for name, value in suite.properties.items():
                ET.SubElement(held, "property", _clean({"name": name, "value": value}))
        for case in suite.cases:
            _add(one, case)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}'


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    outcomes = [case.outcome for case in cases]
    return {
        "tests": str(len(cases)),
        "failures": str(outcomes.count("failure")),
        "errors": str(outcomes.count("error")),
    }


def _add(suite: ET.Element, case: Case) -> None:
    one = ET.SubElement(suite, "testcase", _clean({"classname": case.group, "name": case.name}))
    if case.outcome != "passed":
        said = {"message": case.message} | ({"type": case.kind} if case.kind else {})
        ET.SubElement(one, case.outcome, _clean(said)).text = _text(case.text) or None
    elif case.text:
        ET.SubElement(one, "system-out").text = _text(case.text)


def _clean(given: Mapping[str, str]) -> dict[str, str]:
    return {name: _text(value) for name, value in given.items()}


def _text(value: str) -> str:
    return _UNWRITABLE.sub("\ufffd", value)


def write_junit(suites: Sequence[Suite], path: Path) -> None:
    """Write a report in place of one that was there; see `written_file.write_whole` for what is refused."""
    write_whole(f"{junit_xml(suites)}\n", path, JUNIT)
