"""The answers of OAI-PMH as XML."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from email.utils import parseaddr
from xml.etree import ElementTree as ET

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from home import i18n
from home.feeds import xml_text
from library.oai import repository, sets
from library.oai.dublin_core import statements
from library.oai.protocol import PREFIX, SECONDS, TOKEN_AGE, ProtocolError, Selection

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
for prefix, space in (("", OAI), ("oai_dc", OAI_DC), ("dc", DC), ("xsi", XSI)):
    ET.register_namespace(prefix, space)


def base_url() -> str:
    """The address of the repository."""
    return i18n.absolute(reverse("oai"))


def document(given: Mapping[str, str]) -> str:
    """The answer to arguments that `protocol.read` let pass. Raises ProtocolError."""
    root = _root(given)
    VERBS[given["verb"]](root, given)
    return _written(root)


def refusal(error: ProtocolError, given: Mapping[str, str]) -> str:
    """The answer to a request that asks for nothing we can give."""
    root = _root(given if error.echoes_arguments else {})
    _add(root, "error", str(error), code=error.code)
    return _written(root)


def _written(root: ET.Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add(parent: ET.Element, name: str, text: object = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{OAI}}}{name}", {key: xml_text(value) for key, value in attributes.items()})
    if text is not None:
        made.text = xml_text(text)
    return made


def _root(given: Mapping[str, str]) -> ET.Element:
    root = ET.Element(f"{{{OAI}}}OAI-PMH")
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    _add(root, "responseDate", f"{timezone.now():{SECONDS}}")
    _add(root, "request", base_url(), **given)
    return root


def _identify(root: ET.Element, given: Mapping[str, str]) -> None:
    contact = settings.SECURITY_CONTACT.removeprefix("mailto:")
    facts = {
        "repositoryName": "Global Grassroots Support Network: library",
        "baseURL": base_url(),
        "protocolVersion": "2.0",
        "adminEmail": contact if "@" in contact else parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "earliestDatestamp": f"{repository.earliest():{SECONDS}}",
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }
    part = _add(root, "Identify")
    for name, value in facts.items():
        _add(part, name, value)


def _formats(root: ET.Element, given: Mapping[str, str]) -> None:
    if "identifier" in given:
        item = _item(given)
        if item.record is None:
            raise ProtocolError("noMetadataFormats", "This record was withdrawn.")
    one = _add(_add(root, "ListMetadataFormats"), "metadataFormat")
    _add(one, "metadataPrefix", PREFIX)
    _add(one, "schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    _add(one, "metadataNamespace", OAI_DC)


def _sets(root: ET.Element, given: Mapping[str, str]) -> None:
    if "resumptionToken" in given:
        raise ProtocolError("badResumptionToken", "The list of sets is told at once.")
    part = _add(root, "ListSets")
    with i18n.speaking(settings.LANGUAGE_CODE):
        for spec, name in sets.names():
            one = _add(part, "set")
            _add(one, "setSpec", spec)
            _add(one, "setName", name)


def _record(root: ET.Element, given: Mapping[str, str]) -> None:
    _add_record(_add(root, "GetRecord"), _item(given))


def _list(root: ET.Element, given: Mapping[str, str]) -> None:
    verb = given["verb"]
    selection = Selection.of(given)
    answer = repository.select(selection)
    part = _add(root, verb)
    for item in answer.items:
        (_add_record if verb == "ListRecords" else _add_header)(part, item)
    if not answer.has_more and not selection.cursor:
        return
    size = {"completeListSize": str(answer.total), "cursor": str(selection.cursor)}
    if not answer.has_more:
        _add(part, "resumptionToken", **size)
        return
    told = selection.cursor + len(answer.items)
    token = selection.token(verb, after=answer.items[-1].place, cursor=told, total=answer.total)
    _add(part, "resumptionToken", token, expirationDate=f"{timezone.now() + TOKEN_AGE:{SECONDS}}", **size)


def _item(given: Mapping[str, str]) -> repository.Item:
    item = repository.find(given["identifier"])
    if item is None:
        raise ProtocolError("idDoesNotExist", "There is no such record.")
    return item


def _add_header(parent: ET.Element, item: repository.Item) -> None:
    header = _add(parent, "header", **({} if item.record else {"status": "deleted"}))
    _add(header, "identifier", item.identifier)
    _add(header, "datestamp", f"{item.datestamp.astimezone(datetime.UTC):{SECONDS}}")
    for spec in item.sets:
        _add(header, "setSpec", spec)


def _add_record(parent: ET.Element, item: repository.Item) -> None:
    part = _add(parent, "record")
    _add_header(part, item)
    if item.record is None:
        return
    core = ET.SubElement(_add(part, "metadata"), f"{{{OAI_DC}}}dc")
    core.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    for name, value, language in statements(item.record):
        statement = ET.SubElement(core, f"{{{DC}}}{name}", {f"{{{XML}}}lang": language} if language else {})
        statement.text = xml_text(value)


VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _record,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}
