//! What each value is called.

use std::borrow::Borrow;

use guichet_kernel::{Country, Delegation, Locale, Right, Role};

use super::say::Say;
use super::{
    Alike, Attendance, CalendarAct, CalendarView, CategoryName, ClosingWhy, ConsentKind, ContactKind, Doubt, Given, HoursScope,
    IdentifierKind, Issue, Keeper, Obstacle, Relation, Said, Section, ServiceVisit, Setting, SettingValue, Sex, SignInWhy, StepUpAct,
    TokenState,
};

/// What a value is called in a catalogue.
pub(super) trait InWords {
    /// Its words.
    fn words(&self, w: impl Borrow<Say>) -> String;
}

macro_rules! labels {
    ($($name:ident { $($value:ident = $key:literal,)* })*) => {$(
        impl InWords for $name {
            fn words(&self, w: impl Borrow<Say>) -> String {
                let w = *w.borrow();
                match self { $(Self::$value => w.t($key)),* }
            }
        }
    )*};
}

labels! {
    Section {
        Today = "d-nav-today", Agenda = "d-nav-agenda", Patients = "d-nav-patients", Team = "d-nav-team", Settings = "d-nav-settings",
        Audit = "d-nav-audit", Tokens = "d-nav-tokens",
    }
    Said {
        Saved = "d-said-saved", Added = "d-said-added", Withdrawn = "d-said-withdrawn", InvitationSent = "d-said-invitation-sent",
        InvitationRevoked = "d-said-invitation-revoked", Joined = "d-said-joined", MemberEnded = "d-said-member-ended",
        TokenRevoked = "d-said-token-revoked", SessionEnded = "d-said-session-ended", CodeSent = "d-said-code-sent",
        Merged = "d-said-merged", KeptApart = "d-said-kept-apart", PracticeCreated = "d-said-practice-created",
        ChangedMeanwhile = "d-said-changed-meanwhile",
    }
    Role {
        Owner = "d-role-owner", Practitioner = "d-role-practitioner", Secretary = "d-role-secretary", Accountant = "d-role-accountant",
    }
    Right {
        ReadSettings = "d-right-settings-read", ChangeSettings = "d-right-settings-write", ReadMembers = "d-right-members-read",
        ManageMembers = "d-right-members-write", ReadPatients = "d-right-patients-read", ChangePatients = "d-right-patients-write",
        ExportPatients = "d-right-patients-export", ErasePatients = "d-right-patients-erase", ReadAgenda = "d-right-agenda-read",
        RunAgenda = "d-right-agenda-write", ReadAudit = "d-right-audit-read", ManageTokens = "d-right-tokens-write",
    }
    Delegation { Agenda = "d-delegation-agenda", Billing = "d-delegation-billing", Attest = "d-delegation-attest", }
    ServiceVisit { Any = "d-visit-any", First = "d-visit-first", FollowUp = "d-visit-follow-up", }
    Country { France = "d-country-fr", Belgium = "d-country-be", Canada = "d-country-ca", }
    Attendance {
        Booked = "d-state-booked", Confirmed = "d-state-confirmed", Arrived = "d-state-arrived", Attended = "d-state-attended",
        Absent = "d-state-absent", CancelledByPatient = "d-state-cancelled-by-patient",
        CancelledByPractitioner = "d-state-cancelled-by-practitioner", Moved = "d-state-moved",
    }
    Sex { Female = "d-sex-female", Male = "d-sex-male", Other = "d-sex-other", }
    ContactKind { Email = "email", Phone = "d-phone", }
    IdentifierKind {
        Niss = "d-identifier-niss", Nir = "d-identifier-nir", Nam = "d-identifier-nam", Ohip = "d-identifier-ohip",
        PhnBc = "d-identifier-phn-bc", UliAb = "d-identifier-uli-ab",
    }
    Relation {
        Parent = "d-relation-parent", LegalGuardian = "d-relation-guardian", Partner = "d-relation-partner", Child = "d-relation-child",
        Relative = "d-relation-relative", Carer = "d-relation-carer",
    }
    Alike { Identifier = "d-alike-identifier", Birth = "d-alike-birth", Contact = "d-alike-contact", }
    Keeper {
        Records = "d-keeper-records", Agenda = "d-keeper-agenda", Messages = "d-keeper-messages", Identity = "d-keeper-identity",
        Invoices = "d-keeper-invoices", Claims = "d-keeper-claims", Documents = "d-keeper-documents",
    }
    ConsentKind {
        DataProcessing = "d-consent-data", MessagesBySms = "d-consent-sms", MessagesByEmail = "d-consent-email",
        SharingWithReferringDoctor = "d-consent-doctor", Teleconsultation = "d-consent-remote",
    }
    Given { OnPaper = "d-given-paper", Orally = "d-given-orally", Online = "d-given-online", }
    Doubt {
        CheckDiffers = "d-doubt-check-differs", CheckMissing = "d-doubt-check-missing", UnusualPart = "d-doubt-unusual-part",
        NoSuchDate = "d-doubt-no-such-date", Provisional = "d-doubt-provisional", BirthDateDiffers = "d-doubt-birth-date",
        SexDiffers = "d-doubt-sex", NamesDiffer = "d-doubt-names", Expired = "d-doubt-expired",
    }
    Setting {
        Name = "d-setting-name", Telephone = "d-setting-telephone", CancellationNotice = "d-setting-cancellation-notice",
        BookingNotice = "d-setting-booking-notice", BookingHorizon = "d-setting-booking-horizon", OpenBookings = "d-setting-open-bookings",
        ConfirmByLink = "d-setting-confirm-by-link",
        DelegateAgendaToSecretaries = "d-setting-delegate", ProposeDuplicates = "d-setting-duplicates",
        TokenDays = "d-setting-token-days", InvitationDays = "d-setting-invitation-days",
    }
    SignInWhy { Needed = "d-sign-in-needed", SessionOver = "d-sign-in-session-over", SignedOut = "d-sign-in-signed-out", }
    StepUpAct {
        Erase = "d-step-up-erase", Export = "d-step-up-export", Merge = "d-step-up-merge", IssueToken = "d-step-up-token", ChangeMembers = "d-step-up-members",
        Delegate = "d-step-up-delegate", Other = "d-step-up-other",
    }
    CalendarView { Day = "d-view-day", Week = "d-view-week", Month = "d-view-month", }
    CalendarAct {
        Placed = "d-did-placed", Moved = "d-did-moved", Marked = "d-did-marked", Cancelled = "d-did-cancelled",
        Deleted = "d-did-deleted", Closed = "d-did-closed", Reopened = "d-did-reopened", Opened = "d-did-opened",
        Ended = "d-did-ended", Terms = "d-said-saved", Undone = "d-did-undone", ChangedMeanwhile = "d-said-changed-meanwhile",
    }
    ClosingWhy {
        Leave = "d-closing-leave", Illness = "d-closing-illness", PublicHoliday = "d-closing-holiday", Training = "d-closing-training",
        Other = "d-closing-other",
    }
    Obstacle { Taken = "d-obstacle-taken", Full = "d-obstacle-full", Closed = "d-obstacle-closed", }
    HoursScope { Day = "d-scope-day", From = "d-scope-from", All = "d-scope-all", }
    TokenState { Live = "d-token-live", Expired = "d-token-expired", Revoked = "d-token-revoked", }
}

/// Languages are called as their own readers call them.
impl InWords for Locale {
    fn words(&self, _: impl Borrow<Say>) -> String {
        match self {
            Self::FrFr | Self::FrBe | Self::FrCa => "Français",
            Self::NlBe => "Nederlands",
            Self::EnCa | Self::En => "English",
        }
        .to_owned()
    }
}

impl InWords for CategoryName {
    fn words(&self, w: impl Borrow<Say>) -> String {
        let w = *w.borrow();
        match self {
            Self::HomeVisit => w.t("d-category-home"),
            Self::Teleconsultation => w.t("d-category-remote"),
            Self::Group => w.t("d-category-group"),
            Self::Own(name) => name.clone(),
        }
    }
}

impl InWords for SettingValue {
    fn words(&self, w: impl Borrow<Say>) -> String {
        let w = *w.borrow();
        match self {
            Self::Text(text) => text.clone(),
            Self::Minutes(minutes) => w.duration(minutes),
            Self::Days(days) => w.n("d-days", "count", *days),
            Self::Appointments(count) => w.n("d-appointments", "count", *count),
            Self::On(true) => w.t("d-yes"),
            Self::On(false) => w.t("d-no"),
        }
    }
}

impl InWords for Issue {
    fn words(&self, w: impl Borrow<Say>) -> String {
        let w = *w.borrow();
        match *self {
            Self::Missing => w.t("d-issue-missing"),
            Self::NotChosen => w.t("d-issue-not-chosen"),
            Self::TooLong => w.t("d-issue-too-long"),
            Self::Characters => w.t("d-issue-characters"),
            Self::Malformed => w.t("d-issue-malformed"),
            Self::Email => w.t("email-malformed"),
            Self::Phone => w.t("d-issue-phone"),
            Self::NotADate => w.t("birth-date-not-a-date"),
            Self::NotADay => w.t("d-issue-not-a-day"),
            Self::HourLeftOut => w.t("d-issue-hour-left-out"),
            Self::HourTwice => w.t("d-issue-hour-twice"),
            Self::EndsFirst => w.t("d-issue-ends-first"),
            Self::InFuture => w.t("birth-date-in-future"),
            Self::TooLongAgo => w.t("birth-date-too-long-ago"),
            Self::Length => w.t("d-issue-length"),
            Self::CheckDigit => w.t("d-issue-check-digit"),
            Self::Part => w.t("d-issue-part"),
            Self::Detail => w.t("d-issue-detail"),
            Self::NotANumber => w.t("d-issue-not-a-number"),
            Self::OutOfRange { least, most } => w.t2("d-issue-range", "least", least.to_string(), "most", most.to_string()),
            Self::Taken => w.t("d-issue-taken"),
            Self::OtherCategory => w.t("d-issue-other-category"),
            Self::WrongCode => w.t("d-issue-wrong-code"),
            Self::CodeOver => w.t("d-issue-code-over"),
            Self::CodeTooSoon => w.t("d-issue-code-too-soon"),
        }
    }
}

/// Several values in one line.
pub(super) fn list<T: InWords>(values: &[T], w: impl Borrow<Say>) -> String {
    let w = *w.borrow();
    values.iter().map(|value| value.words(w)).collect::<Vec<_>>().join(", ")
}

/// Why an object keeps something of somebody erased; a reason that this version does not know, its slug.
pub(super) fn because(slug: &str, w: impl Borrow<Say>) -> String {
    let w = *w.borrow();
    match slug {
        "appointment-ahead" => w.t("d-kept-appointment"),
        "message-under-way" => w.t("d-kept-message"),
        unknown => unknown.to_owned(),
    }
}

/// What a message is called, and what became of it; a word that this version does not know, as it is.
pub(super) fn message(slug: &str, w: impl Borrow<Say>) -> String {
    let w = *w.borrow();
    match slug {
        "to-confirm" => w.t("d-message-to-confirm"),
        "confirmation" => w.t("d-message-confirmation"),
        "cancellation" => w.t("d-message-cancellation"),
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
pub(super) fn act(slug: &str, w: impl Borrow<Say>) -> String {
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
pub(super) fn detail(pairs: &str, w: impl Borrow<Say>) -> String {
    let w = *w.borrow();
    let word = |pair: &str| match pair.split_once('=') {
        Some(("did", did)) => did_in_agenda(did, w),
        Some(("online", "blocked")) => w.t("d-trail-online-blocked"),
        Some(("online", "allowed")) => w.t("d-trail-online-allowed"),
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
        "other" => w.t("d-trail-other"),
        unknown => unknown.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trail_says_in_words_what_was_done_in_an_agenda() {
        let said = |locale, pairs: &str| detail(pairs, Say::new(locale));
        assert_eq!(said(Locale::FrFr, "did=forced attendance=booked"), "Pris en plus des places · Réservé");
        assert_eq!(said(Locale::NlBe, "did=closed"), "Tijd gesloten");
        assert_eq!(said(Locale::En, "attendance=absent"), Say::new(Locale::En).t("d-state-absent"));
        // Nothing is hidden of what this version does not know.
        assert_eq!(said(Locale::En, "did=dreamt settings=token_days"), "dreamt · settings=token_days");
        let words =
            ["placed", "forced", "moved", "cancelled", "deleted", "opened", "changed", "ended", "closed", "reopened", "terms", "other"];
        for word in words {
            assert_ne!(said(Locale::FrFr, &format!("did={word}")), word);
        }
    }
}
