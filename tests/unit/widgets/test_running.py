"""What a cell shows is kept in order, and nothing of a run leaks out of it."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from linkr_jupyter.widgets.running import Recorder, run_code


def shown(outputs: list[dict[str, Any]]) -> list[str]:
    return [one["text"] if "text" in one else one["data"]["text/plain"] for one in outputs]


def test_outputs_in_order_and_the_last_value(shell: InteractiveShell) -> None:
    code = "print('a'); print('b')\nfrom IPython.display import display\ndisplay(1)\nprint('c')\n2"
    run = run_code(code, {}, shell)
    assert shown(run.outputs) == ["a\nb\n", "1", "c\n", "2"]
    assert run.error is None and run.seconds > 0


def test_a_semicolon_hides_the_last_value(shell: InteractiveShell) -> None:
    assert run_code("2;", {}, shell).outputs == []


def test_an_error_ends_the_run_and_keeps_what_was_shown(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_code("print('a')\n1/0", {}, shell)
    assert shown(run.outputs) == ["a\n"]
    assert isinstance(run.error, ZeroDivisionError)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("code", ["raise KeyboardInterrupt", "raise SystemExit", "def f(:", "x ="])
def test_no_exception_leaves(shell: InteractiveShell, code: str) -> None:
    assert run_code(code, {}, shell).error is not None


def test_updates_and_clearing(shell: InteractiveShell) -> None:
    code = (
        "from IPython.display import display, clear_output\n"
        "print('gone')\nclear_output(wait=True)\n"
        "handle = display('one', display_id='x')\ndisplay('two')\nhandle.update('three')"
    )
    assert shown(run_code(code, {}, shell).outputs) == ["'three'", "'two'"]


def test_pictures_are_text_for_the_wire(shell: InteractiveShell) -> None:
    code = "from IPython.display import Image\nImage(data=bytes([137, 80, 78, 71]), format='png')"
    data = run_code(code, {}, shell).outputs[0]["data"]
    assert data["image/png"] == "iVBORw=="


def test_warnings_are_for_authors(shell: InteractiveShell) -> None:
    code = "import sys\nprint('careful', file=sys.stderr)"
    assert run_code(code, {}, shell, warnings=False).outputs == []
    assert run_code(code, {}, shell, warnings=True).outputs[0]["name"] == "stderr"


def test_printed_text_has_a_limit(shell: InteractiveShell) -> None:
    run = run_code("for _ in range(50): print('x' * 100_000)", {}, shell)
    assert len(run.outputs) == 1 and len(run.outputs[0]["text"]) == 200_000


def test_other_threads_print_where_they_did(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    def other() -> None:
        print("elsewhere")  # noqa: T201

    names = {"thread": threading.Thread(target=other)}
    run = run_code("thread.start(); thread.join(); print('here')", names, shell)
    assert shown(run.outputs) == ["here\n"]
    assert capsys.readouterr().out == "elsewhere\n"
    assert sys.stdout is not None


def test_magics_work(shell: InteractiveShell) -> None:
    names: dict[str, object] = {"get_ipython": lambda: shell}
    assert shown(run_code("%precision 2\n3", names, shell).outputs)[-1] == "3"


def test_messages_of_a_kernel_are_taken_from_its_publisher() -> None:
    recorder = Recorder()
    message = {
        "header": {"msg_type": "display_data"},
        "content": {"data": {"text/plain": "1"}, "metadata": {}, "transient": {}},
    }
    assert recorder.hook(message) is None
    other = {"header": {"msg_type": "comm_msg"}, "content": {}}
    assert recorder.hook(other) is other
    assert shown(recorder.kept) == ["1"]
