"""Writes the configuration of a server into its folder."""

from importlib.resources import files
from pathlib import Path
from string import Template

from graph_store.server.jars import JarStore
from graph_store.server.memory import Memory, in_mebibytes
from graph_store.server.state import Ports


def write_configuration(folder: Path, *, store: JarStore, ports: Ports, memory: Memory) -> None:
    """Write ``conf/`` afresh: settings come from the caller, never from what lies there."""
    shipped, conf = files("graph_store.server") / "files", folder / "conf"
    conf.mkdir(exist_ok=True)
    settings = Template((shipped / "neo4j.conf").read_text(encoding="utf-8")).substitute(
        lib=store.lib,
        plugins=store.plugins,
        bolt_port=ports.bolt,
        http_port=ports.http,
        initial_heap=in_mebibytes(memory.initial_heap),
        heap=in_mebibytes(memory.heap),
        pagecache=in_mebibytes(memory.pagecache),
    )
    (conf / "neo4j.conf").write_text(settings, encoding="utf-8")
    for name in ("server-logs.xml", "user-logs.xml"):
        (conf / name).write_bytes((shipped / name).read_bytes())
