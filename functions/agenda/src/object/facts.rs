//! What practices tell the Agenda: who works for them, what they offer, and whose patients are merged or forgotten. A
//! practice speaks for itself only.

use guichet_agenda_core::{self as agenda, Forgetting};
use guichet_contracts::{
    Answer, ProblemKind, Stop, allow,
    command::{agenda::Done, patient::Forgotten},
    event::{
        AlertsEndedV1, Fact, OfferUnreachedV1, PatientErasedV1, PatientForgottenV1, PatientMergedV1, PracticeChangedV1,
        PractitionerJoinedV1, PractitionerLeftV1, VisitorsBlockedV1, read_fact,
    },
};
use guichet_kernel::{At, ObjectClass, ObjectName, PracticeId, Region, Sql, SqlError, Token, binds, inbox, outbox::Delivery};

use super::{
    AgendaObject,
    cards::{keep_practitioner, practitioner_card, update},
    free, stop, tell,
};

impl AgendaObject {
    /// Applies a fact once. An agenda that is not open yet takes only the word that its practitioner has joined a practice:
    /// anything else finds nobody here, and leaves nothing behind.
    pub(super) fn learn(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<Answer, SqlError> {
        let apply = || {
            if delivery.kind == PractitionerJoinedV1::KIND {
                return self.joined(sql, at, delivery);
            }
            practitioner_card(sql)?;
            match delivery.kind.as_str() {
                PractitionerLeftV1::KIND => {
                    let fact: PractitionerLeftV1 = read_fact(delivery)?;
                    self.spoken_by(delivery, fact.practice)?;
                    agenda::leave(sql, fact.practice, at.now).map_err(stop)?;
                    agenda::forget_blocked(sql, fact.practice).map_err(stop)?;
                    free::forget(sql, fact.practice)
                }
                PracticeChangedV1::KIND => {
                    let fact: PracticeChangedV1 = read_fact(delivery)?;
                    self.spoken_by(delivery, fact.card.practice)?;
                    update(sql, &fact.card)?;
                    let member = agenda::is_member(sql, fact.card.practice).map_err(stop)?;
                    if member { free::watch(sql, fact.card.practice, at.now) } else { Ok(()) }
                }
                PatientMergedV1::KIND => {
                    let fact: PatientMergedV1 = read_fact(delivery)?;
                    agenda::merge(sql, self.speaker(delivery)?, fact.from, fact.to).map_err(stop)
                }
                PatientErasedV1::KIND => self.erased(sql, at, delivery),
                VisitorsBlockedV1::KIND => {
                    let fact: VisitorsBlockedV1 = read_fact(delivery)?;
                    self.spoken_by(delivery, fact.practice)?;
                    let marks: Vec<_> = fact.marks.iter().map(Token::hash).collect();
                    agenda::keep_blocked(sql, fact.practice, &marks).map_err(stop)
                }
                OfferUnreachedV1::KIND => self.unreached(sql, delivery),
                AlertsEndedV1::KIND => self.alerts_ended(sql, delivery),
                _ => Err(Stop::Refused(ProblemKind::BadRequest)),
            }
        };
        Stop::answer(inbox::receive(sql, at.now, delivery, apply).map(|_| Answer::reply(&Done {})))
    }

    /// Their practitioner has joined a practice: the first time this opens the agenda.
    fn joined(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<(), Stop> {
        let fact: PractitionerJoinedV1 = read_fact(delivery)?;
        self.spoken_by(delivery, fact.practice)?;
        let region = Region::of(fact.country);
        let of_here = self.name == ObjectName::practitioner(region, fact.card.id);
        let of_somebody = fact.identity.region() == region && fact.identity.identity_id().is_some();
        if !of_here || !of_somebody {
            return Err(Stop::Refused(ProblemKind::BadRequest));
        }
        // Their page shows one name in every practice, that of the one they joined first: who asks them later does not rename them.
        let first = agenda::memberships(sql).map_err(stop)?.first().map(|membership| membership.practice);
        agenda::join(sql, fact.practice, &fact.identity, at.now).map_err(stop)?;
        if first.is_none_or(|first| first == fact.practice) {
            keep_practitioner(sql, &fact.card)?;
        }
        self.register(sql, at, fact.country)
    }

    /// A patient is to be forgotten here. The delivery itself names them: what the inbox keeps of that goes too, since the
    /// event's own id suffices to know a repetition.
    fn erased(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<(), Stop> {
        let fact: PatientErasedV1 = read_fact(delivery)?;
        let practice = self.speaker(delivery)?;
        let forgetting = agenda::forget(sql, at, practice, fact.patient, &fact.also).map_err(stop)?;
        self.answer_for(sql, at, &forgetting)?;
        for patient in fact.also.iter().chain([&fact.patient]) {
            sql.run("DELETE FROM inbox_subject WHERE source = ? AND subject = ?", binds![&delivery.source, patient.to_string()])?;
        }
        Ok(())
    }

    /// Forgets those whose last appointment is over, and tells their practices.
    pub(super) fn forget_due(&self, sql: &impl Sql, at: At<'_>) -> Result<(), SqlError> {
        let outcome = sql.atomically(|| {
            let forgotten = agenda::forget_due(sql, at).map_err(stop)?;
            forgotten.iter().try_for_each(|forgetting| self.answer_for(sql, at, forgetting))
        });
        match outcome {
            Err(Stop::Store(error)) => Err(error),
            Err(Stop::Refused(kind)) => Err(SqlError::Engine(kind.slug().to_owned())),
            Ok(()) => Ok(()),
        }
    }

    /// Tells the practice what became of a patient. What still waits to be told to its Mailroom about their forgotten
    /// appointments is not told any more. (What waits for the Practice itself cannot be theirs: a practice that erases a
    /// patient has been told of their booking.)
    ///
    /// The version is the instant, so that nothing of the patient need stay here to count by.
    fn answer_for(&self, sql: &impl Sql, at: At<'_>, forgetting: &Forgetting) -> Result<(), Stop> {
        let mailroom = self.peer(ObjectClass::Mailroom, forgetting.practice);
        for appointment in &forgetting.forgotten {
            sql.run("DELETE FROM outbox WHERE consumer = ? AND subject = ?", binds![&mailroom, appointment.to_string()])?;
        }
        let outcome = match forgetting.kept_until {
            None => Forgotten::Erased,
            Some(until) => Forgotten::Kept { until, because: "appointment-ahead".to_owned() },
        };
        let practice = self.peer(ObjectClass::Practice, forgetting.practice);
        let about = (forgetting.patient.to_string(), at.now.millis());
        tell(sql, at, &practice, about, &PatientForgottenV1 { patient: forgetting.patient, outcome })
    }

    /// Stops unless it is the practice itself that speaks.
    fn spoken_by(&self, delivery: &Delivery, practice: PracticeId) -> Result<(), Stop> {
        allow(delivery.source == self.peer(ObjectClass::Practice, practice))
    }

    /// The practice that speaks.
    pub(super) fn speaker(&self, delivery: &Delivery) -> Result<PracticeId, Stop> {
        let practice = delivery.source.name.practice_id().ok_or(Stop::Refused(ProblemKind::Forbidden))?;
        self.spoken_by(delivery, practice).map(|()| practice)
    }
}
