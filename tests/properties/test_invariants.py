"""What must hold for every combination of facts, whatever else changes (docs/reference/invariants.md).

Each test joins truth tables, so it speaks of the full product of all facts. A counterexample is printed as facts.
"""

from __future__ import annotations

import pytest

from tests.properties.space import Table
from tests.properties.tables import Tables

ORDINARY_LINE = (
    "line_manager",
    "another_manager",
    "senior_manager_or_hr",
    "hr",
    "informal_resolution",
    "grievance",
    "confidential_line",
    "people_services",
    "fairness_at_work",
)
INSIDE = ("line_manager", "another_manager", "senior_manager_or_hr", "hr", "grievance", "psd", "people_services")
UNSAFE = (
    "sexual",
    "intimidation_or_threats",
    "unwanted_contact",
    "physical",
    "coercive_relationship",
    "excessive_force",
)
NO_DETRIMENT = ("no_detriment", "no_detriment_sexual", "no_detriment_wrongdoing")


def nowhere(broken: Table) -> None:
    """Assert that a function holds for no combination; else name the facts of one for which it does."""
    example = broken.example()
    if example is not None:
        pytest.fail(f"broken for {example}")


def test_emergency_and_crisis_help_are_always_offered(tables: Tables) -> None:
    """Nobody is ever without 999 and somebody to talk to, whatever they told or kept back (1, 2, 25)."""
    nowhere(~tables.offered("emergency"))
    nowhere(~tables.offered("crisis_support"))


def test_crisis_lines_stand_behind_no_condition(tables: Tables) -> None:
    """No role, approval or answer stands before the lines that answer day and night (2)."""
    for contact in ("emergency_999", "samaritans", "shout", "nhs_111", "policing_crisis_line"):
        nowhere(~tables.shown(contact))


def test_danger_puts_999_above_everything(tables: Tables) -> None:
    """Where someone is or may be in danger, no other route stands before emergency help (1)."""
    danger = tables.given("danger", "yes", "unsure", "declined", "unasked") | tables.given("self_harm", "yes")
    for route in tables.ranks:
        if route != "emergency":
            nowhere(danger & tables.before(route, "emergency"))


def test_self_harm_puts_crisis_lines_next(tables: Tables) -> None:
    """Where someone may harm themselves, only 999 stands before the crisis lines (1, 2)."""
    risk = tables.given("self_harm", "yes")
    for route in tables.ranks:
        if route not in ("emergency", "crisis_support"):
            nowhere(risk & tables.before(route, "crisis_support"))


def test_a_possible_crime_is_reported_before_any_inside_route(tables: Tables) -> None:
    """Where a crime is possible, reporting it stands before every route inside the force."""
    for route in (*INSIDE, "informal_resolution", "confidential_line"):
        if route in tables.ranks:
            nowhere(tables.before(route, "report_crime"))


def test_unsure_about_a_crime_counts_as_yes(tables: Tables) -> None:
    """Whoever is not sure about a crime is treated as if it might be one."""
    said_no_crime = ~tables.offered_concept("possible_crime")
    nowhere(tables.given("crime", "yes", "unsure") & said_no_crime)


def test_mandatory_referral_is_said_before_managers_and_hr(joint: Tables) -> None:
    """Essex and Kent: no route through a manager or HR is shown without saying what must be referred (4, 6)."""
    notice = next(n for n in joint.rulebook.notices if n.id == "mandatory_referral")
    for route in ("line_manager", "another_manager", "senior_manager_or_hr", "hr", "grievance", "informal_resolution"):
        nowhere(joint.offered(route) & ~joint.noticed("mandatory_referral"))

    assert notice.first


def test_confidentiality_limits_are_said_before_every_inside_route(tables: Tables) -> None:
    """No inside route is shown without saying, before it, that secrecy has limits (4, 5, 6)."""
    notice = next(n for n in tables.rulebook.notices if n.id == "confidentiality_limits")
    for route in INSIDE:
        # Whoever is accused, seeks support or asks how things work is told who there is; nobody invites them to report.
        elsewhere = tables.given("position", "accused", "general") | tables.given(
            "purpose", "wellbeing", "policy_question"
        )
        nowhere(tables.offered(route) & ~elsewhere & ~tables.noticed("confidentiality_limits"))

    assert notice.first


def test_the_line_manager_never_stands_alone(joint: Tables) -> None:
    """Essex and Kent: wherever the line manager is shown, a way round them is too (7)."""
    nowhere(joint.offered("line_manager") & ~joint.offered("another_manager", "hr", "psd", "confidential_line"))


def test_the_line_manager_never_stands_alone_in_dyfed_powys(dyfed_powys: Tables) -> None:
    """Dyfed-Powys: wherever the line manager is shown, Professional Standards is too (7, 14)."""
    nowhere(dyfed_powys.offered("line_manager") & ~dyfed_powys.offered("psd"))


def test_nobody_is_sent_to_the_line_manager_it_is_about(tables: Tables) -> None:
    """Whoever names their own line manager is never sent there (7)."""
    nowhere(tables.given("who", "own_line_manager") & tables.offered("line_manager"))


def test_informal_resolution_is_never_offered_where_it_is_unsafe(tables: Tables) -> None:
    """Nobody is sent to sort out sexual, violent, threatening, stalking or controlling conduct (8)."""
    unsafe = tables.given("conduct", *UNSAFE) | tables.given("crime", "yes", "unsure") | tables.given("danger", "yes")
    nowhere(unsafe & tables.offered("informal_resolution"))


def test_the_single_remark_paragraph_is_never_used_for_more(tables: Tables) -> None:
    """L1760 3.3.5 is shown for nothing but words, and only in Essex and Kent (10)."""
    words_only = tables.given("conduct", "offensive_or_insulting") & ~tables.given(
        "conduct", "sexual", "physical", *UNSAFE
    )
    nowhere(tables.noticed("single_remark") & ~words_only)
    if tables.rulebook.force is None or tables.rulebook.force.id == "dyfed_powys":
        nowhere(tables.noticed("single_remark"))


def test_no_definition_asks_for_repetition_or_objection(tables: Tables) -> None:
    """Harassment and bullying depend neither on how often it happened nor on whether it was raised (11)."""
    for concept in (
        "harassment",
        "sexual_harassment",
        "bullying",
        "upward_bullying",
        "victimisation",
        "discrimination",
    ):
        for fact in ("pattern", "raised", "wish"):
            assert not tables.concepts[concept].depends_on(fact), (concept, fact)


def test_the_eap_is_a_right_of_specials_only(tables: Tables) -> None:
    """The EAP is offered to specials of Essex and Kent only; they are never told it is not stated (12)."""
    special = tables.given("role", "special_constable")
    nowhere(tables.offered("eap") & ~special)
    nowhere(tables.noticed("eap_not_stated") & special)
    if tables.rulebook.force is None or tables.rulebook.force.id == "dyfed_powys":
        nowhere(tables.offered("eap"))


def test_the_harassment_protocol_stays_the_main_way_in_kent(kent: Tables) -> None:
    """Kent: the confidential line is never offered for mistreatment without a way of the protocol beside it (13)."""
    protocol = kent.offered("another_manager", "hr", "grievance")
    for conduct in ("sexual", "offensive_or_insulting", "exclusion_or_undermining", "retaliation"):
        nowhere(kent.offered("confidential_line") & kent.given("conduct", conduct) & ~protocol)


def test_sexual_harassment_in_dyfed_powys_always_shows_psd(dyfed_powys: Tables) -> None:
    """Dyfed-Powys: whoever tells of something sexual is shown Professional Standards, whatever else is told (14)."""
    nowhere(dyfed_powys.given("conduct", "sexual") & ~dyfed_powys.offered("psd"))


def test_chief_officers_never_go_through_the_ordinary_line(tables: Tables) -> None:
    """A matter about a chief officer or the commissioner's office never goes through the ordinary line (15)."""
    above = tables.given("who", "chief_officer", "pcc_office")
    for route in ORDINARY_LINE:
        asked = tables.given("position", "general", "accused") | tables.given("purpose", "policy_question", "wellbeing")
        nowhere(above & tables.offered(route) & ~asked)


def test_a_witness_in_dyfed_powys_is_told_that_they_must_raise_it(dyfed_powys: Tables) -> None:
    """Dyfed-Powys: who sees or is told of something sexual is told of the duty to raise it (16)."""
    witness = dyfed_powys.given("position", "witness", "told") & dyfed_powys.given("purpose", "something_happened")
    nowhere(witness & dyfed_powys.given("conduct", "sexual") & ~dyfed_powys.due("must_raise"))


def test_a_no_detriment_statement_stands_beside_every_reporting_route(tables: Tables) -> None:
    """No way to report is shown without a statement that nobody should suffer for it (17)."""
    unsaid = ~tables.noticed(*NO_DETRIMENT)
    for route in tables.rulebook.routes:
        if route.reports:
            nowhere(tables.offered(route.id) & unsaid)


def test_the_sexual_harassment_paragraph_is_quoted_for_nothing_else(joint: Tables) -> None:
    """L1760 3.8 is quoted for sexual harassment only (17)."""
    nowhere(joint.noticed("no_detriment_sexual") & ~joint.given("conduct", "sexual"))


def test_the_accused_get_support_and_are_asked_to_report_nothing(tables: Tables) -> None:
    """Whoever is accused is offered support and no way to report; Dyfed-Powys says who investigates (18)."""
    accused = tables.given("position", "accused") & tables.given("purpose", "something_happened")
    nowhere(accused & ~tables.due("leave_complainant_alone"))
    nowhere(accused & ~tables.offered("staff_association"))
    for route in tables.rulebook.routes:
        told_who_investigates = (
            route.id == "psd" and tables.rulebook.force and tables.rulebook.force.id == "dyfed_powys"
        )
        asks_for_support = route.id == "people_services"
        if route.reports and not told_who_investigates and not asks_for_support:
            nowhere(accused & tables.offered(route.id))


def test_representatives_match_the_role(tables: Tables) -> None:
    """Federation for officers up to chief inspector and specials, UNISON for staff, the others by rank (28)."""
    officer, special = tables.given("role", "police_officer"), tables.given("role", "special_constable")
    senior = tables.given("rank_band", "superintendent_or_above", "chief_officer")
    for contact in ("federation_national", "federation_branch"):
        nowhere(tables.shown(contact) & ~(officer | special))
        nowhere(tables.shown(contact) & officer & senior)
    nowhere(tables.shown("unison") & ~tables.given("role", "police_staff"))
    superintendent = officer & tables.given("rank_band", "superintendent_or_above")
    nowhere(tables.shown("superintendents_association") & ~superintendent)


def test_wales_has_live_fear_free_wherever_a_sexual_line_is_shown(dyfed_powys: Tables) -> None:
    """Dyfed-Powys: the line for Wales is shown wherever the one for England and Wales is, and before it (29)."""
    nowhere(dyfed_powys.shown("rape_crisis") & ~dyfed_powys.shown("live_fear_free"))
    order = [use.contact.id for r in dyfed_powys.rulebook.routes if r.id == "national_support" for use in r.contacts]

    assert order.index("live_fear_free") < order.index("rape_crisis")


def test_it_always_says_that_this_is_no_report(tables: Tables) -> None:
    """Every outcome says that nobody was told, and that a duty to report stands (30)."""
    nowhere(~tables.noticed("not_a_report"))
