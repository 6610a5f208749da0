"""One process a segment, one sync for many frames, and nothing acknowledged after a failure."""

import os
import stat
import threading
from pathlib import Path

import pytest

from wager.foundation import segment_writer
from wager.foundation.errors import NotFoundError, UnavailableError
from wager.foundation.frames import HEAD_LENGTH, Damage
from wager.foundation.segment_writer import SegmentWriter
from wager.foundation.segments import (
    being_written,
    check_log,
    read_frame,
    read_segment,
    segments,
    settle,
)


def begin(folder, limit=1 << 20):
    return SegmentWriter(folder, bytes, limit)


def checked(folder):
    return check_log(folder, lambda head, frame: (1, ""))


def payloads(folder):
    return [one.payload for path in segments(folder) for one in read_segment(path)]


def test_what_was_synced_is_there_and_the_rest_is_not(tmp_path):
    writer = begin(tmp_path / "a" / "log")
    offset = writer.offset
    assert [writer.append(b"one"), writer.append(b"two")] == [1, 2]
    assert payloads(tmp_path / "a" / "log") == []
    assert writer.sync() == 2
    assert payloads(tmp_path / "a" / "log") == [b"one", b"two"]
    assert read_frame(tmp_path / "a" / "log" / "000001.log", offset).payload == b"one"
    assert writer.sync() == 2
    writer.close()


def test_the_files_are_for_the_owner_only(tmp_path):
    begin(tmp_path / "log").close()
    assert stat.S_IMODE((tmp_path / "log" / "000001.log").stat().st_mode) == 0o600


def test_many_frames_are_one_write_and_one_sync(tmp_path, monkeypatch):
    writer, calls = begin(tmp_path), []
    monkeypatch.setattr(segment_writer, "_flush", lambda file: calls.append(os.fstat(file).st_size))
    for _ in range(100):
        writer.append(b"payload")
    writer.sync()
    assert calls == [writer.offset]
    assert {one.write for one in read_segment(tmp_path / "000001.log")} == {HEAD_LENGTH}
    writer.append(b"next")
    writer.sync()
    assert list(read_segment(tmp_path / "000001.log"))[-1].write == calls[0]
    writer.close()


def test_a_segment_and_its_name_are_on_the_disk_before_the_first_frame(tmp_path, monkeypatch):
    synced = []
    real = os.fsync

    def noted(file):
        synced.append(stat.S_ISDIR(os.fstat(file).st_mode) or os.fstat(file).st_size)
        real(file)

    monkeypatch.setattr(os, "fsync", noted)
    begin(tmp_path / "new" / "log").close()
    assert synced[:4] == [True, True, HEAD_LENGTH, True]


def test_a_write_goes_on_where_the_system_took_only_a_part(tmp_path, monkeypatch):
    writer, real = begin(tmp_path), os.write
    monkeypatch.setattr(os, "write", lambda file, content: real(file, content[:7]))
    writer.append(b"a payload that is longer")
    writer.close()
    assert payloads(tmp_path) == [b"a payload that is longer"]


def test_a_full_segment_is_followed_by_the_next(tmp_path):
    writer = begin(tmp_path, limit=200)
    for number in range(20):
        writer.append(b"%d" % number * 30)
        writer.sync()
    writer.close()
    assert len(segments(tmp_path)) > 4
    assert payloads(tmp_path) == [b"%d" % number * 30 for number in range(20)]
    assert checked(tmp_path).damaged == ()
    assert sorted(writer.ends) == list(range(1, len(segments(tmp_path)) + 1))
    assert {path.stat().st_size for path in segments(tmp_path)} == set(writer.ends.values())


def test_what_is_appended_while_a_segment_fills_stays_in_it(tmp_path):
    writer = begin(tmp_path, limit=100)
    places = []
    for number in range(12):
        with writer.lock:
            places.append((writer.head.number, writer.offset))
            writer.append(b"%d" % number * 20)
        if number % 4 == 3:
            writer.sync()
    writer.close()
    for number, (segment, offset) in enumerate(places):
        frame = read_frame(tmp_path / f"{segment:06d}.log", offset)
        assert frame.payload == b"%d" % number * 20


@pytest.mark.parametrize("fails", ["_write_all", "_flush"])
def test_after_a_failure_the_writer_is_broken_for_good(tmp_path, monkeypatch, fails):
    writer = begin(tmp_path)
    writer.append(b"safe")
    writer.sync()

    def broken(*_):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(segment_writer, fails, broken)
        writer.append(b"lost")
        with pytest.raises(
            UnavailableError, match="Input/output error; what was confirmed until now is safe"
        ):
            writer.sync()
    for again in (writer.sync, lambda: writer.append(b"x")):
        with pytest.raises(UnavailableError, match="Input/output error"):
            again()
    writer.close()
    assert payloads(tmp_path)[0] == b"safe"
    assert checked(tmp_path).damaged == ()
    fresh = begin(tmp_path)
    fresh.append(b"after")
    fresh.close()
    assert payloads(tmp_path)[-1] == b"after"


def test_a_next_segment_that_cannot_be_begun_breaks_the_writer(tmp_path, monkeypatch):
    writer = begin(tmp_path, limit=10)
    writer.append(b"payload")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(segment_writer, "_begin", full)
    with pytest.raises(UnavailableError, match="No space left on device; check space and rights"):
        writer.sync()
    with pytest.raises(UnavailableError, match="No space left"):
        writer.append(b"x")
    writer.close()


def test_a_writer_that_breaks_at_the_end_of_a_segment_lets_go_of_both(tmp_path, monkeypatch):
    writer = begin(tmp_path, limit=10)
    writer.append(b"payload")

    def broken(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(segment_writer, "_flush", broken)
    with pytest.raises(UnavailableError, match="Input/output error"):
        writer.sync()
    writer.close()
    assert [being_written(path) for path in segments(tmp_path)] == [False, False]
    assert writer.ends == {1: HEAD_LENGTH}


def test_a_closed_writer_takes_nothing(tmp_path):
    writer = begin(tmp_path)
    writer.append(b"last")
    writer.close()
    writer.close()
    for again in (writer.sync, lambda: writer.append(b"x")):
        with pytest.raises(UnavailableError, match="is closed; open it again"):
            again()
    assert payloads(tmp_path) == [b"last"]


def test_two_writers_have_each_its_own_segments(tmp_path):
    first, second = begin(tmp_path, 300), begin(tmp_path, 300)
    for number in range(20):
        for writer in (first, second):
            writer.append(b"%d" % number * 20)
            writer.sync()
    assert all(being_written(tmp_path / f"{writer.head.number:06d}.log") for writer in (first, second))
    first.close()
    second.close()
    assert not set(first.ends) & set(second.ends)
    assert sorted(payloads(tmp_path)) == sorted(2 * [b"%d" % number * 20 for number in range(20)])
    assert not any(map(being_written, segments(tmp_path)))
    assert checked(tmp_path).damaged == ()


def test_who_comes_second_to_a_number_takes_the_next(tmp_path, monkeypatch):
    begin(tmp_path).close()
    monkeypatch.setattr(segment_writer, "segments", lambda folder: ())
    writer = begin(tmp_path)
    assert (writer.head.number, writer.head.before) == (2, 0)
    writer.close()


def test_threads_that_append_and_sync_lose_and_double_nothing(tmp_path):
    writer, seen = begin(tmp_path, limit=5000), []

    def work(name):
        for number in range(200):
            ticket = writer.append(b"%d-%d" % (name, number))
            if writer.sync() < ticket:
                seen.append(ticket)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    assert seen == []
    assert sorted(payloads(tmp_path)) == sorted(b"%d-%d" % (a, b) for a in range(4) for b in range(200))
    assert checked(tmp_path) == type(checked(tmp_path))(len(segments(tmp_path)), 800, 0, ())


def three(folder):
    for number in range(3):
        writer = begin(folder)
        writer.append(b"%d" % number * 50)
        writer.close()
    return segments(folder)


def test_a_segment_that_is_gone_or_shorter_than_it_was_is_named(tmp_path):
    paths = three(tmp_path)
    with paths[1].open("r+b") as file:
        file.truncate(HEAD_LENGTH)
    assert [str(one) for one in checked(tmp_path).damaged] == [
        f"{paths[1]}, byte {HEAD_LENGTH}: the segment was 118 bytes long and ends here"
    ]
    paths[1].unlink()
    assert [(one.path, one.why) for one in checked(tmp_path).damaged] == [
        (paths[1], "the segment is missing")
    ]


def test_segments_that_were_exchanged_are_named(tmp_path):
    paths = three(tmp_path)
    content = [path.read_bytes() for path in paths[:2]]
    for path, other in zip(paths, reversed(content), strict=False):
        path.write_bytes(other)
    assert checked(tmp_path).damaged == (
        Damage(paths[0], 0, "this is segment 2, under the name of another"),
        Damage(paths[1], 0, "this is segment 1, under the name of another"),
    )


def test_what_cannot_be_read_says_which_file(tmp_path):
    with pytest.raises(NotFoundError, match=r"the log has no .*000009\.log"):
        read_frame(tmp_path / "000009.log", 44)
    (tmp_path / "000008.log").mkdir()
    with pytest.raises(UnavailableError, match=r"cannot read .*000008\.log"):
        read_frame(tmp_path / "000008.log", 44)


def test_a_log_whose_last_segment_cannot_be_read_says_so_once(tmp_path):
    (tmp_path / "000001.log").mkdir()
    with pytest.raises(UnavailableError) as caught:
        begin(tmp_path)
    assert str(caught.value) == f"cannot read {tmp_path / '000001.log'}: Is a directory; check its rights"


def test_where_no_log_can_be_made_the_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UnavailableError, match=r"cannot begin a log in .*file"):
        begin(tmp_path / "file" / "log")


def test_a_large_frame_is_read_whole(tmp_path):
    writer = begin(tmp_path)
    writer.append(b"x" * 100_000)
    writer.close()
    path = tmp_path / "000001.log"
    assert len(read_frame(path, HEAD_LENGTH).payload) == 100_000
    assert settle(path) == Path(path).stat().st_size
