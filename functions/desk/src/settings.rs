//! What the practice decides about itself: settings with their defaults, places, categories.

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::{
        card::{LocationCard, ServiceCard},
        practice::{
            Category, ChangeSettings, Choice, PutCategory, PutLocation, ReadSettings, Setting as SettingFacts, Settings, WithdrawCategory,
            WithdrawLocation,
        },
    },
};
use guichet_edge::{
    clock::PlatformEntropy,
    web::{Segments, html, see_other},
};
use guichet_kernel::{CategoryId, Country, Label, LocationId, Right, Telephone, Zone, phone};
use guichet_ui::{
    amount_in,
    desk::{
        CategoryName, CategoryRow, Input, Issue, LocationFormPage, LocationRow, Post, Said, Section, ServiceRow, Setting, SettingRow,
        SettingValue, SettingsPage, fields,
    },
};
use http::StatusCode;

use crate::{
    account::zones,
    form::{Fields, label_issue},
    here::{DONE_QUERY, Here},
    session::query,
};

pub(crate) const SECTION: Section = Section::Settings;
/// In a form: the version of the settings that its reader saw.
pub(crate) const VERSION: &str = "version";

/// What was typed into the page and refused, to be shown again.
#[derive(Default)]
struct Refused {
    setting: Option<(String, Input)>,
    category: Input,
}

/// The page.
#[worker::send]
pub(crate) async fn show(here: Here) -> Response {
    let said = match here.done().as_str() {
        "cree" => Some(Said::PracticeCreated),
        "garde" => Some(Said::Saved),
        "ajoute" => Some(Said::Added),
        "retire" => Some(Said::Withdrawn),
        _ => None,
    };
    page(&here, StatusCode::OK, Refused::default(), said).await
}

async fn page(here: &Here, status: StatusCode, refused: Refused, said: Option<Said>) -> Response {
    let settings = match here.ask(&ReadSettings {}).await {
        Ok(settings) => settings,
        Err(kind) => return here.refuse(kind, SECTION, &here.href("")),
    };
    let changes = here.may(Right::ChangeSettings);
    let versioned =
        |path: &str| changes.then(|| Post::to(here.href(&format!("/reglages{path}"))).with(VERSION, settings.version.to_string()));
    let card = &settings.card;
    let named = |id: CategoryId| settings.categories.iter().find(|category| category.id == id).and_then(category_name);
    let one_place = card.locations.len() == 1;
    let location = |location: &LocationCard| LocationRow {
        address: location.address.iter().map(|line| line.as_str().to_owned()).collect(),
        city: location.city.as_str().to_owned(),
        zone: location.zone.name().to_owned(),
        access: location.access.as_ref().map(|access| access.as_str().to_owned()),
        edit_href: changes.then(|| here.href(&format!("/reglages/lieux/{}", location.id.digits()))),
        withdraw: if one_place { None } else { versioned(&format!("/lieux/{}/retirer", location.id.digits())) },
    };
    let service = |service: &ServiceCard| ServiceRow {
        label: service.label.as_str().to_owned(),
        minutes: u32::from(service.minutes.count()),
        price: service.price.map(|price| amount_in(price.minor(), card.country, here.signed.locale)),
        category: service.category.and_then(named),
        edit_href: changes.then(|| here.href(&format!("/reglages/motifs/{}", service.id.digits()))),
        withdraw: versioned(&format!("/motifs/{}/retirer", service.id.digits())),
    };
    let category = |category: &Category| {
        let own = category.kind == "own";
        let path = format!("/categories/{}", category.id.digits());
        Some(CategoryRow {
            id: category.id.digits(),
            name: category_name(category)?,
            rename: if own { versioned(&path) } else { None },
            withdraw: if own { versioned(&format!("{path}/retirer")) } else { None },
        })
    };
    let view = SettingsPage {
        desk: here.desk(SECTION, said),
        settings: setting_rows(&settings, &refused, &versioned),
        locations: card.locations.iter().map(location).collect(),
        add_location_href: changes.then(|| here.href("/reglages/lieux/nouveau")),
        services: card.services.iter().map(service).collect(),
        add_service_href: changes.then(|| here.href("/reglages/motifs/nouveau")),
        categories: settings.categories.iter().filter_map(category).collect(),
        add_category: versioned(&format!("/categories/{}", CategoryId::draw(here.now(), &PlatformEntropy).digits())),
        category_name: refused.category,
    };
    html(status, view.render())
}

pub(crate) fn category_name(category: &Category) -> Option<CategoryName> {
    match category.kind.as_str() {
        "home" => Some(CategoryName::HomeVisit),
        "remote" => Some(CategoryName::Teleconsultation),
        "group" => Some(CategoryName::Group),
        _ => category.name.as_ref().map(|name| CategoryName::Own(name.as_str().to_owned())),
    }
}

fn setting_rows(settings: &Settings, refused: &Refused, versioned: &impl Fn(&str) -> Option<Post>) -> Vec<SettingRow> {
    let typed = |word: &str| refused.setting.as_ref().filter(|(of, _)| of == word).map(|(_, input)| input.clone());
    let row = |setting: Setting, value: SettingValue, default: Option<SettingValue>| SettingRow {
        setting,
        value,
        default,
        post: versioned(&format!("/{}", setting.word())),
        typed: typed(setting.word()),
    };
    let texts = [(Setting::Name, settings.card.name.as_str()), (Setting::Telephone, settings.card.telephone.shown.as_str())];
    let texts = texts.into_iter().map(|(setting, text)| row(setting, SettingValue::Text(text.to_owned()), None));
    // A setting that this version of the pages has no words for is left to the version that has.
    let chosen = settings.settings.iter().filter_map(|facts| {
        Some(row(Setting::from_word(&facts.name)?, value_of(facts, facts.value)?, Some(value_of(facts, facts.default)?)))
    });
    texts.chain(chosen).collect()
}

/// The value in its unit; `None` for a unit that this version of the pages does not know.
fn value_of(facts: &SettingFacts, value: i64) -> Option<SettingValue> {
    let number = u32::try_from(value).unwrap_or_default();
    let value = match facts.unit.as_str() {
        "minutes" => SettingValue::Minutes(number),
        "days" => SettingValue::Days(number),
        "appointments" => SettingValue::Appointments(number),
        "patients" => SettingValue::Patients(number),
        "yes-no" => SettingValue::On(value != 0),
        _ => return None,
    };
    Some(value)
}

pub(crate) fn done(here: &Here, what: &str) -> Response {
    see_other(&format!("{}?{}", here.href("/reglages"), query(&[(DONE_QUERY, what)])))
}

/// The fields of a form about the settings, and the version that its reader saw.
pub(crate) async fn read_form(here: &Here, request: Request) -> Result<(Fields, i64), Response> {
    let back = here.href("/reglages");
    let fields = Fields::of(request).await.map_err(|kind| here.refuse(kind, SECTION, &back))?;
    let version = fields.parse(VERSION).ok_or_else(|| here.refuse(ProblemKind::BadRequest, SECTION, &back))?;
    Ok((fields, version))
}

/// Changes one setting.
#[worker::send]
pub(crate) async fn change(here: Here, Segments(segments): Segments<(String, String, String)>, request: Request) -> Response {
    let back = here.href("/reglages");
    let Some(word) = segments.map(|(_, _, word)| word) else { return here.refuse(ProblemKind::NotFound, SECTION, &back) };
    let (fields, version) = match read_form(&here, request).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    let settings = match here.ask(&ReadSettings {}).await {
        Ok(settings) => settings,
        Err(kind) => return here.refuse(kind, SECTION, &back),
    };
    let typed = fields.text(fields::VALUE);
    let Some(read) = read_setting(&settings, &word, &typed, version) else {
        return here.refuse(ProblemKind::NotFound, SECTION, &back);
    };
    let command = match read {
        Ok(command) => command,
        Err(issue) => {
            let refused = Refused { setting: Some((word, Input::of(typed).wrong(issue))), ..Refused::default() };
            return page(&here, StatusCode::UNPROCESSABLE_ENTITY, refused, None).await;
        }
    };
    match here.ask(&command).await {
        Ok(_) => done(&here, "garde"),
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}

/// The command for a setting as typed; `None` where there is no such setting. An empty field goes back to the default.
fn read_setting(settings: &Settings, word: &str, typed: &str, version: i64) -> Option<Result<ChangeSettings, Issue>> {
    let nothing = ChangeSettings { version, name: None, telephone: None, settings: Vec::new() };
    let command = match Setting::from_word(word)? {
        Setting::Name => Label::parse(typed).map(|name| ChangeSettings { name: Some(name), ..nothing }).map_err(|_| label_issue(typed)),
        Setting::Telephone => {
            read_telephone(typed, settings.card.country).map(|telephone| ChangeSettings { telephone: Some(telephone), ..nothing })
        }
        _ => {
            let facts = settings.settings.iter().find(|facts| facts.name == word)?;
            let chosen = |value| ChangeSettings { settings: vec![Choice { name: word.to_owned(), value }], ..nothing };
            let bound = |bound: i64| u32::try_from(bound).unwrap_or_default();
            match (facts.unit.as_str(), typed.trim()) {
                (_, "") => Ok(chosen(None)),
                ("yes-no", "yes") => Ok(chosen(Some(1))),
                ("yes-no", "no") => Ok(chosen(Some(0))),
                (_, number) => match number.parse::<i64>() {
                    Err(_) => Err(Issue::NotANumber),
                    Ok(value) if (facts.least..=facts.most).contains(&value) => Ok(chosen(Some(value))),
                    Ok(_) => Err(Issue::OutOfRange { least: bound(facts.least), most: bound(facts.most) }),
                },
            }
        }
    };
    Some(command)
}

/// A practice's telephone as typed.
pub(crate) fn read_telephone(typed: &str, country: Country) -> Result<Telephone, Issue> {
    let shown = Label::parse(typed).map_err(|_| label_issue(typed))?;
    let dial = phone::parse(typed, country).map_err(|_| Issue::Phone)?;
    Ok(Telephone { dial, shown })
}

// ── locations ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// The form of a place: an existing one's, or a new one's, whose id the form bears.
#[worker::send]
pub(crate) async fn location_form(here: Here, Segments(segments): Segments<(String, String, String)>) -> Response {
    let back = here.href("/reglages");
    if !here.may(Right::ChangeSettings) {
        return here.refuse(ProblemKind::Forbidden, SECTION, &back);
    }
    let settings = match here.ask(&ReadSettings {}).await {
        Ok(settings) => settings,
        Err(kind) => return here.refuse(kind, SECTION, &back),
    };
    let digits = segments.map(|(_, _, digits)| digits).unwrap_or_default();
    let known = LocationId::from_digits(&digits).ok().and_then(|id| settings.card.location(id));
    if known.is_none() && digits != "nouveau" {
        return here.refuse(ProblemKind::NotFound, SECTION, &back);
    }
    let id = known.map_or_else(|| LocationId::draw(here.now(), &PlatformEntropy), |location| location.id);
    let lines = known.map(|location| location.address.as_slice()).unwrap_or_default();
    let (first, others) = lines.split_first().map_or((String::new(), String::new()), |(first, others)| {
        let others: Vec<&str> = others.iter().map(Label::as_str).collect();
        (first.as_str().to_owned(), others.join(", "))
    });
    let kept = |text: Option<&Label>| Input::of(text.map(Label::as_str).unwrap_or_default());
    let view = LocationFormPage {
        address_1: Input::of(first),
        address_2: Input::of(others),
        city: kept(known.map(|location| &location.city)),
        access: kept(known.and_then(|location| location.access.as_ref())),
        entry: kept(known.and_then(|location| location.entry.as_ref())),
        zone: Input::of(known.map_or_else(|| here.authority.zone.name(), |location| location.zone.name())),
        ..blank_location(&here, id, settings.version, known.is_some())
    };
    html(StatusCode::OK, view.render())
}

fn blank_location(here: &Here, id: LocationId, version: i64, exists: bool) -> LocationFormPage {
    let post = Post::to(here.href(&format!("/reglages/lieux/{}", id.digits()))).with(VERSION, version.to_string());
    LocationFormPage {
        desk: here.desk(SECTION, None),
        exists,
        post: if exists { post.with(EXISTS, "1") } else { post },
        address_1: Input::default(),
        address_2: Input::default(),
        city: Input::default(),
        access: Input::default(),
        entry: Input::default(),
        zone: Input::default(),
        zones: zones(here.authority.country).iter().map(|zone| (*zone).to_owned()).collect(),
        cancel_href: here.href("/reglages"),
    }
}

/// In a form: it changes something that exists already.
pub(crate) const EXISTS: &str = "existe";

/// Enters or changes a place.
#[worker::send]
pub(crate) async fn put_location(here: Here, Segments(segments): Segments<(String, String, String)>, request: Request) -> Response {
    let back = here.href("/reglages");
    let id = segments.and_then(|(_, _, digits)| LocationId::from_digits(&digits).ok());
    let Some(id) = id else { return here.refuse(ProblemKind::NotFound, SECTION, &back) };
    let (fields, version) = match read_form(&here, request).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    let typed = |name: &str| fields.text(name);
    let label = |name: &str| Label::parse(&typed(name)).map_err(|_| label_issue(&typed(name)));
    let optional = |name: &str| if typed(name).trim().is_empty() { Ok(None) } else { label(name).map(Some) };
    let zone = Some(typed(fields::ZONE)).filter(|zone| zones(here.authority.country).contains(&zone.as_str()));
    let zone = zone.and_then(|zone| zone.parse::<Zone>().ok()).ok_or(Issue::NotChosen);
    let exists = !typed(EXISTS).is_empty();
    let read = (
        label(fields::ADDRESS_1),
        optional(fields::ADDRESS_2),
        label(fields::CITY),
        optional(fields::ACCESS),
        optional(fields::ENTRY),
        zone,
    );
    let location = match read {
        (Ok(first), Ok(second), Ok(city), Ok(access), Ok(entry), Ok(zone)) => {
            LocationCard { id, address: [Some(first), second].into_iter().flatten().collect(), city, access, entry, zone }
        }
        (first, second, city, access, entry, zone) => {
            let shown = |field: &str, issue: Option<Issue>| Input { issue, ..Input::of(typed(field)) };
            let view = LocationFormPage {
                address_1: shown(fields::ADDRESS_1, first.err()),
                address_2: shown(fields::ADDRESS_2, second.err()),
                city: shown(fields::CITY, city.err()),
                access: shown(fields::ACCESS, access.err()),
                entry: shown(fields::ENTRY, entry.err()),
                zone: shown(fields::ZONE, zone.err()),
                ..blank_location(&here, id, version, exists)
            };
            return html(StatusCode::UNPROCESSABLE_ENTITY, view.render());
        }
    };
    match here.ask(&PutLocation { version, location }).await {
        Ok(_) => done(&here, if exists { "garde" } else { "ajoute" }),
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}

/// Withdraws a place.
#[worker::send]
pub(crate) async fn withdraw_location(here: Here, Segments(segments): Segments<(String, String, String)>, request: Request) -> Response {
    let id = segments.and_then(|(_, _, digits)| LocationId::from_digits(&digits).ok());
    withdraw(&here, id, request, |location, version| WithdrawLocation { version, location }).await
}

/// Withdraws what `command` names.
pub(crate) async fn withdraw<T, C: guichet_contracts::Command>(
    here: &Here,
    id: Option<T>,
    request: Request,
    command: impl FnOnce(T, i64) -> C,
) -> Response {
    let back = here.href("/reglages");
    let Some(id) = id else { return here.refuse(ProblemKind::NotFound, SECTION, &back) };
    let (_, version) = match read_form(here, request).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    match here.ask(&command(id, version)).await {
        Ok(_) => done(here, "retire"),
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}

// ── categories ───────────────────────────────────────────────────────────────────────────────────────────────────────

/// Makes or renames a category of the practice's own; the new one's id is in the form's address.
#[worker::send]
pub(crate) async fn put_category(here: Here, Segments(segments): Segments<(String, String, String)>, request: Request) -> Response {
    let back = here.href("/reglages");
    let category = segments.and_then(|(_, _, digits)| CategoryId::from_digits(&digits).ok());
    let Some(category) = category else { return here.refuse(ProblemKind::NotFound, SECTION, &back) };
    let (fields, version) = match read_form(&here, request).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    let typed = fields.text(fields::NAME);
    let Ok(name) = Label::parse(&typed) else {
        let refused = Refused { category: Input { issue: Some(label_issue(&typed)), ..Input::of(typed) }, ..Refused::default() };
        return page(&here, StatusCode::UNPROCESSABLE_ENTITY, refused, None).await;
    };
    match here.ask(&PutCategory { version, category, name }).await {
        Ok(_) => done(&here, "garde"),
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}

/// Withdraws one.
#[worker::send]
pub(crate) async fn withdraw_category(here: Here, Segments(segments): Segments<(String, String, String)>, request: Request) -> Response {
    let id = segments.and_then(|(_, _, digits)| CategoryId::from_digits(&digits).ok());
    withdraw(&here, id, request, |category, version| WithdrawCategory { version, category }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    // A9: how many appointments somebody may have booked is a setting like the others.
    #[test]
    fn a_number_of_appointments_is_shown_and_read() {
        let facts = SettingFacts {
            name: "open_bookings".into(),
            value: 4,
            default: 4,
            chosen: false,
            least: 1,
            most: 50,
            unit: "appointments".into(),
        };
        assert_eq!(value_of(&facts, 2), Some(SettingValue::Appointments(2)));
        assert_eq!(Setting::from_word(&facts.name), Some(Setting::OpenBookings));
        assert_eq!(value_of(&SettingFacts { unit: "light years".into(), ..facts }, 2), None);
    }
}
