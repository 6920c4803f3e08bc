"""Bytes → Article: decoded, refused or read with a layout, judged, settled, joined; and the fallback."""
