"""Plugins from git: a real repository on this machine, and addresses made to do harm."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from linkr_jupyter.errors import PluginRefusedError
from linkr_jupyter.plugins import get_plugin
from linkr_jupyter.plugins.installing import install, review, update
from linkr_jupyter.plugins.installing.addresses import GitAddress, read_address, refuse_this_machine
from linkr_jupyter.plugins.installing.repositories import read_repository

from .conftest import small, written


def git(folder: Path, *words: str) -> str:
    environment = os.environ | {
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@x",
        "GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@x",
    }  # fmt: skip
    done = subprocess.run(
        ["git", "-C", str(folder), *words], env=environment, check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one plugin at the top of ``main`` and two in a folder of ``many``."""
    folder = tmp_path / "repository"
    written(folder, {**small(), ".gitignore": b"x\n"})
    git(folder, "init", "-q", "-b", "many")
    for name in ("one", "two"):
        written(folder / "plugins" / name, small(name))
    commit(folder)
    git(folder, "checkout", "-q", "-b", "main")
    shutil.rmtree(folder / "plugins")
    commit(folder)
    return folder


def commit(folder: Path) -> str:
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "-m", "x")
    return git(folder, "rev-parse", "HEAD")


def test_a_branch_and_a_folder_of_a_repository(repository, own):
    url = f"file://{repository}"
    found = review(url, allow_file=True)
    assert found.commit == git(repository, "rev-parse", "main") and found.kind == "git"
    assert found.hash == review(repository).hash
    assert [str(warning) for warning in found.warnings] == ["'.gitignore' is left out."]
    both = review(f"{url}#many:plugins", allow_file=True)
    assert [each.plugin.id for each in both.plugins] == ["one", "two"]
    assert both.source == f"{url}#many:plugins"
    pinned = review(f"{url}#{found.commit}", allow_file=True)
    assert pinned.hash == found.hash


def test_a_branch_that_moves_after_the_review_changes_nothing(repository, own):
    found = review(f"file://{repository}", allow_file=True)
    written(repository, small(version="2.0.0"))
    newer = commit(repository)
    install(found, trust=found.hash)
    assert get_plugin("small").version == "1.0.0"
    again = update("small", allow_file=True)
    assert again.commit == newer
    assert "2.0.0" in again.plugins[0].replaces.changes["plugin.json"]


def test_nothing_of_a_repository_runs(repository, tmp_path, monkeypatch):
    trap = tmp_path / "pwned"
    hook = f"#!/bin/sh\ntouch {trap}\n".encode()
    template = written(tmp_path / "template", {"hooks/post-checkout": hook})
    (template / "hooks" / "post-checkout").chmod(0o755)
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(template))
    monkeypatch.setenv("GIT_SSH_COMMAND", f"touch {trap}")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    written(repository, {".gitattributes": b"* filter=evil\n"})
    with monkeypatch.context() as plain:
        plain.delenv("GIT_DIR")
        commit(repository)
    assert review(f"file://{repository}", allow_file=True).plugins
    assert not trap.exists()


def test_links_and_submodules_are_refused(repository):
    (repository / "README.md").symlink_to("/etc/passwd")
    commit(repository)
    with pytest.raises(PluginRefusedError, match=r"README\.md' is a link"):
        review(f"file://{repository}", allow_file=True)
    (repository / "README.md").unlink()
    head = commit(repository)
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{head},inner")
    git(repository, "commit", "-q", "-m", "x")
    with pytest.raises(PluginRefusedError, match="'inner' is another repository"):
        review(f"file://{repository}", allow_file=True)


def test_files_outside_the_contract_are_refused(repository):
    written(repository, {"setup.py": b"x\n"})
    commit(repository)
    with pytest.raises(PluginRefusedError, match=r"setup\.py' is no file of a plugin"):
        review(f"file://{repository}", allow_file=True)


@pytest.mark.parametrize(
    "address",
    [
        "ext::sh -c touch% /x", "ext::sh", "file:///srv/data", "git://h/r", "http://h/r.git",
        "git+file:///srv", "git+https://h/r", "ftp://h/r", "git@-oProxyCommand=x:y", "git@h:r.git",
        "ssh://-oProxyCommand=touch${IFS}x/h", "ssh://u@-x/h", "https://-x/h", "https:///r",
        "https://h/-r", "https://h", "https://h/r?token=x", "https://h/r#main\n--upload-pack=x",
        "https://h/r#--upload-pack=x", "https://h/r#-x", "https://h/r#a..b", "https://h/r#a@{1}",
        "https://h/r#main:../x", "https://h/r#main:/etc/..", "https://h /r", "https://h/r\0",
        "https://hé/r", "https://h/" + "r" * 1000, "https://h:99999999/r", "https://[::1/r",
    ],
)  # fmt: skip
def test_addresses_made_to_do_harm(address: str) -> None:
    with pytest.raises(PluginRefusedError):
        review(address) if "\0" not in address else read_address(address)


def test_a_password_is_refused_and_never_repeated() -> None:
    with pytest.raises(PluginRefusedError) as caught:
        review("https://user:s3cret@example.org/r.git")
    assert "s3cret" not in caught.value.text() and "password" in caught.value.text()


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/r", "https://[::1]/r", "https://0x7f000001/r", "https://2130706433/r",
            "https://169.254.169.254/latest", "https://0.0.0.0/r", "https://localhost/r",
            "https://[::ffff:127.0.0.1]/r"],
)  # fmt: skip
def test_this_machine_is_no_host_of_plugins(url: str) -> None:
    with pytest.raises(PluginRefusedError, match=r"is this machine itself|is not known"):
        refuse_this_machine(url)


def test_a_host_that_only_the_proxy_knows_is_left_to_it(monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(PluginRefusedError, match="is not known"):
        refuse_this_machine("https://forge.invalid/r")
    monkeypatch.setenv("https_proxy", "http://proxy.invalid:3128")
    refuse_this_machine("https://forge.invalid/r")
    with pytest.raises(PluginRefusedError, match="this machine itself"):
        refuse_this_machine("https://127.0.0.1/r")


def test_git_that_is_absent_is_said(monkeypatch, repository):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PluginRefusedError, match="git is not installed"):
        review(f"file://{repository}", allow_file=True)


def test_a_branch_that_is_absent_is_said(repository):
    with pytest.raises(PluginRefusedError, match="git could not read"):
        review(f"file://{repository}#nothing", allow_file=True)
    with pytest.raises(PluginRefusedError, match="git could not read"):
        review(f"file://{repository}#main:nothing", allow_file=True)


def test_git_itself_refuses_other_protocols(monkeypatch, repository, tmp_path):
    import linkr_jupyter.plugins.installing.repositories as repositories

    monkeypatch.setattr(repositories, "refuse_this_machine", lambda url: None)
    trap = tmp_path / "pwned"
    for url in (f"ext::touch {trap}", str(repository), "--upload-pack=touch"):
        with pytest.raises(PluginRefusedError, match="git could not read"):
            read_repository(GitAddress(url))
    assert not trap.exists()


def test_a_server_that_never_answers_is_left(monkeypatch):
    import linkr_jupyter.plugins.installing.repositories as repositories

    monkeypatch.setattr(repositories, "refuse_this_machine", lambda url: None)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        started = time.monotonic()
        with pytest.raises(PluginRefusedError, match="does not answer in time"):
            read_repository(read_address(f"https://127.0.0.1:{port}/r.git"), seconds=1.0)
        assert time.monotonic() - started < 10


def test_a_repository_beyond_measure_is_left(repository, monkeypatch):
    import linkr_jupyter.plugins.installing.repositories as repositories

    written(repository, {f"{i}.bin": os.urandom(3_000_000) for i in range(20)})
    commit(repository)
    with pytest.raises(PluginRefusedError, match="larger than"):
        review(f"file://{repository}", allow_file=True)
    monkeypatch.setattr(repositories, "LARGEST_REPOSITORY", 1000)
    monkeypatch.setattr(repositories, "_WATCH", 0.0)
    with pytest.raises(PluginRefusedError, match=r"repository .* is larger than 1000 bytes"):
        review(f"file://{repository}", allow_file=True)
