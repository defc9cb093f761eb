"""`python -m lockstep.reference`: write the generated pages into docs/ of this checkout."""

from pathlib import Path

from lockstep.output import say
from lockstep.reference.page import every_page, write_pages

DOCS = Path(__file__).parents[2] / "docs"

if __name__ == "__main__":
    changed = write_pages(every_page(), DOCS)
    say(f"Written: {', '.join(changed)}." if changed else "Every page is fresh.")
