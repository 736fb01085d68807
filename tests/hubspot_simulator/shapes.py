"""Holds every request against the SDK's own models: types, what is required, what is unknown, enums.

In: a JSON body and the name of a model of hubspot-api-client. Raises RefusalError with what does not fit.
The models are Apache-2.0; HubSpot's specification itself may not be copied (reference, section 3).
"""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any, Final

from hubspot.crm import objects, properties
from hubspot.crm.associations import v4

from tests.hubspot_simulator.refusals import bad_shape

_PACKAGES: Final[dict[str, ModuleType]] = {"objects": objects, "properties": properties, "associations": v4}
_PLAIN: Final[dict[str, type | tuple[type, ...]]] = {
    "str": str,
    "int": int,
    "bool": bool,
    "float": (int, float),
    "datetime": str,
}
_LIST, _DICT = re.compile(r"list\[(.+)\]"), re.compile(r"dict\[str, (.+)\]")

#: Where HubSpot's pages and its specification, from which the models are made, say different things: the
#: search body needs none of its keys, and `sorts` holds objects (reference, 1.6: "spec bugs").
_NOT_REQUIRED: Final = frozenset({"PublicObjectSearchRequest"})
_ANY_SHAPE: Final = frozenset({("PublicObjectSearchRequest", "sorts")})
#: A category that the SDK's enums lack (reference, 1.3).
_WORK: Final = "WORK"


def check(package: str, model: str, body: Any) -> None:  # noqa: ANN401 - any JSON
    """Return when `body` fits the model and everything in it does. Raises RefusalError."""
    _check_model(_PACKAGES[package], model, body, model)


def _check_model(package: ModuleType, model: str, value: Any, at: str) -> None:  # noqa: ANN401 - any JSON
    if not isinstance(value, dict):
        raise bad_shape(f"{at} is no object")
    kind = getattr(package, model)
    attribute_of = {key: attribute for attribute, key in kind.attribute_map.items()}
    unknown = sorted(set(value) - set(attribute_of))
    if unknown:
        raise bad_shape(f"{at} has the unknown key {unknown[0]}")
    given = {attribute_of[key]: part for key, part in value.items()}
    for attribute, part in given.items():
        if (model, attribute) not in _ANY_SHAPE:
            _check_type(package, kind.openapi_types[attribute], part, f"{at}.{attribute}")
    if model in _NOT_REQUIRED:
        return
    strict = package.Configuration()
    strict.client_side_validation = True  # it is off by default
    checked = {name: part for name, part in given.items() if part != _WORK or name != "association_category"}
    try:
        kind(**checked, local_vars_configuration=strict)
    except ValueError as error:
        if len(checked) == len(given):
            raise bad_shape(f"{at}: {error}") from error


def _check_type(package: ModuleType, wanted: str, value: Any, at: str) -> None:  # noqa: ANN401 - any JSON
    if wanted in _PLAIN:
        if not isinstance(value, _PLAIN[wanted]) or (wanted != "bool" and isinstance(value, bool)):
            raise bad_shape(f"{at} is no {wanted}")
    elif match := _LIST.fullmatch(wanted):
        for place, part in enumerate(_of_type(list, value, f"{at} is no list")):
            _check_type(package, match[1], part, f"{at}[{place}]")
    elif match := _DICT.fullmatch(wanted):
        for key, part in _of_type(dict, value, f"{at} is no object").items():
            _check_type(package, match[1], part, f"{at}.{key}")
    else:
        _check_model(package, wanted, value, at)


def _of_type(kind: type, value: Any, problem: str) -> Any:  # noqa: ANN401 - any JSON
    if not isinstance(value, kind):
        raise bad_shape(problem)
    return value
