"""Values as literals, and when two are the same."""

from __future__ import annotations

import pytest

from linkr_jupyter.plugins.literals import same_value


@pytest.mark.parametrize(
    ("one", "other"), [(0.0, -0.0), (1, 1.0), (1, True), ([0.0], [-0.0]), ("1", 1), ([1], [1, 1])]
)
def test_values_that_compare_equal_may_be_other_literals(one, other):
    assert not same_value(one, other)
    assert same_value(one, one) and same_value(other, other)
