"""`python -m wager` is the command `wager`."""

import sys

from wager.interfaces.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
