"""Real servers for the browser tests: JupyterLab on a demo hospital, with folders of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

TOKEN = "linkr-tests"  # noqa: S105


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Home:
    """A person's machine: Jupyter folders of its own under one root."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith("JUPYTER")
        }
        self.environment.update(
            HOME=str(self.root),
            JUPYTER_CONFIG_DIR=str(self.root / "config"),
            JUPYTER_DATA_DIR=str(self.root / "data"),
            JUPYTER_RUNTIME_DIR=str(self.root / "runtime"),
            JUPYTERLAB_WORKSPACES_DIR=str(self.root / "workspaces"),
            JUPYTERLAB_SETTINGS_DIR=str(self.root / "settings"),
            JUPYTER_TOKEN=TOKEN,
        )
        config = self.root / "config"
        config.mkdir(exist_ok=True)
        for file, app in {"lab": "LabApp", "notebook": "JupyterNotebookApp"}.items():
            line = f"c.{app}.expose_app_in_browser = True\n"
            (config / f"jupyter_{file}_config.py").write_text(line)

    def linkr(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one ``jupyter linkr`` command and require success."""
        done = subprocess.run(
            [sys.executable, "-m", "linkr_jupyter.cli.main", *words],
            env=self.environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done

    def settings(self, plugin: str, content: str) -> None:
        """Set JupyterLab's user settings of one of its plugins (``scope/name:plugin``)."""
        package, name = plugin.split(":")
        file = self.root / "settings" / package / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


@dataclass
class Server:
    """A process that answers on a port."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def wait(self, path: str = "", seconds: float = 60) -> Server:
        """Wait until the server answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(self.url + path, timeout=5).close()  # noqa: S310
                return self
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"no answer from {self.url}:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> None:
        """Stop the process and its kernels."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


def start(home: Home, words: list[str], port: int, log: str) -> Server:
    """Start a command in a session of its own, so that stopping it stops its kernels."""
    file = home.root / log
    with file.open("wb") as output:
        process = subprocess.Popen(
            words, env=home.environment, stdout=output, stderr=output, start_new_session=True
        )
    return Server(process, f"http://127.0.0.1:{port}/", file)


def start_lab(home: Home, folder: Path, *words: str) -> Server:
    """Start ``jupyter linkr demo`` on a folder, as a new user does, without opening a browser."""
    port = free_port()
    command = [sys.executable, "-m", "linkr_jupyter.cli.main", "demo", str(folder)]
    options = ["--no-browser", "--port", str(port), "--persons", "300", *words]
    return start(home, [*command, *options], port, "lab.log").wait("api")
