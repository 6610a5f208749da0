"""Names of columns that look as if they were about people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wager.data.source import Source
from wager.foundation.finding import Finding

_PERSONAL = frozenset(
    "email emails phone telephone tel cellphone fax firstname lastname surname forename fullname username nickname maiden "
    "birth birthday birthdate birthplace dob address street ip ipv4 ipv6 ssn iban passport gender sex ethnicity "
    "religion nationality citizenship disability diagnosis".split()
)
_PEOPLE = frozenset(
    "person people customer client user member patient passenger guest employee staff worker driver student pupil "
    "subscriber applicant borrower tenant visitor contact holder owner sender recipient author first last full family "
    "given middle spouse child parent".split()
)
_ABOUT_A_NUMBER = frozenset(
    "count num n total share rate length len has is was valid verified confirmed domain provider type kind hash "
    "hashed masked bounced opened sent clicked score change changed changes per".split()
)


def looks_personal(text: str, source: str = "") -> str:
    """Say which word of a column's name, or of what it means, speaks of a person; empty where none does.

    Parameters
    ----------
    text : str
        The name, or the text of `means`.
    source : str
        Name of the source: a bare `name` among customers is a person's.

    Examples
    --------
    >>> [looks_personal(text) for text in ("e_mail", "sender_address", "birth_year", "first_name", "phone_number")]
    ['email', 'address', 'birth', 'name', 'phone']
    >>> [looks_personal(text) for text in ("email_domain", "product_name", "number_of_emails", "ship", "file_name")]
    ['', '', '', '', '']
    >>> looks_personal("name", "customers"), looks_personal("name", "airports")
    ('name', '')
    """
    words: list[str] = re.findall(r"[a-z0-9]+", re.sub("e[_-]mail", "email", text.lower()))
    if _ABOUT_A_NUMBER & set(words) or "number of" in " ".join(words):
        return ""
    for word in words:
        if word in _PERSONAL:
            return word
    people = _PEOPLE | {f"{one}s" for one in _PEOPLE}
    around = set(words) - {"name"} or set(re.findall(r"[a-z]+", source))
    return "name" if words[-1:] == ["name"] and around & people else ""


def undeclared_personal(source: Source) -> Iterator[Finding]:
    """Find columns that look personal and are not declared so (W116).

    Where `means` says what a column is, it is believed rather than the name. Yes or no is about nobody.
    """
    declared = source.personal.columns if source.personal else ()
    for name, spec in source.columns.items():
        if name in declared or spec.type in {"bool", "float", "money"}:
            continue
        word = looks_personal(spec.means or name, source.name)
        if word:
            keep = (
                "declare it with the others"
                if declared
                else f"write `personal: {{columns: [{name}], keep: 90 d}}`"
            )
            yield source.fault(
                f"columns.{name}",
                "W116",
                f"column {name} looks personal ({word}) and is not declared under `personal`; {keep}, leave it out, or "
                f"say with `means` what it is, such as `{name}: {{type: {spec.type}, means: …}}`",
            )
