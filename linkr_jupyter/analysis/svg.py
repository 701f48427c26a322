"""Draw a Vega-Lite specification without a browser."""

from __future__ import annotations

import hashlib
import re
from typing import Any

_VEGA_LITE = "6.4"
# Ids of one drawing must not meet those of another on the same page.
_ID = re.compile(r'(\bid="|url\(#|href="#)([\w-]+)')


def to_svg(spec: dict[str, Any]) -> str:
    """Draw a specification as SVG; its ids are its own, and nothing is fetched.

    Parameters
    ----------
    spec
        Vega-Lite specification with its data inside.
    """
    import vl_convert

    drawing = vl_convert.vegalite_to_svg(spec, vl_version=_VEGA_LITE, allowed_base_urls=[])
    prefix = "linkr" + hashlib.sha256(drawing.encode()).hexdigest()[:8] + "-"
    return _ID.sub(lambda match: match[1] + prefix + match[2], drawing)
