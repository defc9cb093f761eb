"""`python -m lockstep.reference`: write the generated pages into docs/ of this checkout."""

from pathlib import Path

from lockstep.output import say
from lockstep.reference.page import write_all

DOCS = Path(__file__).parents[2] / "docs"

if __name__ == "__main__":
    changed = write_all(DOCS)
    say(f"Written: {', '.join(changed)}." if changed else "Every page is fresh.")
