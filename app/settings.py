"""Every setting of the platform, in one typed class; README's table documents each (a test compares them)."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from the environment (prefix ``VERBATIM_``) and from a ``.env`` file in the working folder."""

    model_config = SettingsConfigDict(env_prefix="VERBATIM_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Field(default=Path("data"), description="Folder of the embedded database and its lock file.")
    database_url: str = Field(default="", description="PostgreSQL URL; empty means the embedded SQLite in `data`.")
    host: str = Field(default="127.0.0.1", description="Address the web server listens on.")
    port: int = Field(default=8000, ge=1, le=65_535, description="Port the web server listens on.")
    base_url: str = Field(default="", description="Public address, used in links; with https cookies are Secure.")
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="Signs form tokens; required with PostgreSQL, else made and kept in `data`."
    )
    trusted_proxies: int = Field(default=0, ge=0, le=5, description="Proxies in front that set X-Forwarded-For.")
    llm_base_url: str = Field(default="", description="Base URL of an OpenAI-compatible server; empty means offline.")
    llm_api_key: SecretStr = Field(default=SecretStr(""), description="Key for that server, when it wants one.")
    llm_model: str = Field(default="", description="Model name to ask that server for.")
    llm_timeout_seconds: float = Field(default=20.0, gt=0, le=600, description="Longest wait for one model call.")
    llm_plan_seconds: float = Field(
        default=90.0, gt=0, le=3_600, description="Longest wait for a language model to write one plan."
    )
    llm_reads_answers: bool = Field(
        default=False, description="Let it read each answer before the next move: another call a turn, for fast models."
    )
    llm_reads_statements: bool = Field(
        default=False, description="Let it label every statement of an analysis; the offline reading stays beside it."
    )
    llm_tokens_per_analysis: int = Field(
        default=1_000_000, ge=0, description="Tokens it may use to label the statements of one analysis; 0: no limit."
    )
    llm_tokens_per_interview: int = Field(
        default=50_000, ge=0, description="Tokens a language model may use for one interview; 0: no limit."
    )
    llm_tokens_per_study: int = Field(
        default=5_000_000,
        ge=0,
        description="Tokens it may use for a study that has no budget of its own; 0: no limit.",
    )
    refresh_minutes: int = Field(
        default=15, ge=0, description="Minutes between analyses that begin by themselves as interviews end; 0: none do."
    )
    print_reports: bool = Field(
        default=True, description="Print the PDF report at the end of each analysis; false: when somebody asks for it."
    )
    llm_price_prompt: float = Field(default=0.0, ge=0, description="Price of a million tokens read; 0: not known.")
    llm_price_completion: float = Field(
        default=0.0, ge=0, description="Price of a million tokens written; 0: not known."
    )
    embedding_model: str = Field(
        default="", description="sentence-transformers name or folder; empty means the bundled all-MiniLM-L6-v2."
    )
    max_upload_mb: int = Field(default=50, ge=1, le=250, description="Largest file that can be imported, in MB.")
    session_days: int = Field(default=14, ge=1, le=365, description="Days after which a login ends.")
    login_attempts: int = Field(
        default=10,
        ge=1,
        description="Failed logins per address and e-mail in 15 minutes (five times as many per address).",
    )
    public_requests_per_minute: int = Field(
        default=120, ge=1, description="Requests a minute from one address to participant links."
    )
    starts_per_hour: int = Field(
        default=2_000, ge=1, description="Interviews that may begin on one participant link within an hour."
    )
    starts_per_address: int = Field(
        default=300, ge=1, description="Interviews that may begin from one address within an hour."
    )
    api_requests_per_minute: int = Field(default=120, ge=1, description="Requests a minute with one API token.")
    smtp_url: SecretStr = Field(
        default=SecretStr(""), description="Mail server, `smtp://user:password@host:587`; empty: no mail."
    )
    log_format: str = Field(default="console", pattern="^(console|json)$", description="`console` or `json`.")
    log_level: str = Field(
        default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least severe level that is logged."
    )

    @field_validator("data")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        return folder.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url:
            return url
        scheme, separator, rest = url.partition("://")
        if not separator or scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
            raise ValueError("VERBATIM_DATABASE_URL must begin with postgresql:// (empty: embedded database)")
        return f"postgresql+psycopg://{rest}"

    @property
    def embedded(self) -> bool:
        """True when the embedded SQLite database serves."""
        return not self.database_url

    @property
    def sqlite_path(self) -> Path:
        return self.data / "verbatim.sqlite3"

    @property
    def async_database_url(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.sqlite_path}"

    @property
    def sync_database_url(self) -> str:
        """For migrations: SQLAlchemy's synchronous drivers."""
        return self.database_url or f"sqlite:///{self.sqlite_path}"

    @property
    def public_url(self) -> str:
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def model_configured(self) -> bool:
        return bool(self.llm_base_url and self.llm_model)
