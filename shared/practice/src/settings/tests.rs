use guichet_kernel::{At, CategoryId, Instant, LocationId, Minutes, PractitionerId, ServiceId, sql};
use guichet_testkit::{Memory, SeededEntropy};

use super::*;

struct Desk {
    sql: Memory,
    entropy: SeededEntropy,
    now: Instant,
    practice: PracticeId,
}

impl Desk {
    fn new() -> Self {
        let (sql, entropy, now) = (Memory::new(), SeededEntropy::new(3), Instant::from_millis(1_795_000_000_000));
        sql::migrate(&sql, &[crate::schema::MIGRATIONS], now).unwrap();
        let practice = PracticeId::draw(now, &entropy);
        let desk = Self { sql, entropy, now, practice };
        desk.found(&desk.blank());
        desk
    }

    fn blank(&self) -> Settings {
        Settings {
            practice: self.practice,
            version: 0,
            country: Country::France,
            name: label("Cabinet des Lilas"),
            telephone: Telephone { dial: "+33478000000".to_owned().try_into().unwrap(), shown: label("04 78 00 00 00") },
            cancellation_notice: 1_440,
            booking_notice: 120,
            booking_horizon: 90,
            open_bookings: 4,
            confirm_by_link: false,
            alerts: None,
            locations: vec![],
            services: vec![],
        }
    }

    fn found(&self, settings: &Settings) -> i64 {
        self.sql.atomically(|| found(&self.sql, settings)).unwrap()
    }

    fn read(&self) -> Settings {
        settings(&self.sql).unwrap()
    }

    fn at(&self) -> At<'_> {
        At { now: self.now, entropy: &self.entropy }
    }

    fn location(&self, city: &str) -> Location {
        Location {
            id: LocationId::draw(self.now, &self.entropy),
            version: 1,
            address: vec![label("1 rue des Lilas")],
            city: label(city),
            access: None,
            entry: Some("Code B41".to_owned().try_into().unwrap()),
            zone: "Europe/Paris".parse().unwrap(),
        }
    }

    fn service(&self, name: &str) -> Service {
        Service {
            id: ServiceId::draw(self.now, &self.entropy),
            version: 1,
            label: label(name),
            minutes: Minutes::new(30).unwrap(),
            price: None,
            note: None,
            category: None,
            before: 0,
            after: 0,
            travel: 0,
            visit: Visit::Any,
            online: true,
            join_link: None,
        }
    }

    fn change(&self, expected: Option<i64>, patch: &[(SettingName, Option<SettingValue>)]) -> Result<i64, Refusal> {
        self.sql.atomically(|| change(&self.sql, expected, &patch.iter().copied().collect()))
    }

    fn choice(&self, name: SettingName) -> Setting {
        choices(&self.sql).unwrap().into_iter().find(|setting| setting.name == name).unwrap()
    }
}

fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

#[test]
fn every_setting_shows_its_default_until_it_is_chosen() {
    let desk = Desk::new();
    let all = choices(&desk.sql).unwrap();
    assert_eq!(all.iter().map(|setting| setting.name).collect::<Vec<_>>(), SettingName::ALL);
    assert!(all.iter().all(|setting| !setting.is_set && setting.value == setting.name.spec().default));
    let chosen = [
        (SettingName::CancellationNotice, SettingValue::Number(60)),
        (SettingName::DelegateAgendaToSecretaries, SettingValue::Flag(false)),
        (SettingName::TokenDays, SettingValue::Number(90)),
    ];
    let version = desk.change(Some(1), &chosen.map(|(name, value)| (name, Some(value)))).unwrap();
    assert_eq!(version, 2);
    for (name, value) in chosen {
        assert_eq!(desk.choice(name), Setting { name, value, is_set: true });
    }
    // A7: the column that the agenda is told of is the one truth for it.
    assert_eq!(desk.read().cancellation_notice, 60);
    assert!(!flag(&desk.sql, SettingName::DelegateAgendaToSecretaries).unwrap());
    assert_eq!(desk.change(Some(2), &chosen.map(|(name, _)| (name, None))), Ok(3));
    assert!(choices(&desk.sql).unwrap().iter().all(|setting| !setting.is_set));
    assert_eq!(desk.read().cancellation_notice, 1_440);
}

// A9, A12: two hours, ninety days and four appointments, until the practice chooses.
#[test]
fn what_the_public_books_by_is_set_and_stands_in_the_settings() {
    let desk = Desk::new();
    let holds = |desk: &Desk| (desk.read().booking_notice, desk.read().booking_horizon, desk.read().open_bookings);
    assert_eq!(holds(&desk), (120, 90, 4));
    let chosen = [(SettingName::BookingNotice, 0), (SettingName::BookingHorizon, 730), (SettingName::OpenBookings, 50)];
    desk.change(Some(1), &chosen.map(|(name, value)| (name, Some(SettingValue::Number(value))))).unwrap();
    assert_eq!(holds(&desk), (0, 730, 50));
    // Founded again: it has what it is founded with, and what is the default is no choice.
    desk.found(&Settings { booking_notice: 60, ..desk.blank() });
    assert_eq!(holds(&desk), (60, 90, 4));
    let is_set = chosen.map(|(name, _)| desk.choice(name).is_set);
    assert_eq!(is_set, [true, false, false]);
}

// W1, W2, W3, W4, W8
#[test]
fn alerts_are_off_and_turned_on_they_begin_with_the_defaults() {
    let desk = Desk::new();
    assert_eq!(desk.read().alerts, None);
    let on = (SettingName::EarlierAlerts, Some(SettingValue::Flag(true)));
    desk.change(Some(1), &[on]).unwrap();
    let defaults = Alerts { minimum_days: 10, first: 5, same_day: false, round_minutes: 240, offer_notice: 120, home_visits: false };
    assert_eq!(desk.read().alerts, Some(defaults));
    let numbers = [
        (SettingName::AlertMinimumDays, 0, 365),
        (SettingName::AlertFirst, 1, 20),
        (SettingName::AlertRound, 0, 10_080),
        (SettingName::OfferNotice, 0, 43_200),
    ];
    for (name, least, most) in numbers {
        for (value, holds) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
            let changed = desk.change(None, &[(name, Some(SettingValue::Number(value)))]);
            assert_eq!(changed.is_ok(), holds, "{name:?} {value}");
        }
        assert_eq!(desk.change(None, &[(name, Some(SettingValue::Flag(true)))]), Err(Refusal::OutOfBounds(name)));
    }
    let most = Alerts { minimum_days: 365, first: 20, round_minutes: 10_080, offer_notice: 43_200, ..defaults };
    assert_eq!(desk.read().alerts, Some(most));
    let flags = [SettingName::AlertSameDay, SettingName::AlertHomeVisits];
    desk.change(None, &flags.map(|name| (name, Some(SettingValue::Flag(true))))).unwrap();
    let all = Alerts { same_day: true, home_visits: true, ..most };
    assert_eq!(desk.read().alerts, Some(all));
    // Off again, what was chosen waits.
    desk.change(None, &[(SettingName::EarlierAlerts, Some(SettingValue::Flag(false)))]).unwrap();
    assert_eq!(desk.read().alerts, None);
    desk.change(None, &[on]).unwrap();
    assert_eq!(desk.read().alerts, Some(all));
    // Founded again: it has what it is founded with, and what is the default is no choice.
    desk.found(&Settings { alerts: Some(defaults), ..desk.blank() });
    assert_eq!((desk.read().alerts, desk.choice(SettingName::AlertFirst).is_set), (Some(defaults), false));
    desk.found(&desk.blank());
    assert_eq!(desk.read().alerts, None);
}

#[test]
fn settings_that_were_changed_meanwhile_are_not_overwritten() {
    let desk = Desk::new();
    let shorter = [(SettingName::InvitationDays, Some(SettingValue::Number(3)))];
    assert_eq!(desk.change(Some(2), &shorter), Err(Refusal::Conflict));
    assert_eq!(desk.change(Some(1), &shorter), Ok(2));
    assert_eq!(desk.change(Some(1), &shorter), Err(Refusal::Conflict));
    assert_eq!(desk.change(None, &shorter), Ok(2), "nothing changes, so nobody needs to read it again");
    assert_eq!(desk.read().version, 2);
}

#[test]
fn a_value_out_of_bounds_changes_nothing_at_all() {
    let desk = Desk::new();
    for (name, value) in [
        (SettingName::TokenDays, SettingValue::Number(0)),
        (SettingName::TokenDays, SettingValue::Number(367)),
        (SettingName::InvitationDays, SettingValue::Number(31)),
        (SettingName::BookingNotice, SettingValue::Number(43_201)),
        (SettingName::BookingHorizon, SettingValue::Number(0)),
        (SettingName::BookingHorizon, SettingValue::Number(731)),
        (SettingName::OpenBookings, SettingValue::Number(0)),
        (SettingName::OpenBookings, SettingValue::Number(51)),
        (SettingName::InvitationDays, SettingValue::Flag(true)),
        (SettingName::CancellationNotice, SettingValue::Number(-1)),
        (SettingName::ProposeDuplicates, SettingValue::Number(1)),
    ] {
        let patch = [(SettingName::CancellationNotice, Some(SettingValue::Number(5))), (name, Some(value))];
        assert_eq!(desk.change(None, &patch[usize::from(name == SettingName::CancellationNotice)..]), Err(Refusal::OutOfBounds(name)));
    }
    assert_eq!((desk.read().version, desk.read().cancellation_notice), (1, 1_440));
}

#[test]
fn a_practice_that_is_founded_again_has_what_it_is_founded_with() {
    let desk = Desk::new();
    let (lyon, oullins, visit) = (desk.location("Lyon"), desk.location("Oullins"), desk.service("Séance"));
    let new = Settings { locations: vec![lyon.clone(), oullins.clone()], services: vec![visit.clone()], ..desk.blank() };
    desk.found(&new);
    desk.change(None, &[(SettingName::TokenDays, Some(SettingValue::Number(10)))]).unwrap();
    let version = desk.found(&new);
    assert_eq!(desk.read(), Settings { version, ..new.clone() }, "and nothing that is the same counts as changed");
    let moved = Location { city: label("Villeurbanne"), version: 2, ..oullins };
    let version = desk.found(&Settings { locations: vec![moved.clone()], services: vec![], ..new.clone() });
    // It stood second and now stands first.
    assert_eq!(desk.read(), Settings { version, locations: vec![moved], services: vec![], ..new });
    assert_eq!(number(&desk.sql, SettingName::TokenDays), Ok(10));
}

#[test]
fn locations_and_services_are_put_one_at_a_time_each_with_its_version() {
    let desk = Desk::new();
    let (lyon, visit) = (desk.location("Lyon"), desk.service("Séance"));
    assert_eq!(put_location(&desk.sql, &lyon, None), Ok(1));
    assert_eq!(put_service(&desk.sql, &visit, None), Ok(1));
    assert_eq!(desk.read().version, 3, "whoever keeps a copy must see it");
    let moved = Location { city: label("Oullins"), ..lyon.clone() };
    assert_eq!(put_location(&desk.sql, &moved, Some(2)), Err(Refusal::Conflict));
    assert_eq!(put_location(&desk.sql, &moved, Some(1)), Ok(2));
    assert_eq!(put_location(&desk.sql, &moved, Some(2)), Ok(2));
    assert_eq!(desk.read().version, 4);
    assert_eq!(put_service(&desk.sql, &desk.service("Bilan"), Some(1)), Err(Refusal::Unknown), "a change of what is not there");
    assert_eq!(desk.read().locations, [Location { version: 2, ..moved }]);
}

#[test]
fn what_is_removed_is_withdrawn_and_its_id_never_used_again() {
    let desk = Desk::new();
    let (lyon, visit) = (desk.location("Lyon"), desk.service("Séance"));
    put_location(&desk.sql, &lyon, None).unwrap();
    put_service(&desk.sql, &visit, None).unwrap();
    assert_eq!(remove_location(&desk.sql, lyon.id, Some(9)), Err(Refusal::Conflict));
    remove_location(&desk.sql, lyon.id, Some(1)).unwrap();
    remove_service(&desk.sql, visit.id, None).unwrap();
    let version = desk.read().version;
    assert_eq!((remove_location(&desk.sql, lyon.id, Some(1)), remove_service(&desk.sql, visit.id, None)), (Ok(()), Ok(())));
    assert_eq!(desk.read(), Settings { version, ..desk.blank() });
    assert_eq!(put_location(&desk.sql, &lyon, None), Err(Refusal::Unknown));
    assert_eq!(put_service(&desk.sql, &visit, None), Err(Refusal::Unknown));
    assert_eq!(remove_service(&desk.sql, desk.service("x").id, None), Err(Refusal::Unknown));
    let rows = desk.sql.query("SELECT 1 FROM location UNION ALL SELECT 1 FROM service", &[]).unwrap();
    assert_eq!(rows.len(), 2, "the rows stay");
}

#[test]
fn a_practice_has_only_so_many_of_each() {
    let desk = Desk::new();
    let mut last = desk.location("Lyon");
    put_location(&desk.sql, &last, None).unwrap();
    for _ in 1..MOST_LOCATIONS {
        last = desk.location("Lyon");
        put_location(&desk.sql, &last, None).unwrap();
    }
    assert_eq!(put_location(&desk.sql, &desk.location("Lyon"), None), Err(Refusal::TooMany));
    assert_eq!(put_location(&desk.sql, &last, Some(1)), Ok(1), "a change needs no room");
    remove_location(&desk.sql, last.id, None).unwrap();
    assert_eq!(put_location(&desk.sql, &desk.location("Lyon"), None), Ok(1));

    for _ in 0..MOST_SERVICES {
        put_service(&desk.sql, &desk.service("Séance"), None).unwrap();
    }
    assert_eq!(put_service(&desk.sql, &desk.service("Séance"), None), Err(Refusal::TooMany));
    let category = || CategoryId::draw(desk.now, desk.at().entropy);
    for _ in 0..MOST_CATEGORIES {
        put_category(&desk.sql, category(), &label("Bilans"), None).unwrap();
    }
    assert_eq!(put_category(&desk.sql, category(), &label("Bilans"), None), Err(Refusal::TooMany));
}

// A1: three are predefined and locked, practices make their own.
#[test]
fn three_categories_are_there_from_the_start_and_stay() {
    let desk = Desk::new();
    let kinds = |desk: &Desk| categories(&desk.sql).unwrap().into_iter().map(|category| category.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&desk), CategoryKind::LOCKED);
    let group = locked_category(desk.practice, CategoryKind::Group).unwrap();
    assert_eq!(Some(group), locked_category(desk.practice, CategoryKind::Group));
    assert_ne!(Some(group), locked_category(PracticeId::draw(desk.now, &desk.entropy), CategoryKind::Group));
    assert_eq!(locked_category(desk.practice, CategoryKind::Own), None);
    assert_eq!(put_category(&desk.sql, group, &label("Groupes"), Some(1)), Err(Refusal::Locked));
    assert_eq!(remove_category(&desk.sql, group, None), Err(Refusal::Locked));
    put_service(&desk.sql, &Service { category: Some(group), ..desk.service("Yoga") }, None).unwrap();
    assert_eq!(desk.read().services[0].category, Some(group));
}

#[test]
fn an_own_category_is_made_renamed_and_removed_from_its_services() {
    let desk = Desk::new();
    let [id, other] = [(); 2].map(|()| CategoryId::draw(desk.now, &desk.entropy));
    let stands_in = |category| put_service(&desk.sql, &Service { category: Some(category), ..desk.service("Bilan") }, None);
    assert_eq!(stands_in(id), Err(Refusal::Unknown));
    assert_eq!(put_category(&desk.sql, id, &label("Bilan"), None), Ok(1));
    assert_eq!(put_category(&desk.sql, id, &label("Bilans"), Some(1)), Ok(2));
    assert_eq!(put_category(&desk.sql, id, &label("Bilans"), Some(1)), Err(Refusal::Conflict));
    let listed = categories(&desk.sql).unwrap();
    assert_eq!(listed[3], Category { id, kind: CategoryKind::Own, version: 2, name: Some(label("Bilans")) });
    assert_eq!(stands_in(id), Ok(1));
    remove_category(&desk.sql, id, Some(2)).unwrap();
    let service = desk.read().services.remove(0);
    assert_eq!((service.category, service.version), (None, 2));
    assert_eq!((stands_in(id), stands_in(other)), (Err(Refusal::Unknown), Err(Refusal::Unknown)));
    let founded = Settings { services: vec![Service { category: Some(other), ..service }], ..desk.blank() };
    assert_eq!(found(&desk.sql, &founded), Err(crate::Refusal::Unknown));
}

// A1, A9: what goes with a service is kept as it was put, and a change of any of it is one.
#[test]
fn a_service_keeps_what_goes_with_it() {
    let desk = Desk::new();
    let plain = desk.service("Séance");
    assert_eq!(put_service(&desk.sql, &plain, None), Ok(1));
    let home = locked_category(desk.practice, CategoryKind::HomeVisit);
    let remote = locked_category(desk.practice, CategoryKind::Teleconsultation);
    let changes = [
        Service { before: 5, ..plain.clone() },
        Service { after: 10, ..plain.clone() },
        Service { visit: Visit::First, ..plain.clone() },
        Service { visit: Visit::FollowUp, ..plain.clone() },
        Service { online: false, ..plain.clone() },
        Service { category: home, ..plain.clone() },
        Service { category: home, travel: 20, ..plain.clone() },
        Service { category: remote, ..plain.clone() },
        Service { category: remote, join_link: Some(label("https://visio.exemple.fr/claire?salle=1")), ..plain },
    ];
    for (version, service) in (2..).zip(changes) {
        assert_eq!(put_service(&desk.sql, &service, Some(version - 1)), Ok(version), "{service:?}");
        assert_eq!(put_service(&desk.sql, &service, Some(version)), Ok(version), "the same is no change");
        assert_eq!(desk.read().services, [Service { version, ..service }]);
    }
}

// A1: there is a road to a patient's home only, and a link at a distance only.
#[test]
fn what_does_not_go_with_a_service_is_refused() {
    let desk = Desk::new();
    let [home, remote, group] =
        [CategoryKind::HomeVisit, CategoryKind::Teleconsultation, CategoryKind::Group].map(|kind| locked_category(desk.practice, kind));
    let plain = desk.service("Séance");
    let long = |minutes| Service { minutes: Minutes::new(minutes).unwrap(), ..plain.clone() };
    let at_home = |minutes, travel| Service { category: home, travel, ..long(minutes) };
    let linked = |text| Service { category: remote, join_link: Some(label(text)), ..plain.clone() };
    let join_link = linked("https://visio.exemple.fr").join_link;
    for service in [
        Service { before: 241, ..plain.clone() },
        Service { after: 241, ..plain.clone() },
        at_home(30, 241),
        Service { before: 1, ..long(1_440) },
        Service { before: 1, after: 2, ..at_home(958, 240) },
        Service { travel: 1, ..plain.clone() },
        Service { travel: 1, category: remote, ..plain.clone() },
        Service { travel: 1, category: group, ..plain.clone() },
        Service { join_link: join_link.clone(), ..plain.clone() },
        Service { join_link: join_link.clone(), category: home, ..plain.clone() },
        linked("http://visio.exemple.fr"),
        linked("javascript:alert(1)"),
        linked("visio.exemple.fr"),
        linked("https:visio.exemple.fr"),
        linked("https://"),
        linked("https://visio .exemple.fr"),
        linked("https://visio.exemple.fr/deux liens"),
        linked("https://claire:secret@visio.exemple.fr"),
    ] {
        assert_eq!(put_service(&desk.sql, &service, None), Err(Refusal::Unfit), "{service:?}");
        let founded = Settings { services: vec![service], ..desk.blank() };
        assert_eq!(desk.sql.atomically(|| found(&desk.sql, &founded)), Err(crate::Refusal::Unfit));
    }
    assert_eq!(desk.read().services, []);
    let most = Service { before: 1, after: 1, ..at_home(958, 240) };
    for service in [most, Service { before: 240, after: 240, ..long(960) }, linked("https://visio.exemple.fr/claire")] {
        let service = Service { id: ServiceId::draw(desk.now, &desk.entropy), ..service };
        assert_eq!(put_service(&desk.sql, &service, None), Ok(1), "{service:?}");
    }
}

#[test]
fn the_predefined_categories_mean_something_and_no_other_does() {
    let desk = Desk::new();
    let kind = |id| category_kind(desk.practice, id);
    for known in CategoryKind::LOCKED {
        assert_eq!(kind(locked_category(desk.practice, known)), known);
    }
    let elsewhere = locked_category(PracticeId::draw(desk.now, &desk.entropy), CategoryKind::Group);
    assert_eq!([kind(None), kind(elsewhere)], [CategoryKind::Own; 2]);
}

#[test]
fn a_practice_changes_how_it_presents_itself() {
    let desk = Desk::new();
    assert_eq!(present(&desk.sql, Some(2), Some(&label("Lilas")), None), Err(Refusal::Conflict));
    assert_eq!(present(&desk.sql, Some(1), Some(&label("Lilas")), None), Ok(2));
    assert_eq!(present(&desk.sql, None, Some(&label("Lilas")), Some(&desk.blank().telephone)), Ok(2), "nothing changes");
    assert_eq!((desk.read().name, desk.read().telephone), (label("Lilas"), desk.blank().telephone));
}

#[test]
fn who_gave_care_is_still_heard_when_they_left() {
    let desk = Desk::new();
    let [one, never] = [(); 2].map(|()| PractitionerId::draw(desk.now, &desk.entropy));
    add_practitioner(&desk.sql, one, desk.now).unwrap();
    end_practitioner(&desk.sql, one, desk.now).unwrap();
    assert_eq!(practitioners(&desk.sql).unwrap(), []);
    assert_eq!((has_given_care(&desk.sql, one), has_given_care(&desk.sql, never)), (Ok(true), Ok(false)));
    add_practitioner(&desk.sql, one, desk.now).unwrap();
    assert_eq!(practitioners(&desk.sql).unwrap(), [one]);
}

// What the first release wrote is read by this one.
#[test]
fn a_practice_of_before_keeps_what_it_had() {
    let (sql, now) = (Memory::new(), Instant::from_millis(1_795_000_000_000));
    let first = sql::Migrations { component: "practice", steps: &crate::schema::MIGRATIONS.steps[..1] };
    sql::migrate(&sql, &[first], now).unwrap();
    sql.script(
        "INSERT INTO practice VALUES ('prc_0192f0c1d2e374a5b6c7d8e9f0a1b2c3', 4, 'FR', 'Lilas', '+33478000000', '04', 60);
         INSERT INTO location VALUES ('loc_0192f0c1d2e374a5b6c7d8e9f0a1b2c3', 0, '[\"1 rue\"]', 'Lyon', NULL, 'Europe/Paris');
         INSERT INTO service VALUES ('srv_0192f0c1d2e374a5b6c7d8e9f0a1b2c3', 0, 'Séance', 30, NULL, NULL, NULL);
         INSERT INTO practitioner VALUES ('prn_0192f0c1d2e374a5b6c7d8e9f0a1b2c3', 1)",
    )
    .unwrap();
    sql::migrate(&sql, &[crate::schema::MIGRATIONS], now).unwrap();
    let settings = settings(&sql).unwrap();
    assert_eq!((settings.version, settings.cancellation_notice), (4, 60));
    assert_eq!((settings.locations[0].version, settings.services[0].version, settings.services[0].category), (1, 1, None));
    assert_eq!(practitioners(&sql).unwrap().len(), 1);
    let Service { before, after, travel, visit, online, join_link, .. } = settings.services[0].clone();
    assert_eq!((before, after, travel, visit, online, join_link), (0, 0, 0, Visit::Any, true, None));
    assert_eq!((settings.booking_notice, settings.booking_horizon, settings.open_bookings), (120, 90, 4));
}

// A6: whether an address must prove itself is the practice's choice; nobody is asked until it is made.
#[test]
fn bookings_are_confirmed_by_link_where_the_practice_says_so() {
    let desk = Desk::new();
    assert!(!desk.read().confirm_by_link);
    desk.change(Some(1), &[(SettingName::ConfirmByLink, Some(SettingValue::Flag(true)))]).unwrap();
    assert!(desk.read().confirm_by_link && desk.choice(SettingName::ConfirmByLink).is_set);
    desk.found(&desk.blank());
    assert!(!desk.read().confirm_by_link && !desk.choice(SettingName::ConfirmByLink).is_set, "founded as it is by default");
    desk.found(&Settings { confirm_by_link: true, ..desk.blank() });
    assert!(desk.read().confirm_by_link);
}
