"""Values of every kind, hostile ones among them, for cells in any language."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from linkr_jupyter.plugins import read_plugin
from linkr_jupyter.plugins.literals import same_value

KINDS = read_plugin(Path(__file__).parents[1] / "data" / "plugins" / "kinds")

HOSTILE = [
    "O'Brien's \"heart\" rate", "x'; DROP TABLE person; --",
    'x"; __import__("os").system("touch pwn") #', '"""; import os #"""',
    'a\nimport os; os.system("touch pwn")', "a\rimport os", "a\x0cimport os", "a\\\nimport os",
    "a\n!touch pwn", "%%bash\ntouch pwn", "?open", "%run x", "open?", '{open("pwn","w")}',
    "{0.__class__}", "%(x)s", "${HOME}", "`id`", "{{ x.__init__.__globals__ }}", "{% raw %}",
    "kg\\", "a\\' OR 1=1 --", "\u202eevil", "\u2066x", "a\u2028b\u2029c", "\u200b",
    "e" + "\u0301" * 900,
    "", " ", ".", "..", "$$; SELECT 1; $$", "/* */", "--", ":x", "%s", 'x"); system("id"); ("',
    "if: upper", "# if: upper", "fmt: off", "fmt: skip", "noqa", "x # noqa: F401", "type: ignore",
    "\t", "\x00"[:0], "\x1b[31m", "\ufeff", "\x85", "\x7f", "漢字" * 60, "-*- coding: utf-7 -*-",
    "'''", "\\N{DASH}", "\\x41", "\x1a",
]  # fmt: skip

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
)
whole_numbers = st.integers(-(2**63) + 1, 2**63 - 1)
numbers = st.one_of(whole_numbers, st.floats(allow_nan=False, allow_infinity=False))
days = st.dates(datetime.date(1, 1, 1)).map(datetime.date.isoformat)
columns = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
RULES = {
    "title": texts,
    "note": texts,
    "bins": st.integers(5, 200),
    "limit": numbers,
    "limits": st.lists(st.one_of(st.none(), numbers), min_size=2, max_size=2).map(
        lambda pair: sorted(pair) if None not in pair else pair
    ),
    "start": st.one_of(st.none(), days),
    "ids": st.lists(whole_numbers, min_size=1, max_size=12, unique=True),
    "columns": st.lists(columns, max_size=5),
    "unit": st.one_of(st.none(), texts.filter(bool)),
    "centre": st.sampled_from(["none", "mean", "median"]),
    "rule": st.sampled_from(["none", "iqr", "sd"]),
    "k": st.floats(min_value=1e-9, max_value=1e9),
    "upper": st.booleans(),
    "keep_all": st.booleans(),
    "pieces": st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
}
all_values = st.fixed_dictionaries(RULES)
some_values = st.fixed_dictionaries({}, optional=RULES)
slow = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def hidden(values: dict[str, Any]) -> set[str]:
    """Settings on which no line of the cell depends."""
    return {"k"} if values["rule"] == "none" else set()


def assert_same(read: dict[str, Any], values: dict[str, Any], but: set[str] = frozenset()) -> None:
    for name, value in values.items():
        assert name in but or same_value(read[name], value), name
