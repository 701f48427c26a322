"""What our R code asks of Python; no exception of Python ever crosses R's stack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import InvalidValueError, LinkrError
from ..locale import current_language, translate
from . import objects, values
from .host import Host
from .queries import Connection, connection_of
from .session import session
from .status import missing_packages
from .to_r import to_r_frame

PACKAGES_OF_TABLES = ("DBI", "dplyr", "dbplyr")
_KEPT = 100  # failures whose Python exception is kept for the person


class Calls:
    """Answers ``.call_python(op, arguments)`` for the host of the moment."""

    def __init__(self) -> None:
        self.host: Host | None = None
        self.working = 0
        self.interrupted = False
        self.failures: dict[int, BaseException] = {}
        self.before_showing: Callable[[], None] = lambda: None
        self._answer: Any = None

    def __call__(self, op: Any, arguments: Any) -> Any:
        """Answer one question of R, in a list of one: rpy2 cannot hand over R's NULL itself."""
        self.working += 1
        try:
            answer = getattr(self, f"_{op[0]}")(*arguments)
            self._answer = self._wrapped(values.to_r(answer))
        except KeyboardInterrupt as error:
            self.interrupted = True
            self._answer = self._wrapped(self._failure("interrupt", error))
        except Exception as error:
            self._answer = self._wrapped(self._failure("error", error))
        finally:
            self.working -= 1
        return self._answer

    def _wrapped(self, answer: Any) -> Any:
        return session().ri.ListSexpVector([answer])

    def _failure(self, kind: str, error: BaseException) -> Any:
        number = max(self.failures, default=0) + 1
        self.failures[number] = error
        self.failures.pop(number - _KEPT, None)
        language = current_language()
        text = error.text(language) if isinstance(error, LinkrError) else plain_words(error)
        r = session()
        made = values.to_r({"kind": kind, "message": text, "number": number})
        return r.base("class<-")(made, "linkr_failure")

    @property
    def _here(self) -> Host:
        assert self.host is not None  # noqa: S101  # set while R code runs
        return self.host

    def _attribute(self, value: Any, name: Any) -> Any:
        return objects.attribute(objects.held(value), str(name[0]))

    def _call(self, function: Any, arguments: Any) -> Any:
        names = session().base("names")(arguments)
        labels = [str(name) for name in names] if names else [""] * len(arguments)
        converted = [values.from_r(item, whole=True) for item in arguments]
        pairs = list(zip(labels, converted, strict=True))
        return objects.call(
            objects.held(function),
            [value for label, value in pairs if not label],
            {label: value for label, value in pairs if label},
        )

    def _names(self, value: Any) -> list[str]:
        return objects.names(objects.held(value))

    def _describe(self, value: Any) -> str:
        return objects.describe(objects.held(value))

    def _read_only(self) -> str:
        text = "Objects of Python cannot be changed from R."
        return translate(text, current_language())

    def _no_quitting(self) -> str:
        text = "R runs inside the kernel of this notebook: restart the kernel to begin again."
        return translate(text, current_language())

    def _no_column(self, name: Any, columns: Any) -> str:
        text = "There is no column {column}; there are {columns}."
        shown = ", ".join(str(column) for column in columns)
        return translate(text, current_language(), column=str(name[0]), columns=shown)

    def _verb(self) -> str:
        return translate("A verb of LinkR: call it like a function.", current_language())

    def _lazy(self, columns: Any) -> str:
        shown = ", ".join(str(column) for column in columns)
        text = "Query: columns {columns}. collect() brings the rows."
        return translate(text, current_language(), columns=shown)

    def _prepare(self) -> bool:
        """Read what makes tables lazy; False where R has not the packages for it."""
        if missing_packages(PACKAGES_OF_TABLES):
            return False
        session().read("dbi.R")
        return True

    def _frame(self, table: Any) -> Any:
        return to_r_frame(objects.held(table))

    def _connection(self, table: Any) -> dict[str, Any]:
        found = connection_of(objects.held(table))
        return {"id": f"c{id(found)}", "object": found, "dialect": found.dialect}

    def _relation(self, table: Any) -> str:
        value = objects.held(table)
        return connection_of(value).name_of(value)

    def _query(self, connection: Any, statement: Any) -> Any:
        found: Connection = objects.held(connection)
        return to_r_frame(found.query(str(statement[0])))

    def _fields(self, connection: Any, name: Any) -> list[str]:
        found: Connection = objects.held(connection)
        return list(found.table(str(name[0])).columns)

    def _notebook(self, name: Any) -> Any:
        found = self._here.names()[str(name[0])]
        return objects.handle(found) if objects.is_cdm(found) else found

    def _verbs(self) -> Any:
        return objects.handle(self._here.verbs)

    def _warning(self, message: Any, call: Any, line: Any) -> None:
        text = "Warning of R, line {line}: {message}"
        self._here.note(translate(
            text, current_language(), line=int(line[0]), message=str(message[0])
        ) + "\n")  # fmt: skip

    def _message(self, text: Any) -> None:
        self._here.note(str(text[0]))

    def _show(self, value: Any, total: Any) -> bool:
        self.before_showing()
        try:
            shown = values.from_r(value)
        except InvalidValueError:  # a column of lists, say: R prints what we cannot show
            return False
        return self._here.show(shown, int(total[0]))

    def _plot(self, drawing: Any, alt: Any) -> None:
        self.before_showing()
        self._here.plot(str(drawing[0]), str(alt[0]))

    def _figure(self, drawing: Any, texts: Any) -> Any:
        given = {name: text for name, text in values.from_r(texts).items() if text is not None}
        return self._here.figure(values.from_r(drawing), given)


def plain_words(error: BaseException) -> str:
    """An error that is not one of ours, on one line."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]


def install(calls: Callable[[Any, Any], Any]) -> None:
    """Let our R code call ``calls``, and register its methods."""
    r = session()
    # rpy2 looks at the signature of what it calls.
    r.callback(lambda op, arguments: calls(op, arguments))
    r["register_methods"]()
