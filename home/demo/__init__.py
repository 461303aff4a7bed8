"""The demo site: texts in readable files, loaded through the same models and the same translation engine as real ones.

Each app brings its own part: a module `demo` with functions that are registered with `home.demo.registry.step`.
"""

from home.demo import desk, frame, people

__all__ = ["desk", "frame", "people"]
