"""Small counts: no hidden part can be worked out from what is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkr_jupyter.disclosure import (
    effective_threshold,
    is_small,
    mask_count,
    mask_counts,
    mask_percent,
)


@given(st.integers(0, 1000), st.integers(0, 50))
def test_a_count_is_masked_exactly_when_it_is_small(n: int, threshold: int) -> None:
    shown = mask_count(n, threshold)
    assert (shown == n) != is_small(n, threshold)
    assert isinstance(shown, str) == (0 < n < threshold)


@given(st.lists(st.integers(0, 60), max_size=8), st.integers(2, 20))
def test_the_total_gives_no_small_part_back(counts: list[int], threshold: int) -> None:
    masked = mask_counts(counts, threshold)
    hidden = [n for n, shown in zip(counts, masked, strict=True) if isinstance(shown, str)]
    assert all(
        shown == n or isinstance(shown, str) for n, shown in zip(counts, masked, strict=True)
    )
    assert all(
        isinstance(m, str) for n, m in zip(counts, masked, strict=True) if is_small(n, threshold)
    )
    if hidden:  # several unknowns with a sum that is not small, or nothing is left to hide
        everything = [n for n in counts if n]
        assert (len(hidden) > 1 and sum(hidden) >= threshold) or sorted(hidden) == sorted(
            everything
        )


def test_a_share_that_gives_a_count_away_is_empty() -> None:
    assert mask_percent(195, 200) == ""
    assert mask_percent(0, 200) == 0.0
    assert mask_percent(200, 200) == 100.0
    assert mask_percent(1, 3, digits=3, threshold=1) == 33.333


@pytest.mark.parametrize(("floor", "study", "used"), [(11, None, 11), (11, 5, 11), (5, 20, 20)])
def test_a_study_never_lowers_the_floor(floor: int, study: int | None, used: int) -> None:
    assert effective_threshold(floor, study) == used
