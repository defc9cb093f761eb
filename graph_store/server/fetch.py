"""Fetches the pinned jars from Maven Central, or from the mirror that this machine prefers."""

import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from time import sleep

from filelock import FileLock
from jgo.config import GlobalSettings
from jgo.maven import Artifact, MavenContext

from graph_store.server.errors import JarDamaged, JarsUnreachable
from graph_store.server.jars import Jar, JarStore, Progress, content_hash
from graph_store.server.room import plain_disk_errors, require_space

_THREADS = 4
_TIMEOUT_S = 30
_PAUSES_S = (0.2, 1.0, 0.0)
_JAR_BYTES = 1 << 20
_MAVEN_SETTINGS = "~/.m2/settings.xml"


def fetch(
    store: JarStore,
    jars: list[Jar],
    progress: Progress,
    *,
    repositories: Mapping[str, str] | None = None,
) -> None:
    """Put ``jars`` in their places, four at a time; a jar counts only once its hash is right.

    A killed fetch leaves whole jars, which the next one keeps, and partial files in a folder of
    their own, which the next one clears. ``repositories`` (name to address) are this machine's
    unless given.
    """
    in_all = len(store.lock.jars)
    with plain_disk_errors(store.folder):
        store.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(store.folder / "fetch.lock"):
            wanted = [jar for jar in jars if not jar.lies_intact(store.path(jar))]
            done = in_all - len(wanted)
            for jar in _fetched(store, wanted, repositories or maven_repositories()):
                done += 1
                progress(done, in_all, jar.name)


def maven_repositories(settings_file: Path | None = None) -> dict[str, str] | None:
    """Name to address, as jgo's and Maven's settings of this machine say; None: Maven Central."""
    path = settings_file or Path(_MAVEN_SETTINGS).expanduser()
    repositories = dict(GlobalSettings.load().repositories)
    if path.is_file():
        mirrors = ET.parse(path).iterfind(".//{*}mirrors/{*}mirror")
        repositories |= {
            mirror.findtext("{*}id", "mirror"): mirror.findtext("{*}url", "").strip().rstrip("/")
            for mirror in mirrors
            if _stands_for_central(mirror.findtext("{*}mirrorOf", ""))
        }
    return repositories or None


def _stands_for_central(mirror_of: str) -> bool:
    names = {name.strip() for name in mirror_of.split(",")}
    return bool(names & {"*", "central", "external:*"}) and "!central" not in names


def _fetched(
    store: JarStore, jars: list[Jar], repositories: Mapping[str, str] | None
) -> Iterator[Jar]:
    """Yield each jar once it lies in its place; the first that cannot be had ends it all."""
    if not jars:
        return
    partial = store.folder / "partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    require_space(store.folder, len(jars) * _JAR_BYTES)
    context = MavenContext(
        repo_cache=partial,
        local_repos=[],
        remote_repos=dict(repositories) if repositories else None,
        timeout=_TIMEOUT_S,
    )
    with ThreadPoolExecutor(_THREADS) as pool:
        tasks = {pool.submit(_fetch_one, context, jar, store.path(jar)): jar for jar in jars}
        try:
            for task in as_completed(tasks):
                task.result()
                yield tasks[task]
        finally:
            pool.shutdown(cancel_futures=True)
    shutil.rmtree(partial, ignore_errors=True)


def _fetch_one(context: MavenContext, jar: Jar, place: Path) -> None:
    project = context.project(jar.group, jar.artifact)
    landed = _download(project.at_version(jar.version).artifact(jar.classifier, "jar"))
    found = content_hash(landed)
    if found != jar.sha256:
        raise JarDamaged(jar.name, expected=jar.sha256, found=found)
    place.parent.mkdir(exist_ok=True)
    landed.replace(place)


def _download(artifact: Artifact) -> Path:
    for pause in _PAUSES_S:
        try:
            return artifact.resolve()
        except (OSError, RuntimeError) as failure:
            if isinstance(failure, OSError) and failure.errno is not None:
                raise
            # What came so far would count as the whole jar.
            if artifact.cached_path is not None:
                artifact.cached_path.unlink(missing_ok=True)
            reason = _reason(failure)
            sleep(pause)
    raise JarsUnreachable(artifact.filename, reason=reason)


def _reason(failure: OSError | RuntimeError) -> str:
    if isinstance(failure, RuntimeError):
        return "no repository has it"
    return f"{type(failure).__name__}, the repository does not answer"
