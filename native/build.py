"""Build the native reader where cargo is installed, and put it where Python finds it: ``python native/build.py``.

Without cargo, or where it fails, nothing is wrong: one line says that lxml reads all pages.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NAMES = {"darwin": "libnewsspider_native.dylib", "win32": "newsspider_native.dll"}
BUILT = HERE / "target" / "release" / NAMES.get(sys.platform, "libnewsspider_native.so")
PLACE = HERE.parent / "extractors" / "reading" / "native" / "newsspider_native.bin"


def build() -> Path | None:
    """The library, built if its source is newer; None where it cannot be built, and then there is no older one."""
    source = (HERE / "Cargo.toml", *(HERE / "src").glob("*.rs"))
    if PLACE.is_file() and PLACE.stat().st_mtime >= max(path.stat().st_mtime for path in source):
        return PLACE
    PLACE.unlink(missing_ok=True)
    cargo = shutil.which("cargo")
    if cargo is None:
        print("The native reader is not built, as there is no cargo (Rust): lxml reads all pages")
        return None
    # it depends on no other crate, so nothing is downloaded
    done = subprocess.run(
        [cargo, "build", "--release", "--offline", "--locked", "--quiet"],
        cwd=HERE,
        capture_output=True,
        text=True,
    )
    if done.returncode or not BUILT.is_file():
        why = next((line for line in done.stderr.splitlines() if line.startswith("error")), "cargo failed")
        print(f"The native reader is not built ({why}): lxml reads all pages")
        return None
    shutil.copy(BUILT, PLACE.with_suffix(".new"))
    PLACE.with_suffix(".new").replace(PLACE)  # a running process keeps the file that it has mapped
    print("The native reader is built")
    return PLACE


if __name__ == "__main__":
    build()
