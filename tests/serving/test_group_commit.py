"""Nobody is told before the disk has it, all are told when it has, and a failure reaches everybody."""

import asyncio
import threading

import pytest

from serving.made_up import prediction
from wager.foundation.errors import UnavailableError
from wager.serving.group_commit import GroupCommit
from wager.serving.prediction_log import open_log, scan


class Disk:
    """A log whose syncs the test lets pass one by one."""

    def __init__(self):
        self.added, self.syncs = 0, []
        self.began, self.go = threading.Semaphore(0), threading.Semaphore(0)
        self.fails = None

    def add(self):
        self.added += 1
        return self.added

    def sync(self):
        upto = self.added
        self.syncs.append(upto)
        self.began.release()
        self.go.acquire()
        if self.fails is not None:
            raise self.fails
        return upto


async def began(disk):
    await asyncio.to_thread(disk.began.acquire)


def test_who_comes_during_a_sync_waits_for_the_next_together():
    async def story():
        disk = Disk()
        commit = GroupCommit(disk, asyncio.get_running_loop())
        first = commit.durable(disk.add())
        await began(disk)
        later = [commit.durable(disk.add()) for _ in range(50)]
        disk.go.release()
        await first
        assert not any(one.done() for one in later)
        disk.go.release()
        await asyncio.gather(*later)
        assert commit.durable(51).done()
        assert disk.syncs[:2] == [1, 51]
        await commit.close()

    asyncio.run(asyncio.wait_for(story(), 30))


def test_a_failure_is_told_to_all_who_wait_and_all_who_come():
    async def story():
        disk = Disk()
        commit = GroupCommit(disk, asyncio.get_running_loop())
        waiting = [commit.durable(disk.add()) for _ in range(3)]
        await began(disk)
        disk.fails = UnavailableError("no space")
        for _ in range(5):
            disk.go.release()
        for future in waiting:
            with pytest.raises(UnavailableError, match="no space"):
                await future
        with pytest.raises(UnavailableError, match="no space"):
            await commit.durable(disk.add())
        await commit.close()

    asyncio.run(asyncio.wait_for(story(), 30))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_lets_nobody_wait_for_ever():
    async def story():
        disk = Disk()
        commit = GroupCommit(disk, asyncio.get_running_loop())
        disk.fails = ZeroDivisionError()
        disk.go.release()
        with pytest.raises(UnavailableError, match="thread has stopped; start the server again"):
            await commit.durable(disk.add())
        await commit.close()
        with pytest.raises(UnavailableError):
            await commit.durable(disk.add())

    asyncio.run(asyncio.wait_for(story(), 30))


def test_who_has_gone_disturbs_nobody():
    async def story():
        disk = Disk()
        commit = GroupCommit(disk, asyncio.get_running_loop())
        gone, stays = commit.durable(disk.add()), commit.durable(disk.add())
        gone.cancel()
        disk.go.release()
        disk.go.release()
        await stays
        await commit.close()

    asyncio.run(asyncio.wait_for(story(), 30))


def test_closing_waits_for_the_disk_and_then_takes_nothing(tmp_path):
    async def story():
        log = open_log(tmp_path)
        commit = GroupCommit(log, asyncio.get_running_loop())
        waiting = [commit.durable(log.add(prediction(number))[1]) for number in range(10)]
        await commit.close()
        await commit.close()
        assert all(one.done() and one.exception() is None for one in waiting)
        assert len(list(scan(tmp_path))) == 10
        with pytest.raises(UnavailableError, match="the log is closed"):
            await commit.durable(11)
        log.close()

    asyncio.run(asyncio.wait_for(story(), 30))


def test_many_clients_are_each_told_when_theirs_is_on_the_disk(tmp_path):
    async def client(log, commit, name):
        for number in range(20):
            told, ticket = log.add(prediction(20 * name + number))
            await commit.durable(ticket)
            synced.append(told)

    async def story():
        log = open_log(tmp_path, limit=20_000)
        commit = GroupCommit(log, asyncio.get_running_loop())
        await asyncio.gather(*(client(log, commit, name) for name in range(16)))
        assert sorted(one.id for one in scan(tmp_path)) == sorted(synced)
        await commit.close()
        log.close()

    synced = []
    asyncio.run(asyncio.wait_for(story(), 60))
    assert len(set(synced)) == 320
