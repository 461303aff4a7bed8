"""What draws: the steps of pages, forms, patterns and drawn letters, and what they call by name.

Every step is one that we know, with as many values as it takes. What is called is copied when it is called, and gets
a name of ours; so what nobody calls stays behind.
"""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Stream, String

from home.jail import Refused
from home.jail.pdf.colours import colour_space, function, shading
from home.jail.pdf.copying import MAX_STEPS, Copy, Rule, in_list, is_number, like, numbers, pick
from home.jail.pdf.fonts import encoding, plain_font, to_unicode
from home.jail.pdf.images import image

#: What each step takes: n a number, a a list of numbers, t text, T a list of text and numbers, and names of a font (F),
#: a state (G), a colour space (C), a shading (H), a form or picture (X), a way to render (R).
STEPS = {
    "q": "", "Q": "", "cm": "nnnnnn", "w": "n", "J": "n", "j": "n", "M": "n", "d": "an", "ri": "R", "i": "n", "gs": "G",
    "m": "nn", "l": "nn", "c": "nnnnnn", "v": "nnnn", "y": "nnnn", "h": "", "re": "nnnn",
    "S": "", "s": "", "f": "", "F": "", "f*": "", "B": "", "B*": "", "b": "", "b*": "", "n": "", "W": "", "W*": "",
    "BT": "", "ET": "", "Tc": "n", "Tw": "n", "Tz": "n", "TL": "n", "Tf": "Fn", "Tr": "n", "Ts": "n",
    "Td": "nn", "TD": "nn", "Tm": "nnnnnn", "T*": "", "Tj": "t", "TJ": "T", "'": "t", '"': "nnt",
    "d0": "nn", "d1": "nnnnnn", "CS": "C", "cs": "C", "G": "n", "g": "n", "RG": "nnn", "rg": "nnn", "K": "nnnn",
    "k": "nnnn", "sh": "H", "Do": "X",
}  # fmt: skip
#: Steps with as many numbers as the colour has, and the name of a pattern after them.
COLOURS = {"SC", "sc", "SCN", "scn"}
#: Steps that leave something on the page; inside a layer that is switched off they do not.
SHOWING = {"Tj", "TJ", "'", '"', "sh", "Do"}
PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"}
RENDERING = {"/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation", "/Perceptual"}
CATEGORIES = {"F": "/Font", "G": "/ExtGState", "C": "/ColorSpace", "H": "/Shading", "X": "/XObject", "P": "/Pattern"}


class Drawing:
    """The steps of one page, form or pattern, with the names that they use."""

    def __init__(self, copy: Copy, named: Any, outer: Drawing | None = None) -> None:
        self.copy = copy
        #: What the old file calls by which name; old forms without names of their own use the page's.
        self.named: Any = named if isinstance(named, Dictionary) else outer.named if outer else Dictionary()
        #: The same for the new file.
        self.resources = Dictionary()
        self.steps = 0
        self._added = 0
        self._renamed: dict[tuple[str, str], Name | None] = {}
        self._hidden: list[bool] = []

    def clean(self, stream: Any) -> bytes:
        """Its steps. Raises Refused when drawing them would take too long."""
        self.copy.measure(stream)
        made = []
        for step in pikepdf.parse_content_stream(stream):
            self._count(1)
            if isinstance(step, pikepdf.ContentStreamInlineImage):
                made += self._inline(step)
                continue
            name, values = str(step.operator), list(step.operands)
            if name in ("BMC", "BDC"):
                self._hidden.append(name == "BDC" and len(values) == 2 and self._is_layer_off(*values))
            elif name == "EMC":
                self._hidden = self._hidden[:-1]
            elif any(self._hidden) and name in SHOWING:
                continue
            elif any(self._hidden) and name in PAINTING:
                made.append(([], Operator("n")))
            else:
                kept = self._colour(values) if name in COLOURS else self._values(name, values)
                if kept is not None:
                    made.append((kept, Operator(name)))
        return pikepdf.unparse_content_stream(made)

    def _count(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise Refused("greedy")

    def _values(self, name: str, values: list[Any]) -> list[Any] | None:
        """What the step takes, and nothing before it; None where it is no step or does not get what it takes."""
        takes = STEPS.get(name)
        if takes is None or len(values) < len(takes):
            return None
        kept = [self._value(kind, value) for kind, value in zip(takes, values[len(values) - len(takes) :], strict=True)]
        return None if any(value is None for value in kept) else kept

    def _value(self, kind: str, value: Any) -> Any:
        if kind == "n":
            return value if is_number(value) else None
        if kind == "a":
            return numbers(value, len(value)) if isinstance(value, Array) else None
        if kind == "t":
            return String(bytes(value)) if isinstance(value, String) else None
        if kind == "T":
            if not isinstance(value, Array):
                return None
            return Array([String(bytes(one)) if isinstance(one, String) else one for one in value
                          if isinstance(one, String) or is_number(one)])  # fmt: skip
        if not isinstance(value, Name):
            return None
        if kind == "R":
            return Name(str(value)) if str(value) in RENDERING else None
        return self._named(kind, str(value))

    def _colour(self, values: list[Any]) -> list[Any] | None:
        pattern = self._named("P", str(values[-1])) if values and isinstance(values[-1], Name) else None
        if values and isinstance(values[-1], Name):
            if pattern is None:
                return None
            values = values[:-1]
        if len(values) > 32 or not all(is_number(value) for value in values):
            return None
        return [*values, pattern] if pattern is not None else values or None

    def _named(self, kind: str, name: str) -> Name | None:
        """Our name for what the old file calls so; it is copied the first time. None where it may not be used."""
        if kind == "C" and name in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"):
            return Name(name)
        category = CATEGORIES[kind]
        if (category, name) not in self._renamed:
            known = self.named.get(category)
            value = known.get(name) if isinstance(known, Dictionary) else None
            self._renamed[category, name] = self._add(kind, None if value is None else self._copied(kind, value))
        ours = self._renamed[category, name]
        if ours is not None and kind in "XP":
            # Drawing a form takes all its steps each time: ten forms that each draw the next ten times never end.
            self._count(self.copy.steps.get(self.resources[category][ours].objgen, 0))
        return ours

    def _add(self, kind: str, value: Any) -> Name | None:
        if value is None:
            return None
        category = CATEGORIES[kind]
        if category not in self.resources:
            self.resources[category] = Dictionary()
        self._added += 1
        ours = Name(f"/{kind}{self._added}")
        self.resources[category][ours] = value
        return ours

    def _copied(self, kind: str, value: Any) -> Any:
        copy = self.copy
        if kind == "C":
            return colour_space(copy, value)
        if kind == "H":
            return shading(copy, value)
        if not isinstance(value, (Dictionary, Stream)):
            return None
        if kind == "F":
            return copy.once(value, self._font, "font")
        if kind == "G":
            return copy.once(value, self._state, "state")
        if kind == "P":
            return copy.once(value, self._pattern, "pattern")
        if self._is_off(value.get("/OC")):
            return None
        return image(copy, value) if value.get("/Subtype") == "/Image" else copy.once(value, self._form, "form")

    def _form(self, copy: Copy, value: Any) -> Any:
        if not isinstance(value, Stream) or value.get("/Subtype") != "/Form":
            return None
        keys = pick(copy, value, {**like("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix"), "/Group": group})
        return self._drawn(value, keys)

    def _pattern(self, copy: Copy, value: Any) -> Any:
        if not isinstance(value, Stream):
            return pick(copy, value, {**like("/Type", "/PatternType", "/Matrix"), "/Shading": shading,
                                      "/ExtGState": self._state})  # fmt: skip
        return self._drawn(value, pick(copy, value, like(
            "/Type", "/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep", "/Matrix"
        )))  # fmt: skip

    def _drawn(self, value: Any, keys: Dictionary) -> Any:
        """A stream of steps, with its own names."""
        inner = Drawing(self.copy, value.get("/Resources"), self)
        made = self.copy.stream(inner.clean(value), dict(keys.items()))
        made["/Resources"] = inner.resources
        self.copy.steps[made.objgen] = inner.steps
        return made

    def _font(self, copy: Copy, value: Any) -> Any:
        if value.get("/Subtype") != "/Type3":
            return plain_font(copy, value)
        made = pick(copy, value, {**like("/Type", "/Subtype", "/FontBBox", "/FontMatrix", "/FirstChar", "/LastChar",
                                         "/Widths"), "/Encoding": encoding, "/ToUnicode": to_unicode})  # fmt: skip
        inner = Drawing(copy, value.get("/Resources"), self)
        shapes, letters = value.get("/CharProcs"), Dictionary()
        for name, shape in shapes.items() if isinstance(shapes, Dictionary) else ():
            if isinstance(shape, Stream):
                letters[name] = copy.stream(inner.clean(shape))
        made["/CharProcs"], made["/Resources"] = letters, inner.resources
        return made

    def _state(self, copy: Copy, value: Any) -> Any:
        if not isinstance(value, Dictionary):
            return None
        rules: dict[str, Rule] = {
            **like("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/OP", "/op", "/OPM", "/FL", "/SM", "/SA", "/BM",
                   "/CA", "/ca", "/AIS", "/TK"),
            "/Font": self._font_and_size, "/SMask": self._soft_mask,
        }  # fmt: skip
        return pick(copy, value, rules)

    def _font_and_size(self, copy: Copy, value: Any) -> Any:
        if not (
            isinstance(value, Array) and len(value) == 2 and isinstance(value[0], Dictionary) and is_number(value[1])
        ):
            return None
        return Array([self._copied("F", value[0]), value[1]])

    def _soft_mask(self, copy: Copy, value: Any) -> Any:
        if isinstance(value, Name):
            return Name("/None")
        if not isinstance(value, Dictionary):
            return None
        form = value.get("/G")
        made = pick(copy, value, {**like("/Type", "/S", "/BC"), "/TR": function})
        made["/G"] = copy.once(form, self._form, "form") if isinstance(form, Stream) else None
        return made if made.get("/G") is not None else Name("/None")

    def _inline(self, step: Any) -> list[Any]:
        """A picture among the steps becomes one that is called by name, because it may be a file like any other."""
        if any(self._hidden):
            return []
        inline = step.iimage
        single = self.copy.source.make_stream(inline.read_raw_bytes())
        for key, value in inline.obj.items():
            if key in ("/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Decode", "/DecodeParms", "/Filter",
                       "/ImageMask", "/Interpolate"):  # fmt: skip
                single[key] = value
        space, known = single.get("/ColorSpace"), self.named.get("/ColorSpace")
        if isinstance(space, Name) and isinstance(known, Dictionary) and str(space) in known:
            single["/ColorSpace"] = known[str(space)]
        ours = self._add("X", image(self.copy, single))
        return [] if ours is None else [([ours], Operator("Do"))]

    def _is_layer_off(self, tag: Any, properties: Any) -> bool:
        if tag != "/OC" or not isinstance(properties, Name):
            return False
        known = self.named.get("/Properties")
        return self._is_off(known.get(str(properties)) if isinstance(known, Dictionary) else None)

    def _is_off(self, layer: Any) -> bool:
        """Whether a layer is switched off when one opens the file: then its sender does not know of it."""
        if not isinstance(layer, Dictionary):
            return False
        if layer.get("/Type") == "/OCMD":
            return any(self._is_off(one) for one in in_list(layer.get("/OCGs")))
        settings = self.copy.source.Root.get("/OCProperties")
        settings = settings.get("/D") if isinstance(settings, Dictionary) else None
        if not isinstance(settings, Dictionary):
            return False
        on, off = ({one.objgen for one in in_list(settings.get(key))} for key in ("/ON", "/OFF"))
        return layer.objgen in off or (settings.get("/BaseState") == "/OFF" and layer.objgen not in on)


def group(copy: Copy, value: Any) -> Any:
    """How a form or a page is mixed with what lies under it."""
    if not isinstance(value, Dictionary):
        return None
    return pick(copy, value, {**like("/Type", "/S", "/I", "/K"), "/CS": colour_space})
