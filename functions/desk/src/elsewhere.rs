//! What is kept of a patient outside the Practice: appointments, in the agenda of everybody who ever gave care there, and
//! messages, in its Mailroom. Each is asked on behalf of somebody for whom the Practice has just vouched, a few at a time.
//!
//! **Invariant** What some object did not answer is missing by name, or nothing is answered at all: no list is silently short.

use futures_util::{StreamExt, stream};
use guichet_contracts::{
    CallError, Command, Principal, ProblemKind, ask,
    command::{
        agenda::{AppointmentPlace, PatientAppointment, PatientAppointments, ReadPatientAppointments},
        mailroom::{PatientMessage, PatientMessages, ReadPatientMessages},
        patient::{Patient, PatientExport, SeenBy},
        practice::Authority,
    },
};
use guichet_kernel::{Instant, MessageId, ObjectName, Region, World};

/// How many objects are asked at once: the platform lets a request wait for six answers.
const AT_ONCE: usize = 4;
/// How many rows one read of an export takes.
const PAGE: u32 = 100;

/// Who asks the objects of a practice, and how they are reached.
pub(crate) struct Elsewhere<'a, W> {
    /// The way there.
    pub(crate) world: W,
    /// Where the practice's data is kept.
    pub(crate) region: Region,
    /// What the Practice has just said of who asks.
    pub(crate) authority: &'a Authority,
    /// The request that led here, and the instant that a test has chosen.
    pub(crate) call: (&'a str, Option<Instant>),
}

/// Which appointments are read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Extent {
    /// Those before this place.
    pub(crate) before: Option<AppointmentPlace>,
    /// At most so many.
    pub(crate) most: u32,
    /// How many from that place on.
    pub(crate) ahead: u32,
}

/// Somebody for whom the Practice vouches, as its other objects are to know them.
pub(crate) fn vouched(authority: &Authority) -> Principal {
    Principal::Staff {
        practice: authority.practice,
        rights: authority.rights.clone(),
        runs: authority.runs.iter().map(|card| card.id).collect(),
        actor: Some(authority.actor.clone()),
    }
}

impl<W: World> Elsewhere<'_, W> {
    /// What an object answers; `None` where nobody has opened it yet, so that it keeps nothing.
    async fn ask<C: Command>(&self, name: &ObjectName, command: &C) -> Result<Option<C::Reply>, CallError> {
        let (request_id, test_now) = self.call;
        match ask(&self.world, name, (vouched(self.authority), request_id, test_now), command).await {
            Err(error) if error.kind() == ProblemKind::NotFound => Ok(None),
            outcome => outcome.map(Some),
        }
    }

    /// The appointments of a patient in every agenda of the practice, in one order; and whose agenda did not answer.
    pub(crate) async fn appointments(&self, record: &Patient, extent: Extent) -> (PatientAppointments, Vec<SeenBy>) {
        let Extent { before, most, ahead } = extent;
        let command = &ReadPatientAppointments { patient: record.id, also: record.merged.clone(), before, most, ahead };
        let one = async |seer: &SeenBy| (seer.clone(), self.ask(&ObjectName::practitioner(self.region, seer.practitioner), command).await);
        let answers: Vec<_> = stream::iter(&record.seen_by).map(one).buffered(AT_ONCE).collect().await;
        let (mut pages, mut silent) = (Vec::new(), Vec::new());
        for (seer, answer) in answers {
            match answer {
                Ok(page) => pages.extend(page),
                Err(_) => silent.push(seer),
            }
        }
        (in_one_order(pages, extent), silent)
    }

    /// A page of what was written to a patient.
    pub(crate) async fn messages(&self, record: &Patient, before: Option<MessageId>, most: u32) -> Result<PatientMessages, ProblemKind> {
        let command = ReadPatientMessages { patient: record.id, also: record.merged.clone(), before, most };
        let mailroom = ObjectName::practice(self.region, self.authority.practice);
        let page = self.ask(&mailroom, &command).await.map_err(|_| ProblemKind::Unavailable)?;
        Ok(page.unwrap_or(PatientMessages { messages: Vec::new(), more: false }))
    }

    /// Adds to an export what the Practice does not keep itself. One object that does not answer, and there is no export: what
    /// somebody is handed is all of it.
    pub(crate) async fn complete(&self, export: &mut PatientExport) -> Result<(), ProblemKind> {
        export.appointments = self.every_appointment(&export.patient).await?;
        export.messages = self.every_message(&export.patient).await?;
        export.not_included.clear();
        // Who gives care here says nothing of the patient, and who looks like them is somebody else.
        export.patient.seen_by.clear();
        export.patient.duplicates.clear();
        Ok(())
    }

    async fn every_appointment(&self, record: &Patient) -> Result<Vec<PatientAppointment>, ProblemKind> {
        let mut all: Vec<PatientAppointment> = Vec::new();
        loop {
            let before = all.last().map(PatientAppointment::place);
            let (page, silent) = self.appointments(record, Extent { before, most: PAGE, ahead: 0 }).await;
            if !silent.is_empty() {
                return Err(ProblemKind::Unavailable);
            }
            let ends = !page.more || page.appointments.is_empty();
            all.extend(page.appointments);
            if ends {
                return Ok(all);
            }
        }
    }

    async fn every_message(&self, record: &Patient) -> Result<Vec<PatientMessage>, ProblemKind> {
        let mut all: Vec<PatientMessage> = Vec::new();
        loop {
            let page = self.messages(record, all.last().map(|message| message.message), PAGE).await?;
            let ends = !page.more || page.messages.is_empty();
            all.extend(page.messages);
            if ends {
                return Ok(all);
            }
        }
    }
}

/// The pages of several agendas as one. Each was asked for as many as are wanted of all, so none of the newest is missing, and
/// the place of the last is where the next page of every agenda starts.
fn in_one_order(pages: Vec<PatientAppointments>, extent: Extent) -> PatientAppointments {
    let (mut appointments, mut ahead, mut more, mut absences) = (Vec::new(), Vec::new(), false, 0_u32);
    for page in pages {
        appointments.extend(page.appointments);
        ahead.extend(page.ahead);
        more |= page.more;
        absences = absences.saturating_add(page.absences);
    }
    guichet_kernel::order::by_key(&mut appointments, |one: &PatientAppointment| std::cmp::Reverse(one.place()));
    guichet_kernel::order::by_key(&mut ahead, PatientAppointment::place);
    let count = |most: u32| usize::try_from(most).unwrap_or(usize::MAX);
    more |= appointments.len() > count(extent.most);
    appointments.truncate(count(extent.most));
    ahead.truncate(count(extent.ahead));
    PatientAppointments { appointments, more, ahead, absences }
}
