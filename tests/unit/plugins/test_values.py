"""What a form accepts, and what it says beside a setting."""

from __future__ import annotations

import enum
import math

import numpy as np
import pandas as pd
import pytest

from linkr_jupyter.errors import InvalidValueError
from linkr_jupyter.plugins import check_values, render, validated


class Text(str):
    __slots__ = ()

    def __repr__(self) -> str:
        return "__import__('os').system('touch pwn')"


class Number(enum.IntEnum):
    FORTY = 40


REFUSED = [
    ("bins", 4, "Enter a number between 5 and 200."),
    ("bins", 201, "Enter a number between 5 and 200."),
    ("bins", "1; import os", "Enter a whole number."),
    ("bins", "١٢", "Enter a whole number."),
    ("bins", True, "Enter a whole number."),
    ("bins", 40.0, "Enter a whole number."),
    ("bins", None, "Enter a whole number."),
    ("bins", np.int64(40), "Give a text"),
    ("bins", Number.FORTY, "Give a text"),
    ("limit", math.nan, "Enter an ordinary number."),
    ("limit", math.inf, "Enter an ordinary number."),
    ("limit", float("1e309"), "Enter an ordinary number."),
    ("limit", np.float64(1), "Give a text"),
    ("limit", 10**400, "Enter a number of at most 18 digits."),
    ("limit", "1.5", "Enter a number."),
    ("k", 0, "Enter a number above 0."),
    ("title", Text("x"), "Give a text"),
    ("title", b"x", "Give a text"),
    ("title", "a\0b", "Remove the NUL"),
    ("title", "a\ud800b", "Remove the NUL"),
    ("title", "a" * 150_001, "Enter at most 150000 characters."),
    ("note", "a" * 200_001, "Enter at most 200000 characters."),
    ("start", "2020-01-01' OR '1'='1", "Enter a date such as 2026-11-22."),
    ("start", "9999-99-99", "Enter a date such as 2026-11-22."),
    ("start", "2020-02-30", "Enter a date such as 2026-11-22."),
    ("start", "20200101", "Enter a date such as 2026-11-22."),
    ("start", "2020-01-01\n", "Enter a date such as 2026-11-22."),
    ("start", pd.Timestamp("2020-01-01"), "Give a text"),
    ("columns", ["value); --"], "Choose a name of OMOP"),
    ("columns", ['x" OR "1"="1'], "Choose a name of OMOP"),
    ("columns", ["a\n"], "Choose a name of OMOP"),
    ("columns", [1], "Enter a text."),
    ("centre", "mode", "Choose one of: None, Mean, Median."),
    ("centre", 1, "Choose one of: None, Mean, Median."),
    ("centre", ["mean"], "Choose one of: None, Mean, Median."),
    ("pieces", ["d"], "Choose one of: A, B, C."),
    ("pieces", ["a", "a"], "Choose each value once."),
    ("ids", [], "Choose at least 1."),
    ("ids", list(range(13)), "Choose at most 12."),
    ("ids", ["3027018"], "Enter a whole number."),
    ("ids", [True], "Enter a whole number."),
    ("ids", (1, 2), "Give a text"),
    ("ids", [2**63], "Enter a number of at most 18 digits."),
    ("limits", [200.0, 1.0], "Enter the smaller value first."),
    ("limits", [1.0], "Choose at least 2."),
    ("upper", 1, "Answer yes or no."),
    ("upper", "yes", "Answer yes or no."),
    ("bin", 40, "Did you mean bins?"),
]


@pytest.mark.parametrize(("name", "value", "words"), REFUSED)
def test_what_is_refused_is_said_beside_its_setting(kinds, name, value, words):
    (problem,) = check_values(kinds, {name: value})
    assert problem.field == name and words in problem.text()
    assert "{" not in problem.text() and "{" not in problem.text("fr")
    assert problem.text("fr") != problem.text("en")
    with pytest.raises(InvalidValueError) as caught:
        render(kinds, {name: value})
    assert caught.value.field == name and caught.value.text() == problem.text()


def test_a_list_that_holds_itself_is_refused(kinds):
    endless: list[object] = []
    endless.append(endless)
    assert check_values(kinds, {"ids": endless})[0].field == "ids"


def test_the_message_names_setting_and_value_in_words(kinds):
    (problem,) = check_values(kinds, {"bins": 300})
    assert problem.text() == "“Bins” cannot be 300. Enter a number between 5 and 200."
    assert problem.text("fr") == (
        "«\u202fBins\u202f» ne peut pas valoir 300. Saisissez un nombre entre 5 et 200."
    )


def test_a_message_never_echoes_more_than_a_line(kinds):
    text = check_values(kinds, {"centre": "a\n\u202e" * 5000})[0].text()
    assert len(text) < 200 and text.isprintable()


def test_defaults_complete_the_values_in_order(kinds):
    values = validated(kinds, {"bins": 50})
    assert list(values) == list(kinds.properties)
    assert values == {**kinds.defaults(), "bins": 50}


def test_defaults_are_fresh_each_time(kinds):
    kinds.defaults()["ids"].append(1)
    assert kinds.defaults()["ids"] == [3027018]


def test_all_problems_are_said_at_once_in_the_order_of_the_form(kinds):
    wrong = {"upper": 1, "bins": 0, "title": 3}
    assert [problem.field for problem in check_values(kinds, wrong)] == ["title", "bins", "upper"]


@pytest.mark.parametrize(
    "values",
    [
        {"limits": [None, None]}, {"limits": [1, None]}, {"start": None}, {"unit": None},
        {"limit": 3}, {"limit": -0.0}, {"ids": [2**63 - 1, -(2**63)]}, {"start": "0001-01-01"},
        {"title": "a" * 150_000}, {"columns": []},
    ],
)  # fmt: skip
def test_what_is_valid_passes(kinds, values):
    assert check_values(kinds, values) == []
