"""``%load_ext linkr_jupyter.voila.kernel``: what a kernel behind a page never says to a browser.

A page's kernel answers every message of its reader's browser. Tracebacks, warnings and log lines
hold paths of the server and values of patients, so they go to the server's own standard error; the
page gets a sentence.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import comm
import ipywidgets  # noqa: F401  (registers its targets when it is first imported)
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import publish_display_data

from ..errors import LinkrError
from ..locale import current_language, translate

logger = logging.getLogger("linkr.page")

# With it, a browser makes widgets in the kernel; every one on a page was made by the study.
WIDGET_TARGET = "jupyter.widget"


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Guard the running kernel."""
    sys.stderr = sys.__stderr__ or sys.stderr
    logging.lastResort = logging.StreamHandler(sys.stderr)
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(sys.stderr)
    shell._showtraceback = _say_problem  # type: ignore[method-assign, assignment]
    comm.get_comm_manager().targets.pop(WIDGET_TARGET, None)


def _say_problem(kind: type[BaseException], error: BaseException, lines: list[str]) -> None:
    """Log an error and show its words: IPython calls this where it would show a traceback."""
    logger.error("%s", "".join(traceback.format_exception(error)))
    publish_display_data(
        {"text/plain": "LinkR message"}, {"linkr_problem": problem(error, current_language())}
    )


def problem(error: BaseException, language: str) -> dict[str, Any]:
    """The message and the advice of an error of ours; of any other error, nothing.

    Examples
    --------
    >>> problem(LinkrError("The file {name} is empty.", name="a.csv"), "en")["message"]
    'The file a.csv is empty.'
    >>> problem(KeyError("patient 4711"), "en")
    {'message': '', 'advice': ''}
    """
    if not isinstance(error, LinkrError):
        return {"message": "", "advice": ""}
    return {
        "message": translate(error.message, language, **error.params),
        "advice": translate(error.advice, language, **error.params) if error.advice else "",
    }
