"""The command line. Every command imports what it needs when it runs: ``--help`` must answer at once."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from app.settings import Settings

cli = typer.Typer(
    name="verbatim",
    help="Conversational feedback research: one question in, findings locked to quotes out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Data = Annotated[Path | None, typer.Option("--data", help="Data folder (VERBATIM_DATA).", show_default=False)]
Host = Annotated[str | None, typer.Option(help="Address to listen on (VERBATIM_HOST).", show_default=False)]
Port = Annotated[int | None, typer.Option(help="Port to listen on (VERBATIM_PORT).", show_default=False)]
Study = Annotated[str, typer.Option("--study", help="The study's id, as in its address.")]


def main() -> None:
    """Run a command; a domain error is one clear message and an exit code of its own."""
    try:
        cli(standalone_mode=True)
    except Exception as error:  # noqa: BLE001 - the outermost handler of the program
        _fail(error)


def _fail(error: Exception) -> NoReturn:
    from app.errors import DISK_FULL, UNEXPECTED, AppError, means_full_disk, presentation_of  # noqa: PLC0415 - see the top

    error = DISK_FULL if means_full_disk(error) else error
    presentation = presentation_of(error)
    detail, hint = (error.detail, error.hint) if isinstance(error, AppError) else (str(error), "")
    if presentation is UNEXPECTED:
        detail = f"{type(error).__name__}: {error}"
        if os.environ.get("VERBATIM_LOG_LEVEL") == "DEBUG":
            raise error
        hint = "This is a mistake in the program. VERBATIM_LOG_LEVEL=DEBUG shows where."
    typer.echo(f"{presentation.title}: {detail}", err=True)
    if hint:
        typer.echo(hint, err=True)
    sys.exit(presentation.exit_code)


def _settings(*, data: Path | None = None, host: str | None = None, port: int | None = None) -> "Settings":
    """Settings with this command's options on top; child processes read them from the environment too."""
    from pydantic import ValidationError  # noqa: PLC0415 - see the module's docstring

    from app.errors import InvalidInput  # noqa: PLC0415
    from app.log import configure_logging  # noqa: PLC0415
    from app.settings import Settings  # noqa: PLC0415

    for name, value in (("DATA", data and data.absolute()), ("HOST", host), ("PORT", port)):
        if value is not None:
            os.environ[f"VERBATIM_{name}"] = str(value)
    try:
        settings = Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"VERBATIM_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}"
            for fault in error.errors(include_input=False)
        )
        raise InvalidInput(f"A setting cannot be used: {faults}", "README lists every setting.") from error
    configure_logging(log_format=settings.log_format, level=settings.log_level)
    return settings


@cli.command()
def run(data: Data = None, host: Host = None, port: Port = None) -> None:
    """Serve the platform: web pages and jobs in one process."""
    settings = _settings(data=data, host=host, port=port)
    from app.server import serve  # noqa: PLC0415

    serve(settings, role="all")


@cli.command()
def web(
    host: Host = None,
    port: Port = None,
    processes: Annotated[int, typer.Option(min=1, max=64, help="Web processes to start.")] = 1,
) -> None:
    """Serve only the web pages; workers run the jobs (PostgreSQL)."""
    settings = _settings(host=host, port=port)
    from app.server import serve  # noqa: PLC0415

    serve(settings, role="web", processes=processes)


@cli.command()
def worker() -> None:
    """Run only the jobs (PostgreSQL)."""
    settings = _settings()
    from app.server import work  # noqa: PLC0415

    work(settings)


@cli.command()
def migrate(data: Data = None) -> None:
    """Bring the database to this version's revision."""
    settings = _settings(data=data)
    from contextlib import nullcontext  # noqa: PLC0415

    from app.data_folder import locked  # noqa: PLC0415
    from app.migrate import current_and_newest, upgrade  # noqa: PLC0415

    with locked(settings.data) if settings.embedded else nullcontext():
        before, newest = current_and_newest(settings)
        upgrade(settings)
    typer.echo(f"The database is at revision {newest}" + (" already." if before == newest else "."))


@cli.command("import")
def import_file(  # noqa: PLR0917 - typer reads the options from the signature
    file: Annotated[Path, typer.Argument(help="A CSV or JSONL file, plain or .gz.")],
    study: Study,
    text: Annotated[str, typer.Option(help="Column with what the participant said.")] = "",
    turns: Annotated[str, typer.Option(help="Field with a whole conversation (JSONL).")] = "",
    question: Annotated[str, typer.Option(help="Column with the question that was asked.")] = "",
    participant: Annotated[str, typer.Option(help="Column that tells participants apart.")] = "",
    attribute: Annotated[list[str] | None, typer.Option(help="Column that becomes a segment; repeatable.")] = None,
    data: Data = None,
) -> None:
    """Import existing feedback or transcripts into a study; columns that are not named are guessed."""
    settings = _settings(data=data)
    from app.commands import import_into_study  # noqa: PLC0415

    chosen = {"text": text, "turns": turns, "question": question, "participant": participant}
    typer.echo(import_into_study(settings, file, study, chosen, attribute))


@cli.command()
def analyse(study: Study, data: Data = None) -> None:
    """Analyse a study now and print its Magic Summary."""
    settings = _settings(data=data)
    from app.commands import analyse_study  # noqa: PLC0415

    typer.echo(analyse_study(settings, study))


@cli.command()
def report(
    study: Study,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the PDF.")] = Path("report.pdf"),
    data: Data = None,
) -> None:
    """Write the PDF report of a study's newest analysis."""
    settings = _settings(data=data)
    from app.commands import write_report  # noqa: PLC0415

    typer.echo(write_report(settings, study, output))


@cli.command()
def verify(
    report: Annotated[Path, typer.Argument(help="The report's PDF, as it was downloaded.")],
    study: Annotated[str, typer.Option(help="The study that it should be of; else the report says.")] = "",
    data: Data = None,
) -> None:
    """Check every quote and number of a report against the transcripts stored here; exit 1 when something differs."""
    settings = _settings(data=data)
    from app.commands import verify_report  # noqa: PLC0415

    found, unchecked = verify_report(settings, report, study)
    for discrepancy in found:
        typer.echo(f"{discrepancy.difference}: {discrepancy.where}")
        typer.echo(f"      report: {discrepancy.claimed}")
        typer.echo(f"      found:  {discrepancy.found}")
    typer.echo(f"{len(found)} differences." if found else "The report says what the transcripts say.")
    if unchecked:
        typer.echo(unchecked)
    raise typer.Exit(1 if found else 0)


@cli.command()
def plan(
    question: Annotated[str, typer.Argument(help='The research question; "-" reads it from standard input.')],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,  # noqa: FBT002 - a switch
    template: Annotated[str, typer.Option(help="Key of the use case to start from.")] = "",
    language: Annotated[str, typer.Option(help="Language of the interviews: de, en, es, fr or pt.")] = "",
) -> None:
    """Write a research plan for a question; needs no server and no database."""
    settings = _settings()
    from app.studies.planning.command import make_plan  # noqa: PLC0415

    printed = make_plan(settings, question, template=template, language=language, as_json=as_json)
    typer.echo(printed.output)
    if printed.notice:
        typer.echo(printed.notice, err=True)


@cli.command()
def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the demo's data and report.")] = Path(
        "demo-output"
    ),
    question: Annotated[str, typer.Option(help="The research question.")] = (
        "What friction points prevent new customers from achieving success during onboarding?"
    ),
    interviews: Annotated[int, typer.Option("-n", min=2, max=500, help="Simulated participants.")] = 16,
) -> None:
    """Do the whole job once, with simulated participants over the real HTTP interface."""
    from app.demo import run_demo  # noqa: PLC0415

    run_demo(output, question, interviews, settings_for=_settings, say=typer.echo)


@cli.command()
def simulate(  # noqa: PLR0917 - typer reads the options from the signature
    study: Annotated[str, typer.Argument(help="The study's id, as in its address.")],
    interviews: Annotated[int, typer.Option("-n", min=1, max=500, help="Simulated participants.")] = 50,
    seed: Annotated[str, typer.Option(help="The same seed makes the same people.")] = "1",
    types: Annotated[
        str, typer.Option(help="Types of participants, separated by commas; all in turn without it.")
    ] = "",
    played: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--played-by-model", help="The configured language model words what participants say.")
    ] = False,
    address: Annotated[str, typer.Option(help="A server of this database that runs already.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,  # noqa: FBT002 - a switch
    data: Data = None,
) -> None:
    """Hold interviews with simulated participants, as previews that never count, and print a report card."""
    os.environ.setdefault("VERBATIM_LOG_LEVEL", "WARNING")
    _settings(data=data)
    from app.simulations.command import simulate as simulate_study  # noqa: PLC0415
    from app.simulations.command import types_of  # noqa: PLC0415
    from app.simulations.service import Run  # noqa: PLC0415

    run = Run(interviews, seed, types_of(types), played)
    typer.echo(simulate_study(study, run, address=address, as_json=as_json, settings_for=_settings))


@cli.command()
def doctor(data: Data = None) -> None:
    """Check what this machine has: libraries, fonts, model weights, database, language model, mail."""
    settings = _settings(data=data)
    from app.doctor import examine  # noqa: PLC0415

    sound = True
    for check in examine(settings):
        typer.echo(f"{check.mark}  {check.name}: {check.finding}")
        if check.advice:
            typer.echo(f"      {check.advice}")
        sound = sound and not check.broken
    raise typer.Exit(0 if sound else 3)


if __name__ == "__main__":
    main()
