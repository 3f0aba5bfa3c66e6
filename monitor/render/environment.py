"""The templates' world: nothing but the plain values they are given.

Report folders are edited by offices, so templates run in a sandbox that changes nothing,
name nothing undefined and, for html, escape everything. A template that asks for a value
nobody gave fails; it does not print a gap.
"""

from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

CHARTS = Path(__file__).parent / "charts"


def environment(folder: Path, *, html: bool) -> ImmutableSandboxedEnvironment:
    """Return the environment of one folder of templates; ``html`` also means SVG."""
    world = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=html,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    for name in ("range", "lipsum", "cycler", "joiner", "namespace"):
        world.globals.pop(name, None)
    return world


def fill(folder: Path, name: str, values: dict[str, object], *, html: bool) -> str:
    """Fill one template; raises jinja2.TemplateError where it asks for what is not given."""
    return environment(folder, html=html).get_template(name).render(values)
