"""Put what `make demo` printed into the tutorial's page and into the README: `python docs/readme.py OUTPUT`.

The page `tutorial/demo.md` gets all of it, between its marks. In the README the block behind `<!-- printed: COMMAND -->`
gets what that command printed; `<!-- printed: COMMAND (2) -->` names the second time that it was asked.
"""

import re
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
README, PAGE = DOCS.parent / "README.md", DOCS / "tutorial" / "demo.md"
MARKED = re.compile(r"(<!-- demo begins -->\n).*?(<!-- demo ends -->)", re.DOTALL)
SHOWN = re.compile(r"(<!-- printed: (.*?)(?: \((\d)\))? -->\n```text\n).*?(^```$)", re.DOTALL | re.MULTILINE)


def steps(printed: str) -> list[str]:
    """Part the output before each command and each line of comment that begins a new thing."""
    return [step.strip() for step in re.split(r"\n\n(?=[$#] )", f"\n\n{printed}") if step.strip()]


def page_of(printed: str) -> str:
    """Write comments as prose, and what was printed behind them in blocks."""
    parts = []
    for step in steps(printed):
        if step.startswith("# "):
            said = [line.removeprefix("#").strip() for line in step.splitlines()]
            parts.append("\n".join(said))
        else:
            parts.append(f"```text\n{step}\n```")
    return "\n\n".join(parts)


def asked(printed: str, command: str, time: int) -> str:
    """Find what a command printed when it was asked for the so-manieth time."""
    found = [step for step in steps(printed) if step.splitlines()[0] == f"$ {command}"]
    if len(found) < time:
        sys.exit(f"the demo does not ask {command!r} {time} times")
    return found[time - 1]


def main() -> None:
    """Replace what stands between the marks; lines of progress are left out, as on a terminal."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    printed = "\n".join(line.rstrip() for line in lines)
    page = PAGE.read_text(encoding="utf-8")
    page = MARKED.sub(lambda marks: f"{marks[1]}\n{page_of(printed)}\n\n{marks[2]}", page)
    PAGE.write_text(page, encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    readme = SHOWN.sub(
        lambda mark: f"{mark[1]}{asked(printed, mark[2], int(mark[3] or 1))}\n{mark[4]}", readme
    )
    README.write_text(readme, encoding="utf-8")


if __name__ == "__main__":
    main()
