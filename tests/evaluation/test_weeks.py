"""Weeks of decision: by the clocks of the project, and never cutting a day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from wager.evaluation.weeks import week_codes
from wager.foundation.moments import microseconds

DAY = 86_400_000_000


@pytest.mark.parametrize(
    "zone", ["UTC", "America/New_York", "Asia/Kathmandu", "America/Santiago", "Pacific/Apia"]
)
def test_weeks_are_those_of_iso_8601(zone):
    """Apia left out 2011-12-30; Santiago's days begin at one o'clock where summer does."""
    random, place = np.random.default_rng(53), ZoneInfo(zone)
    first, last = (microseconds(datetime(year, 1, 1, tzinfo=UTC)) for year in (2009, 2016))
    moments = np.sort(random.integers(first, last, 4000))
    shown = [
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(each)))
        .astimezone(place)
        .isocalendar()[:2]
        for each in moments
    ]
    codes = week_codes(moments, zone)
    _, wanted = np.unique(np.array(shown) @ [100, 1], return_inverse=True)
    assert (codes == wanted).all()
    assert (week_codes(moments[::-1], zone) == codes[::-1]).all()


def test_no_week_cuts_a_day():
    """A flight that leaves at one on Monday is decided about on Sunday, and goes with Monday all the same."""
    monday = microseconds(datetime(2013, 11, 4, tzinfo=UTC))
    leaves = monday + np.arange(-3 * DAY, 4 * DAY, DAY // 24) + DAY // 48
    days = (leaves - leaves[0]) // DAY
    codes = week_codes(leaves - DAY // 12, "UTC", days)
    assert [codes[days == day].tolist() for day in range(7)] == [[0] * 24] * 3 + [[1] * 24] * 4
    assert len(set(week_codes(leaves - DAY // 12, "UTC")[days == 3])) == 2


def test_the_ends_of_the_calendar_and_no_rows():
    ends = [microseconds(datetime(*date, tzinfo=UTC)) for date in ((1, 1, 1), (9999, 12, 31))]
    for zone in ("UTC", "America/New_York", "Asia/Tokyo"):
        inner = np.array([ends[0] + 2 * DAY, ends[1] - 2 * DAY])
        assert week_codes(inner, zone).tolist()[0] == 0
    assert week_codes(np.zeros(0, dtype=np.int64), "UTC").tolist() == []
