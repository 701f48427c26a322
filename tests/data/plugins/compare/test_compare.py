"""The hints of forms, shown in a browser by tests/ui/test_form_hints.py."""

from pathlib import Path

from linkr_jupyter.plugins import check_plugin


def test_contract() -> None:
    assert check_plugin(Path(__file__).parent) == []
