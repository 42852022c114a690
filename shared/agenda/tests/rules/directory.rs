//! The directory: the newest word about who works where, and whose turn it is to be asked.

use guichet_agenda_core::directory::{
    MIGRATIONS, Practice, Practitioner, ask_for_beat, beat_asked_at, beat_done, know, longest_unasked, note_answer, note_asked, objects,
    practices, practitioners, register_practice, register_practitioner,
};
use guichet_kernel::{Instant, ObjectClass, ObjectName, ObjectRef, PracticeId, PractitionerId, Region, sql::migrate};
use guichet_testkit::{Memory, SeededEntropy};

use crate::clinic::{MONDAY, instant};

fn directory() -> (Memory, SeededEntropy, Instant) {
    let sql = Memory::new();
    migrate(&sql, &[MIGRATIONS], instant(MONDAY)).unwrap();
    (sql, SeededEntropy::new(3), instant(MONDAY))
}

#[test]
fn the_registry_keeps_the_newest_word_and_pages_by_id() {
    let (sql, entropy, now) = directory();
    let mut all: Vec<_> = (0..5)
        .map(|number| Practice {
            id: PracticeId::draw(now, &entropy),
            name: format!("Cabinet {number}"),
            cities: "[]".into(),
            card: None,
            public: false,
        })
        .collect();
    all.sort_by_key(|practice| practice.id);
    for practice in &all {
        register_practice(&sql, &Practice { name: "Avant".into(), ..practice.clone() }).unwrap();
        register_practice(&sql, practice).unwrap();
    }
    assert_eq!(practices(&sql, None, 2).unwrap(), all[..2]);
    assert_eq!(practices(&sql, Some(all[1].id), 9).unwrap(), all[2..]);
    let who = Practitioner { practice: all[0].id, id: PractitionerId::draw(now, &entropy), card: "{}".into() };
    register_practitioner(&sql, &who, true).unwrap();
    assert_eq!(practitioners(&sql, who.practice).unwrap(), std::slice::from_ref(&who));
    assert_eq!(practitioners(&sql, all[1].id).unwrap(), []);
    register_practitioner(&sql, &who, false).unwrap();
    assert_eq!(practitioners(&sql, who.practice).unwrap(), []);
}

#[test]
fn each_object_has_its_turn_and_one_that_is_away_keeps_nobody_from_theirs() {
    let (sql, entropy, now) = directory();
    let mut all: Vec<_> =
        (0..6).map(|_| ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Eu, PracticeId::draw(now, &entropy)))).collect();
    all.sort();
    for object in all.iter().chain(&all) {
        know(&sql, object, now).unwrap();
    }
    let mut asked = Vec::new();
    for minute in 1..=6 {
        let at = now.plus(chrono::TimeDelta::minutes(minute));
        for (object, _) in longest_unasked(&sql, 2).unwrap() {
            note_asked(&sql, &object, at).unwrap();
            if object != all[0] {
                note_answer(&sql, &object, at, Some(at)).unwrap();
            }
            asked.push(object);
        }
    }
    assert_eq!(asked, [all.clone(), all.clone()].concat());
    let seen: Vec<_> = objects(&sql, None, 9).unwrap().into_iter().map(|known| (known.seen_at.is_some(), known.due_at.is_some())).collect();
    assert_eq!(seen, [(false, false), (true, true), (true, true), (true, true), (true, true), (true, true)]);
    assert_eq!(objects(&sql, Some(&all[4]), 9).unwrap().len(), 1);
}

#[test]
fn a_beat_that_is_wanted_during_a_beat_is_made_after_it() {
    let (sql, _, now) = directory();
    let later = now.plus(chrono::TimeDelta::minutes(1));
    ask_for_beat(&sql, now).unwrap();
    ask_for_beat(&sql, later).unwrap();
    beat_done(&sql, now).unwrap();
    assert_eq!(beat_asked_at(&sql), Ok(Some(later)));
    beat_done(&sql, later).unwrap();
    assert_eq!(beat_asked_at(&sql), Ok(None));
}
