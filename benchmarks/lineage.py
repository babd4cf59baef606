"""How long the links of a corpus take as it grows, next to comparing every pair with rapidfuzz.

Usage: lineage.py [MANDATES], the number of the last row (100,000 unless told).
"""

import gc
import random
import resource
import sys
import time

from rapidfuzz.distance import Indel

from mandates_cli.compare.links import Said, links

YEARS = (1994, 1996, 1998, 2001, 2004, 2005, 2009, 2012, 2015, 2018, 2022)
# Seconds by mandates; megabytes; and how many times longer each mandate may take at the last row than at 5,000.
BARS = {5_000: 1.5, 100_000: 40.0}
MEMORY = 2_000
LINEAR = 2.0
NAIVE = (500, 1_000, 2_000)


class Writer:
    """Words as often as in English (Zipf), formulas at the end of most texts, a third taken up from an earlier one."""

    def __init__(self, seed: int) -> None:
        self.rng = rng = random.Random(seed)
        letters = "aeioubcdfglmnprstv"
        self.words = list({"".join(rng.choice(letters) for _ in range(rng.randrange(2, 11))) for _ in range(30_000)})
        self.words.sort()
        rng.shuffle(self.words)
        self.weights = [1 / rank for rank in range(2, len(self.words) + 2)]
        self.formulas = [rng.choices(self.words[:3_000], k=rng.randrange(4, 12)) for _ in range(80)]

    def text(self) -> list[str]:
        rng = self.rng
        closing = [word for _ in range(rng.randrange(3)) for word in rng.choice(self.formulas)]
        return rng.choices(self.words, self.weights, k=rng.randrange(15, 70)) + closing

    def taken_up(self, text: list[str]) -> list[str]:
        """One word in eight another, and some of the rest left out or added."""
        rng = self.rng
        other = [rng.choice(self.words) if rng.random() < 0.12 else word for word in text]
        way = rng.randrange(3)
        return other[: len(other) * 2 // 3] if way == 0 else other + self.text()[:20] if way == 1 else other

    def mandates(self, count: int) -> tuple[list[Said], set[tuple[str, str]]]:
        made: list[Said] = []
        planted = set()
        words: list[list[str]] = []
        for number in range(count):
            year = YEARS[number * len(YEARS) // count]
            earlier = self.rng.randrange(max(number, 1))
            text = self.text()
            if number and made[earlier].summit < year and self.rng.random() < 0.33:
                text = self.taken_up(words[earlier])
                planted.add((str(earlier), str(number)))
            words.append(text)
            made.append(Said(str(number), "en", year, " ".join(text)))
        return made, planted


def naive(mandates: list[Said]) -> float:
    texts = [m.text.split() for m in mandates]
    start = time.process_time()
    for number, text in enumerate(texts):
        for other in texts[:number]:
            Indel.normalized_similarity(other, text, score_cutoff=0.6)
    return time.process_time() - start


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"{'mandates':>9}{'links':>9}{'recall':>8}{'s':>8}{'us each':>9}{'peak MB':>9}")
    rates, met = [], True
    for count in (1_000, 5_000, 20_000, most):
        mandates, planted = Writer(count).mandates(count)
        gc.collect()
        start = time.process_time()
        found = links(mandates, {})
        took = time.process_time() - start
        recall = len(planted & {(link.older, link.newer) for link in found}) / len(planted)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rates.append(took / count)
        met &= took <= BARS.get(count, took) and peak <= MEMORY
        print(f"{count:>9,}{len(found):>9,}{recall:>8.3f}{took:>8.2f}{took / count * 1e6:>9.0f}{peak:>9,.0f}")
        del mandates, found
    print("\nevery pair by rapidfuzz")
    pair = 0.0
    for count in NAIVE:
        took = naive(Writer(count).mandates(count)[0])
        pair = took / (count * (count - 1) / 2)
        print(f"{count:>9,}{took:>34.2f}")
    print(f"{most:>9,}{pair * most * (most - 1) / 2:>34,.0f}  (extrapolated)")
    met &= rates[-1] / rates[1] <= LINEAR
    print("bars met" if met else "bars missed")
    sys.exit(not met)


if __name__ == "__main__":
    main()
