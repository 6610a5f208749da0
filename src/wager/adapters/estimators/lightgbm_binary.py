"""The library's binary of a binned matrix: cut into pieces, and put together of columns that were binned at other times.

A mark, then pieces that each begin with their size: a head, what is known of the rows, and the groups of columns. The bins of a column
follow from its own values alone. Which columns share a group follows from all of them (Ke et al., LightGBM, NeurIPS 2017, section 4):
those of which hardly any two have a value in the same row, and all that are mostly empty. So columns are put together only where it is
certain that each of the others has a group of its own. Nothing here trusts the layout: a binary is taken apart only where putting it
together again gives the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, combinations

_COUNT, _MANNER = slice(8, 16), slice(32, 88)
# Of the head: how many rows there are, and, behind the numbers of columns, how they were binned.

_NO_LIMIT = -1  # of the bins of one column: the one for all is meant
_MOST_SEARCHED = 100  # the library looks for company in so many groups, and of more only in some
_EMPTY, _ABOUT = 0.6, 1e-6
"""Columns with a larger share of rows in their most frequent bin are mostly empty: they all share the last group."""

_APART = 0.99
"""Two columns whose shares add up to less have too many rows in which neither is empty to share a group."""


@dataclass(frozen=True)
class Rows:
    """What a binary says of its rows, and of how they were binned: only columns of which it is the same go together.

    Attributes
    ----------
    mark : bytes
        Of the library's format.
    manner : bytes
        From the head: the number of rows, then how they were binned.
    rest : bytes
        Outcomes and weights, which are none.
    """

    mark: bytes
    manner: bytes
    rest: bytes


@dataclass(frozen=True)
class Group:
    """A group of columns.

    Attributes
    ----------
    places : tuple of int
        Its columns, by their places in the matrix.
    bins : int
        How many it has.
    piece : bytes
        As it stands in a binary.
    seen_in : str
        The binary that it was seen in: groups of the same one are known to be apart, in the order that its columns had there.
    seen_at : tuple of int
        The places of its columns there.
    """

    places: tuple[int, ...]
    bins: int
    piece: bytes
    seen_in: str
    seen_at: tuple[int, ...]

    @property
    def share(self) -> float:
        """The greatest share of rows that a column of it has in its most frequent bin."""
        return max(column.share for column in _columns(self.piece))

    @property
    def mostly_empty(self) -> bool:
        """Whether it is the group of all columns that are mostly empty."""
        return self.share > _EMPTY

    def is_plain(self) -> bool:
        """Tell whether it is one column, or all that are mostly empty in their order, and laid out as it is read here.

        The library also groups columns by how full they are, and takes that where fewer groups come of it; their order shows it.
        """
        try:
            many, count = struct.unpack_from("<q16xi", self.piece, 8)
            columns = list(_columns(self.piece))
        except struct.error:
            return False
        clear = all(column.is_clear for column in columns)
        one = count == 1 and many == 0
        together = count > 1 and many == 1 and all(column.share > _EMPTY for column in columns)
        bins = sum(column.bins for column in columns)
        whole = count == len(self.places) and abs(self.bins - bins) <= count + 1
        ascending = list(self.places) == sorted(self.places)
        return whole and ascending and clear and (one or together)


@dataclass(frozen=True)
class _Column:
    """What stands of a column in its group: the share of its most frequent bin, how many bins it has, whether it is a category."""

    share: float
    bins: int
    category: bool

    @property
    def is_clear(self) -> bool:
        """Whether the share tells if it is mostly empty: in that of a category, what is missing may stand, which is not empty."""
        return 0 <= self.share <= 1 and (
            self.share < _EMPTY - _ABOUT or (self.share > _EMPTY + _ABOUT and not self.category)
        )


def cut(content: bytes) -> list[bytes]:
    r"""Cut a binary where the library cuts it.

    What looks otherwise stays in one piece; put together, the pieces are the binary in any case.

    Examples
    --------
    >>> binary = b"mark\n" + bytes(3) + struct.pack("<Q", 2) + b"ab" + struct.pack("<Q", 1) + b"c"
    >>> [piece[-2:] for piece in cut(binary)]
    [b'\x00\x00', b'ab', b'\x00c']
    >>> len(cut(binary[:-1]))
    1
    """
    end = content[:256].find(b"\n") + 1
    at = -(-end // 8) * 8
    pieces = [content[:at]]
    while at < len(content):
        size = struct.unpack_from("<Q", content, at)[0] if at + 8 <= len(content) else len(content)
        pieces.append(content[at : at + 8 + size])
        at += 8 + size
    return pieces if end and at == len(content) else [content]


def groups_of(pieces: Sequence[bytes], seen_in: str) -> tuple[Rows, list[Group]] | None:
    """Take a binary apart; None where it is not what `joined` would make of its groups.

    Parameters
    ----------
    pieces : sequence of bytes
        What `cut` gave.
    seen_in : str
        Names the binary.
    """
    if len(pieces) < 4:
        return None
    mark, head, rest, *found = pieces
    try:
        rows, groups = Rows(mark, head[_COUNT] + head[_MANNER], rest), list(_groups(head, found, seen_in))
        places = sorted(chain.from_iterable(group.places for group in groups))
        plain = places == list(range(len(places))) and all(group.is_plain() for group in groups)
        same = plain and _head(rows, _laid(rows, groups)) == head
    except (struct.error, IndexError):
        return None
    return (rows, groups) if same else None


def _groups(head: bytes, pieces: Sequence[bytes], seen_in: str) -> Iterator[Group]:
    (width,) = struct.unpack_from("<i", head, _COUNT.stop)
    order = _MANNER.stop + _whole(4 * width) + 8
    bounds = order + 3 * _whole(4 * width)
    places = struct.unpack_from(f"<{width}i", head, order)
    ends = struct.unpack_from(f"<{len(pieces) + 1}Q", head, bounds)
    begin = 0
    for place, piece in enumerate(pieces):
        (count,) = struct.unpack_from("<i", piece, 32)
        own = places[begin : begin + count]
        yield Group(own, ends[place + 1] - ends[place], piece, seen_in, own)
        begin += count


def joined(rows: Rows, groups: Sequence[Group]) -> list[bytes] | None:
    """Put a binary together of groups; its columns are named c0, c1 and so on. None where other groups might come of them."""
    places = sorted(chain.from_iterable(group.places for group in groups))
    if places != list(range(len(places))) or not _in_order(groups):
        return None
    if sum(group.mostly_empty for group in groups) > 1 or _may_share(groups):
        return None
    laid = _laid(rows, groups)
    return [rows.mark, _head(rows, laid), rows.rest, *(group.piece for group in laid)]


def _in_order(groups: Sequence[Group]) -> bool:
    """Tell whether columns that were seen together still have their order: which ones find company depends on who comes first."""
    found: dict[str, list[tuple[int, int]]] = {}
    for group in groups:
        found.setdefault(group.seen_in, []).extend(zip(group.places, group.seen_at, strict=True))
    return all(was == sorted(was) for was in ([was for _, was in sorted(pairs)] for pairs in found.values()))


def _may_share(groups: Sequence[Group]) -> bool:
    ranked = sorted(((group.share, group.seen_in) for group in groups), reverse=True)
    if len(ranked) > _MOST_SEARCHED:  # not all were looked at, so that being apart says little
        return ranked[0][0] + ranked[1][0] >= _APART
    return any(
        one + other >= _APART for (one, here), (other, there) in combinations(ranked, 2) if here != there
    )


def _columns(piece: bytes) -> Iterator[_Column]:
    """Read the columns of a group."""
    (count,) = struct.unpack_from("<i", piece, 32)
    at = 40
    for _ in range(count):
        bins, share, category = struct.unpack_from("<i20xdi", piece, at)
        yield _Column(share, bins, bool(category))
        at += 72 + (_whole(4 * bins) if category else 8 * bins)


def _laid(rows: Rows, groups: Sequence[Group]) -> list[Group]:
    """Bring groups into the library's order: what is mostly empty goes last, then all are shuffled; the number of rows is the seed."""
    laid = sorted(groups, key=lambda group: (group.mostly_empty, group.places))
    (state,) = struct.unpack_from("<i", rows.manner)
    for place in range(len(laid) - 1):
        state = (214013 * state + 2531011) & 0xFFFFFFFF
        other = place + 1 + ((state >> 16) & 0x7FFF) % (len(laid) - place - 1)
        laid[place], laid[other] = laid[other], laid[place]
    return laid


def _head(rows: Rows, laid: Sequence[Group]) -> bytes:
    columns = list(chain.from_iterable(group.places for group in laid))
    width, counts = len(columns), [len(group.places) for group in laid]
    inner = sorted(range(width), key=columns.__getitem__)
    of_group = [place for place, group in enumerate(laid) for _ in group.places]
    within = [place for group in laid for place in range(len(group.places))]
    bounds = [0, *accumulate(group.bins for group in laid)]
    names = [f"c{place}".encode() for place in range(width)]
    content = b"".join(
        [
            rows.manner[:8], _ints([width]), _ints([width]), rows.manner[8:],
            _ints(inner), _ints([len(laid)]), _ints(columns), _ints(of_group), _ints(within),
            struct.pack(f"<{len(bounds)}Q", *bounds), _ints([0, *accumulate(counts)][:-1]), _ints(counts),
            _ints([_NO_LIMIT] * width),
            *(_ints([len(name)]) + name.ljust(_whole(len(name)), b"\0") for name in names),
            _ints([0]) * width,
        ]
    )  # fmt: skip
    return struct.pack("<Q", len(content)) + content


def _ints(values: Sequence[int]) -> bytes:
    packed = struct.pack(f"<{len(values)}i", *values)
    return packed.ljust(_whole(len(packed)), b"\0")


def _whole(size: int) -> int:
    return -(-size // 8) * 8
