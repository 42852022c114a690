//! Settings and people as they travel.

use guichet_contracts::{
    ProblemKind, Stop,
    command::{
        card::{LocationCard, Mode, PracticeCard, PractitionerCard, ServiceCard, Visit},
        practice::{Category, Setting, Settings},
        waitlist::AlertTerms,
    },
};
use guichet_kernel::{Country, Label, Sql, Zone};
use guichet_practice_core::{
    self as core,
    people::Member,
    settings::{self, Alerts, CategoryKind, SettingValue},
};

use super::{stop, stop_settings};

/// A place of consultation, read.
pub(super) fn location(card: LocationCard) -> core::Location {
    core::Location {
        id: card.id,
        version: 0,
        address: card.address,
        city: card.city,
        access: card.access,
        entry: card.entry,
        zone: card.zone,
    }
}

/// A service, read. Its category says where care is given and to how many: what a card says of that is not listened to.
pub(super) fn service(card: ServiceCard) -> core::Service {
    core::Service {
        id: card.id,
        version: 0,
        label: card.label,
        minutes: card.minutes,
        price: card.price,
        note: card.note,
        category: card.category,
        before: card.before,
        after: card.after,
        travel: card.travel,
        visit: match card.visit {
            Visit::Any => settings::Visit::Any,
            Visit::First => settings::Visit::First,
            Visit::FollowUp => settings::Visit::FollowUp,
        },
        online: card.online,
        join_link: card.join_link,
    }
}

/// What a practice shows, read.
pub(super) fn from_card(card: PracticeCard) -> core::Settings {
    core::Settings {
        practice: card.practice,
        version: 0,
        country: card.country,
        name: card.name,
        telephone: card.telephone,
        cancellation_notice: card.cancellation_notice,
        booking_notice: card.booking_notice,
        booking_horizon: card.booking_horizon,
        open_bookings: card.open_bookings,
        confirm_by_link: card.confirm_by_link,
        alerts: card.alerts.map(alerts),
        locations: card.locations.into_iter().map(location).collect(),
        services: card.services.into_iter().map(service).collect(),
    }
}

/// What a practice shows.
pub(super) fn to_card(settings: core::Settings) -> PracticeCard {
    let location = |location: core::Location| LocationCard {
        id: location.id,
        address: location.address,
        city: location.city,
        access: location.access,
        entry: location.entry,
        zone: location.zone,
    };
    // A1, A2: what the predefined categories mean.
    let service = |service: core::Service| {
        let kind = settings::category_kind(settings.practice, service.category);
        ServiceCard {
            id: service.id,
            label: service.label,
            minutes: service.minutes,
            price: service.price,
            note: service.note,
            category: service.category,
            mode: match kind {
                CategoryKind::HomeVisit => Mode::Home,
                CategoryKind::Teleconsultation => Mode::Remote,
                CategoryKind::Group | CategoryKind::Own => Mode::Office,
            },
            group: kind == CategoryKind::Group,
            before: service.before,
            after: service.after,
            travel: service.travel,
            visit: match service.visit {
                settings::Visit::Any => Visit::Any,
                settings::Visit::First => Visit::First,
                settings::Visit::FollowUp => Visit::FollowUp,
            },
            online: service.online,
            join_link: service.join_link,
        }
    };
    PracticeCard {
        practice: settings.practice,
        country: settings.country,
        name: settings.name,
        telephone: settings.telephone,
        cancellation_notice: settings.cancellation_notice,
        booking_notice: settings.booking_notice,
        booking_horizon: settings.booking_horizon,
        open_bookings: settings.open_bookings,
        confirm_by_link: settings.confirm_by_link,
        alerts: settings.alerts.map(alert_terms),
        locations: settings.locations.into_iter().map(location).collect(),
        services: settings.services.into_iter().map(service).collect(),
    }
}

/// What a practice shows to anybody: where a visit at a distance is joined is told to whoever has booked it.
pub(super) fn to_public_card(settings: core::Settings) -> PracticeCard {
    let mut card = to_card(settings);
    card.services.iter_mut().for_each(|service| service.join_link = None);
    card
}

/// The zone that a practice's clock shows: its first location's, or the capital's while it has none.
pub(super) fn zone(settings: &core::Settings) -> Result<Zone, Stop> {
    let capital = match settings.country {
        Country::France => "Europe/Paris",
        Country::Belgium => "Europe/Brussels",
        Country::Canada => "America/Toronto",
    };
    match settings.locations.first() {
        Some(location) => Ok(location.zone),
        None => capital.parse().map_err(|_| Stop::Refused(ProblemKind::Internal)),
    }
}

/// The settings, every default visible.
pub(super) fn read_settings(sql: &impl Sql) -> Result<Settings, Stop> {
    let settings = core::settings(sql).map_err(stop)?;
    let category = |category: settings::Category| Category {
        id: category.id,
        kind: match category.kind {
            CategoryKind::HomeVisit => "home",
            CategoryKind::Teleconsultation => "remote",
            CategoryKind::Group => "group",
            CategoryKind::Own => "own",
        }
        .to_owned(),
        name: category.name,
    };
    Ok(Settings {
        version: settings.version,
        settings: settings::choices(sql).map_err(stop_settings)?.into_iter().map(setting).collect(),
        categories: settings::categories(sql).map_err(stop_settings)?.into_iter().map(category).collect(),
        card: to_card(settings),
    })
}

fn setting(setting: settings::Setting) -> Setting {
    let spec = setting.name.spec();
    Setting {
        name: setting.name.as_str().to_owned(),
        value: number(setting.value),
        default: number(spec.default),
        chosen: setting.is_set,
        least: spec.least,
        most: spec.most,
        unit: spec.unit.as_str().to_owned(),
    }
}

pub(super) fn number(value: SettingValue) -> i64 {
    match value {
        SettingValue::Flag(flag) => flag.into(),
        SettingValue::Number(number) => number,
    }
}

/// A member as patients see them, if they ever gave care.
pub(super) fn practitioner(member: &Member) -> Option<PractitionerCard> {
    let professional = member.practitioner.clone()?;
    let name = Label::parse(&full_name(member)).ok()?;
    Some(PractitionerCard { id: professional.id, name, profession: professional.profession, slug: professional.slug })
}

/// A member's name.
pub(super) fn full_name(member: &Member) -> String {
    format!("{} {}", member.given_name.as_str(), member.family_name.as_str())
}

/// Nothing of ours fails to be a label.
pub(super) fn label(text: &str) -> Result<Label, Stop> {
    Label::parse(text).map_err(|_| Stop::Refused(ProblemKind::Internal))
}

const fn alerts(terms: AlertTerms) -> Alerts {
    let AlertTerms { minimum_days, first, same_day, round_minutes, offer_notice, home_visits } = terms;
    Alerts { minimum_days, first, same_day, round_minutes, offer_notice, home_visits }
}

const fn alert_terms(alerts: Alerts) -> AlertTerms {
    let Alerts { minimum_days, first, same_day, round_minutes, offer_notice, home_visits } = alerts;
    AlertTerms { minimum_days, first, same_day, round_minutes, offer_notice, home_visits }
}
