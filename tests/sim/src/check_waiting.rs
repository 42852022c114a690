//! Earlier-slot alerts compared: the tables of the waitlist with what was seen of them, and at the end, what was written about offers.

use std::collections::{BTreeMap, BTreeSet};

use guichet_contracts::event::{Fact, OfferMadeV1, OfferUnreachedV1};
use guichet_kernel::{AppointmentId, FreedId, Instant, ObjectClass, OfferId, Sql, sql};

use crate::{
    Simulation, Violation,
    check::{REACH, number},
    ledger::Made,
    must,
    node::Node,
    provider::REFUSED_DOMAIN,
};

impl Simulation {
    /// Every table of the waitlist is as it was seen to become.
    pub(crate) fn check_waitlist(&self, place: usize, node: &Node) -> Result<(), Violation> {
        let stored = node.sql.rows::<(AppointmentId,)>("SELECT appointment_id FROM waitlist_entry WHERE ended IS NULL", &[])?;
        let stored: BTreeSet<AppointmentId> = stored.into_iter().map(|(id,)| id).collect();
        let waits = self.waiting.entries.iter().filter(|(_, waits)| waits.agenda == place);
        let expected: BTreeSet<AppointmentId> = waits.map(|(id, _)| *id).collect();
        let odd = stored.symmetric_difference(&expected).next();
        must(odd.is_none(), || format!("W2: {}: {} wait, and should {}: {odd:?}", node.object, stored.len(), expected.len()))?;
        // What a search reads is what waits, and is free (W9).
        let filed = node.sql.rows::<(AppointmentId, i64)>("SELECT DISTINCT appointment_id, free FROM waitlist_wish", &[])?;
        let ids: BTreeSet<AppointmentId> = filed.iter().map(|(id, _)| *id).collect();
        must(ids == expected && filed.len() == ids.len(), || {
            format!("{}: {} are filed, and {} wait", node.object, filed.len(), expected.len())
        })?;
        let slots = node.sql.rows::<(FreedId, String)>("SELECT freed_id, state FROM waitlist_freed", &[])?;
        let slots: BTreeMap<FreedId, String> = slots.into_iter().collect();
        let known = self.waiting.slots.iter().filter(|(_, slot)| slot.agenda == place);
        must(slots == known.map(|(id, slot)| (*id, slot.state.clone())).collect(), || {
            format!("{}: other freed slots than were seen", node.object)
        })?;
        let offers = node.sql.rows::<(OfferId, String)>("SELECT offer_id, state FROM waitlist_offer", &[])?;
        let offers: BTreeMap<OfferId, String> = offers.into_iter().collect();
        let known = self.waiting.offers.iter().filter(|(_, asked)| asked.agenda == place);
        must(offers == known.map(|(id, asked)| (*id, asked.state.clone())).collect(), || {
            format!("{}: other offers than were seen", node.object)
        })?;
        for (id, free) in filed {
            let asked = self.waiting.open.iter().any(|open| self.waiting.offers.get(open).is_some_and(|asked| asked.appointment == id));
            must(!(asked && free != 0), || format!("W9: {id} has an open offer, and could be asked again"))?;
        }
        let page = "SELECT offer_id FROM waitlist_offer WHERE page_asked_at IS NOT NULL";
        for (id,) in node.sql.rows::<(OfferId,)>(page, &[])? {
            must(self.waiting.offers.get(&id).is_some_and(|asked| asked.page), || format!("nobody asked for the page of {id}"))?;
        }
        let secret = "SELECT COUNT(*) FROM waitlist_offer WHERE patient_id IS NULL AND state = 'open'";
        must(number(node, secret)? == 0, || format!("{} offers something to nobody", node.object))
    }

    /// At the end: every offer was told once, and written at most once, to the patient, before it had ended when its Mailroom heard of it; who could
    /// not be written to is to be rung (W3, W4).
    pub(crate) fn check_offers(&mut self) -> Result<(), Violation> {
        let mut told: BTreeMap<OfferId, Option<Instant>> = BTreeMap::new();
        for event in self.ledger.events.values().filter(|event| event.kind == OfferMadeV1::KIND) {
            let id = event.subject.parse().map_err(|_| Violation("an offer's id".into()))?;
            must(told.insert(id, event.heard).is_none(), || format!("W3: {id} was told twice"))?;
        }
        must(told.keys().eq(self.waiting.offers.keys()), || {
            format!("W3: {} offers, and {} were told", self.waiting.offers.len(), told.len())
        })?;
        let mut written = 0;
        for node in self.nodes.iter().filter(|node| node.object.class == ObjectClass::Mailroom) {
            if !sql::is_open(&node.sql)? {
                continue;
            }
            let rows =
                node.sql.rows::<(OfferId, String, String)>("SELECT offer, message_id, state FROM message WHERE offer IS NOT NULL", &[])?;
            for (id, message, state) in rows {
                let asked =
                    self.waiting.offers.get(&id).ok_or_else(|| Violation(format!("{message} is about an offer that was never made")))?;
                let Some(mail) = self.provider.taken.get(&message) else {
                    must(state != "sent", || format!("{message} is called sent, and is not"))?;
                    continue;
                };
                written += 1;
                let heard = told.get(&id).copied().flatten();
                must(asked.ended_at.is_none_or(|ended| heard.is_some_and(|heard| heard <= ended)), || {
                    format!("W3: {id} was written, and had ended at {:?}, before its Mailroom heard of it", asked.ended_at)
                })?;
                let own = self.ledger.made.get(&asked.appointment).map(|made| made.patient);
                let addresses = own.map(|patient| self.addresses(patient)).unwrap_or_default();
                let erased = own.is_some_and(|patient| self.is_erased(patient));
                must(erased || addresses.contains(&mail.to), || format!("W3: {id} went to somebody else"))?;
                must(!mail.to.ends_with(REFUSED_DOMAIN) && mail.text.contains("/offre/"), || format!("{message} has no link to {id}"))?;
            }
        }
        self.seen.offers_written += written;
        for event in self.ledger.events.values().filter(|event| event.kind == OfferUnreachedV1::KIND && event.applied > 0) {
            let Ok(id) = event.subject.parse::<OfferId>() else { continue };
            let Some(asked) = self.waiting.offers.get(&id) else { continue };
            let in_time = event.heard.is_some_and(|heard| asked.ended_at.is_none_or(|ended| heard < ended));
            let Some(node) = self.nodes.get(asked.agenda) else { continue };
            let row = node.sql.first::<(i64,)>("SELECT to_call FROM waitlist_offer WHERE offer_id = ?", guichet_kernel::binds![id])?;
            must(!in_time || row == Some((1,)), || format!("{id} reached nobody, and is not to be rung"))?;
            self.seen.to_call += u64::from(in_time);
        }
        Ok(())
    }

    /// M2: whoever's cancellation was taken back has last read what is so: not that it is cancelled while it stands, nor else that it stands.
    pub(crate) fn check_restored(&self, (id, made): (AppointmentId, &Made), well_since: Instant) -> Result<(), Violation> {
        let (mut taken, mut letters) = (Vec::new(), Vec::new());
        for node in self.nodes.iter().filter(|node| node.object.class == ObjectClass::Mailroom) {
            if !sql::is_open(&node.sql)? {
                continue;
            }
            let rows = node.sql.rows::<(String, String, i64, String, Option<String>)>(
                "SELECT message_id, kind, version, state, reason FROM message WHERE appointment_id = ? AND kind <> 'offer'",
                guichet_kernel::binds![id],
            )?;
            taken.extend(rows.iter().filter_map(|(message, kind, ..)| Some((self.provider.taken.get(message)?.at, kind.clone()))));
            letters.extend(rows);
        }
        taken.sort();
        let last = taken.last().map(|(_, kind)| kind.as_str());
        let ahead = made.starts_at >= well_since.plus(REACH);
        // Who could not be written to was not.
        let addresses = self.addresses(made.patient);
        let deliverable = addresses.iter().all(|address| !address.is_empty() && !address.ends_with(REFUSED_DOMAIN));
        must(!(deliverable && made.stands() && ahead && last == Some("cancellation")), || {
            format!("{id} stands again, and its patient last read that it is cancelled: {letters:?}")
        })?;
        let over = deliverable && made.is_cancelled() && made.deleted.is_none() && made.cancelling && ahead;
        must(!over || matches!(last, None | Some("cancellation")), || {
            format!("{id} is cancelled at version {}, and its patient last read {last:?}: {letters:?}", made.version)
        })
    }
}
