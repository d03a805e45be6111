"""What the models and the views of forms declare, as a list that every change of one changes.

``python -m tests.test_declarations`` writes the lists anew.
"""

import json
import subprocess
import sys
from pathlib import Path

import pushstanza as ps
from pushstanza.binding import declared, spec_of
from pushstanza.binding.describe import describe
from pushstanza.stanzas.forms import VIEWS

DATA = Path(__file__).parent / "data"
LIST = DATA / "declarations.txt"
DOCSTRINGS = DATA / "docstrings.txt"
SCHEMAS = DATA / "schemas_of_models.json"

#: One that has each kind of place, and one view with and one without a FORM_TYPE.
DOCUMENTED = (
    ps.CommandActions, ps.Delay, ps.Field, ps.Iq, ps.Message, ps.StanzaError, ps.CommandError, ps.PushSummary,
    ps.P2Registration,
)  # fmt: skip


def declarations():
    """Yield a line for each model and view, and one for each of its places."""
    for name in dir(ps):
        getattr(ps, name)  # its module declares it
    ours = {cls.__name__: cls for cls in declared() if cls.__module__.startswith("pushstanza.")}
    for name in sorted(ours):
        spec = spec_of(ours[name])
        yield f"{name}: {' '.join(f'<{each}>' for each in spec.names)} in {spec.namespace}"
        for row, place in zip(describe(spec), spec.places, strict=True):
            default = "required" if row.required else f"by default {place.default!r}"
            secret = (
                ", secret" if place.secret is True else ", may be secret" if place.secret else ""
            )
            yield f"    {row.field}: {row.xml}: {row.type}, {default}{secret}"
    for view in sorted(VIEWS, key=lambda each: each.__name__):
        yield f"{view.__name__}: {view.FORM_TYPE or 'no FORM_TYPE'}, cited as {view.CITED_AS}"
        for each in view.FIELDS:
            words = "|".join(each.codec.words or ()) or each.codec.name
            limits = (
                ""
                if each.minimum is each.maximum is None
                else f", {each.minimum} to {each.maximum}"
            )
            secret = ", secret" if each.secret else ""
            yield f"    {each.attribute}: {each.var}: {each.kind}: {words}{limits}{secret}"


def docstrings():
    """Return the docstrings of some models, which are made from their declarations."""
    return "\n\n".join(f"{cls.__name__}: {cls.__doc__}" for cls in DOCUMENTED) + "\n"


def schemas():
    """Return the JSON Schemas of some classes, and of a payload of any class without its list."""
    made = {
        cls.__name__: ps.json_schema(cls)
        for cls in (ps.Form, ps.Delay, ps.PublishOptions, ps.FcmRequest, ps.Unknown)
    }
    definitions = ps.json_schema(ps.EventItem)["$defs"]
    any_model = definitions["AnyModel"]
    made["EventItem"] = definitions["EventItem"]
    made["AnyModel"] = {**any_model, "allOf": any_model["allOf"][:2]}
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def test_models_and_views_are_what_they_were():
    assert [*declarations()] == LIST.read_text().splitlines()


def test_docstrings_are_what_they_were():
    assert docstrings().splitlines() == DOCSTRINGS.read_text().splitlines()


def test_schemas_of_models_are_what_they_were():
    program = "from tests.test_declarations import schemas; print(schemas())"
    ran = subprocess.run(  # where no other test has declared models
        [sys.executable, "-c", program], cwd=DATA.parents[1], capture_output=True, check=True
    )
    assert json.loads(ran.stdout) == json.loads(SCHEMAS.read_text("utf-8"))


if __name__ == "__main__":
    LIST.write_text("\n".join(declarations()) + "\n")
    DOCSTRINGS.write_text(docstrings())
    SCHEMAS.write_text(schemas(), "utf-8")
