"""Every setting, read once from the environment and from ``lockstep.toml`` in the data folder."""

from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import BeforeValidator, ByteSize, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


def _home(path: object) -> object:
    """An empty value is the default; a leading ~ is the user's home."""
    return Path(str(path)).expanduser().absolute() if path else user_data_path("lockstep")


class Home(BaseSettings):
    """Where the data folder is; read first, since the other settings may stand in it."""

    model_config = SettingsConfigDict(env_prefix="LOCKSTEP_", extra="ignore")

    home: Annotated[Path, BeforeValidator(_home)] = Field(
        default_factory=lambda: user_data_path("lockstep")
    )


class Settings(Home):
    """What can be set, as ``LOCKSTEP_…`` in the environment or as a line of ``lockstep.toml``."""

    model_config = SettingsConfigDict(
        env_prefix="LOCKSTEP_", extra="forbid", env_ignore_empty=True, use_attribute_docstrings=True
    )

    home: Annotated[Path, BeforeValidator(_home)] = Field(
        default_factory=lambda: user_data_path("lockstep")
    )
    """Data folder: the local server's graph, its password, rejects. Default: the platform's folder
    for user data."""

    neo4j_uri: str | None = None
    """Your own Neo4j, such as ``neo4j://db.example.org:7687``; unset: the local server."""

    neo4j_user: str = "neo4j"
    """User of your own Neo4j."""

    neo4j_password: SecretStr | None = None
    """Password of your own Neo4j; there is no default."""

    neo4j_password_file: Path | None = None
    """A file that holds the password, for deployments that keep secrets in files."""

    neo4j_database: str = "neo4j"
    """Database of your own Neo4j."""

    host: str = "127.0.0.1"
    """Address that the service binds."""

    port: int = Field(default=8000, ge=0, le=65535)
    """Port that the service binds; 0 takes a free one."""

    memory: ByteSize = Field(default=ByteSize(2 * 1024**3), ge=256 * 1024**2)
    """Peak resident memory of our own process in a load or run, such as ``2GiB``."""

    server_heap: str = "2g"
    """Largest heap of the local server, as Java writes it; raise it for graphs of many millions."""

    writers: int = Field(default=2, ge=1, le=16)
    """Writers at a time; more than the server has cores gains nothing."""

    threads: int = Field(default=2, ge=1, le=256)
    """Threads of the pair count."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file."""
        assert isinstance(env_settings, EnvSettingsSource)
        file = TomlConfigSettingsSource(settings_cls, Home().home / "lockstep.toml")
        return init_settings, env_settings, file

    @property
    def password(self) -> str | None:
        """The password of your own Neo4j, from the setting or from its file."""
        if self.neo4j_password:
            return self.neo4j_password.get_secret_value()
        if self.neo4j_password_file:
            return self.neo4j_password_file.read_text(encoding="utf-8").strip()
        return None
