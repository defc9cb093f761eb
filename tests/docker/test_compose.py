"""What the compose file and the images promise; no container is started."""

import re
import subprocess
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
import yaml

from graph_store.server.jars import GDS, NEO4J, JarLock
from lockstep.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILES = sorted((ROOT / "docker").glob("*.Dockerfile"))
LOCK = JarLock.shipped()
UNIT = {"m": 2**20, "g": 2**30}

each_service = pytest.mark.parametrize("name", list(SERVICES))
each_dockerfile = pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)


def in_bytes(size: str) -> int:
    return int(size[:-1]) * UNIT[size[-1]]


def test_it_is_what_the_compose_specification_allows() -> None:
    package = pytest.importorskip(
        "check_jsonschema", reason="the compose specification's schema comes with check-jsonschema"
    )
    schema = files(package) / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(COMPOSE, orjson.loads(schema.read_bytes()))


@each_service
def test_a_service_is_watched_bounded_and_without_privileges(name: str) -> None:
    service = SERVICES[name]
    assert {"test", "interval", "timeout", "retries", "start_period"} <= set(service["healthcheck"])
    assert {"cpus", "memory", "pids"} <= set(service["deploy"]["resources"]["limits"])
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["logging"]["options"]["max-size"]


@each_service
def test_what_a_service_publishes_is_on_loopback(name: str) -> None:
    assert [
        port for port in SERVICES[name].get("ports", []) if not port.startswith("127.0.0.1:")
    ] == []


@each_service
def test_secrets_come_from_files_that_are_declared(name: str) -> None:
    service = SERVICES[name]
    for variable, value in service["environment"].items():
        if re.search("AUTH|PASSWORD|SECRET|TOKEN", variable):
            assert variable.endswith("_FILE")
            secret = value.removeprefix("/run/secrets/")
            assert secret in service["secrets"]
            assert secret in COMPOSE["secrets"]


@each_service
def test_volumes_and_networks_are_declared(name: str) -> None:
    service = SERVICES[name]
    assert {volume.partition(":")[0] for volume in service["volumes"]} <= set(COMPOSE["volumes"])
    assert set(service["networks"]) <= set(COMPOSE["networks"])


def test_secrets_are_never_committed() -> None:
    for secret in COMPOSE["secrets"].values():
        ignored = subprocess.run(
            ["git", "check-ignore", "--no-index", "--quiet", secret["file"]], cwd=ROOT, check=False
        )
        if ignored.returncode == 128:
            pytest.skip("this is no git checkout")
        assert ignored.returncode == 0


def test_neo4j_has_no_way_out_and_no_way_in_but_the_service() -> None:
    assert SERVICES["neo4j"]["networks"] == ["graph"]
    assert COMPOSE["networks"]["graph"] == {"internal": True}
    assert "ports" not in SERVICES["neo4j"]
    assert SERVICES["api"]["depends_on"]["neo4j"]["condition"] == "service_healthy"


def test_the_service_cannot_write_to_its_image() -> None:
    assert SERVICES["api"]["read_only"] is True


def test_heap_and_page_cache_fit_into_the_limit() -> None:
    environment = SERVICES["neo4j"]["environment"]
    heap = in_bytes(environment["NEO4J_server_memory_heap_max__size"])
    cache = in_bytes(environment["NEO4J_server_memory_pagecache_size"])
    limit = in_bytes(SERVICES["neo4j"]["deploy"]["resources"]["limits"]["memory"])
    assert heap + cache + in_bytes("512m") <= limit
    most = in_bytes(SERVICES["api"]["deploy"]["resources"]["limits"]["memory"])
    assert Settings.model_fields["memory"].default < most


def test_the_service_is_given_settings_that_there_are() -> None:
    ours = [name for name in SERVICES["api"]["environment"] if name.startswith("LOCKSTEP_")]
    assert ours
    known = {f"LOCKSTEP_{name}".upper() for name in Settings.model_fields}
    assert set(ours) <= known


def test_the_image_has_the_version_of_the_lock() -> None:
    version = LOCK.version_of(NEO4J)
    text = (ROOT / "docker" / "neo4j.Dockerfile").read_text(encoding="utf-8")
    assert f"FROM neo4j:{version}-community\n" in text
    assert SERVICES["neo4j"]["image"].endswith(f":{version}")


def test_graph_data_science_is_among_the_plugins_of_the_lock() -> None:
    plugins = [(jar.group, jar.artifact) for jar in LOCK.jars if jar.folder == "plugins"]
    assert GDS in plugins
    assert NEO4J not in plugins


@each_dockerfile
def test_an_image_is_built_on_a_version(file: Path) -> None:
    bases = re.findall(r"^FROM (\S+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert bases
    assert [base for base in bases if ":" not in base or base.endswith(":latest")] == []


@each_dockerfile
def test_a_build_sees_only_what_is_there_and_named(file: Path) -> None:
    lines = file.with_name(f"{file.name}.dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "*"
    named = [line[1:] for line in lines if line.startswith("!")]
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert not any(name.startswith("docker/secrets") or name == "docker" for name in named)


def test_the_image_of_the_service_holds_every_package() -> None:
    ignore = (ROOT / "docker" / "api.Dockerfile.dockerignore").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {f"!{package}" for package in packages} <= set(ignore.splitlines())


def test_what_is_installed_is_checked_against_the_lock() -> None:
    for file in DOCKERFILES:
        text = file.read_text(encoding="utf-8")
        online = [line for line in text.splitlines() if re.search(r"\bpip\b", line)]
        assert online
        assert [
            each for each in online if "--require-hashes" not in each and "--no-index" not in each
        ] == []
