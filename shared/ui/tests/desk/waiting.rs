//! Earlier slots (W).

use guichet_ui::desk::fields;

use super::html::{tags, values};
use super::{forms, page};

// W2, W7: the box at creation and on the appointment's page; who cancels or moves says what becomes of the time.
#[test]
fn the_box_and_the_choice_to_keep_closed_stand_where_the_practice_offers_earlier_slots() {
    for name in ["desk-place", "desk-visit"] {
        let html = page(name);
        let alert = tags(&html, "input").into_iter().find(|tag| values(tag, "name") == [fields::ALERT]).unwrap();
        assert!(alert.contains(" checked"), "{name}");
        assert_eq!(tags(&html, "input").into_iter().filter(|tag| values(tag, "name") == [fields::HALF]).count(), 14, "{name}");
    }
    let visit = page("desk-visit");
    let keep = tags(&visit, "select").into_iter().filter(|tag| values(tag, "name") == [fields::KEEP_CLOSED]).count();
    assert_eq!(keep, 2, "moving and cancelling ask");
    let offer = visit.split(&format!("name=\"{}\"", fields::KEEP_CLOSED)).nth(1).unwrap();
    assert!(offer.split("</select>").next().unwrap().contains("value=\"no\" selected"), "it is offered unless they say otherwise");
}

// W7: what was just cancelled is taken back from where it is said.
#[test]
fn a_cancellation_says_until_when_it_can_be_taken_back() {
    let html = page("desk-calendar-day");
    let notice = html.split("class=\"note said did\"").nth(1).unwrap().split("</form>").next().unwrap();
    assert!(notice.contains("14:32") && notice.contains("Reprendre l’annulation"), "{notice}");
}

// W11: from a cancelled appointment to its sheet, from there to its trace.
#[test]
fn a_cancelled_appointment_leads_to_its_trace_in_two_clicks() {
    assert!(page("desk-calendar-day").contains("href=\"desk-visit-cancelled.html\""));
    assert!(page("desk-visit-cancelled").contains("href=\"desk-trace.html\""));
    let trace = page("desk-trace");
    for said in ["Décliné", "noté par Claire Morel", "noté par l’équipe", "peut-être par un robot de messagerie", "après 2 déplacements"]
    {
        assert!(trace.contains(said), "{said}");
    }
}

#[test]
fn who_is_to_be_rung_comes_first_with_a_telephone_and_two_answers() {
    let html = page("desk-waiting");
    let (calls, rest) = html.split_once("id=\"proposes\"").unwrap();
    assert!(calls.contains("tel:+33612345678") && !rest.contains("tel:"));
    let form = forms(calls).into_iter().find(|form| form.contains(fields::ANSWER)).unwrap();
    for answer in ["accept", "decline"] {
        assert!(form.contains(&format!("value=\"{answer}\"")), "{answer}");
    }
    // W1
    assert!(page("desk-waiting-off").contains("éteintes"));
}

// What the picture shows, a table says.
#[test]
fn the_bars_are_for_the_eye_and_the_table_for_everybody() {
    let html = page("desk-waiting");
    let picture = html.split("<svg class=\"bars\"").nth(1).unwrap().split("</svg>").next().unwrap();
    assert!(picture.contains("aria-hidden=\"true\"") && picture.matches("<rect").count() == 24);
    let table = html.split("</svg>").nth(2).unwrap_or_default();
    assert_eq!(table.split("</table>").next().unwrap().matches("<tr>").count(), 13);
}
