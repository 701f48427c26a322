"""A home of its own for each test, with one registered source that nothing here connects to."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkr_jupyter.cdm.sources import add_source
from linkr_jupyter.locale import current_language, set_language
from linkr_jupyter.studies import Study, create_study


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(home / "config"))
    monkeypatch.delenv("LINKR_STUDY", raising=False)
    data = home / "data"
    data.mkdir()
    (data / "person.csv").write_text("person_id\n1\n")
    add_source("hospital", str(data))
    language = current_language()
    monkeypatch.chdir(home)
    yield
    set_language(language)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return create_study(tmp_path / "sepsis", "blank", "hospital", "Sepsis")
