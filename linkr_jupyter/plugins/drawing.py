"""Draw the picture of a plugin: what its cell shows, as it stands, on a generated hospital.

This runs the cell, so it is for authors: installing and browsing never come here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from ..errors import InvalidCellError
from .cell import render, without_magic
from .manifest import Plugin

_ROWS, _COLUMNS, _LETTERS = 9, 5, 22
_LINE, _CELL = 28, 150
# Attributes that place a mark; a number in a text stays as it is.
_PLACES = re.compile(r' (d|transform|[xyr]|[xy][12]|c[xy]|width|height|points)="[^"]*"')
_LONG = re.compile(r"(\.\d)\d+")


def draw_picture(plugin: Plugin, names: Mapping[str, Any]) -> str:
    """Run the plugin's cell with its defaults and return what it shows, as a plain SVG.

    Parameters
    ----------
    names
        What the cell finds in the notebook: ``cdm``, ``cohort`` and ``patient``.

    Raises
    ------
    InvalidCellError
        When the cell shows neither a figure nor a table.
    """
    shown = _run(render(plugin, plugin.defaults()), dict(names))
    if hasattr(shown, "to_svg"):
        return plain_svg(shown.to_svg())
    if hasattr(shown, "texts") and hasattr(shown, "headings"):
        return table_svg(shown.texts(_ROWS), shown.headings)
    if type(shown).__module__.startswith("altair."):
        import vl_convert

        return plain_svg(vl_convert.vegalite_to_svg(shown.to_dict(), allowed_base_urls=[]))
    raise InvalidCellError(
        "The cell of “{id}” shows nothing that can be drawn.",
        "End the cell with a figure, a chart or a table.",
        field="cell.py",
        id=plugin.id,
    )


def _run(source: str, names: dict[str, Any]) -> Any:
    tree = ast.parse(without_magic(source), filename="<cell.py>")
    last = tree.body.pop() if tree.body else None
    exec(compile(tree, "<cell.py>", "exec"), names)  # noqa: S102
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "<cell.py>", "eval"), names)  # noqa: S307


def plain_svg(drawing: str) -> str:
    r"""A drawing without what only a chart in a page needs: labels of marks, classes, long numbers.

    Examples
    --------
    >>> plain_svg('<svg><path aria-label="1 Jan" class="m" d="M0.123456,2"/></svg>')
    '<svg><path d="M0.1,2"/></svg>\n'
    """
    text = re.sub(r' (aria-[\w-]+|role|class|pointer-events|xmlns:xlink)="[^"]*"', "", drawing)
    text = _PLACES.sub(lambda match: _LONG.sub(r"\1", match[0]), text)
    # The drawer numbers its parts on and on; the same drawing has the same names here.
    for number, name in enumerate(dict.fromkeys(re.findall(r' id="([^"]+)"', text))):
        used = rf'( id="|url\(#|href="#){re.escape(name)}(?=["\)])'
        text = re.sub(used, rf"\g<1>p{number}", text)
    return re.sub(r"<g>\s*</g>", "", text).strip() + "\n"


def table_svg(texts: Any, headings: Mapping[str, str]) -> str:
    """A table of texts as a drawing: its first columns and rows, cut where they are long.

    Parameters
    ----------
    texts
        A pandas data frame of texts.
    headings
        Column -> heading.
    """
    columns = [str(name) for name in texts][:_COLUMNS]
    rows = [[headings.get(name, name) for name in columns]]
    rows += [[str(text) for text in row] for row in texts[columns].head(_ROWS).to_numpy()]
    width, height = _CELL * len(columns), _LINE * len(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}">',
        f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>',
        f'<rect width="{width}" height="{_LINE}" fill="#F0F0F0"/>',
    ]
    for line, row in enumerate(rows):
        weight = ' font-weight="bold"' if line == 0 else ""
        base = line * _LINE + 19
        parts.append(f'<g font-family="sans-serif" font-size="13" fill="#1B1B1B"{weight}>')
        parts += [
            f'<text x="{column * _CELL + 8}" y="{base}">{escape(_cut(text))}</text>'
            for column, text in enumerate(row)
        ]
        bottom = (line + 1) * _LINE
        parts.append(f'</g><line x2="{width}" y1="{bottom}" y2="{bottom}" stroke="#D0D0D0"/>')
    return "".join(parts) + "</svg>\n"


def _cut(text: str) -> str:
    return text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"
