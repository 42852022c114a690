//! The pages of the practice's staff: a view model each, and its template beside it in `templates/desk/`.
//!
//! A caller fills a view model and calls its `render()`. Every address is the caller's; every act is a [`Post`], a real form
//! that works without JavaScript. The view models hold people's data: none of them has a `Debug`.

mod appointments;
mod calendar;
mod calendar_forms;
mod calendar_hours;
mod calendar_layout;
mod calendar_sheet;
mod endings;
mod form;
mod frame;
mod further;
mod home;
mod labels;
mod patient_forms;
mod patients;
mod record;
mod records;
mod say;
mod service;
mod settings;
mod shell;
mod sign_in;
mod team;
mod today;
mod trace;
mod waiting;

pub use appointments::{AppointmentLine, Appointments, PatientAppointmentsPage};
pub use calendar::{ActNotice, CalendarAct, CalendarPage, PlaceChoice, ViewChoice, weeks_from_sunday};
pub use calendar_forms::{MoveForm, Obstacle, PlacePage, PlaceStep, StartChoice, VisitPage, fold_word};
pub use calendar_hours::{ClosingRow, ClosingsPage, HolidayRow, HoursFormPage, HoursPage, HoursRow, HoursScope, Recurs, TermsPage};
pub use calendar_sheet::{CalendarView, ClosingWhy, Lane, Movable, OpenTime, Sheet, SheetDay, SheetItem, SheetWhat, Visit};
pub use endings::{
    ErasePage, ErasureLine, ErasureState, ErasureTallyPage, ExportAccess, ExportAppointment, ExportMessage, Keeper, MergePage, MergeSide,
    PatientExportPage,
};
pub use form::{Doubt, Input, Issue, Post};
pub use frame::{Around, Desk, LanguageChoice, NavLink, Outside, PracticeChoice, Said, Section};
pub use further::{DuplicatesPage, Further, FurtherPage, Pair};
pub use home::{CreatePractice, HomePage, Invitation, InvitationPage, InvitationStep};
pub use patient_forms::{ConsentFormPage, ConsentText, GuardianFormPage, GuardianMatch, IdentifierField, PatientFields, PatientFormPage};
pub use patients::{Alike, Duplicate, Found, OnlineBooking, PatientActs, PatientLine, PatientPage, PatientsPage, RecordState};
pub use record::{
    ConsentKind, ConsentLine, ContactKind, ContactLine, Given, IdentifierKind, IdentifierLine, NoteLine, PatientRecord, Relation,
    RelationLine, Sex,
};
pub use records::{
    AuditFilter, AuditPage, AuditRow, SessionRow, SessionsPage, TokenForm, TokenIssuedPage, TokenRow, TokenState, TokensPage,
};
pub use service::{ServiceFormPage, ServiceVisit};
pub use settings::{CategoryName, CategoryRow, LocationFormPage, LocationRow, ServiceRow, Setting, SettingRow, SettingValue, SettingsPage};
pub use sign_in::{
    ConfirmSignInPage, DeskNotice, DeskNoticePage, LinkDeadPage, LinkSentPage, OtherBrowserPage, SignInPage, SignInWhy, StepUpAct,
    StepUpPage,
};
pub use team::{DelegationRow, DelegationTable, InvitationRow, InviteForm, MemberRow, TeamPage};
pub use today::{Attendance, DayAppointment, DayRow, Marks, PractitionerChoice, TodayPage};
pub use trace::{FreedNote, TraceFreed, TraceLine, TracePage};
pub use waiting::{AlertFields, OfferRow, OfferSlotPage, OpenSlot, WaitingPage, WaitingRow};

/// Names of the fields that the desk's forms post.
pub mod fields {
    use super::IdentifierKind;

    macro_rules! names {
        ($($(#[$doc:meta])* $name:ident = $value:literal;)*) => {$($(#[$doc])* pub const $name: &str = $value;)*};
    }

    names! {
        /// The form's key: sent twice, it makes one thing.
        FORM_KEY = "form_key";
        /// An e-mail address.
        EMAIL = "email";
        /// The six digits of a proof.
        CODE = "code";
        /// A search.
        QUERY = "q";
        /// What an appointment becomes.
        ATTENDANCE = "attendance";
        /// A name or label.
        NAME = "name";
        /// A practitioner's profession.
        PROFESSION = "profession";
        /// A country's code.
        COUNTRY = "country";
        /// A telephone.
        PHONE = "phone";
        /// Another telephone.
        PHONE_2 = "phone_2";
        /// First line of a practice's address.
        ADDRESS_1 = "address_1";
        /// Second line of a practice's address.
        ADDRESS_2 = "address_2";
        /// A town.
        CITY = "city";
        /// A time zone's name.
        ZONE = "zone";
        /// Given name.
        GIVEN_NAME = "given_name";
        /// Family name.
        FAMILY_NAME = "family_name";
        /// Name at birth.
        BIRTH_NAME = "birth_name";
        /// The given name somebody goes by.
        KNOWN_AS = "known_as";
        /// Sex.
        SEX = "sex";
        /// Date of birth, ISO 8601.
        BIRTH_DATE = "birth_date";
        /// Language of messages.
        LANGUAGE = "language";
        /// A patient's street, several lines.
        STREET = "street";
        /// Postal code.
        POSTCODE = "postcode";
        /// Before the word of a scheme: `identifier-niss`.
        IDENTIFIER_KIND = "identifier-";
        /// `yes`: enter a new patient although others look alike.
        ANYWAY = "anyway";
        /// What a guardian is to the dependant.
        RELATION = "relation";
        /// A note's text.
        NOTE = "note";
        /// What is agreed to.
        CONSENT = "consent";
        /// Which version of its text.
        TEXT_VERSION = "text_version";
        /// How it was agreed to.
        HOW = "how";
        /// The record that stays.
        KEEP = "keep";
        /// A role; may come several times.
        ROLE = "role";
        /// `<member id>:<word>`; may come several times.
        DELEGATION = "delegation";
        /// A setting's value.
        VALUE = "value";
        /// How to get in.
        ACCESS = "access";
        /// What only who has an appointment is told.
        ENTRY = "entry";
        /// A length in minutes.
        MINUTES = "minutes";
        /// A price as typed.
        PRICE = "price";
        /// Whom a service is for.
        VISIT = "visit";
        /// Minutes to prepare.
        BEFORE = "before";
        /// Minutes to tidy up.
        AFTER = "after";
        /// Minutes on the road.
        TRAVEL = "travel";
        /// Where a teleconsultation is joined.
        JOIN_LINK = "join_link";
        /// A category's id.
        CATEGORY = "category";
        /// What patients bring.
        BRING = "bring";
        /// What a key is for.
        LABEL = "label";
        /// A right; may come several times.
        RIGHT = "right";
        /// A number of days.
        DAYS = "days";
        /// Who acted.
        ACTOR = "actor";
        /// What was done.
        ACT = "act";
        /// First day.
        FROM = "from";
        /// Last day.
        TO = "to";
        /// A practitioner's id; may come several times where several may be chosen.
        PRACTITIONER = "practitioner";
        /// An appointment's id.
        APPOINTMENT = "appointment";
        /// The version that was read.
        VERSION = "version";
        /// A day, ISO 8601.
        DATE = "date";
        /// An hour on the wall, `14:30`.
        TIME = "time";
        /// Which of the two, where clocks show that hour twice: [`super::fold_word`].
        FOLD = "fold";
        /// A place's id.
        LOCATION = "location";
        /// A service's id; may come several times where several may be chosen.
        SERVICE = "service";
        /// A patient's id.
        PATIENT = "patient";
        /// A free time: its instant and its place.
        START = "start";
        /// `yes`: beyond what the agenda has room for.
        FORCE = "force";
        /// `yes`: nobody is told.
        SILENT = "silent";
        /// The page of the agenda that a form leads back to.
        PAGE = "page";
        /// How much of what recurs.
        SCOPE = "scope";
        /// A day of the week, `MO`; may come several times.
        WEEKDAY = "weekday";
        /// Every so many weeks.
        EVERY = "every";
        /// The last day.
        UNTIL = "until";
        /// How many at once.
        CAPACITY = "capacity";
        /// How many of them for the public.
        PUBLIC_CAPACITY = "public_capacity";
        /// `yes`: for staff until the day before.
        STAFF_FIRST = "staff_first";
        /// Every so many minutes.
        GRID = "grid";
        /// How many places a group has.
        PLACES = "places";
        /// Why time is closed.
        WHY = "why";
        /// From which hour.
        FROM_TIME = "from_time";
        /// To which hour.
        TO_TIME = "to_time";
        /// `yes`: what stands inside is cancelled.
        CANCEL = "cancel";
        /// `yes`: the patient waits for an earlier slot.
        ALERT = "alert";
        /// A half-day on which they would come, `mon-am`; may come several times.
        HALF = "half";
        /// Another place to which they would come; may come several times.
        ELSEWHERE = "elsewhere";
        /// `yes`: what is freed is offered to nobody.
        KEEP_CLOSED = "keep_closed";
        /// What a patient answers to an offer: `accept` or `decline`.
        ANSWER = "answer";
        /// Whether the public may book.
        ONLINE = "online";
        /// Whether new patients are taken.
        NEW_PATIENTS = "new_patients";
    }

    /// The names of a scheme's number and of what goes with it: `identifier-nam`, `identifier-nam-detail`.
    pub fn identifier(kind: IdentifierKind) -> (String, String) {
        let number = format!("{IDENTIFIER_KIND}{}", kind.word());
        let detail = format!("{number}-detail");
        (number, detail)
    }
}
