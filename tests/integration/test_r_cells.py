"""``%%R`` cells in a running kernel and in patient cells: results, plots, errors, interrupts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from jupyter_client.manager import KernelManager, start_new_kernel

from linkr_jupyter.cdm import Cdm
from linkr_jupyter.locale import set_language
from linkr_jupyter.widgets import activate, place
from linkr_jupyter.widgets.patient_view import views

Messages = list[dict[str, Any]]


@pytest.fixture
def shell(demo_cdm: Cdm) -> Iterator[InteractiveShell]:
    shell = InteractiveShell.instance()
    activate(shell)
    first = int(demo_cdm.person.person_id.min().to_pyarrow().as_py())
    shell.user_ns.update(cdm=demo_cdm, patient=demo_cdm.patient(first))
    yield shell
    for name in ("cdm", "patient"):
        shell.user_ns.pop(name, None)


@pytest.fixture
def run(shell: InteractiveShell) -> Callable[[str], Any]:
    def run(code: str) -> Any:
        with capture_output() as captured:
            captured.result = shell.run_cell(code)
        return captured

    return run


def htmls(captured: Any) -> list[str]:
    return [output.data.get("text/html", "") for output in captured.outputs]


def test_variables_come_in_and_go_out(run: Any, shell: InteractiveShell) -> None:
    run("import pandas as pd\nframe = pd.DataFrame({'a': [1, 2], 'b': ['é', None]})")
    done = run("%%R -i frame -o found,n\nfound <- frame[frame$a > 1, ]\nn <- nrow(found)")
    assert done.result.success and shell.user_ns["n"] == 1
    assert shell.user_ns["found"]["a"].tolist() == [2]
    # A table of the notebook needs no -i, and follows Python until R has one of that name.
    run("%%R -i frame\nframe <- rbind(frame, frame)")
    assert run("%%R\ncat(nrow(frame))").stdout == "4"
    assert run("%%R -i frame\ncat(nrow(frame))").stdout == "2"
    run("frame = frame.head(1)")
    assert run("%%R\ncat(nrow(frame))").stdout == "1"
    assert run("%R cat(1 + 1)").stdout == "2"


def test_a_preview_leaves_nothing_behind(run: Any) -> None:
    failed = run("%%R --local\nmine <- 1\nstop(mine)")
    assert "R, line 2: 1" in failed.stdout
    assert "'mine' not found" in run("%%R\nmine").stdout


def test_other_programs_keep_their_own_libraries(run: Any) -> None:
    run("%%R\n1")
    # With R's folders in LD_LIBRARY_PATH, another Python takes the library of the system's.
    assert "/R/lib" not in os.environ.get("LD_LIBRARY_PATH", "")
    child = subprocess.run([sys.executable, "-c", "import ssl"], capture_output=True, text=True)
    assert child.stderr == ""
    assert run("%%R\ncat(system(\"Rscript -e 'cat(1 + 1)'\", intern = TRUE))").stdout == "2"


def test_what_plugins_cells_bring_in(run: Any, shell: InteractiveShell) -> None:
    run("persons = cdm.person.filter(cdm.person.gender_concept_id == 8532)")
    run(
        "%%R -i cdm -i persons -o women,all\nlibrary(dplyr)\n"
        "women <- persons |> count() |> collect()\n"
        "all <- cdm$person |> count() |> pull(n)"
    )
    wanted = shell.user_ns["persons"].count().to_pyarrow().as_py()
    assert shell.user_ns["women"]["n"].tolist() == [wanted] and shell.user_ns["all"] == 300


def test_a_package_hides_no_table_of_the_notebook(run: Any) -> None:
    run("import pandas as pd\nlung = pd.DataFrame({'mine': [1]})")
    assert run("%%R\nlibrary(survival)\ncat(names(lung))").stdout == "mine"


def test_tables_are_shown_as_those_of_python(run: Any) -> None:
    [html] = htmls(run("%%R\ndata.frame(person_id = 12345, drug = '<b>é')"))
    assert "<caption>" in html and 'scope="col"' in html
    assert "12345" in html and "&lt;b&gt;é" in html
    [named] = htmls(run("%%R\nhead(mtcars, 2)"))
    assert "Mazda RX4 Wag" in named and ">mpg</th>" in named and "row names" not in named
    assert "<list>" in run("%%R\ndplyr::tibble(a = 1, b = list(1:2))").stdout


def test_printed_text_is_one_stream(run: Any) -> None:
    done = run("%%R\nprint(summary(c(1, 2)))\nmessage('said')\nwarning('careful')\ninvisible(3)")
    assert "Min." in done.stdout and "3.0" not in done.stdout
    assert "said" in done.stderr and "Warning of R, line 3: careful" in done.stderr


def test_plots_have_words(run: Any) -> None:
    done = run(
        "%%R\nlibrary(ggplot2)\n"
        "ggplot(mtcars, aes(mpg, wt)) + geom_point() + labs(title = 'Weight <&>')\nplot(1:3)"
    )
    first, second = htmls(done)
    assert '<img alt="Plot of R: Weight &lt;&amp;&gt;, wt, mpg"' in first
    assert "data:image/svg+xml;base64," in first and 'alt="Plot of R"' in second


def test_a_figure_has_its_table(run: Any) -> None:
    done = run(
        "%%R\nlibrary(ggplot2)\n"
        "figure(ggplot(mtcars, aes(mpg, wt)) + geom_point(), table = head(mtcars),\n"
        "  title = 'Weight', caption = '32 cars', alt = 'A falling cloud')"
    )
    [html] = htmls(done)
    assert '<img alt="A falling cloud"' in html and "32 cars" in html and "<details>" in html
    assert done.outputs[0].data["text/plain"] == "Figure: Weight"
    [empty] = htmls(run("%%R\nfigure(NULL, title = 'None', reading = 'Nobody.')"))
    assert "Nobody." in empty and "<img" not in empty


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("f <- function(x) {\n  stop('no such unit')\n}\nf(1)", "R, line 2, in f(1): no such unit"),
        ("x <- 1\nundefined_name", "R, line 2: object 'undefined_name' not found"),
        ("1\n2 +* 3", "R, line 2: this is not R code: unexpected '*'"),
        ("cdm$measurment", "no attribute or OMOP table 'measurment'"),
        ("library(noSuchPackage)", "noSuchPackage"),
        ("f <- function(n) f(n + 1)\nf(1)", "R, line 2"),
        ("q()", "restart the kernel"),
        ("cdm$person$year_of_brith", "There is no column year_of_brith"),
    ],
)
def test_errors_are_readable(run: Any, code: str, words: str) -> None:
    done = run(f"%%R\n{code}")
    assert not done.result.success
    assert words in done.stdout and "Traceback" not in done.stdout and "rpy2" not in done.stdout


def test_ours_stays_when_rpy2_is_loaded(run: Any, shell: InteractiveShell) -> None:
    ours = shell.magics_manager.magics["cell"]["R"]
    shell.register_magic_function(lambda line, cell: None, "cell", "R")
    assert run("%%R\ncat('ours')").stdout == "ours"
    assert shell.magics_manager.magics["cell"]["R"] is ours


def drawn(shell: InteractiveShell, code: str) -> str:
    """What a patient cell shows."""
    with capture_output():
        shell.run_cell(f"%%patient --language R\n{code}")
    view = list(views._views.values())[-1]
    view.stale = True
    view.draw()
    return str(view.output.outputs)


def test_a_patient_cell_follows_the_patient(shell: InteractiveShell, demo_cdm: Cdm) -> None:
    code = "cat('n', nrow(patient$measurement), patient$person_id)"
    persons = demo_cdm.person.order_by("person_id").limit(2).to_pyarrow()["person_id"].to_pylist()
    for person in persons:
        shell.user_ns["patient"] = demo_cdm.patient(person)
        rows = shell.user_ns["patient"].measurement.to_pyarrow().num_rows
        assert f"n {rows} {person}" in drawn(shell, code)
    assert "iVBOR" not in drawn(shell, "plot(1:3)") and "<img alt=" in drawn(shell, "plot(1:3)")


def test_clinicians_see_no_words_of_r(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no such unit" in drawn(shell, "stop('no such unit')")
    monkeypatch.setattr(place, "_in_voila", True)
    shown = drawn(shell, "warning('careful')\nstop('no such unit')")
    assert "could not be shown" in shown
    assert "no such unit" not in shown and "careful" not in shown
    absent = drawn(shell, "linkr$measured_values(patient, 3027018, units = 'bad')")
    assert "is not a way to treat several units" in absent
    set_language("fr")
    try:
        assert "n'a pas pu" in drawn(shell, "stop('x')").replace("’", "'")
    finally:
        set_language("en")


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[KernelManager, Any]]:
    manager, client = start_new_kernel(kernel_name="python3", startup_timeout=120)
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def executed(client: Any, code: str, during: Callable[[], None] | None = None) -> Messages:
    """The messages of one cell; ``during`` is called at its first output."""
    client.execute(code)
    messages: Messages = []
    while True:
        message = client.get_iopub_msg(timeout=90)
        kind = message["msg_type"]
        if kind == "status" and message["content"]["execution_state"] == "idle":
            return messages
        if kind in {"stream", "display_data", "error"}:
            messages.append({"kind": kind, **message["content"]})
            if during is not None:
                during()
                during = None


def test_in_a_kernel(kernel: tuple[KernelManager, Any]) -> None:
    _, client = kernel
    executed(client, "%load_ext linkr_jupyter\nimport sys")
    [quiet] = executed(client, "print('rpy2' in sys.modules)")
    assert quiet["text"] == "False\n"
    printed = executed(client, "%%R\nfor (i in 1:200) cat(i, '')")
    assert len(printed) <= 2 and "".join(m["text"] for m in printed).split()[-1] == "200"
    [failed] = executed(client, "%%R\nstop('é')")
    assert failed["traceback"] == ["R, line 1: é"]


@pytest.mark.parametrize(
    "work",
    ["i <- 0; while (TRUE) i <- i + 1", "Sys.sleep(60)", "repeat sapply(1:10, function(x) x^2)"],
)
def test_an_interrupt_stops_r(kernel: tuple[KernelManager, Any], work: str) -> None:
    manager, client = kernel
    executed(client, "%load_ext linkr_jupyter")
    started: list[float] = []

    def interrupt() -> None:
        time.sleep(0.5)
        started.append(time.monotonic())
        manager.interrupt_kernel()

    messages = executed(client, f"%%R\nmessage('begun')\n{work}", during=interrupt)
    assert time.monotonic() - started[0] < 2
    assert messages[-1]["kind"] == "error" and messages[-1]["traceback"] == ["Cancelled"]
    [after] = executed(client, "%%R\ncat('alive')")
    assert after["text"] == "alive"


def test_an_interrupt_stops_a_query(kernel: tuple[KernelManager, Any], demo_file: Path) -> None:
    manager, client = kernel
    setup = f"import linkr_jupyter as linkr\ncdm = linkr.connect({str(demo_file)!r})"
    executed(client, setup)
    sql = "SELECT count(*) AS n FROM range(100000000) a, range(100000) b WHERE a.range > b.range"
    code = f'con <- dbplyr::remote_con(cdm$person)\nmessage("begun")\nDBI::dbGetQuery(con, "{sql}")'
    started: list[float] = []

    def interrupt() -> None:
        time.sleep(0.5)
        started.append(time.monotonic())
        manager.interrupt_kernel()

    messages = executed(client, f"%%R\n{code}", during=interrupt)
    assert time.monotonic() - started[0] < 2
    assert messages[-1]["traceback"] == ["Cancelled"]
