"""Papermill for TypeScript notebooks.

Papermill imports every entry point of its engine group when it starts, so installing this package is enough for the
stock `papermill` command: importing it registers the translator of parameters and makes the engine the default one.
"""

from papermill.engines import papermill_engines
from papermill.translators import papermill_translators

from .engine import Engine
from .translator import TypeScriptTranslator

papermill_engines.register(None, Engine)
papermill_translators.register("typescript", TypeScriptTranslator)
papermill_translators.register("tslab", TypeScriptTranslator)

__all__ = ["Engine", "TypeScriptTranslator"]
