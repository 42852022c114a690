//! Every route of the API. The router, the `OpenAPI` document and the tests are made from this table: a route without an entry
//! cannot exist, and each command that has none says why in `absent`.

use guichet_contracts::command::{
    agenda::{ReadDay, ReadPatientAppointments, SetAttendance},
    calendar::{
        CancelByStaff, CloseTime, DeleteAppointment, EndAvailability, FindStarts, MoveAppointment, PlaceAppointment, PutAvailability,
        PutTerms, ReadAvailabilities, ReadCalendar, ReadTerms, Reopen,
    },
    directory::{ReadObjects, ReadRegistry, Rebuild},
    mailroom::ReadPatientMessages,
    patient::{
        AddNote, AddPatient, BlockOnline, ChangePatient, DismissDuplicate, ErasePatient, ExportPatient, GiveConsent, ListPatients,
        MergePatients, PutGuardian, PutIdentifier, ReadConsents, ReadDuplicates, ReadErasure, ReadNotes, ReadPatient, RemoveGuardian,
        RemoveIdentifier, SearchPatients, WithdrawConsent,
    },
    people::{ChangeMember, EndMember, InviteMember, ReadMembers, RevokeInvitation},
    practice::{
        ChangeSettings, FoundPractice, PutCategory, PutLocation, PutService, ReadAudit, ReadAuthority, ReadSettings, RotateDataKey,
        WithdrawCategory, WithdrawLocation, WithdrawService,
    },
    waitlist::{
        AnswerForPatient, OfferSlot, PutAlertByStaff, ReadAlertCounters, ReadOffers, ReadSlotTrace, ReadWaitlist, RestoreAppointment,
        WithdrawSlot,
    },
};

use super::route::{Obeys, Query, QueryKind, Route};

const fn text(name: &'static str) -> Query {
    Query { name, field: name, kind: QueryKind::Text }
}

const fn needed(name: &'static str) -> Query {
    Query { name, field: name, kind: QueryKind::Needed }
}

const fn days(most: u32, usual: u32) -> Query {
    Query { name: "days", field: "days", kind: QueryKind::Count(most, usual) }
}

const fn flag(name: &'static str) -> Query {
    Query { name, field: name, kind: QueryKind::Flag }
}

const fn limit(most: u32) -> Query {
    Query { name: "limit", field: "most", kind: QueryKind::Limit(most) }
}

const fn cursor(field: &'static str) -> Query {
    Query { name: "cursor", field, kind: QueryKind::Cursor }
}

const LOCATION: &str = r#"{"address": ["12 rue des Lilas", "69003 Lyon"], "city": "Lyon", "access": "2e étage", "zone": "Europe/Paris"}"#;
const SERVICE: &str = r#"{"label": "Première consultation", "minutes": 45, "price": {"minor": 6000, "currency": "EUR"}, "before": 5, "after": 10, "visit": "first", "online": true}"#;
const PATIENT: &str = r#"{"given_name": "Zoé", "family_name": "Durand", "sex": "female", "birth_date": "1990-04-12", "email": "zoe.durand@exemple.fr", "telephones": [{"of": "mobile", "number": "+33612345678"}], "address": {"lines": ["3 quai des Célestins"], "postal_code": "69002", "city": "Lyon"}}"#;
const FOUNDED: &str = r#"{"card": {"country": "FR", "name": "Cabinet des Lilas", "telephone": {"dial": "+33478000000", "shown": "04 78 00 00 00"}, "cancellation_notice": 1440, "locations": [{"id": "loc_0192f3a4b5c67d8e9f00112233445566", "address": ["12 rue des Lilas", "69003 Lyon"], "city": "Lyon", "zone": "Europe/Paris"}], "services": [{"id": "srv_0192f3a4b5c67d8e9f00112233445566", "label": "Consultation", "minutes": 30}]}, "owner": {"email": "claire.morel@exemple.fr", "given_name": "Claire", "family_name": "Morel", "roles": ["owner", "practitioner"], "care": {"profession": "Ostéopathe"}}, "setup": ["settings:write", "members:write"]}"#;

const PLACED: &str = r#"{"appointment": "apt_0192f3a4b5c67d8e9f00112233445566", "patient": "pat_0192f3a4b5c67d8e9f00112233445566", "service": "srv_0192f3a4b5c67d8e9f00112233445566", "location": "loc_0192f3a4b5c67d8e9f00112233445566", "starts_at": "2026-11-30T08:30:00Z"}"#;
const FREED: &str = r#"{"service": "srv_0192f3a4b5c67d8e9f00112233445566", "location": "loc_0192f3a4b5c67d8e9f00112233445566", "starts_at": "2026-11-30T08:30:00Z"}"#;
const WISH: &str = r#"{"wish": {"halves": ["mon-am", "thu-pm"], "places": ["loc_0192f3a4b5c67d8e9f00112233445577"]}}"#;
const OPENING: &str = r#"{"location": "loc_0192f3a4b5c67d8e9f00112233445566", "services": ["srv_0192f3a4b5c67d8e9f00112233445566"], "first_day": "2026-11-30", "from": "09:00:00", "to": "12:30:00", "rule": "FREQ=WEEKLY;BYDAY=MO,TH"}"#;

/// Every route.
pub static ROUTES: &[Route] = &[
    // Who asks.
    Route::get::<ReadAuthority>("/me", "What the key may do"),
    // Settings.
    Route::get::<ReadSettings>("/practices/{practice}/settings", "Read the settings").etag("/version"),
    Route::put::<ChangeSettings>("/practices/{practice}/settings", "Change the name, the telephone, settings")
        .fields(r#"{"name": "Cabinet des Lilas", "settings": [{"name": "cancellation_notice", "value": 1440}]}"#)
        .if_match()
        .etag("/version"),
    Route::put::<PutLocation>("/practices/{practice}/locations/{location}", "Enter or change a place of consultation")
        .fills(&[("location", "/location/id")])
        .whole("location", LOCATION)
        .if_match()
        .etag("/version"),
    Route::delete::<WithdrawLocation>("/practices/{practice}/locations/{location}", "Withdraw a place of consultation")
        .if_match()
        .etag("/version"),
    Route::put::<PutService>("/practices/{practice}/services/{service}", "Enter or change a service")
        .fills(&[("service", "/service/id")])
        .whole("service", SERVICE)
        .if_match()
        .etag("/version"),
    Route::delete::<WithdrawService>("/practices/{practice}/services/{service}", "Withdraw a service").if_match().etag("/version"),
    Route::put::<PutCategory>("/practices/{practice}/categories/{category}", "Make or rename a category")
        .fields(r#"{"name": "Bilans"}"#)
        .if_match()
        .etag("/version"),
    Route::delete::<WithdrawCategory>("/practices/{practice}/categories/{category}", "Withdraw a category").if_match().etag("/version"),
    // Members.
    Route::get::<ReadMembers>("/practices/{practice}/members", "List members, invitations and delegations")
        .query(&[limit(100), cursor("after")])
        .pages("members", "id"),
    Route::put::<ChangeMember>("/practices/{practice}/members/{member}", "Change what a member is")
        .fields(r#"{"roles": ["secretary"]}"#)
        .if_match()
        .etag("/version"),
    Route::delete::<EndMember>("/practices/{practice}/members/{member}", "End a membership").if_match().nothing(),
    Route::post::<InviteMember>("/practices/{practice}/invitations", "Invite somebody to work here")
        .whole(
            "invitee",
            r#"{"email": "paul.petit@exemple.fr", "given_name": "Paul", "family_name": "Petit", "roles": ["secretary"], "locale": "fr-FR"}"#,
        )
        .once()
        .created("/practices/{practice}/invitations/{invitation}"),
    Route::delete::<RevokeInvitation>("/practices/{practice}/invitations/{invitation}", "Take an invitation back").nothing(),
    // Patients.
    Route::get::<ListPatients>("/practices/{practice}/patients", "List patients")
        .query(&[limit(50), cursor("after")])
        .pages("patients", "id"),
    // Posted although it changes nothing: what is typed is somebody's name, and addresses are kept in histories and logs.
    Route::post::<SearchPatients>("/practices/{practice}/patients/search", "Search patients")
        .fields(r#"{"text": "zoe dur"}"#)
        .query(&[limit(50)]),
    Route::post::<AddPatient>("/practices/{practice}/patients", "Enter a patient")
        .whole("details", PATIENT)
        .once()
        .created("/practices/{practice}/patients/{patient}")
        .etag("/version"),
    Route::get::<ReadPatient>("/practices/{practice}/patients/{patient}", "Read a patient's record").etag("/version"),
    Route::put::<ChangePatient>("/practices/{practice}/patients/{patient}", "Replace a patient's details")
        .whole("details", PATIENT)
        .if_match()
        .etag("/version"),
    Route::put::<PutIdentifier>("/practices/{practice}/patients/{patient}/identifiers/{kind}", "Enter or replace a health number")
        .fields(r#"{"number": "85073003328"}"#)
        .if_match()
        .etag("/version"),
    Route::delete::<RemoveIdentifier>("/practices/{practice}/patients/{patient}/identifiers/{kind}", "Remove a health number")
        .if_match()
        .etag("/version"),
    Route::post::<PutGuardian>("/practices/{practice}/patients/{patient}/guardians", "Note who answers for a patient")
        .fields(
            r#"{"person": {"given_name": "Anne", "family_name": "Durand", "email": "anne.durand@exemple.fr"}, "relation": "parent", "is_contact": true}"#,
        )
        .once()
        .if_match()
        .etag("/version"),
    Route::delete::<RemoveGuardian>("/practices/{practice}/patients/{patient}/guardians/{key}", "They no longer answer for the patient")
        .if_match()
        .etag("/version"),
    Route::get::<ReadConsents>("/practices/{practice}/patients/{patient}/consents", "List consents, newest first")
        .query(&[limit(100), cursor("before")])
        .pages("consents", "id"),
    Route::post::<GiveConsent>("/practices/{practice}/patients/{patient}/consents", "Note a consent")
        .fields(r#"{"kind": "data", "text_version": "2026-01", "how": "paper"}"#)
        .once()
        .etag("/version"),
    Route::post::<WithdrawConsent>("/practices/{practice}/patients/{patient}/consents/{consent}/withdrawal", "Note that it is withdrawn")
        .if_match()
        .etag("/version"),
    Route::put::<BlockOnline>("/practices/{practice}/patients/{patient}/online-booking", "Say whether a patient books online or is asked to ring")
        .fields(r#"{"blocked": true}"#)
        .if_match()
        .etag("/version"),
    Route::get::<ReadNotes>("/practices/{practice}/patients/{patient}/notes", "List notes, newest first")
        .query(&[limit(100), cursor("before")])
        .pages("notes", "id"),
    Route::post::<AddNote>("/practices/{practice}/patients/{patient}/notes", "Write a note")
        .fields(r#"{"text": "Préfère le matin."}"#)
        .once()
        .etag("/version"),
    Route::post::<ErasePatient>("/practices/{practice}/patients/{patient}/erasure", "Erase a patient")
        .accepted("/practices/{practice}/patients/{patient}/erasure"),
    Route::get::<ReadErasure>("/practices/{practice}/patients/{patient}/erasure", "Read the tally of an erasure"),
    Route::get::<ExportPatient>("/practices/{practice}/patients/{patient}/export", "Read everything that is kept of a patient")
        .by(Obeys::Everybody),
    Route::get::<ReadPatientAppointments>("/practices/{practice}/patients/{patient}/appointments", "List a patient's appointments")
        .by(Obeys::Agendas)
        .query(&[limit(100), cursor("before")])
        .pages("appointments", "starts_at appointment"),
    Route::get::<ReadPatientMessages>("/practices/{practice}/patients/{patient}/messages", "List what was written to a patient")
        .by(Obeys::Mailroom)
        .query(&[limit(100), cursor("before")])
        .pages("messages", "message"),
    Route::get::<ReadDuplicates>("/practices/{practice}/duplicates", "List records that may be one person's")
        .query(&[limit(100), cursor("after")])
        .pages_by("older"),
    Route::post::<DismissDuplicate>("/practices/{practice}/duplicates/dismissals", "They are two persons")
        .fields(r#"{"patient": "pat_0192f3a4b5c67d8e9f00112233445566", "other": "pat_0192f3a4b5c67d8e9f00112233445577"}"#)
        .nothing(),
    Route::post::<MergePatients>("/practices/{practice}/merges", "They are one person")
        .fields(
            r#"{"from": "pat_0192f3a4b5c67d8e9f00112233445577", "from_version": 2, "to": "pat_0192f3a4b5c67d8e9f00112233445566"}"#,
        )
        .if_match()
        .etag("/version"),
    // The audit trail.
    Route::get::<ReadAudit>("/practices/{practice}/audit", "Read the audit trail, newest first")
        .query(&[text("actor"), text("subject"), text("action"), text("text"), text("from"), text("to"), limit(100), cursor("before")])
        .pages_by("older"),
    // Agendas.
    Route::get::<ReadDay>("/practices/{practice}/practitioners/{practitioner}/days/{date}", "Read a day of an agenda").by(Obeys::Agenda),
    Route::put::<SetAttendance>(
        "/practices/{practice}/practitioners/{practitioner}/appointments/{appointment}/attendance",
        "Note where an appointment stands",
    )
    .by(Obeys::Agenda)
    .fields(r#"{"attendance": "arrived"}"#)
    .if_match()
    .etag("/appointment/version"),
    Route::get::<ReadCalendar>("/practices/{practice}/practitioners/{practitioner}/calendar", "Read some days of an agenda")
        .by(Obeys::Agenda)
        .query(&[needed("from"), days(42, 7)])
        .etag("/etag"),
    Route::get::<FindStarts>("/practices/{practice}/practitioners/{practitioner}/starts", "Find free starts, as staff may use them")
        .by(Obeys::Agenda)
        .query(&[needed("service"), text("location"), needed("from"), days(92, 14), limit(500)]),
    Route::post::<PlaceAppointment>("/practices/{practice}/practitioners/{practitioner}/appointments", "Place a patient")
        .by(Obeys::Agenda)
        .fields(PLACED)
        .etag("/appointment/version"),
    Route::post::<MoveAppointment>(
        "/practices/{practice}/practitioners/{practitioner}/appointments/{appointment}/move",
        "Move an appointment",
    )
    .by(Obeys::Agenda)
    .fields(r#"{"to": "apt_0192f3a4b5c67d8e9f00112233445577", "starts_at": "2026-11-30T14:00:00Z"}"#)
    .if_match()
    .etag("/appointment/version"),
    Route::post::<CancelByStaff>(
        "/practices/{practice}/practitioners/{practitioner}/appointments/{appointment}/cancellation",
        "Cancel an appointment; its patient is told",
    )
    .by(Obeys::Agenda)
    .query(&[flag("keep_closed")])
    .if_match()
    .etag("/appointment/version"),
    Route::post::<RestoreAppointment>(
        "/practices/{practice}/practitioners/{practitioner}/appointments/{appointment}/restoration",
        "Take a cancellation by staff back, for two minutes",
    )
    .by(Obeys::Agenda)
    .if_match()
    .etag("/appointment/version"),
    Route::delete::<DeleteAppointment>(
        "/practices/{practice}/practitioners/{practitioner}/appointments/{appointment}",
        "Remove an appointment entered by mistake; nobody is told",
    )
    .by(Obeys::Agenda)
    .if_match()
    .nothing(),
    Route::get::<ReadAvailabilities>("/practices/{practice}/practitioners/{practitioner}/availabilities", "List what is open")
        .by(Obeys::Agenda)
        .query(&[limit(100), cursor("after")])
        .pages("availabilities", "availability"),
    Route::put::<PutAvailability>(
        "/practices/{practice}/practitioners/{practitioner}/availabilities/{availability}",
        "Open time, or change what is open",
    )
    .by(Obeys::Agenda)
    .whole("opening", OPENING)
    .if_match_or_new("/version")
    .etag("/version"),
    Route::post::<EndAvailability>(
        "/practices/{practice}/practitioners/{practitioner}/availabilities/{availability}/end",
        "End what is open: all of it, from a day on, or that day",
    )
    .by(Obeys::Agenda)
    .whole("ending", r#"{"is": "from", "day": "2026-12-21"}"#)
    .query(&[flag("cancel")])
    .if_match()
    .etag("/availability/version"),
    Route::put::<CloseTime>("/practices/{practice}/practitioners/{practitioner}/closings/{closing}", "Close time")
        .by(Obeys::Agenda)
        .fields(r#"{"from": "2026-12-24T23:00:00Z", "to": "2026-12-25T23:00:00Z", "kind": "public-holiday", "cancel": false}"#),
    Route::delete::<Reopen>("/practices/{practice}/practitioners/{practitioner}/closings/{closing}", "Take a closing back")
        .by(Obeys::Agenda)
        .nothing(),
    Route::get::<ReadTerms>("/practices/{practice}/practitioners/{practitioner}/terms", "Read how the public may book")
        .by(Obeys::Agenda)
        .etag("/version"),
    Route::put::<PutTerms>("/practices/{practice}/practitioners/{practitioner}/terms", "Choose how the public may book")
        .by(Obeys::Agenda)
        .whole("terms", r#"{"online": true, "new_patients": false, "open_until": "2027-01-31"}"#)
        .if_match_or_new("/terms/version")
        .etag("/version"),
    // Earlier slots.
    Route::get::<ReadWaitlist>("/practices/{practice}/practitioners/{practitioner}/waitlist", "List who waits, the oldest first")
        .by(Obeys::Agenda)
        .query(&[limit(100), cursor("after")])
        .pages("entries", "appointment"),
    // Without a wish they wait no more: one command, and so one route, says both.
    Route::put::<PutAlertByStaff>(
        "/practices/{practice}/practitioners/{practitioner}/waitlist/{appointment}",
        "Say what the patient of an appointment wishes who would come earlier; `null`: they do not wait",
    )
    .by(Obeys::Agenda)
    .fields(WISH)
    .etag("/appointment/version"),
    Route::get::<ReadOffers>("/practices/{practice}/practitioners/{practitioner}/offers", "List open offers, those to call first")
        .by(Obeys::Agenda)
        .query(&[flag("to_call"), limit(200)]),
    Route::post::<AnswerForPatient>(
        "/practices/{practice}/practitioners/{practitioner}/offers/{offer}/answer",
        "Answer an offer in the patient's name",
    )
    .by(Obeys::Agenda)
    .fields(r#"{"accept": true}"#),
    Route::put::<OfferSlot>("/practices/{practice}/practitioners/{practitioner}/freed-slots/{freed}", "Offer a slot to who waits, by hand")
        .by(Obeys::Agenda)
        .fields(FREED),
    Route::delete::<WithdrawSlot>("/practices/{practice}/practitioners/{practitioner}/freed-slots/{freed}", "Offer a slot to nobody any more")
        .by(Obeys::Agenda),
    Route::get::<ReadSlotTrace>(
        "/practices/{practice}/practitioners/{practitioner}/appointments/{appointment}/slot-trace",
        "Read who was on an appointment's start and end, and to whom the slot was offered",
    )
    .by(Obeys::Agenda),
    Route::get::<ReadAlertCounters>("/practices/{practice}/practitioners/{practitioner}/alert-counters", "Count what the alerts did, by week")
        .by(Obeys::Agenda)
        .query(&[Query { name: "weeks", field: "weeks", kind: QueryKind::Count(53, 12) }]),
    // The operator's.
    Route::put::<FoundPractice>("/practices/{practice}", "Open a practice, or replace its settings")
        .by(Obeys::NewPractice)
        .fills(&[("practice", "/card/practice")])
        .fields(FOUNDED)
        .shows_key(),
    Route::post::<RotateDataKey>("/practices/{practice}/data-key/rotation", "Wrap the data keys anew, or make a new one")
        .by(Obeys::PracticeIn)
        .fields(r#"{"renew": false}"#)
        .nothing(),
    Route::get::<ReadRegistry>("/registry/{country}", "List the practices of a country")
        .by(Obeys::Directory)
        .query(&[limit(100), cursor("after")])
        .pages("practices", "practice"),
    Route::get::<ReadObjects>("/registry/{country}/objects", "List the objects that a country's Directory knows, to keep a copy")
        .by(Obeys::Directory)
        .query(&[limit(500), cursor("after")])
        .pages("objects", "object"),
    Route::post::<Rebuild>("/registry/{country}/rebuild", "Make a country's Directory whole again, and publish all its pages anew")
        .by(Obeys::Directory)
        .fields(r#"{"objects": [{"class": "Practice", "name": "eu:prc_0192f3a4b5c67d8e9f00112233445566"}], "forget": false}"#)
        .nothing(),
];
