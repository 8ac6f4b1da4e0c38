"""Parameters as TypeScript assignments."""

import json
import math
import re

from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator

_SAFE = 2**53 - 1
_NAME = re.compile(r"[^\W\d][\w$]*|[$_][\w$]*")
_DECLARATION = re.compile(
    r"^\s*(?:let|var)\s+(?P<name>[\w$]+)\s*(?::\s*(?P<type>[^=]+?))?\s*=\s*(?P<value>.+?);?\s*(?://\s*(?P<help>.*))?$"
)


class TypeScriptTranslator(Translator):
    """Writes assignments in braces, so that the `let` declarations of the parameters cell check the types."""

    @classmethod
    def translate(cls, val):
        return cls._literal(val)

    @classmethod
    def _literal(cls, value):
        if isinstance(value, bool) or value is None:
            return json.dumps(value)
        if isinstance(value, int):
            if abs(value) > _SAFE:
                raise PapermillException(
                    f"expected a whole number of at most 2^53 - 1, found {value}. "
                    "Declare the parameter as a text and read it with BigInt()."
                )
            return str(value)
        if isinstance(value, float):
            if math.isnan(value):
                return "Number.NaN"
            if math.isinf(value):
                return "Number.POSITIVE_INFINITY" if value > 0 else "Number.NEGATIVE_INFINITY"
            return repr(value)
        if isinstance(value, dict):
            items = (f"{json.dumps(str(key))}: {cls._literal(item)}" for key, item in value.items())
            return "{" + ", ".join(items) + "}"
        if isinstance(value, (list, tuple)):
            return "[" + ", ".join(cls._literal(item) for item in value) + "]"
        return json.dumps(str(value))

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        if _NAME.fullmatch(name) is None:
            raise PapermillException(f"expected a parameter name, found {name!r}")
        return f"  {name} = {str_val};"

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        lines = [cls.assign(name, cls.translate(value)) for name, value in parameters.items()]
        return "\n".join([cls.comment(comment), "{", *lines, "}"]) + "\n"

    @classmethod
    def inspect(cls, parameters_cell):
        found = []
        for line in parameters_cell["source"].splitlines():
            match = _DECLARATION.match(line)
            if match:
                found.append(
                    Parameter(
                        name=match["name"],
                        inferred_type_name=(match["type"] or "None").strip(),
                        default=match["value"],
                        help=match["help"] or "",
                    )
                )
        return found
