//! What a practice offers: the form of a service.

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::{
        card::{Mode, ServiceCard, Visit},
        practice::{PutService, ReadSettings, Settings, WithdrawService},
    },
};
use guichet_edge::{
    clock::PlatformEntropy,
    web::{Segments, html},
};
use guichet_kernel::{CategoryId, Country, Currency, Label, Minutes, Money, Right, ServiceId};
use guichet_ui::desk::{Input, Issue, Post, ServiceFormPage, ServiceVisit, fields};
use http::StatusCode;

use crate::{
    form::{Fields, label_issue},
    here::Here,
    settings::{EXISTS, SECTION, VERSION, category_name, done, read_form, withdraw},
};

/// The most minutes before, after and on the road.
const MOST_AROUND: u16 = 240;
/// A day: what a service takes with all that goes with it.
const DAY: u16 = 1_440;

/// The form of a service.
#[worker::send]
pub(crate) async fn service_form(here: Here, Segments(segments): Segments<(String, String, String)>) -> Response {
    let back = here.href("/reglages");
    if !here.may(Right::ChangeSettings) {
        return here.refuse(ProblemKind::Forbidden, SECTION, &back);
    }
    let settings = match here.ask(&ReadSettings {}).await {
        Ok(settings) => settings,
        Err(kind) => return here.refuse(kind, SECTION, &back),
    };
    let digits = segments.map(|(_, _, digits)| digits).unwrap_or_default();
    let known = ServiceId::from_digits(&digits).ok().and_then(|id| settings.card.service(id));
    if known.is_none() && digits != "nouveau" {
        return here.refuse(ProblemKind::NotFound, SECTION, &back);
    }
    let id = known.map_or_else(|| ServiceId::draw(here.now(), &PlatformEntropy), |service| service.id);
    let typed = known.map_or_else(TypedService::default, TypedService::of);
    html(StatusCode::OK, page(&here, id, &settings, (settings.version, known.is_some()), typed).render())
}

/// The form, as typed; `version` and whether the service exists already go with it.
fn page(here: &Here, id: ServiceId, settings: &Settings, (version, exists): (i64, bool), typed: TypedService) -> ServiceFormPage {
    let post = Post::to(here.href(&format!("/reglages/motifs/{}", id.digits()))).with(VERSION, version.to_string());
    ServiceFormPage {
        desk: here.desk(SECTION, None),
        exists,
        post: if exists { post.with(EXISTS, "1") } else { post },
        label: typed.label,
        minutes: typed.minutes,
        price: typed.price,
        category: typed.category,
        categories: settings.categories.iter().filter_map(|category| Some((category.id.digits(), category_name(category)?))).collect(),
        note: typed.note,
        visit: typed.visit,
        online: typed.online,
        before: typed.before,
        after: typed.after,
        travel: typed.travel,
        join_link: typed.join_link,
        cancel_href: here.href("/reglages"),
    }
}

/// A service as typed, with what is to be mended.
struct TypedService {
    label: Input,
    minutes: Input,
    price: Input,
    category: Input,
    note: Input,
    visit: Input,
    online: Input,
    before: Input,
    after: Input,
    travel: Input,
    join_link: Input,
}

impl Default for TypedService {
    fn default() -> Self {
        let [label, price, category, note, join_link] = [(); 5].map(|()| Input::default());
        let [before, after, travel] = [(); 3].map(|()| Input::of("0"));
        let (minutes, visit, online) = (Input::of("30"), Input::of(ServiceVisit::Any.word()), Input::of("yes"));
        Self { label, minutes, price, category, note, visit, online, before, after, travel, join_link }
    }
}

impl TypedService {
    fn of(service: &ServiceCard) -> Self {
        let text = |label: Option<&Label>| Input::of(label.map(Label::as_str).unwrap_or_default());
        let price = service.price.map(|price| format!("{},{:02}", price.minor() / 100, price.minor() % 100));
        let visit = match service.visit {
            Visit::Any => ServiceVisit::Any,
            Visit::First => ServiceVisit::First,
            Visit::FollowUp => ServiceVisit::FollowUp,
        };
        Self {
            label: Input::of(service.label.as_str()),
            minutes: Input::of(service.minutes.count().to_string()),
            price: Input::of(price.unwrap_or_default()),
            category: Input::of(service.category.map(CategoryId::digits).unwrap_or_default()),
            note: text(service.note.as_ref()),
            visit: Input::of(visit.word()),
            online: Input::of(if service.online { "yes" } else { "no" }),
            before: Input::of(service.before.to_string()),
            after: Input::of(service.after.to_string()),
            travel: Input::of(service.travel.to_string()),
            join_link: text(service.join_link.as_ref()),
        }
    }
}

/// The service as typed; else the fields as typed, with what is to be mended. `kind` says what a category means here.
fn read(
    id: ServiceId,
    fields: &Fields,
    country: Country,
    kind: impl Fn(CategoryId) -> Option<String>,
) -> Result<ServiceCard, Box<TypedService>> {
    let typed = |name: &str| fields.text(name);
    let label = Label::parse(&typed(fields::NAME)).map_err(|_| label_issue(&typed(fields::NAME)));
    let price = read_price(&typed(fields::PRICE), country);
    let category = match typed(fields::CATEGORY) {
        none if none.is_empty() => Ok(None),
        digits => CategoryId::from_digits(&digits).map(Some).map_err(|_| Issue::NotChosen),
    };
    let means = |word: &str| matches!(&category, Ok(Some(id)) if kind(*id).as_deref() == Some(word));
    let optional = |name: &str| match typed(name) {
        none if none.trim().is_empty() => Ok(None),
        text => Label::parse(&text).map(Some).map_err(|_| Issue::TooLong),
    };
    let around = |name: &str| match typed(name) {
        none if none.trim().is_empty() => Ok(0),
        _ => match fields.parse::<u16>(name) {
            None => Err(Issue::NotANumber),
            Some(count) if count > MOST_AROUND => Err(Issue::OutOfRange { least: 0, most: MOST_AROUND.into() }),
            Some(count) => Ok(count),
        },
    };
    let (before, after) = (around(fields::BEFORE), around(fields::AFTER));
    let travel = around(fields::TRAVEL).and_then(|count| if count == 0 || means("home") { Ok(count) } else { Err(Issue::OtherCategory) });
    let whole = [&before, &after, &travel, &travel].into_iter().map(|count| count.as_ref().copied().unwrap_or_default());
    let most = DAY.saturating_sub(whole.sum());
    let minutes = fields.parse::<u16>(fields::MINUTES).ok_or(Issue::NotANumber).and_then(|count| {
        let within = Minutes::new(count).ok().filter(|_| count <= most);
        within.ok_or(Issue::OutOfRange { least: 1, most: most.into() })
    });
    let join_link = optional(fields::JOIN_LINK).and_then(|link| match &link {
        Some(_) if !means("remote") => Err(Issue::OtherCategory),
        Some(address) if !address.as_str().starts_with("https://") => Err(Issue::Malformed),
        _ => Ok(link),
    });
    let note = optional(fields::BRING);
    let visit = match ServiceVisit::from_word(&typed(fields::VISIT)) {
        Some(ServiceVisit::First) => Visit::First,
        Some(ServiceVisit::FollowUp) => Visit::FollowUp,
        Some(ServiceVisit::Any) | None => Visit::Any,
    };
    let online = typed(fields::ONLINE) != "no";
    match (label, minutes, price, category, note, before, after, travel, join_link) {
        (Ok(label), Ok(minutes), Ok(price), Ok(category), Ok(note), Ok(before), Ok(after), Ok(travel), Ok(join_link)) => Ok(ServiceCard {
            id,
            label,
            minutes,
            price,
            note,
            category,
            // The practice says these two, by the category.
            mode: Mode::default(),
            group: false,
            before,
            after,
            travel,
            visit,
            online,
            join_link,
        }),
        (label, minutes, price, category, note, before, after, travel, join_link) => {
            let shown = |field: &str, issue: Option<Issue>| Input { issue, ..Input::of(typed(field)) };
            Err(Box::new(TypedService {
                label: shown(fields::NAME, label.err()),
                minutes: shown(fields::MINUTES, minutes.err()),
                price: shown(fields::PRICE, price.err()),
                category: shown(fields::CATEGORY, category.err()),
                note: shown(fields::BRING, note.err()),
                visit: shown(fields::VISIT, None),
                online: shown(fields::ONLINE, None),
                before: shown(fields::BEFORE, before.err()),
                after: shown(fields::AFTER, after.err()),
                travel: shown(fields::TRAVEL, travel.err()),
                join_link: shown(fields::JOIN_LINK, join_link.err()),
            }))
        }
    }
}

/// Enters or changes a service.
#[worker::send]
pub(crate) async fn put_service(here: Here, Segments(segments): Segments<(String, String, String)>, request: Request) -> Response {
    let back = here.href("/reglages");
    let id = segments.and_then(|(_, _, digits)| ServiceId::from_digits(&digits).ok());
    let Some(id) = id else { return here.refuse(ProblemKind::NotFound, SECTION, &back) };
    let (fields, version) = match read_form(&here, request).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    let settings = match here.ask(&ReadSettings {}).await {
        Ok(settings) => settings,
        Err(kind) => return here.refuse(kind, SECTION, &back),
    };
    let exists = !fields.text(EXISTS).is_empty();
    let kind = |id: CategoryId| settings.categories.iter().find(|category| category.id == id).map(|category| category.kind.clone());
    let again = |typed| html(StatusCode::UNPROCESSABLE_ENTITY, page(&here, id, &settings, (version, exists), typed).render());
    let service = match read(id, &fields, here.authority.country, kind) {
        Ok(service) => service,
        Err(typed) => return again(*typed),
    };
    match here.ask(&PutService { version, service: service.clone() }).await {
        Ok(_) => done(&here, if exists { "garde" } else { "ajoute" }),
        // All else was looked at: the link looked like one, and is none.
        Err(ProblemKind::Invalid) if service.join_link.is_some() => {
            let typed = TypedService::of(&service);
            again(TypedService { join_link: Input { issue: Some(Issue::Malformed), ..typed.join_link }, ..typed })
        }
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}

/// A price as typed, `30`, `30,00` or `30.00`, in the country's currency; nothing typed: none is shown.
fn read_price(typed: &str, country: Country) -> Result<Option<Money>, Issue> {
    let text: String = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '€' | '$')).collect();
    if text.is_empty() {
        return Ok(None);
    }
    let currency = match country {
        Country::France | Country::Belgium => Currency::Eur,
        Country::Canada => Currency::Cad,
    };
    let (units, cents) = text.split_once([',', '.']).unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if units.is_empty() || units.len() > 6 || cents.len() > 2 || !digits(units) || !digits(cents) {
        return Err(Issue::Malformed);
    }
    let minor = format!("{units}{cents:0<2}").parse().map_err(|_| Issue::Malformed)?;
    Ok(Some(Money::from_minor(minor, currency)))
}

/// Withdraws a service.
#[worker::send]
pub(crate) async fn withdraw_service(here: Here, Segments(segments): Segments<(String, String, String)>, request: Request) -> Response {
    let id = segments.and_then(|(_, _, digits)| ServiceId::from_digits(&digits).ok());
    withdraw(&here, id, request, |service, version| WithdrawService { version, service }).await
}

#[cfg(test)]
mod tests {
    use guichet_kernel::Instant;

    use super::*;

    fn ids() -> (ServiceId, [CategoryId; 3]) {
        let (now, entropy) = (Instant::from_millis(1_795_000_000_000), guichet_testkit::SeededEntropy::new(1));
        (ServiceId::draw(now, &entropy), [(); 3].map(|()| CategoryId::draw(now, &entropy)))
    }

    fn of(form: &str, kind: &str) -> Result<ServiceCard, Box<TypedService>> {
        let (id, [category, ..]) = ids();
        let form =
            format!("name=S%C3%A9ance&minutes=30&category={}&{form}", if kind.is_empty() { String::new() } else { category.digits() });
        read(id, &Fields::read(form.as_bytes()), Country::France, |asked| (asked == category).then(|| kind.to_owned()))
    }

    // A1, A9: a service that is saved as it is shown stays as it is.
    #[test]
    fn what_the_form_shows_is_what_it_saves() {
        let full = "before=5&after=10&travel=20&visit=follow-up&online=no&price=30%2C50&bring=Ordonnance";
        let card = of(full, "home").ok().unwrap();
        assert_eq!((card.before, card.after, card.travel, card.visit, card.online), (5, 10, 20, Visit::FollowUp, false));
        let linked = of("visit=first&online=yes&join_link=https%3A%2F%2Fvisio.exemple.fr%2Fclaire", "remote").ok().unwrap();
        assert_eq!((linked.visit, linked.online, linked.join_link.is_some()), (Visit::First, true, true));
        for (card, kind) in [(card, "home"), (linked, "remote"), (of("", "").ok().unwrap(), "")] {
            let TypedService { label, minutes, price, category, note, visit, online, before, after, travel, join_link } =
                TypedService::of(&card);
            let pairs = [
                (fields::NAME, label),
                (fields::MINUTES, minutes),
                (fields::PRICE, price),
                (fields::CATEGORY, category),
                (fields::BRING, note),
                (fields::VISIT, visit),
                (fields::ONLINE, online),
                (fields::BEFORE, before),
                (fields::AFTER, after),
                (fields::TRAVEL, travel),
                (fields::JOIN_LINK, join_link),
            ];
            let sent = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs.iter().map(|(name, input)| (*name, input.value.as_str())))
                .finish();
            let (id, [known, ..]) = ids();
            let again = read(id, &Fields::read(sent.as_bytes()), Country::France, |asked| (asked == known).then(|| kind.to_owned()));
            assert_eq!(again.ok(), Some(card));
        }
    }

    #[test]
    fn what_does_not_go_with_a_service_is_said_at_its_field() {
        let wrong = |form: &str, kind: &str| *of(form, kind).err().unwrap();
        assert_eq!(wrong("travel=20", "").travel.issue, Some(Issue::OtherCategory));
        assert_eq!(wrong("travel=241", "home").travel.issue, Some(Issue::OutOfRange { least: 0, most: 240 }));
        assert_eq!(wrong("before=-1", "").before.issue, Some(Issue::NotANumber));
        assert_eq!(wrong("after=241", "").after.issue, Some(Issue::OutOfRange { least: 0, most: 240 }));
        assert_eq!(wrong("join_link=https%3A%2F%2Fvisio.exemple.fr", "home").join_link.issue, Some(Issue::OtherCategory));
        assert_eq!(wrong("join_link=http%3A%2F%2Fvisio.exemple.fr", "remote").join_link.issue, Some(Issue::Malformed));
        let (id, [home, ..]) = ids();
        let long = format!("name=x&minutes=960&category={}&before=1&travel=240", home.digits());
        let read = read(id, &Fields::read(long.as_bytes()), Country::France, |_| Some("home".into()));
        assert_eq!(read.err().unwrap().minutes.issue, Some(Issue::OutOfRange { least: 1, most: 959 }));
    }

    #[test]
    fn a_price_is_read_as_the_country_writes_it() {
        let euros = |minor| Ok(Some(Money::from_minor(minor, Currency::Eur)));
        assert_eq!(read_price("30,00 €", Country::France), euros(3_000));
        assert_eq!(read_price("30.5", Country::Belgium), euros(3_050));
        assert_eq!(read_price("30", Country::Canada), Ok(Some(Money::from_minor(3_000, Currency::Cad))));
        assert_eq!(read_price("  ", Country::France), Ok(None));
        for text in ["-1", "30,001", "1e3", ",5", "1234567", "trente"] {
            assert_eq!(read_price(text, Country::France), Err(Issue::Malformed), "{text}");
        }
    }
}
