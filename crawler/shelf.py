"""Find the spider of a source by its name: `crawler/spiders/<name>.py`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tracker.errors import SourceError

if TYPE_CHECKING:
    from crawler.visits import PageSpider


def page_spider(name: str) -> type[PageSpider]:
    """Return the spider of a page-like source; SourceError when there is none."""
    from crawler.visits import PageSpider

    if find_spec(f"crawler.spiders.{name}") is None:
        raise SourceError(f"geen spider voor bron {name}: crawler/spiders/{name}.py ontbreekt")
    module = import_module(f"crawler.spiders.{name}")
    for found in vars(module).values():
        if (
            isinstance(found, type)
            and issubclass(found, PageSpider)
            and vars(found).get("name") == name
        ):
            return found
    raise SourceError(f"crawler/spiders/{name}.py heeft geen PageSpider met name = {name!r}")
