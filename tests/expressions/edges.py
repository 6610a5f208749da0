"""The values of each type that engines are most likely to treat differently."""

from datetime import UTC, datetime
from math import inf, nan

from wager.foundation.moments import microseconds

HOUR = 3_600_000_000
DAY = 24 * HOUR
TURNS = [
    microseconds(datetime(*moment, tzinfo=UTC))
    for moment in (
        (2013, 3, 10, 7),
        (2013, 11, 3, 6),
        (2026, 3, 29, 1),
        (2026, 10, 25, 1),
        (2013, 4, 6, 15),
        (1972, 2, 29),
    )
]
"""Where clocks are changed in New York, Berlin and Lord Howe, and a leap day."""

FIRST, LAST = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The first and the last microsecond of the calendar."""

_FLOATS = [
    *(0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 1.005, -0.3, 0.7, -0.7, 0.49999999999999994, 123.45, -7.0),
    *(1e300, -1e300, 1e-300, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 2.0**52 - 0.5, 2.0**53),
    *(9.223372036854775e18, 2.0**63, -(2.0**63), -9.3e18, nan, inf, -inf),
]
EDGES = {
    "int": [
        *(0, 1, -1, 2, 3, -7, 5, -5, 25, -25, 150, 2**31, -(2**31), 2**53 + 1, 2**62),
        *(2**63 - 1, 2**63 - 500, -(2**63), -(2**63) + 1),
    ],
    "float": _FLOATS,
    "money": [0.0, -0.0, 1.0, -1.0, 3.0, 250.0, -1999.0, 2.0**53, 1e15, 1e300, -1e300, nan, inf],
    "text": [
        *("", " ", "a", "A", "b", "ab", "aab", "ß", "İ", "ΑΣ", "ς", "ǆ", "ﬁ", "ŉ", "😀", "a😀b", "🇩🇪", "é"),
        *("e\u0301", "\t x\n", "\x0b\x0c", "\u00a0a", "12", "-1.5", " 7 ", "+5", "1e3", "1e999", "-1e-999"),
        *("12\n", "0x1", "1d", "UA-15", "a-b--c", "it's", 'a"b', "\\", "\\n", "%_", "${env:HOME}", "a\0b"),
        *("9" * 18, "9" * 19, "٣", "nan", "--"),
    ],
    "time": [
        *(
            turn + by
            for turn in TURNS
            for by in (-HOUR - 1, -1, 0, 1, HOUR // 2, HOUR - 1, HOUR, 13 * HOUR + 7)
        ),
        *(0, -1, 1, -5_000_000_000_000_000, FIRST, FIRST + 2 * DAY, LAST - 2 * DAY, LAST, LAST + 1, 2**62),
    ],
    "date": [0, -1, 1, 59, 15_706, 19_782, 40_000, -719_162, 2_932_896],
    "duration": [0, 1, -1, HOUR, -HOUR, DAY, -DAY, 90 * DAY + 1, 2**53 + 1, 2**63 - 1, -(2**63)],
    "bool": [True, False],
}
"""The values of each type that are most likely to be treated differently; null besides. A float that is not finite is null."""
