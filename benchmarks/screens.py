"""Pages of real data in a real browser: `python benchmarks/screens.py OUT` writes twelve pages and photographs each.

The six public projects with most findings, two sound sets, one of 500 features and three trainings, at 360, 800 and
1400 pixels, in light and dark: OUT/NAME.html, OUT/NAME-WIDTH-MODE.png, and OUT/sheet-WIDTH-MODE.png of all. Prints what
is wider than its window, and, of 1400 x 900, which findings end below the fold. Needs Chromium, the corpus
(SEQGUARD_CORPUS) and seqguard[tensorflow].
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from _corpus import named, sound, wild
from _ledger import shared

import seqguard

WIDTHS = {360: 740, 800: 900, 1400: 900}
MODES = {"light": 1, "dark": 0}
"""As Blink numbers them."""
WILD = ("dsiri_airquality", "giuliots_pollution", "loctt_hand", "llsourcell_sp500", "droplet_rain", "schwxd_cmapss_rul")
SOUND = ("air_passengers", "aeon_solar")
MEASURE = """<iframe src="{page}" width="{width}" height="{height}"></iframe><script>
document.querySelector("iframe").onload = e => {{
  const d = e.target.contentDocument, s = [...d.querySelectorAll("main > .cards > section")];
  const seen = s.map(x => [x.querySelector("strong").textContent,
    Math.max(...[...x.querySelectorAll(".body p, .body svg, .body pre")].map(b => b.getBoundingClientRect().bottom))]);
  document.title = "told";
  document.body.textContent = JSON.stringify([d.documentElement.scrollWidth, e.target.clientWidth, seen]);
}}</script>"""


def wide() -> seqguard.Report:
    """500 features, of which some are at fault."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(700, 500)).cumsum(0) + rng.normal(size=(700, 500))
    rows[rng.random(700) < 0.06, 7] = rows[:, 7].mean()
    rows[200:330, 50] = rows[200, 50]
    rows[:, 300] = 1
    X = np.lib.stride_tricks.sliding_window_view(rows[:-1], 8, axis=0).transpose(0, 2, 1)
    return seqguard.inspect(X, rows[8:, 3], progress=False)


def trained(y: Any, *, rate: float = 0.001, head: str | None = None, loss: str = "mse") -> seqguard.Report:
    """An LSTM on uniform values, trained whatever is found."""
    import keras

    keras.utils.set_random_seed(0)
    X = np.random.default_rng(0).random((600, 10, 1)).astype("float32")
    model = keras.Sequential([keras.Input((10, 1)), keras.layers.LSTM(8), keras.layers.Dense(1, activation=head)])
    model.compile(keras.optimizers.Adam(rate), loss)
    target = X.mean(1)[:, 0] if y is None else y
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", seqguard.SeqguardWarning)
        history = seqguard.keras.fit(
            model, X[:500], target[:500], validation_data=(X[500:], target[500:]), epochs=15, verbose=0, fail_on="never"
        )
    report: seqguard.Report = history.seqguard
    return report


def reports() -> dict[str, Callable[[], seqguard.Report]]:
    """The twelve, by the names of their files."""
    root = shared()
    labels = np.random.default_rng(1).integers(0, 2, 600).astype("float32")
    made: dict[str, Callable[[], seqguard.Report]] = {}
    for name in WILD:
        made[name] = lambda name=name: seqguard.inspect(**named(wild(root / "wild"), name).arguments, progress=False)
    for name in SOUND:
        made[name] = lambda name=name: seqguard.inspect(**sound(root / "corpus", name).arguments, progress=False)
    made["features_500"] = wide
    made["zeroed_targets"] = lambda: trained(np.zeros(600, "float32"))
    made["random_labels"] = lambda: trained(labels, head="sigmoid", loss="binary_crossentropy")
    made["learning_rate_ten"] = lambda: trained(None, rate=10.0)
    return made


def chromium(*words: str, width: int = 1400, height: int = 900, mode: str = "light") -> str:
    """What a fresh browser prints."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            shutil.which("chromium") or "chromium", "--headless=new", "--no-sandbox", "--disable-gpu",
            "--hide-scrollbars", "--allow-file-access-from-files", f"--user-data-dir={profile}",
            f"--window-size={width},{height}", f"--blink-settings=preferredColorScheme={MODES[mode]}", *words,
        ]  # fmt: skip
        return subprocess.run(command, capture_output=True, text=True, timeout=180, check=True).stdout


def framed(page: Path, width: int, height: int) -> str:
    """A page in a window of this size: the narrowest of a headless Chromium is 500 pixels."""
    return f'<iframe src="{page.name}" width="{width}" height="{height}" style="border:0" scrolling="no"></iframe>'


def main() -> None:
    """Make, measure and photograph."""
    out = Path(sys.argv[1]).resolve()
    out.mkdir(parents=True, exist_ok=True)
    only = sys.argv[2:]
    made = {n: make for n, make in reports().items() if not only or n in only}
    for name, make in made.items():
        (out / f"{name}.html").write_text(make().to_html(), encoding="utf-8")
    for width, height in WIDTHS.items():
        for name in made:
            probe = out / "probe.html"
            probe.write_text(MEASURE.format(page=f"{name}.html", width=width, height=height), encoding="utf-8")
            dom = chromium("--virtual-time-budget=5000", "--dump-dom", probe.as_uri())
            found = re.search(r"<body>(\[.*\])</body>", dom)
            assert found is not None, dom[-500:]
            inside, window, cards = json.loads(found.group(1))
            if inside > window:
                print(f"{name} at {width}: {inside} pixels wide")
            if width == 1400:
                below = [slug for slug, bottom in cards if bottom > height]
                print(f"{name}: {len(cards)} findings, {len(below)} end below {height} pixels: {', '.join(below)}")
        for mode in MODES:
            cells = "".join(f"<td>{framed(out / f'{name}.html', width, height)}</td>" for name in made)
            rows = "<tr>".join(re.findall("(?:<td>.*?</td>){1,4}", cells))
            zoom = 0.25 if width > 400 else 0.5
            style = f"margin:0;zoom:{zoom};background:#888"
            sheet = out / "sheet.html"
            sheet.write_text(f'<body style="{style}"><table cellspacing=12><tr>{rows}</table>', encoding="utf-8")
            size = {"width": int(zoom * (4 * width + 70)), "height": int(zoom * (3 * height + 60))}
            chromium(f"--screenshot={out / f'sheet-{width}-{mode}.png'}", sheet.as_uri(), mode=mode, **size)
    for scrap in ("probe.html", "sheet.html"):
        (out / scrap).unlink()


if __name__ == "__main__":
    main()
