"""What of a printed report is held: not its seconds, nor the number of checks, which every new one changes."""

import re


def untimed(text: str) -> str:
    """Without seconds and the number of checks, and without line breaks."""
    whole = " ".join(re.sub(r"\d+\.\d\d s\b", "# s", text).split())
    return re.sub(r"\d+ checks ran; \d+ did not \(.*?\) ·", "# checks ran ·", whole)


def without_notes(text: str) -> str:
    """Untimed, and without notes, which are not on the first screen but for their names."""
    words = re.sub(r"\d+ notes?: [\w, -]+ · report\.show\(\S+\) lists them", "", untimed(text))
    return re.sub(r", \d+ notes?\b", "", words).strip()


def without_figures(text: str) -> str:
    """Words alone: what a network comes to differs between versions of TensorFlow in its digits."""
    return re.sub(r"[-+]?\d[\d,.]*(?:e[-+]?\d+)?", "#", without_notes(text))
