"""The Binder environment parses; building its image needs Docker, which CI has not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_repo2docker_accepts_the_environment(tmp_path: Path) -> None:
    # --no-build prints the Dockerfile that it would build.
    done = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)],
        capture_output=True, text=True, timeout=120, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "binder/environment.yml" in done.stdout
    assert "postBuild" in done.stdout
