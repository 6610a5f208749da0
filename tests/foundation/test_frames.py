"""What was written is read again, what is missing is told from what has changed."""

from pathlib import Path

import pytest

from wager.foundation.errors import BadInputError
from wager.foundation.frames import (
    FRAME_LENGTH,
    HEAD_LENGTH,
    Damage,
    Frame,
    Head,
    decode_frame,
    encode_frame,
    read_head,
    walk,
)

PATH = Path("000001.log")
HEAD = Head(1, 0, bytes(range(16)))


def segment(*writes):
    content, number = HEAD.encode(), 0
    for write in writes:
        begins = len(content)
        for payload in write:
            content += encode_frame(number, payload, begins)
            number += 1
    return content


def read(content):
    found = list(walk(content, PATH))
    frames = [one.payload for one in found if isinstance(one, Frame)]
    return frames, [one for one in found if isinstance(one, Damage)]


WRITES = ([b"a" * 300, b"b" * 700], [b"c" * 40], [b"d" * 900, b"e"])
WHOLE = segment(*WRITES)
PAYLOADS = [payload for write in WRITES for payload in write]


def test_all_is_read_in_order():
    assert read_head(WHOLE[:HEAD_LENGTH], PATH) == HEAD
    assert read(WHOLE) == (PAYLOADS, [])


def test_an_empty_segment_has_no_frames():
    assert read(HEAD.encode()) == ([], [])


def test_a_frame_is_read_in_the_middle():
    begins = HEAD_LENGTH + FRAME_LENGTH + 300
    frame = decode_frame(WHOLE[begins:], 0, shift=begins)
    assert (frame.offset, frame.number, frame.write, frame.payload) == (begins, 1, HEAD_LENGTH, b"b" * 700)
    assert frame.end == begins + FRAME_LENGTH + 700
    assert decode_frame(WHOLE, begins + 1) is None


def test_every_file_that_ends_early_is_torn_and_not_damaged():
    ends = {HEAD_LENGTH} | {one.end for one in walk(WHOLE, PATH)}
    for length in range(HEAD_LENGTH, len(WHOLE)):
        frames, damages = read(WHOLE[:length])
        assert frames == PAYLOADS[: len(frames)]
        assert [one.torn for one in damages] == ([] if length in ends else [True])


@pytest.mark.parametrize("length", range(HEAD_LENGTH))
def test_a_head_that_ends_early_was_never_begun(length):
    assert read_head(WHOLE[:length], PATH).torn
    assert read_head(bytes(HEAD_LENGTH), PATH).torn


def test_every_flipped_bit_is_damage_with_its_place():
    frames = list(walk(WHOLE, PATH))
    for bit in range(8 * len(WHOLE)):
        changed = bytearray(WHOLE)
        changed[bit // 8] ^= 1 << bit % 8
        if bit < 8 * HEAD_LENGTH:
            head = read_head(bytes(changed[:HEAD_LENGTH]), PATH)
            assert isinstance(head, Damage)
            assert not head.torn
            continue
        hit = next(one for one in frames if one.offset <= bit // 8 < one.end)
        left, damages = read(bytes(changed))
        assert [(one.offset, one.torn) for one in damages] == [(hit.offset, False)]
        assert left == [payload for payload in PAYLOADS if payload != hit.payload]


def test_an_unfilled_sector_of_the_last_write_is_torn_and_of_an_earlier_one_damage():
    for at in range(512, len(WHOLE), 512):
        holed = WHOLE[:at] + bytes(min(512, len(WHOLE) - at)) + WHOLE[at + 512 :]
        frames, damages = read(holed)
        last_write = HEAD_LENGTH + 3 * FRAME_LENGTH + 1040
        assert [one.torn for one in damages] == [at >= last_write]
        assert frames == [payload for payload in PAYLOADS if payload in frames]


def test_frames_that_were_taken_out_or_doubled_are_damage():
    frames = list(walk(WHOLE, PATH))
    without = WHOLE[: frames[2].offset] + WHOLE[frames[2].end :]
    assert [str(one) for one in read(without)[1]] == [
        f"000001.log, byte {frames[2].offset}: frame 3 of the segment stands where 2 was expected"
    ]
    doubled = WHOLE[: frames[2].end] + WHOLE[frames[2].offset :]
    assert [one.offset for one in read(doubled)[1]] == [frames[2].end]


def test_strange_bytes_behind_the_last_frame_are_damage():
    frames, damages = read(WHOLE + b"strange bytes, and more of them")
    assert frames == PAYLOADS
    assert [one.torn for one in damages] == [False]


def test_a_newer_format_is_refused_with_what_to_do():
    import struct
    from zlib import crc32

    said = struct.pack("<8sIIQ16s", b"wagerlog", 2, 1, 0, bytes(16))
    newer = read_head(said + struct.pack("<I", crc32(said)), PATH)
    assert "use a newer wager" in newer.why
    with pytest.raises(BadInputError, match=r"000001\.log, byte 0: the log has format 2"):
        raise newer.error()
