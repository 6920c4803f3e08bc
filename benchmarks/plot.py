"""The picture: how fast beside how exact. Runs in matplotlib's environment.

``python -P plot.py RESULTS.json PICTURE.svg``
"""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update(
    {"svg.hashsalt": "benchmarks", "svg.fonttype": "none", "font.family": "sans-serif"}
)

import matplotlib.pyplot as plt  # noqa: E402

OWN = "extract"
LEFT_OUT = ("lxml parse", "extract, explain")


PLACES = (((7, 4), "left"), ((7, -12), "left"), ((-7, 4), "right"), ((-7, -12), "right"), ((7, 14), "left"))


def write(axes: Any, label: str, place: tuple[float, float], own: bool, taken: list[Any]) -> None:
    """A label beside its point, where no other label stands yet."""
    for offset, side in PLACES:
        text = axes.annotate(
            label,
            place,
            xytext=offset,
            textcoords="offset points",
            ha=side,
            fontsize=9,
            fontweight="bold" if own else "normal",
        )
        box = text.get_window_extent()
        if not any(box.overlaps(other) for other in taken):
            break
        text.remove()
    else:
        axes.add_artist(text)
    taken.append(box)


def main() -> None:
    results, picture = json.loads(Path(sys.argv[1]).read_text("utf-8")), sys.argv[2]
    told = results["extract"]
    engines = {
        name: figures
        for name, figures in told["engines"].items()
        if name not in LEFT_OUT and figures.get("ms_per_100_kb") and figures["block_f1"] is not None
    }
    figure, axes = plt.subplots(figsize=(8, 4.8))
    labels: list[Any] = []
    for name, figures in engines.items():
        own = name == OWN
        place = figures["ms_per_100_kb"], figures["block_f1"]
        axes.scatter(*place, s=70 if own else 40, color="#b3261e" if own else "#31628d", zorder=3)
        label = name if figures["pages"] == told["pages"] else f"{name} ({figures['pages']} pages)"
        labels.append((label, place, own))
    parse = told["engines"]["lxml parse"]["ms_per_100_kb"]
    axes.axvline(parse, color="#999", linestyle=":", zorder=1)
    axes.annotate(
        "lxml parse", (parse, 0.02), xytext=(4, 0), textcoords="offset points", fontsize=8, color="#666"
    )
    axes.set_xscale("log")
    axes.set_xlim(left=parse * 0.7, right=max(x["ms_per_100_kb"] for x in engines.values()) * 3)
    axes.set_ylim(-0.03, 1.08)
    axes.set_xlabel("milliseconds of processor time per 100 kB of page (logarithmic; left is faster)")
    axes.set_ylabel("block F1 against the goldens")
    axes.grid(True, color="#e5e5e5", zorder=0)
    kind = "real pages" if told["kind"] == "real" else "fixtures"
    axes.set_title(f"{told['pages']} {kind} of Indonesian outlets", fontsize=11)
    figure.tight_layout()
    taken: list[Any] = []
    for label, place, own in sorted(labels, key=lambda one: one[1]):
        write(axes, label, place, own, taken)
    figure.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main()
