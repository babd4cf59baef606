"""Look the locked packages up in a database of known vulnerabilities: `python tools/audit.py [LOCK...]`.

Exit codes: 0 all were looked up and none has a known vulnerability, 1 one has, or was not looked up, 77 no package
could be looked up: that is no answer, and never a pass.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
LOCKS: Final = ("requirements.txt", "requirements-dev.txt", "requirements-release.txt")
PASSED: Final = 0
FAILED: Final = 1
NOT_AUDITED: Final = 77
PROGRAM: Final = (sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off")
# What is locked with its hashes is looked up as it stands, and nothing is installed to find more.
AS_LOCKED: Final = ("--require-hashes", "--disable-pip")


def audited(lock: Path, program: Sequence[str] = PROGRAM) -> tuple[int, Iterator[str]]:
    """The exit code and what to say. The program that asks the database passes what it could not look up."""
    done = subprocess.run([*program, *AS_LOCKED, "--requirement", lock], capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        why = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return NOT_AUDITED, iter([f"{lock.name}: could not audit ({why})"])
    skipped = [package for package in packages if "skip_reason" in package]
    if len(skipped) == len(packages):
        why = skipped[0]["skip_reason"] if skipped else "it names no package"
        return NOT_AUDITED, iter([f"{lock.name}: could not audit ({why})"])
    vulnerable = [package for package in packages if package.get("vulns")]
    code = FAILED if skipped or vulnerable else PASSED
    return code, _said(lock, len(packages), skipped, vulnerable)


def _said(lock: Path, total: int, skipped: list[dict[str, Any]], vulnerable: list[dict[str, Any]]) -> Iterator[str]:
    for package in vulnerable:
        for found in package["vulns"]:
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            yield f"{lock.name}: {package['name']} {package['version']}: {found['id']}, mended in {mended}"
    for package in skipped:
        yield f"{lock.name}: {package['name']} was not audited ({package['skip_reason']})"
    yield f"{lock.name}: {total - len(skipped)} of {total} packages audited, {len(vulnerable)} vulnerable"


def main() -> None:
    codes = set()
    for name in sys.argv[1:] or LOCKS:
        code, said = audited(ROOT / name)
        codes.add(code)
        for line in said:
            print(line, flush=True)
    sys.exit(next(code for code in (FAILED, NOT_AUDITED, PASSED) if code in codes))


if __name__ == "__main__":
    main()
