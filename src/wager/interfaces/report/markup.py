"""HTML and SVG, element by element: what is not markup already is text, and is escaped."""

from __future__ import annotations

import html
import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What no HTML document may hold, and halves of characters, as names in git may have them."""

_VOID = frozenset(("br", "meta", "link", "hr"))


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def text(value: object) -> Markup:
    """Escape a text.

    Examples
    --------
    >>> text("<script>"), text(Markup("<b>"))
    ('&lt;script&gt;', '<b>')
    """
    if isinstance(value, Markup):
        return value
    return Markup(html.escape(_UNPRINTABLE.sub("\ufffd", str(value))))


def element(name: str, /, *children: object, **attributes: object) -> Markup:
    """Make an element.

    Parameters
    ----------
    name : str
    *children : Markup or anything with a text
        Markup stays, everything else is escaped; None and the empty text are left out.
    **attributes
        An underscore stands for a hyphen, one at the end for nothing; None leaves it out.

    Examples
    --------
    >>> element("p", "a < b, ", element("b", "c"), class_="lead", aria_label='"')
    '<p class="lead" aria-label="&quot;">a &lt; b, <b>c</b></p>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    inner = "".join(text(child) for child in children if child not in (None, ""))
    return Markup(f"<{name}{written}>{inner}</{name}>")


def joined(*parts: object) -> Markup:
    """Put markup and texts behind one another."""
    return Markup("".join(text(part) for part in parts if part not in (None, "")))
