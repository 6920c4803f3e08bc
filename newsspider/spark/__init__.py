"""The same work on Apache Spark: archives are read again by many machines, corpora and data frames give their articles.

For a job of one's own:

>>> from newsspider.spark import articles                                        # doctest: +SKIP
>>> articles(spark.read.parquet("pages"), html="html", url="url").write.parquet("articles")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsspider.spark.frames import articles, captures

__all__ = ["articles", "captures"]


def __getattr__(name: str) -> Any:
    """What needs pyspark is imported when it is asked for: commands without Spark start as fast as before."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from newsspider.spark import frames
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"newsspider.spark.{name} needs pyspark ({error}): install newsspider with its extra, newsspider[spark]"
        ) from None
    return getattr(frames, name)
