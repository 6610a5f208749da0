"""A power cut at any moment: what was confirmed is read, what was not is no fault, and what then changes is one.

The disk of these tests keeps all that was synced, and of the write that was under way any of its sectors and any
length: more than a real one does.
"""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from wager.foundation.frames import HEAD_LENGTH, Damage, Frame, Head, encode_frame, walk

PATH = Path("000001.log")
SECTOR = 512
texts = st.binary(max_size=900).map(lambda raw: raw.hex().encode())
writes = st.lists(st.lists(texts, min_size=1, max_size=6), max_size=4)


def written(batches):
    content, ends, number = Head(1, 0, bytes(16)).encode(), [HEAD_LENGTH], 0
    for batch in batches:
        begins = len(content)
        for payload in batch:
            content += encode_frame(number, payload, begins)
            number += 1
        ends.append(len(content))
    return content, ends


def read(content):
    found = list(walk(content, PATH))
    return [one for one in found if isinstance(one, Frame)], [one for one in found if isinstance(one, Damage)]


def cut(data, content, synced):
    """Return what a disk may hold when the power goes after `synced` bytes were confirmed."""
    length = data.draw(st.integers(synced, len(content)), "length")
    held = bytearray(content[:length])
    for sector in range(synced // SECTOR, (length + SECTOR - 1) // SECTOR):
        if data.draw(st.booleans(), f"sector {sector} is lost"):
            start, end = max(sector * SECTOR, synced), min((sector + 1) * SECTOR, length)
            held[start:end] = bytes(end - start)
    return bytes(held)


@given(st.data(), writes, st.lists(texts, min_size=1, max_size=6))
def test_a_power_cut_loses_nothing_confirmed_and_is_no_fault(data, earlier, last):
    content, ends = written([*earlier, last])
    frames, damages = read(cut(data, content, ends[-2]))
    confirmed = [payload for batch in earlier for payload in batch]
    assert [one.payload for one in frames][: len(confirmed)] == confirmed
    assert [one for one in damages if not one.torn] == []
    assert {one.payload for one in frames} <= {*confirmed, *last}


@given(st.data(), writes.filter(bool), st.lists(texts, min_size=1, max_size=2))
def test_what_is_lost_after_it_was_confirmed_is_damage(data, earlier, last):
    content, ends = written([*earlier, last])
    held = bytearray(content)
    start = data.draw(st.integers(HEAD_LENGTH, ends[-2] - 1), "from")
    end = data.draw(st.integers(start + 1, ends[-2]), "until")
    held[start:end] = bytes(end - start)
    if held != content:
        assert [one.torn for one in read(bytes(held))[1]][:1] == [False]


@given(st.data(), writes.filter(bool))
def test_any_bytes_changed_into_others_are_damage(data, batches):
    content, _ = written(batches)
    place = data.draw(st.integers(HEAD_LENGTH, len(content) - 1), "byte")
    changed = data.draw(st.integers(1, 255).filter(lambda byte: byte != content[place]), "becomes")
    held = content[:place] + bytes([changed]) + content[place + 1 :]
    frames, damages = read(held)
    assert [one.torn for one in damages] == [False]
    assert len(frames) == sum(map(len, batches)) - 1
