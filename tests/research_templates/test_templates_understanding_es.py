import pytest

from research_templates.understanding import understand


@pytest.mark.parametrize(
    ("question", "subject", "people"),
    [
        ("¿Qué opinan los pacientes sobre la espera en nuestra clínica?", "la espera", "pacientes"),
        ("¿Cómo viven los nuevos usuarios nuestro proceso de alta?", "nuestro proceso de alta", "nuevos usuarios"),
        ("¿Qué frena a las enfermeras del turno de noche al usar el nuevo sistema?", "el nuevo sistema", "enfermeras"),
        ("¿Qué piensan los socios de la apertura de nuestro museo?", "la apertura de nuestro museo", "socios"),
        ("Experiencia con la aplicación móvil del banco", "la aplicación móvil del banco", ""),
        ("¿Por qué los apicultores no tratan sus colmenas?", "sus colmenas", "apicultores"),
        ("¿Por qué se van nuestros clientes?", "", "clientes"),
        ("¿Cómo eligen los padres un colegio?", "un colegio", "padres"),
        ("¿Cómo viven las enfermeras los cambios de turno?", "los cambios de turno", "enfermeras"),
        ("¿Por qué abandonan los clientes la compra?", "la compra", "clientes"),
        ("¿Por qué los clientes no conectan la tienda?", "la tienda", "clientes"),
        ("¿Qué esperan los estudiantes de la biblioteca?", "la biblioteca", "estudiantes"),
    ],
)  # fmt: skip
def test_subject_and_people_of_spanish_questions(question: str, subject: str, people: str) -> None:
    understood = understand(question)
    assert understood.language == "es"
    assert (understood.subject, understood.people) == (subject, people)


def test_time_and_outcome_of_spanish_questions() -> None:
    understood = understand("¿Por qué los desarrolladores dejan de usar el sandbox después de la primera semana?")
    assert (understood.subject, understood.time_frame) == ("el sandbox", "la primera semana")
    understood = understand("¿Cómo podemos mejorar la incorporación de clientes para reducir el tiempo de espera?")
    assert (understood.subject, understood.outcome) == ("la incorporación de clientes", "reducir el tiempo de espera")
