"""The native reader: what a layout finds on a page, found without lxml (docs/the-native-reader.md).

It is optional. Where its library was not built, and for every page that it declines, lxml reads the page.
"""

from extractors.reading.native.library import READER, state, switched
from extractors.reading.native.reading import Reading, is_plain, read

__all__ = ["READER", "Reading", "is_plain", "read", "state", "switched"]
