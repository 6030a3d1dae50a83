"""Options that several commands share, said once: a dataclass whose fields are options.

A command takes the dataclass as a parameter; :func:`grouped` gives the program the fields in
its place, and the command gets them filled in.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import wraps
from inspect import Parameter, signature
from typing import Any, get_type_hints


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """The command with every dataclass among its parameters spread into its fields."""
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}

    @wraps(command)
    def run(**given: Any) -> None:
        for name, group in groups.items():
            own = {field.name: given.pop(field.name) for field in fields(group)}
            given[name] = group(**own)
        command(**given)

    parameters = [
        spread
        for parameter in signature(command).parameters.values()
        for spread in _spread(parameter, hints)
    ]
    run.__signature__ = signature(command).replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _spread(parameter: Parameter, hints: dict[str, Any]) -> list[Parameter]:
    hint = hints[parameter.name]
    if not is_dataclass(hint):
        return [parameter.replace(annotation=hint, kind=Parameter.KEYWORD_ONLY)]
    options = get_type_hints(hint, include_extras=True)
    return [
        Parameter(
            field.name,
            Parameter.KEYWORD_ONLY,
            default=_default(field),
            annotation=options[field.name],
        )
        for field in fields(hint)
    ]


def _default(field: Field[Any]) -> Any:
    return Parameter.empty if field.default is MISSING else field.default
