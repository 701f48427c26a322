"""A git repository as a source of plugins: fetched bare and shallow, never checked out.

Files are read as blobs of one commit. So nothing of the repository runs: no hook, no filter, no
submodule, no large-file store; and a branch that moves after the review changes nothing.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from ...errors import PluginRefusedError
from ...text import visible
from .addresses import GitAddress, refuse_this_machine
from .folders import LEFT_OUT
from .gathering import MOST_FILES, Gathered
from .names import refuse

SECONDS = 60.0
LARGEST_REPOSITORY = 100_000_000
_LARGEST_LISTING = 4_000_000
_WATCH = 0.2  # seconds between two looks at the disk
_SETTINGS = {
    "core.hooksPath": os.devnull, "core.fsmonitor": "false", "core.symlinks": "false",
    "fetch.fsckObjects": "true", "transfer.fsckObjects": "true", "gc.auto": "0",
    "http.followRedirects": "false", "protocol.ext.allow": "never", "maintenance.auto": "false",
    "submodule.recurse": "false", "fetch.recurseSubmodules": "false",
}  # fmt: skip
_PROTOCOLS = ("https", "ssh", "file")  # the address has been checked; git is told nevertheless
_KINDS = {"120000": "{name} is a link.", "160000": "{name} is another repository inside this one."}
_ASK = "Ask its author for a plugin made of plain files."


def read_repository(address: GitAddress, *, seconds: float = SECONDS) -> tuple[Gathered, str]:
    """Fetch one commit of a repository and read the files of the chosen folder.

    Returns
    -------
    tuple
        The files, and the commit that they were read from.

    Raises
    ------
    PluginRefusedError
        When git is absent, the repository cannot be reached in time, or it holds something else
        than plain files.
    """
    git = shutil.which("git")
    if git is None:
        raise PluginRefusedError(
            "git is not installed on this machine.",
            "Install git, or download the repository as an archive and install that.",
            field="source",
        )
    refuse_this_machine(address.url)
    with tempfile.TemporaryDirectory(prefix="linkr-git-") as folder:
        runner = _Git(git, Path(folder), address)
        runner.run("init", "--quiet", "--bare", "--template=", "--", folder, seconds=10)
        runner.run(
            "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules",
            "--no-write-commit-graph", "--", address.url, address.revision or "HEAD",
            seconds=seconds,
        )  # fmt: skip
        commit = runner.run("rev-parse", "--verify", "FETCH_HEAD^{commit}", seconds=10)
        name = commit.decode("ascii").strip()
        return _read(runner, f"{name}:{address.folder}"), name


def _read(git: _Git, tree: str) -> Gathered:
    listing = git.run("ls-tree", "-r", "-z", "-l", tree, seconds=20)
    if len(listing) > _LARGEST_LISTING:
        refuse("It holds more than {most} files.", _ASK, most=MOST_FILES)
    gathered = Gathered()
    for entry in listing.split(b"\0")[:-1]:
        facts, _, raw = entry.partition(b"\t")
        mode, _, blob, size = facts.decode("ascii").split()
        name = raw.decode("utf-8", "backslashreplace")
        if not LEFT_OUT.isdisjoint(name.split("/")) and mode not in _KINDS:
            gathered.left_out.append(name)
            continue
        if mode not in ("100644", "100755", "100664"):
            refuse(_KINDS.get(mode, "{name} is no plain file."), _ASK, name=name)
        gathered.announce(name, int(size))
        gathered.keep(name, git.run("cat-file", "blob", blob, seconds=10))
        if mode == "100755":
            gathered.executable.append(name)
    return gathered


class _Git:
    """The git executable on one bare repository, deaf to everything around it."""

    def __init__(self, git: str, folder: Path, address: GitAddress) -> None:
        self._git, self._folder, self._address = git, folder, address
        settings = [word for pair in _SETTINGS.items() for word in ("-c", "=".join(pair))]
        self._words = [git, *settings, "-C", str(folder)]
        kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        protocol = address.url.partition(":")[0]
        self._environment = kept | {
            "GIT_ALLOW_PROTOCOL": protocol if protocol in _PROTOCOLS else "https",
            "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "",
            "SSH_ASKPASS": "", "GCM_INTERACTIVE": "never", "GIT_LFS_SKIP_SMUDGE": "1",
            "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oClearAllForwardings=yes", "LC_ALL": "C",
            "GIT_CEILING_DIRECTORIES": str(folder.parent), "GIT_NO_REPLACE_OBJECTS": "1",
        }  # fmt: skip

    def run(self, *words: str, seconds: float) -> bytes:
        """Run one command; kill it when it takes too long or fills the disk."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(  # noqa: S603
                [*self._words, *words], stdin=subprocess.DEVNULL, stdout=out, stderr=errors,
                env=self._environment, start_new_session=os.name == "posix",
            )  # fmt: skip
            try:
                self._wait(process, time.monotonic() + seconds)
            finally:
                _stop(process)
            if process.returncode != 0:
                errors.seek(0)
                self._refuse(errors.read(4_000).decode("utf-8", "replace"))
            out.seek(0)
            return out.read()

    def _wait(self, process: subprocess.Popen[bytes], until: float) -> None:
        pause = 0.005
        while process.poll() is None:
            time.sleep(pause)
            pause = min(pause * 2, 0.2)
            if time.monotonic() > until:
                refuse("The repository {name} does not answer in time.",
                       "Try again later, or install from an archive.",
                       name=self._address.url)  # fmt: skip
            if pause >= _WATCH and _size(self._folder) > LARGEST_REPOSITORY:
                refuse("The repository {name} is larger than {most} bytes.",
                       "Ask its author for an archive of the plugin alone.",
                       name=self._address.url, most=LARGEST_REPOSITORY)  # fmt: skip

    def _refuse(self, said: str) -> None:
        lines = [line for line in said.splitlines() if line.strip()]
        raise PluginRefusedError(
            "git could not read {name}: {reason}.",
            "Check the address, the branch and the folder, and that you have access without "
            "typing a password.",
            field="source",
            name=visible(str(self._address), 120),
            reason=visible(lines[-1] if lines else "?", 200),
        )


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


def _size(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(Path(place, name)).st_size
            except OSError:  # git has just renamed it
                continue
    return total
