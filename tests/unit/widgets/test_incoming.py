"""What browsers send is typed and limited, or it is nothing."""

from __future__ import annotations

import pytest

from linkr_jupyter.widgets import incoming
from linkr_jupyter.widgets.incoming import MalformedMessageError

SURROGATE = chr(0xD800)


@pytest.mark.parametrize("value", [None, 1, True, [], {}, "x" * 21, "a\x00", f"a{SURROGATE}"])
def test_text_is_refused(value: object) -> None:
    with pytest.raises(MalformedMessageError):
        incoming.text({"value": value}, "value", 20)


def test_text_of_any_script_is_taken() -> None:
    assert incoming.text({"value": "Fièvre 体温 🌡️"}, "value") == "Fièvre 体温 🌡️"


@pytest.mark.parametrize("value", [None, True, 1.0, "1", -1, 11, 10**400])
def test_whole_is_refused(value: object) -> None:
    with pytest.raises(MalformedMessageError):
        incoming.whole({"value": value}, "value", 0, 10)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "1", True, [1], {"a": 1}])
def test_number_is_refused(value: object) -> None:
    with pytest.raises(MalformedMessageError):
        incoming.number(value)


@pytest.mark.parametrize(
    "value", [None, 1, "", "1.0", "1e3", " 1", "٣", "1_000", "0x1", "--1", str(2**63), "9" * 5000]
)
def test_identifier_is_refused(value: object) -> None:
    with pytest.raises(MalformedMessageError):
        incoming.identifier(value)


def test_identifier_keeps_64_bits() -> None:
    assert incoming.identifier(str(2**63 - 1)) == 2**63 - 1
    assert incoming.identifier("-5") == -5


def test_flag_and_choice() -> None:
    assert incoming.flag({"run": True}, "run") is True
    assert incoming.choice({"mode": "auto"}, "mode", {"auto"}) == "auto"
    for bad in (1, "true", None):
        with pytest.raises(MalformedMessageError):
            incoming.flag({"run": bad}, "run")
    with pytest.raises(MalformedMessageError):
        incoming.choice({"mode": "__class__"}, "mode", {"auto"})


def test_items_have_a_limit() -> None:
    assert incoming.items([1], 1) == [1]
    for bad in ([1, 2], "ab", None, {"a": 1}):
        with pytest.raises(MalformedMessageError):
            incoming.items(bad, 1)
