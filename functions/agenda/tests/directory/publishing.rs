//! What the Directory publishes: what it answers, no more often than need be, and until it is published.

use chrono::TimeDelta;
use guichet_contracts::{
    Principal, ProblemKind,
    command::directory::{Beat, ListPages, Pages, PracticePage, ReadObjects, ReadPracticePage, Rebuild},
    published::{Profile, Publishable, read},
};
use guichet_kernel::{Country, Instant, PractitionerId, Sql};
use serde_json::{Value, json};

use crate::land::{Land, NOW};

impl Land {
    fn text<T: Publishable>(&self, of: T::Of) -> Option<String> {
        self.published.borrow().get(&T::key(Country::France, of)).cloned()
    }

    fn page(&self, n: usize) -> Option<PracticePage> {
        self.text::<PracticePage>(self.practices[n].0).map(|text| read(&text).unwrap())
    }

    fn profile(&self, who: PractitionerId) -> Option<Profile> {
        self.text::<Profile>(who).map(|text| read(&text).unwrap())
    }

    fn version(&self, n: usize) -> Value {
        let text = self.text::<PracticePage>(self.practices[n].0).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["version"].clone()
    }

    fn answers_page(&self, n: usize) -> Result<PracticePage, ProblemKind> {
        self.ask(self.now.get(), Principal::Public, &ReadPracticePage { practice: self.practices[n].0 })
    }

    /// Each page that the Directory would answer is published so, and nothing else is.
    fn is_published_as_it_answers(&self) {
        let mut expected = 0;
        for (n, (_, people)) in self.practices.iter().enumerate() {
            assert_eq!(self.page(n), self.answers_page(n).ok(), "practice {n}");
            expected += usize::from(self.answers_page(n).is_ok());
            for who in people {
                let found = self.search("", "").lines.iter().any(|line| line.practitioner.id == *who);
                assert_eq!(self.profile(*who).is_some(), found);
                expected += usize::from(found);
            }
        }
        assert_eq!(self.published.borrow().len(), expected);
    }
}

#[test]
fn what_the_directory_answers_is_published() {
    let country = Land::whole();
    assert_eq!(country.published.borrow().len(), 0, "not in the transaction of what is heard");
    country.wait(1);
    country.is_published_as_it_answers();
    let who = country.practices[2].1[1];
    let profile = country.profile(who).unwrap();
    assert_eq!((profile.practitioner.name.as_str(), profile.practices.len()), ("Claire de Morel", 1));
    assert_eq!(country.page(2).unwrap().lines.len(), 3);
}

// What staff alone book, and where a teleconsultation is joined, is nobody's to read.
#[test]
fn nothing_is_published_that_is_not_public() {
    let country = Land::whole();
    let mut card = country.card(0);
    card["services"][0]["join_link"] = json!("https://visio.example/claire");
    card["locations"][0]["entry"] = json!("Code B41");
    assert_eq!(country.registers(0, &card), 200);
    country.wait(10);
    let all = country.published.borrow().values().cloned().collect::<Vec<_>>().join("\n");
    for private in ["visio", "join_link", "Réunion", "B41", "entry"] {
        assert!(!all.contains(private), "{private}: {all}");
    }
    assert!(all.contains("Séance"));
    assert!(!serde_json::to_string(&country.answers_page(0).unwrap()).unwrap().contains("visio"));
    assert!(!serde_json::to_string(&country.answers_page(0).unwrap()).unwrap().contains("B41"));
}

#[test]
fn what_is_not_public_any_more_is_withdrawn() {
    let country = Land::whole();
    country.wait(1);
    let gone = country.practices[1].1[0];
    assert_eq!(country.employs(1, gone, "Claire Morel", false), 200);
    country.wait(10);
    assert_eq!((country.profile(gone), country.page(1).unwrap().lines.len()), (None, 1));
    let mut card = country.card(2);
    card["services"] = json!([]);
    assert_eq!(country.registers(2, &card), 200);
    country.wait(10);
    assert!(country.page(2).is_none() && country.practices[2].1.iter().all(|who| country.profile(*who).is_none()));
    country.is_published_as_it_answers();
    let listed: Pages = country.ask(NOW, Principal::Public, &ListPages { after: None, most: 100 }).unwrap();
    assert_eq!(listed.paths.len(), 2 + 2);
    // It comes back as it went.
    assert_eq!(country.registers(2, &country.card(2)), 200);
    country.wait(10);
    country.is_published_as_it_answers();
}

// At most one value a minute for what is free, however often agendas speak; the last word is published.
#[test]
fn agendas_that_speak_all_day_are_published_once_a_minute() {
    let country = Land::whole();
    country.wait(1);
    let (before, who) = (country.puts.get(), country.practices[0].1[0]);
    for second in 0..300 {
        let (now, next) = (country.now.get(), NOW.plus(TimeDelta::hours(24 + second)));
        assert_eq!(country.agenda_says(0, who, Some(next), now), 200);
        country.wait(1);
    }
    assert!((5..=6).contains(&(country.puts.get() - before)), "{}", country.puts.get() - before);
    country.wait(60);
    assert_eq!(country.page(0).unwrap().lines[0].next_free, Some(NOW.plus(TimeDelta::hours(24 + 299))));
    country.is_published_as_it_answers();
}

#[test]
fn the_same_word_again_is_no_news() {
    let country = Land::whole();
    country.wait(10);
    let before = (country.puts.get(), country.version(0));
    country.now.set(NOW.plus(TimeDelta::days(1)));
    country.practice_says(0);
    country.wait(10);
    assert_eq!((country.puts.get(), country.version(0)), before);
    let changed = |country: &Land| -> Instant {
        let listed: Pages = country.ask(NOW, Principal::Public, &ListPages { after: None, most: 100 }).unwrap();
        let digits = country.practices[0].0.digits();
        listed.changed_at[listed.paths.iter().position(|path| path.ends_with(&digits)).unwrap()]
    };
    assert_eq!(changed(&country), NOW);
    let mut card = country.card(0);
    card["name"] = json!("Cabinet des Lilas");
    let news = country.now.get();
    assert_eq!(country.registers(0, &card), 200);
    country.wait(10);
    assert_eq!((country.puts.get(), changed(&country)), (before.0 + 2, news), "the practice, and who gives care there");
    assert_ne!(country.version(0), before.1);
}

#[test]
fn what_cannot_be_published_is_tried_again_and_nothing_is_lost() {
    let country = Land::silent();
    country.refuses.set(true);
    for n in 0..3 {
        country.practice_says(n);
    }
    country.wait(120);
    // Nine pages, at 0, 5, 15, 35 and 75 seconds.
    assert_eq!((country.published.borrow().len(), country.puts.get()), (0, 9 * 5));
    country.refuses.set(false);
    country.wait(80);
    country.is_published_as_it_answers();
    assert_eq!(country.puts.get(), 9 * 6);
    country.wait(1_000);
    assert_eq!(country.puts.get(), 9 * 6, "then there is nothing to do");
}

#[test]
fn a_page_that_cannot_be_read_keeps_no_other_from_being_published() {
    let country = Land::whole();
    country.wait(70);
    let (who, next, before) = (country.practices[0].1[0], NOW.plus(TimeDelta::hours(9)), country.puts.get());
    country.sql.run("UPDATE practitioner SET card = '{' WHERE practitioner_id = ?", &[who.into()]).unwrap();
    for n in [0, 2] {
        assert_eq!(country.agenda_says(n, country.practices[n].1[0], Some(next), country.now.get()), 200);
    }
    country.operate(&Beat {});
    country.wait(60);
    // The beat was made, and one page is published; the other never leaves.
    assert_eq!(
        (country.puts.get(), country.operate(&ReadObjects { after: None, most: 1 }).objects[0].seen_at.is_some()),
        (before + 1, true)
    );
    assert!(country.page(2).unwrap().lines.iter().any(|line| line.next_free == Some(next)));
}

#[test]
fn a_rebuilding_publishes_everything_anew() {
    let country = Land::whole();
    country.wait(70);
    country.published.borrow_mut().clear();
    country.operate(&Rebuild { objects: Vec::new(), forget: false });
    country.wait(1);
    country.is_published_as_it_answers();
    // What was forgotten is withdrawn until it is said again.
    country.operate(&Rebuild { objects: Vec::new(), forget: true });
    country.wait(70);
    country.is_published_as_it_answers();
}
