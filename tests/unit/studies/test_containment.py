"""No path leads out of a study."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkr_jupyter.errors import InvalidTextError, PathNotAllowedError
from linkr_jupyter.studies.containment import contained


def test_a_path_inside_is_returned_whether_it_exists_or_not(tmp_path: Path) -> None:
    assert contained(tmp_path, "a/b.ipynb") == tmp_path.resolve() / "a" / "b.ipynb"
    assert contained(tmp_path, "") == tmp_path.resolve()


@pytest.mark.parametrize(
    "path", ["..", "../x", "a/../../x", "/etc/passwd", "..\\x", "C:/x", "a/..", "file:x"]
)
def test_every_way_out_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(PathNotAllowedError, match="leaves its folder"):
        contained(tmp_path, path)


@pytest.mark.parametrize("path", ["a\0b", "a\ud800b"])
def test_broken_text_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(InvalidTextError):
        contained(tmp_path, path)


def test_links_are_refused_at_every_level(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "file").touch()
    (tmp_path / "folder").symlink_to(tmp_path / "inside")
    (tmp_path / "link").symlink_to("/etc/hostname")
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    for path in ("folder", "folder/file", "link", "dangling"):
        with pytest.raises(PathNotAllowedError, match="is a link"):
            contained(tmp_path, path)


def test_the_folder_itself_may_be_reached_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "alias").symlink_to(tmp_path / "real")
    assert contained(tmp_path / "alias", "x") == (tmp_path / "real" / "x").resolve()
