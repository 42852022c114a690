//! What each value is called.

use std::borrow::Borrow;

use guichet_contracts::command::waitlist::{FreedBy, FreedState, HalfDay, OfferState};
use guichet_kernel::{Country, Delegation, Locale, Right, Role};

use super::say::Say;
use super::{
    Alike, Attendance, CalendarAct, CalendarView, CategoryName, ClosingWhy, ConsentKind, ContactKind, Doubt, Given, HoursScope,
    IdentifierKind, Issue, Keeper, Obstacle, Relation, Said, Section, ServiceVisit, Setting, SettingValue, Sex, SignInWhy, StepUpAct,
    TokenState,
};

mod trail;

pub(super) use trail::{act, because, detail, message};

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
        Today = "d-nav-today", Agenda = "d-nav-agenda", Waiting = "d-nav-waiting", Patients = "d-nav-patients", Team = "d-nav-team", Settings = "d-nav-settings",
        Audit = "d-nav-audit", Tokens = "d-nav-tokens",
    }
    Said {
        Saved = "d-said-saved", Added = "d-said-added", Withdrawn = "d-said-withdrawn", InvitationSent = "d-said-invitation-sent",
        InvitationRevoked = "d-said-invitation-revoked", Joined = "d-said-joined", MemberEnded = "d-said-member-ended",
        TokenRevoked = "d-said-token-revoked", SessionEnded = "d-said-session-ended", CodeSent = "d-said-code-sent",
        Merged = "d-said-merged", KeptApart = "d-said-kept-apart", PracticeCreated = "d-said-practice-created",
        ChangedMeanwhile = "d-said-changed-meanwhile", SlotOffered = "d-said-slot-offered", SlotWithdrawn = "d-said-slot-withdrawn",
        OfferAccepted = "d-said-offer-accepted", OfferDeclined = "d-said-offer-declined", OfferOver = "d-said-offer-over",
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
        ConfirmByLink = "d-setting-confirm-by-link", EarlierAlerts = "d-setting-earlier-alerts",
        AlertMinimumDays = "d-setting-alert-minimum-days", AlertFirst = "d-setting-alert-first",
        AlertSameDay = "d-setting-alert-same-day", AlertRound = "d-setting-alert-round", OfferNotice = "d-setting-offer-notice",
        AlertHomeVisits = "d-setting-alert-home-visits",
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
        UndoneTooLate = "d-undone-too-late",
    }
    ClosingWhy {
        Leave = "d-closing-leave", Illness = "d-closing-illness", PublicHoliday = "d-closing-holiday", Training = "d-closing-training",
        Other = "d-closing-other",
    }
    Obstacle { Taken = "d-obstacle-taken", Full = "d-obstacle-full", Closed = "d-obstacle-closed", }
    HoursScope { Day = "d-scope-day", From = "d-scope-from", All = "d-scope-all", }
    OfferState {
        Open = "d-offer-open", Accepted = "d-offer-accepted", Declined = "d-offer-declined", Expired = "d-offer-expired",
        Taken = "d-offer-taken", Withdrawn = "d-offer-withdrawn", Stopped = "d-offer-stopped",
    }
    FreedState {
        Waiting = "d-freed-waiting", Open = "d-freed-open", Refilled = "d-freed-refilled", Taken = "d-freed-taken",
        Closed = "d-freed-closed", Withdrawn = "d-freed-withdrawn", Past = "d-freed-past", Restored = "d-freed-restored",
    }
    FreedBy {
        Patient = "d-freed-by-patient", Staff = "d-freed-by-staff", Move = "d-freed-by-move", Offer = "d-freed-by-offer",
        Hand = "d-freed-by-hand",
    }
    TokenState { Live = "d-token-live", Expired = "d-token-expired", Revoked = "d-token-revoked", }
}

impl InWords for HalfDay {
    fn words(&self, w: impl Borrow<Say>) -> String {
        let w = *w.borrow();
        let place = Self::ALL.iter().position(|half| half == self).and_then(|place| u32::try_from(place).ok()).unwrap_or_default();
        let weekday = w.n("d-weekday-short", "weekday", place / 2 + 1);
        w.t1(if place % 2 == 0 { "d-wait-morning" } else { "d-wait-afternoon" }, "weekday", weekday)
    }
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
            Self::Patients(count) => w.n("d-patients", "count", *count),
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
