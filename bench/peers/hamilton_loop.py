"""The loop on Hamilton: the functions of `hamilton_steps.py`, cached by code and input (`python hamilton_loop.py LEAVES OFFSET`)."""

import sys

import hamilton_steps
from hamilton import driver


def main() -> None:
    """Build what is not cached."""
    built = driver.Builder().with_modules(hamilton_steps).with_cache(path="cache").build()
    leaves, offset = map(int, sys.argv[1:])
    print(built.execute(["evaluation"], inputs={"leaves": leaves, "offset": offset}))


if __name__ == "__main__":
    main()
