"""Put what `make demo` printed into the README: `python docs/readme.py OUTPUT`."""

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"
MARKED = re.compile(r"(<!-- demo begins -->\n).*?(<!-- demo ends -->)", re.DOTALL)


def main() -> None:
    """Replace what stands between the two marks; lines of progress are left out, as on a terminal."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    printed = "\n".join(line.rstrip() for line in lines)
    block = f"```text\n{printed.strip()}\n```\n"
    text = README.read_text(encoding="utf-8")
    README.write_text(MARKED.sub(lambda marks: marks[1] + block + marks[2], text), encoding="utf-8")


if __name__ == "__main__":
    main()
