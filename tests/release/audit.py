"""Ask with pip-audit whether what is installed has known vulnerabilities, and say whether it answered.

pip-audit finds nothing, too, where its service does not know the packages, as mirrors of PyPI do
not. So it is asked first about a release that is known to be vulnerable.
``PIP_AUDIT_VULNERABILITY_SERVICE`` and ``PIP_AUDIT_OSV_URL`` name another service.
The exit status is 1 for vulnerabilities, and with ``--required`` 2 if the service cannot be asked.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

KNOWN = "jinja2==2.11.2"  # PYSEC-2021-66, CVE-2020-28493


def audited(*arguments: str) -> list[dict]:
    """Return what pip-audit says of each package; nothing if it fails."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    ran = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    try:
        return json.loads(ran.stdout)["dependencies"]
    except ValueError:
        print(*ran.stderr.splitlines()[-1:], file=sys.stderr)
        return []


def answers() -> bool:
    """Tell whether the service knows what everybody knows."""
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder, "known.txt")
        known.write_text(KNOWN)
        found = audited("--requirement", str(known), "--no-deps", "--disable-pip")
    return any(each.get("vulns") for each in found)


def main() -> int:
    """Print what is known, and return the exit status."""
    installed = audited("--local", "--skip-editable") if answers() else []
    if not installed:
        print(
            f"NOT AUDITED: the service of pip-audit could not be asked: it knows nothing of {KNOWN}"
        )
        return 2 if "--required" in sys.argv else 0
    vulnerable = [each for each in installed if each.get("vulns")]
    unknown = [each for each in installed if "skip_reason" in each]
    for each in unknown:
        print(f"not audited: {each['name']}: {each['skip_reason']}")
    for each in vulnerable:
        for vulnerability in each["vulns"]:
            names = ", ".join([vulnerability["id"], *vulnerability["aliases"]])
            fixed = ", ".join(vulnerability["fix_versions"]) or "no release yet"
            print(f"{each['name']} {each['version']}: {names}; fixed in {fixed}")
    print(f"{len(installed) - len(unknown)} packages audited, {len(vulnerable)} of them vulnerable")
    return 1 if vulnerable else 0


if __name__ == "__main__":
    sys.exit(main())
