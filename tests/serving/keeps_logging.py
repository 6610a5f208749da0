"""A process that logs predictions for many clients until it is killed, and says each id once it is durable.

Usage: `python keeps_logging.py FOLDER LIMIT`; a line on standard output is an acknowledgement.
"""

import asyncio
import itertools
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from serving.made_up import prediction
from wager.serving.group_commit import GroupCommit
from wager.serving.prediction_log import open_log

NUMBERS = itertools.count()


async def client(log, commit):
    while True:
        number = next(NUMBERS)
        name, ticket = log.add(prediction(number))
        await commit.durable(ticket)
        os.write(1, f"{name} {number}\n".encode())


async def serve(folder, limit):
    log = open_log(folder, limit=limit)
    log.session({"version": "v1"})
    commit = GroupCommit(log, asyncio.get_running_loop())
    await asyncio.gather(*(client(log, commit) for _ in range(8)))


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
