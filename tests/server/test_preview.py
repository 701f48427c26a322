"""``voila/render/<study>/<page>.ipynb`` beside JupyterLab: pages of a study, and nothing else."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from served import SETUP, Notebook, make_study, page_settings
from tornado.httpclient import HTTPClientError

from linkr_jupyter.cdm.sources import add_source
from linkr_jupyter.voila.preview import find_page

ROWS = Path(__file__).parents[1] / "data" / "omop"


@pytest.fixture
def jp_server_config() -> dict[str, Any]:
    extensions = {"linkr_jupyter.voila": True, "voila": True}
    return {"ServerApp": {"jpserver_extensions": extensions}}


@pytest.fixture(autouse=True)
def installed_templates(jp_environ: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Voilà's own files, which the isolated folders of these tests hide."""
    monkeypatch.setenv("JUPYTER_PATH", str(Path(sys.prefix, "share", "jupyter")))


@pytest.fixture
def study(jp_environ: None, root: Path) -> Path:
    add_source("four", str(ROWS))
    individual = (
        Notebook()
        .code(SETUP, role="setup")
        .md("## Folders")
        .code(
            "import os\n"
            "print('folder', os.getcwd())\n"
            "print('keys', [n for n, v in os.environ.items() if 'secret-query' in v])"
        )
        .md("## Broken")
        .code("raise KeyError('patient 4711')")
    )
    return make_study(
        root / "team" / "sepsis",
        "four",
        individual=individual,
        aggregated=Notebook().code(SETUP, role="setup"),
        language="fr",
    )


@pytest.fixture
def render(jp_fetch: Any) -> Any:
    async def fetch(path: str, **named: Any) -> Any:
        try:
            return await jp_fetch("voila", "render", *path.split("/"), request_timeout=120, **named)
        except HTTPClientError as error:
            return error.response

    return fetch


async def test_the_page_is_what_readers_will_see(
    render: Any, study: Path, jp_serverapp: Any
) -> None:
    answer = await render("team/sepsis/individual.ipynb", params={"x": "secret-query"})
    html = answer.body.decode()
    assert answer.code == 200
    assert '<html lang="fr">' in html
    assert "Préparation de la page…" in html
    assert html.count('role="tab"') == 2
    assert f"folder {study}" in html
    assert "keys []" in html
    assert "Cette partie n’a pas pu être affichée." in html
    assert "4711" not in html
    assert "open_study" not in html
    assert 'href="aggregated.ipynb"' in html
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"].split(";")[1]
    kernel = page_settings(html)["kernelId"]
    assert kernel in jp_serverapp.kernel_manager
    await jp_serverapp.kernel_manager.shutdown_all(now=True)


async def test_our_files_are_served(jp_fetch: Any) -> None:
    answer = await jp_fetch("voila", "linkr", "page.css")
    assert b"linkr-Page" in answer.body


async def test_other_notebooks_render_as_before(
    render: Any, study: Path, root: Path, jp_serverapp: Any
) -> None:
    for folder in (root, study):
        nbformat.write(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('mine')")]),
            folder / "mine.ipynb",
        )
    for path in ("mine.ipynb", "team/sepsis/mine.ipynb"):
        html = (await render(path)).body.decode()
        assert "voila/templates/linkr" not in html
        assert "data-state" not in html
        assert "voila_process" in html
        assert "mine" in html
    await jp_serverapp.kernel_manager.shutdown_all(now=True)


async def test_a_damaged_study_is_explained(render: Any, study: Path) -> None:
    document = json.loads((study / "study.json").read_text())
    document["language"] = "klingon"
    (study / "study.json").write_text(json.dumps(document))
    answer = await render("team/sepsis/individual.ipynb", headers={"Accept-Language": "fr-FR"})
    assert answer.code == 422
    text = answer.body.decode()
    assert "Cette page n’a pas pu être préparée." in text
    assert "language" in text
    assert "Traceback" not in text


async def test_a_damaged_notebook_is_explained(render: Any, study: Path) -> None:
    (study / "individual.ipynb").write_text("{")
    answer = await render("team/sepsis/individual.ipynb")
    assert answer.code == 422
    assert "individual.ipynb" in answer.body.decode()


async def test_nobody_without_a_key(http_server_client: Any, study: Path, jp_base_url: str) -> None:
    answer = await http_server_client.fetch(
        f"{jp_base_url}voila/render/team/sepsis/individual.ipynb",
        follow_redirects=False,
        raise_error=False,
    )
    assert answer.code == 302
    assert "login" in answer.headers["Location"]


@pytest.mark.parametrize(
    "path",
    [
        "../sepsis/individual.ipynb", "team/sepsis/../../../etc/passwd", "/etc/passwd.ipynb",
        "team/sepsis/study.json", "team/sepsis/none.ipynb", "team/individual.ipynb",
    ],
)  # fmt: skip
async def test_only_pages_are_found(path: str, study: Path, root: Path) -> None:
    try:
        assert find_page(root, path) is None
    except Exception as error:
        assert type(error).__name__ == "PathNotAllowedError"


async def test_links_are_not_followed(study: Path, root: Path, tmp_path: Path) -> None:
    (root / "linked").symlink_to(study)
    with pytest.raises(Exception, match="is a link"):
        find_page(root, "linked/individual.ipynb")
