"""How long the lint of one design takes, once everything is imported.

    python bench/lint.py [--repeat 200] [--json]

The design is that of the flights example: 24 blocks and the front matter. Lint is `read_design` and `check_design`, with its
sources, features and models read before. The floor is libyaml's reading of the same blocks into nodes with their lines, in the same process.
Both are CPU and wall milliseconds, medians of the repeats. Goal: under 200 ms of CPU.
"""

import argparse
import json
import re
import statistics
import time
from pathlib import Path

from wager.design.blocks import read_design
from wager.design.rules import check_design
from wager.foundation.yaml_file import read_yaml
from wager.project.opening import open_folder
from wager.workflow.read_project import read_definitions

PROJECT = Path(__file__).resolve().parents[1] / "examples" / "flights"
NAME = "flight-protect"
BLOCK = re.compile(r"^(?:```yaml wager\.[^\n]*|---)\n(.*?)\n(?:```|---)$", re.DOTALL | re.MULTILINE)


def timed(call, repeat):
    """Call so many times; return the medians of CPU and wall, in milliseconds."""
    cpu, wall = [], []
    for _ in range(repeat):
        begun, began = time.process_time(), time.perf_counter()
        call()
        cpu.append(1000 * (time.process_time() - begun))
        wall.append(1000 * (time.perf_counter() - began))
    return statistics.median(cpu), statistics.median(wall)


def main():
    """Measure, then print a table or one JSON document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeat", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    text = (PROJECT / "designs" / f"{NAME}.md").read_text("utf-8")
    definitions = read_definitions(open_folder(PROJECT))
    sources = {name: source.types() for name, source in definitions.sources.items()}
    features = {name: feature.type for name, feature in definitions.features.items()}
    blocks = BLOCK.findall(text)

    def lint():
        design, findings = read_design(
            text, f"designs/{NAME}.md", currency="USD", zone=definitions.config.time_zone
        )
        found = check_design(design, definitions.models, sources, features, currency="USD")
        assert not [one for one in (*findings, *found) if one.is_error]

    def floor():
        for block in blocks:
            read_yaml(block, "")

    lint()
    floor()
    measured = {"floor": timed(floor, arguments.repeat), "lint": timed(lint, arguments.repeat)}
    ratio = measured["lint"][0] / measured["floor"][0]
    if arguments.json:
        figures = {name: [round(value, 2) for value in pair] for name, pair in measured.items()}
        print(json.dumps({"blocks": len(blocks), "ms": figures, "cpu_ratio": round(ratio, 2)}))
        return
    print(f"{len(blocks)} blocks {'CPU ms':>10} {'wall ms':>9} {'CPU ratio':>10}")
    for name, (cpu, wall) in measured.items():
        print(f"{name:9} {cpu:10.2f} {wall:9.2f} {cpu / measured['floor'][0]:10.2f}")


if __name__ == "__main__":
    main()
