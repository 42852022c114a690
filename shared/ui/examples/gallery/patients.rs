//! The pages about patients.

use guichet_kernel::{Country, Locale};
use guichet_ui::RenderError;
use guichet_ui::desk::{
    Alike, AppointmentLine, Appointments, Attendance, ConsentFormPage, ConsentKind, ConsentLine, ConsentText, ContactKind, ContactLine,
    Doubt, Duplicate, DuplicatesPage, ErasePage, ErasureLine, ErasureState, ErasureTallyPage, ExportAccess, ExportAppointment,
    ExportMessage, Found, Further, FurtherPage, Given, GuardianFormPage, GuardianMatch, IdentifierField, IdentifierKind, IdentifierLine,
    Input, Issue, Keeper, MergePage, MergeSide, NoteLine, OnlineBooking, Pair, PatientActs, PatientAppointmentsPage, PatientExportPage,
    PatientFields, PatientFormPage, PatientLine, PatientPage, PatientRecord, PatientsPage, RecordState, Relation, RelationLine, Section,
    Sex,
};

use super::super::{at, country, day};
use super::{Text, create, desk, post};

fn line(t: Text<'_>, name: &str) -> PatientLine {
    PatientLine {
        name: t(name),
        birth_name: name.starts_with('D').then(|| t("Sarr")),
        birth_date: Some(day(0)),
        city: Some(t("Villeurbanne")),
        phone_tail: Some(t("00 12")),
        href: t("desk-patient.html"),
    }
}

fn identifier(locale: Locale, t: Text<'_>) -> IdentifierLine {
    let (kind, number, masked, detail) = match country(locale) {
        Country::France => (IdentifierKind::Nir, "2 84 03 69 123 456 17", "•••• 5617", None),
        Country::Belgium => (IdentifierKind::Niss, "84.03.27-123.45", "•••• 2345", None),
        Country::Canada => (IdentifierKind::Nam, "DUPA 8453 2712", "•••• 2712", Some(t("2027-03"))),
    };
    IdentifierLine { kind, number: t(number), masked: t(masked), detail, warnings: vec![Doubt::BirthDateDiffers] }
}

/// A record with everything.
fn record(locale: Locale, t: Text<'_>) -> PatientRecord {
    let email = ContactLine { kind: ContactKind::Email, shown: t("anne.dupuis@exemple.fr"), href: t("mailto:anne.dupuis@exemple.fr") };
    let phone = ContactLine { kind: ContactKind::Phone, shown: t("06 12 00 00 12"), href: t("tel:+33612000012") };
    let relation = |name: &str, href: Option<String>, relation| RelationLine {
        name: t(name),
        href,
        relation,
        contacts: vec![phone.clone()],
        end: Some(post(t, "/desk/proches/fin")),
    };
    let consent = |kind, withdrawn: bool| ConsentLine {
        kind,
        text_version: t("2026-03"),
        given_at: at(0, 9, 0),
        how: Given::OnPaper,
        withdrawn_at: withdrawn.then(|| at(1, 9, 0)),
        withdraw: (!withdrawn).then(|| post(t, "/desk/consentements/fin")),
    };
    PatientRecord {
        given_name: t("Anne"),
        family_name: t("Dupuis"),
        birth_name: Some(t("Martin")),
        known_as: Some(t("Annie")),
        sex: Some(Sex::Female),
        birth_date: chrono::NaiveDate::from_ymd_opt(1984, 3, 27),
        age: Some(42),
        language: Some(locale),
        contacts: vec![email, phone.clone()],
        address: ["18 cours Émile-Zola", "69100 Villeurbanne"].map(t).to_vec(),
        identifiers: vec![identifier(locale, t)],
        guardians: vec![relation("Jean Martin", None, Some(Relation::Carer))],
        dependants: vec![relation("Dupuis, Hugo", Some(t("desk-patient.html")), Some(Relation::Parent))],
        consents: vec![consent(ConsentKind::DataProcessing, false), consent(ConsentKind::MessagesBySms, true)],
        notes: vec![NoteLine { text: t("Préfère le matin.\nVient avec sa canne."), author: t("Sophie Girard"), at: at(0, 9, 12) }],
    }
}

fn visit(t: Text<'_>, at: chrono::NaiveDateTime, attendance: Attendance) -> AppointmentLine {
    AppointmentLine { at, service: t("Séance de suivi"), practitioner: t("Claire Morel"), attendance, href: Some(t("desk-today.html")) }
}

fn patient(locale: Locale, t: Text<'_>) -> PatientPage {
    PatientPage {
        desk: desk(locale, t, "desk-patient", Section::Patients),
        record: record(locale, t),
        state: RecordState::Living,
        duplicates: vec![Duplicate {
            line: line(t, "Dupuy, Anne"),
            why: Alike::Birth,
            compare_href: Some(t("desk-merge.html")),
            keep_apart: Some(post(t, "/desk/doubles/non")),
        }],
        appointments: Some(Appointments {
            ahead: vec![visit(t, at(7, 9, 30), Attendance::Booked)],
            past: vec![visit(t, at(0, 14, 30), Attendance::Attended)],
            silent: vec![Some(t("Paul Petit")), None],
            all_href: Some(t("desk-appointments.html")),
            absences: 2,
        }),
        acts: PatientActs {
            edit_href: Some(t("desk-patient-form.html")),
            guardian_href: Some(t("desk-guardian.html")),
            consent_href: Some(t("desk-consent.html")),
            add_note: Some(create(t, "/desk/notes")),
            note: Input::default(),
            older_notes_href: Some(t("desk-notes.html")),
            older_consents_href: Some(t("desk-consents.html")),
            export_json_href: Some(t("desk-export.html")),
            export_html_href: Some(t("desk-export.html")),
            erase_href: Some(t("desk-erase.html")),
            audit_href: Some(t("desk-audit.html")),
            online: Some(OnlineBooking { blocked: true, change: Some(post(t, "/desk/en-ligne")) }),
        },
    }
}

fn fields(locale: Locale, t: Text<'_>) -> PatientFields {
    let identifiers = match country(locale) {
        Country::France => vec![IdentifierKind::Nir],
        Country::Belgium => vec![IdentifierKind::Niss],
        Country::Canada => vec![IdentifierKind::Nam, IdentifierKind::Ohip],
    };
    PatientFields {
        given_name: Input::of("").wrong(Issue::Missing),
        family_name: Input::of(t("Dupuis")),
        birth_date: Input::of(t("2030-01-01")).wrong(Issue::InFuture),
        sex: Input::of(Sex::Female.word()),
        language: Input::of(locale.tag()),
        languages: country(locale).locales().to_vec(),
        email: Input::of(t("anne@exemple")).wrong(Issue::Email),
        phone: Input::of(t("06 12 00 00 12")),
        street: Input::of(t("18 cours Émile-Zola\n2ᵉ étage")),
        postcode: Input::of(t("69100")),
        city: Input::of(t("Villeurbanne")),
        identifiers: identifiers
            .into_iter()
            .map(|kind| IdentifierField {
                kind,
                number: Input::of(t("2 84 03 69 123 456 17")).doubtful(Doubt::BirthDateDiffers),
                detail: matches!(kind, IdentifierKind::Nam | IdentifierKind::Ohip).then(|| Input::of(t("2027-03"))),
            })
            .collect(),
        ..PatientFields::default()
    }
}

fn forms(locale: Locale, t: Text<'_>, show: &mut dyn FnMut(&str, String)) -> Result<(), RenderError> {
    let frame = |page: &str| desk(locale, t, page, Section::Patients);
    let form = PatientFormPage {
        desk: frame("desk-patient-form"),
        patient: None,
        post: create(t, "/desk/patients"),
        fields: fields(locale, t),
        alike: vec![line(t, "Dupuis, Anne")],
        cancel_href: t("desk-patients.html"),
    };
    show("desk-patient-form", form.render()?);
    let edit = PatientFormPage { patient: Some(t("Dupuis, Anne")), post: post(t, "/desk/patients"), alike: Vec::new(), ..form };
    show("desk-patient-edit", edit.render()?);
    let guardian = GuardianFormPage {
        desk: frame("desk-guardian"),
        patient: t("Dupuis, Hugo"),
        action: t("desk-guardian.html"),
        query: t("dup"),
        matches: vec![GuardianMatch { line: line(t, "Dupuis, Anne"), post: create(t, "/desk/proches") }],
        post: create(t, "/desk/proches"),
        given_name: Input::of(t("Jean")),
        family_name: Input::of("").wrong(Issue::Missing),
        relation: Input::of(Relation::Carer.word()),
        email: Input::of(t("jean@exemple.fr")),
        phone: Input::of(t("06")).wrong(Issue::Phone),
        cancel_href: t("desk-patient.html"),
    };
    show("desk-guardian", guardian.render()?);
    let consent = ConsentFormPage {
        desk: frame("desk-consent"),
        patient: t("Dupuis, Anne"),
        post: create(t, "/desk/consentements"),
        kind: Input::of(ConsentKind::MessagesBySms.word()),
        text_version: Input::of(t("2026-03")),
        how: Input::of(Given::Orally.word()),
        texts: vec![ConsentText {
            kind: ConsentKind::MessagesBySms,
            version: t("2026-03"),
            text: t("J’accepte de recevoir des messages.\nJe peux changer d’avis."),
            language: locale,
        }],
        cancel_href: t("desk-patient.html"),
    };
    show("desk-consent", consent.render()?);
    Ok(())
}

fn endings(locale: Locale, t: Text<'_>, show: &mut dyn FnMut(&str, String)) -> Result<(), RenderError> {
    let frame = |page: &str| desk(locale, t, page, Section::Patients);
    let side = |id: &str, record, appointments| MergeSide { id: t(id), record, entered_at: at(0, 8, 0), appointments };
    let other = PatientRecord { family_name: t("Dupuy"), known_as: None, guardians: Vec::new(), notes: Vec::new(), ..record(locale, t) };
    let merge = MergePage {
        desk: frame("desk-merge"),
        left: side("pat_1", record(locale, t), patient(locale, t).appointments.unwrap_or_default()),
        right: side("pat_2", other, Appointments::default()),
        post: post(t, "/desk/reunir"),
        chosen: Some(t("pat_1")),
        keep_apart: Some(post(t, "/desk/doubles/non")),
        cancel_href: t("desk-patient.html"),
    };
    show("desk-merge", merge.render()?);
    let erase = ErasePage {
        desk: frame("desk-erase"),
        patient: t("Dupuis, Anne"),
        birth_date: chrono::NaiveDate::from_ymd_opt(1984, 3, 27),
        post: create(t, "/desk/effacer"),
        cancel_href: t("desk-patient.html"),
    };
    show("desk-erase", erase.render()?);
    let answer = |keeper, of: Option<&str>, state| ErasureLine { keeper, of: of.map(t), state };
    let tally = ErasureTallyPage {
        desk: frame("desk-tally"),
        patient_id: t("pat_0192f5a1-7c3e-7d11-9b60-3f2a1c5e8d04"),
        asked_at: at(0, 9, 0),
        asked_by: t("Claire Morel"),
        lines: vec![
            answer(Keeper::Records, None, ErasureState::Erased { at: Some(at(0, 9, 0)) }),
            answer(Keeper::Agenda, Some("Claire Morel"), ErasureState::Kept { until: Some(day(14)), because: t("appointment-ahead") }),
            answer(Keeper::Invoices, None, ErasureState::Kept { until: None, because: t("something-new") }),
            answer(Keeper::Messages, None, ErasureState::Waiting),
        ],
        refresh_href: t("desk-tally.html"),
    };
    show("desk-tally", tally.render()?);
    let export = PatientExportPage {
        locale,
        practice: t("Cabinet des Lilas"),
        made_at: at(0, 9, 0),
        patient_id: t("pat_0192f5a1-7c3e-7d11-9b60-3f2a1c5e8d04"),
        record: without_acts(record(locale, t)),
        appointments: vec![ExportAppointment {
            at: at(0, 14, 30),
            service: t("Séance de suivi"),
            practitioner: t("Claire Morel"),
            attendance: Attendance::Attended,
        }],
        messages: vec![ExportMessage { at: at(0, 8, 0), kind: t("confirmation"), state: t("sent") }],
        accesses: vec![ExportAccess { at: at(0, 9, 0), actor: t("Sophie Girard"), act: t("patient.read") }],
    };
    show("desk-export", export.render()?);
    Ok(())
}

/// An export is read, not acted upon.
fn without_acts(mut record: PatientRecord) -> PatientRecord {
    for relation in record.guardians.iter_mut().chain(&mut record.dependants) {
        relation.end = None;
        relation.href = None;
    }
    record
}

/// A search with some matches.
pub(crate) fn search(locale: Locale, t: Text<'_>) -> PatientsPage {
    let names = ["Dupuis, Anne", "Diallo, Aminata", "Van den Broeck-Vandersmissen, Marie-Antoinette"];
    PatientsPage {
        desk: desk(locale, t, "desk-patients", Section::Patients),
        action: t("desk-patients.html"),
        query: t("dup"),
        found: Found::Matches { lines: names.map(|name| line(t, name)).into(), more: true },
        new_href: Some(t("desk-patient-form.html")),
        duplicates_href: Some(t("desk-duplicates.html")),
    }
}

/// Every page about patients.
pub(super) fn pages(locale: Locale, t: Text<'_>, show: &mut dyn FnMut(&str, String)) -> Result<(), RenderError> {
    let page = search(locale, t);
    let Found::Matches { lines, .. } = page.found.clone() else { return Ok(()) };
    show("desk-patients", page.render()?);
    show("desk-patients-none", PatientsPage { found: Found::Matches { lines: Vec::new(), more: false }, ..page.clone() }.render()?);
    show("desk-patients-recent", PatientsPage { query: String::new(), found: Found::Recent(lines), ..page }.render()?);
    show("desk-patient", patient(locale, t).render()?);
    let kept = record(locale, t);
    let read_on = |page: &str, further| FurtherPage {
        desk: desk(locale, t, page, Section::Patients),
        patient: t("Dupuis, Anne"),
        further,
        older_href: Some(t(&format!("{page}.html"))),
        record_href: t("desk-patient.html"),
    };
    show("desk-notes", read_on("desk-notes", Further::Notes(kept.notes)).render()?);
    show("desk-consents", read_on("desk-consents", Further::Consents(kept.consents)).render()?);
    let pair = Pair {
        lines: ["Dupuis, Anne", "Dupuy, Anne"].map(|name| line(t, name)),
        why: Alike::Birth,
        compare_href: Some(t("desk-merge.html")),
        keep_apart: Some(post(t, "/desk/doubles/non")),
    };
    let doubles = DuplicatesPage {
        desk: desk(locale, t, "desk-duplicates", Section::Patients),
        pairs: vec![pair],
        older_href: Some(t("desk-duplicates.html")),
        newest_href: Some(t("desk-duplicates.html")),
    };
    show("desk-duplicates", doubles.render()?);
    show("desk-duplicates-none", DuplicatesPage { pairs: Vec::new(), older_href: None, newest_href: None, ..doubles }.render()?);
    let list = PatientAppointmentsPage {
        desk: desk(locale, t, "desk-appointments", Section::Patients),
        patient: t("Dupuis, Anne"),
        lines: vec![visit(t, at(7, 9, 30), Attendance::Booked), visit(t, at(0, 14, 30), Attendance::CancelledByPatient)],
        silent: vec![Some(t("Paul Petit"))],
        older_href: Some(t("desk-appointments.html")),
        record_href: t("desk-patient.html"),
    };
    show("desk-appointments", list.render()?);
    let merged = RecordState::Merged { into: t("Dupuis, Anne"), href: t("desk-patient.html") };
    show(
        "desk-patient-merged",
        PatientPage { state: merged, acts: PatientActs::default(), duplicates: Vec::new(), ..patient(locale, t) }.render()?,
    );
    let erased = PatientPage {
        state: RecordState::Erased { at: at(0, 9, 0), tally_href: t("desk-tally.html") },
        record: PatientRecord { given_name: t("…"), family_name: t("…"), ..PatientRecord::default() },
        acts: PatientActs::default(),
        appointments: None,
        duplicates: Vec::new(),
        desk: desk(locale, t, "desk-patient-erased", Section::Patients),
    };
    show("desk-patient-erased", erased.render()?);
    forms(locale, t, show)?;
    endings(locale, t, show)
}
