"""From bytes to an Article: decode, refuse, read with a layout, judge, settle, join; and pages without a layout."""
