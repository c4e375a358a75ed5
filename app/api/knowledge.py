"""The knowledge that ships with the product, to be read: templates and measures."""

from litestar import get, post
from litestar.params import FromPath, JSONBody

from app.api.schemas import Classified, KpiList, MeasuredValue, TemplateList, TemplateSummary
from app.errors import NotFound, sentence
from research_templates import (
    Band,
    Kpi,
    KpiError,
    NoBenchmark,
    TemplateError,
    UseCase,
    classify,
    kpi,
    kpis,
    use_case,
    use_cases,
)


@get("/templates", sync_to_thread=True)
def list_templates() -> TemplateList:
    """The use cases that plans are drafted from."""
    return TemplateList(
        templates=tuple(
            TemplateSummary(key=case.key, title=case.title, summary=case.summary, research_type=case.research_type)
            for case in use_cases()
        )
    )


@get("/templates/{key:str}", sync_to_thread=True)
def read_template(key: FromPath[str]) -> UseCase:
    """One use case with all its wordings."""
    try:
        return use_case(key[:100])
    except TemplateError as error:
        raise NotFound(sentence(error)) from error


@get("/kpis", sync_to_thread=True)
def list_kpis() -> KpiList:
    """Every measure of the catalogue, with its definition, formula, unit and benchmark."""
    return KpiList(kpis=kpis())


@get("/kpis/{key:str}", sync_to_thread=True)
def read_kpi(key: FromPath[str]) -> Kpi:
    """One measure, by its key, its name or another name it goes by."""
    return _known(key)


@post("/kpis/{key:str}/classify", status_code=200, sync_to_thread=True)
def classify_value(key: FromPath[str], data: JSONBody[MeasuredValue]) -> Classified:
    """How good a value of a measure is, by the published benchmark."""
    match classify(_known(key), data.value, data.unit):
        case Band() as band:
            return Classified(band=band)
        case NoBenchmark(reason=reason):
            return Classified(band=None, reason=reason)


def _known(name: str) -> Kpi:
    try:
        return kpi(name[:200])
    except KpiError as error:
        raise NotFound(sentence(error)) from error


HANDLERS = [list_templates, read_template, list_kpis, read_kpi, classify_value]
