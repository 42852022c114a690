//! What stands around the pages.

use guichet_kernel::{Country, Locale};
use guichet_ui::desk::{Desk, LanguageChoice, Outside, Post, PracticeChoice};
use http::Uri;

use crate::{
    form::Fields,
    session::{LANGUAGE_QUERY, Signed, home_path, query},
};

/// Around a page of somebody who is not signed in.
pub(crate) fn outside(country: Country, locale: Locale, uri: &Uri) -> Outside {
    Outside { locale, languages: languages(country, uri) }
}

/// The same page in each language of the country. A page that answers a POST has no address of its own: none is offered.
fn languages(country: Country, uri: &Uri) -> Vec<LanguageChoice> {
    if uri.path().len() <= 1 {
        return Vec::new();
    }
    let asked = Fields::read(uri.query().unwrap_or_default().as_bytes());
    let href = |locale: &Locale| {
        let others = asked.pairs().filter(|(name, _)| *name != LANGUAGE_QUERY);
        let pairs: Vec<(&str, &str)> = others.chain([(LANGUAGE_QUERY, locale.tag())]).collect();
        format!("{}?{}", uri.path(), query(&pairs))
    };
    country.locales().iter().map(|locale| LanguageChoice { locale: *locale, href: href(locale) }).collect()
}

/// Around a page of somebody who is signed in and stands in no practice.
pub(crate) fn desk(signed: &Signed) -> Desk {
    let home = home_path(signed.country);
    Desk {
        locale: signed.locale,
        person: signed.email.as_str().to_owned(),
        practice: None,
        practices: signed
            .practices
            .iter()
            .map(|membership| PracticeChoice {
                name: membership.name.as_str().to_owned(),
                href: format!("{}/{}", home_path(membership.country), membership.practice.digits()),
                current: false,
            })
            .collect(),
        nav: Vec::new(),
        current: None,
        home_href: home.clone(),
        sessions_href: format!("{home}/sessions"),
        sign_out: Post::to(format!("{home}/deconnexion")),
        languages: languages(signed.country, &signed.uri),
        said: None,
    }
}
