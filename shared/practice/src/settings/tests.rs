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
}
