"""What every row of an investigation is: strict, and described field by field."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, JsonValue

from cypher.findings import FeatureRow, HitsOfTrace
from cypher.values import from_json


class Row(BaseModel):
    """One answer; its field docstrings are the descriptions in the service's specification."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class NodeRef(Row):
    """A node, as much of it as a list shows."""

    key: str
    """Its key."""

    label: str
    """Its label in the graph."""

    display_name: str
    """What people call it, at most 80 characters; hostile text, never markup."""


HitsOfTraces = Annotated[list[HitsOfTrace], BeforeValidator(from_json)]
Features = Annotated[list[FeatureRow], BeforeValidator(from_json)]
Place = dict[str, JsonValue]
"""Where a page of a list ended: what the next page's ``$after`` is."""
