//! What the trail, messages and erasures say, whose words come from other objects: one that this version does not know is shown as it is.

use std::borrow::Borrow;

use super::InWords;
use crate::desk::{Attendance, say::Say};

/// Why an object keeps something of somebody erased; a reason that this version does not know, its slug.
pub(in crate::desk) fn because(slug: &str, w: impl Borrow<Say>) -> String {
    let w = *w.borrow();
    match slug {
        "appointment-ahead" => w.t("d-kept-appointment"),
        "message-under-way" => w.t("d-kept-message"),
        unknown => unknown.to_owned(),
    }
}

/// What a message is called, and what became of it; a word that this version does not know, as it is.
pub(in crate::desk) fn message(slug: &str, w: impl Borrow<Say>) -> String {
    let w = *w.borrow();
    match slug {
        "to-confirm" => w.t("d-message-to-confirm"),
        "confirmation" => w.t("d-message-confirmation"),
        "moved" => w.t("d-message-moved"),
        "cancellation" => w.t("d-message-cancellation"),
        "offer" => w.t("d-message-offer"),
        "queued" => w.t("d-message-queued"),
        "sending" => w.t("d-message-sending"),
        "sent" => w.t("d-message-sent"),
        "failed" => w.t("d-message-failed"),
        "dropped" => w.t("d-message-dropped"),
        "in-doubt" => w.t("d-message-in-doubt"),
        unknown => unknown.to_owned(),
    }
}

/// What an act of the audit trail is called; one that this version does not know, its slug.
pub(in crate::desk) fn act(slug: &str, w: impl Borrow<Say>) -> String {
    let w = *w.borrow();
    match slug {
        "practice.founded" => w.t("d-act-practice-founded"),
        "practice.presented" => w.t("d-act-practice-presented"),
        "settings.changed" => w.t("d-act-settings-changed"),
        "location.put" => w.t("d-act-location-put"),
        "location.removed" => w.t("d-act-location-removed"),
        "service.put" => w.t("d-act-service-put"),
        "service.removed" => w.t("d-act-service-removed"),
        "category.put" => w.t("d-act-category-put"),
        "category.removed" => w.t("d-act-category-removed"),
        "keys.rotated" => w.t("d-act-keys-rotated"),
        "member.invited" => w.t("d-act-member-invited"),
        "invitation.accepted" => w.t("d-act-invitation-accepted"),
        "invitation.revoked" => w.t("d-act-invitation-revoked"),
        "member.changed" => w.t("d-act-member-changed"),
        "member.ended" => w.t("d-act-member-ended"),
        "delegation.given" => w.t("d-act-delegation-given"),
        "delegation.withdrawn" => w.t("d-act-delegation-withdrawn"),
        "token.issued" => w.t("d-act-token-issued"),
        "token.revoked" => w.t("d-act-token-revoked"),
        "patient.entered" => w.t("d-act-patient-entered"),
        "patient.read" => w.t("d-act-patient-read"),
        "patient.searched" => w.t("d-act-patient-searched"),
        "patient.changed" => w.t("d-act-patient-changed"),
        "patient.merged" => w.t("d-act-patient-merged"),
        "patient.erased" => w.t("d-act-patient-erased"),
        "patient.exported" => w.t("d-act-patient-exported"),
        "duplicate.dismissed" => w.t("d-act-duplicate-dismissed"),
        "note.added" => w.t("d-act-note-added"),
        "consent.given" => w.t("d-act-consent-given"),
        "consent.withdrawn" => w.t("d-act-consent-withdrawn"),
        "guardian.added" => w.t("d-act-guardian-added"),
        "guardian.removed" => w.t("d-act-guardian-removed"),
        "appointment.attendance" => w.t("d-act-appointment-attendance"),
        "agenda.changed" => w.t("d-act-agenda-changed"),
        "audit.read" => w.t("d-act-audit-read"),
        unknown => unknown.to_owned(),
    }
}

/// What a detail of the audit trail says, `did=placed attendance=booked`: in words where it tells of an agenda or of booking online,
/// else as it is.
pub(in crate::desk) fn detail(pairs: &str, w: impl Borrow<Say>) -> String {
    let w = *w.borrow();
    let word = |pair: &str| match pair.split_once('=') {
        Some(("did", did)) => did_in_agenda(did, w),
        Some(("online", "blocked")) => w.t("d-trail-online-blocked"),
        Some(("online", "allowed")) => w.t("d-trail-online-allowed"),
        Some(("alerts", "stopped")) => w.t("d-trail-alerts-stopped"),
        Some(("attendance", attendance)) => {
            let known = Attendance::ALL.into_iter().find(|known| known.word() == attendance);
            known.map_or_else(|| attendance.to_owned(), |known| known.words(w))
        }
        _ => pair.to_owned(),
    };
    pairs.split(' ').map(word).collect::<Vec<_>>().join(" · ")
}

/// What staff did in an agenda; a word that this version does not know, as it is.
fn did_in_agenda(did: &str, w: Say) -> String {
    match did {
        "placed" => w.t("d-trail-placed"),
        "forced" => w.t("d-trail-forced"),
        "moved" => w.t("d-trail-moved"),
        "cancelled" => w.t("d-trail-cancelled"),
        "deleted" => w.t("d-trail-deleted"),
        "opened" => w.t("d-trail-opened"),
        "changed" => w.t("d-trail-changed"),
        "ended" => w.t("d-trail-ended"),
        "closed" => w.t("d-trail-closed"),
        "reopened" => w.t("d-trail-reopened"),
        "terms" => w.t("d-trail-terms"),
        "alert-on" => w.t("d-trail-alert-on"),
        "alert-off" => w.t("d-trail-alert-off"),
        "restored" => w.t("d-trail-restored"),
        "offered" => w.t("d-trail-offered"),
        "withdrawn" => w.t("d-trail-withdrawn"),
        "other" => w.t("d-trail-other"),
        unknown => unknown.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use guichet_kernel::Locale;

    use super::*;

    #[test]
    fn the_trail_says_in_words_what_was_done_in_an_agenda() {
        let said = |locale, pairs: &str| detail(pairs, Say::new(locale));
        assert_eq!(said(Locale::FrFr, "did=forced attendance=booked"), "Pris en plus des places · Réservé");
        assert_eq!(said(Locale::NlBe, "did=closed"), "Tijd gesloten");
        assert_eq!(said(Locale::En, "attendance=absent"), Say::new(Locale::En).t("d-state-absent"));
        // Nothing is hidden of what this version does not know.
        assert_eq!(said(Locale::En, "did=dreamt settings=token_days"), "dreamt · settings=token_days");
        let words = [
            "placed",
            "forced",
            "moved",
            "cancelled",
            "deleted",
            "opened",
            "changed",
            "ended",
            "closed",
            "reopened",
            "terms",
            "other",
            "alert-on",
            "alert-off",
            "restored",
            "offered",
            "withdrawn",
        ];
        for word in words {
            assert_ne!(said(Locale::FrFr, &format!("did={word}")), word);
        }
    }
}
