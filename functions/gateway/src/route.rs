//! Which path goes where.

use guichet_ui::assets::{self, Asset};

/// Who answers a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// The gateway: it leads to a country's directory.
    Home,
    /// The gateway: it is up.
    Health,
    /// The gateway: a file that pages use.
    Asset(&'static Asset),
    /// The gateway: what the API is, as a document. The desk, which is the API, weighs enough without it.
    Document,
    /// The function behind this binding.
    Function(&'static str),
    /// The provider's stand-in.
    #[cfg(feature = "test-doors")]
    Sandbox,
    /// Nobody.
    Nothing,
}

/// The function whose pages run scripts: our own, from our origin.
pub(crate) const DESK: &str = "DESK";

/// Who answers `path`.
pub(crate) fn target(path: &str) -> Target {
    #[cfg(feature = "test-doors")]
    if path.starts_with("/_sandbox/doors/") {
        return Target::Function("BOOKING");
    } else if path == "/_sandbox" || path.starts_with("/_sandbox/") {
        return Target::Sandbox;
    }
    match path.split('/').nth(1).unwrap_or_default() {
        "" if path == "/" => Target::Home,
        "healthz" if path == "/healthz" => Target::Health,
        "assets" => assets::find(path).map_or(Target::Nothing, Target::Asset),
        "fr" | "be" | "ca" if path.split('/').nth(2) == Some("pro") => Target::Function(DESK),
        "fr" | "be" | "ca" | "rdv" => Target::Function("BOOKING"),
        "offre" => Target::Function("WAITLIST"),
        "sitemap.xml" | "robots.txt" if path.matches('/').count() == 1 => Target::Function("BOOKING"),
        "api" if path == "/api/v1/openapi.json" => Target::Document,
        "api" => Target::Function(DESK),
        _ => Target::Nothing,
    }
}

/// The words that addresses are made of; everything else in a path is somebody's.
const WORDS: &[&str] = &[
    "",
    "fr",
    "be",
    "ca",
    "praticien",
    "horaire",
    "reserver",
    "rdv",
    "annuler",
    "empechement",
    "confirmer",
    "assets",
    "healthz",
    "_sandbox",
    "pro",
    "connexion",
    "deconnexion",
    "sessions",
    "fermer",
    "fermer-autres",
    "verification",
    "code",
    "cabinets",
    "invitation",
    "jour",
    "rendez-vous",
    "patients",
    "nouveau",
    "modifier",
    "notes",
    "consentements",
    "retirer",
    "responsables",
    "fusion",
    "distinct",
    "effacer",
    "effacement",
    "export",
    "equipe",
    "invitations",
    "reglages",
    "lieux",
    "motifs",
    "categories",
    "cles",
    "journal",
    "api",
    "v1",
    "practices",
    "members",
    "locations",
    "services",
    "audit",
    "recherche",
    "me",
    "settings",
    "identifiers",
    "guardians",
    "consents",
    "withdrawal",
    "erasure",
    "duplicates",
    "dismissals",
    "merges",
    "practitioners",
    "days",
    "appointments",
    "attendance",
    "availabilities",
    "data-key",
    "rotation",
    "registry",
    "openapi.json",
    "search",
    "delegations",
    "quitter",
    "export.json",
    "export.html",
    "export.csv",
    "rechercher",
    "cabinet",
    "sitemap.xml",
    "robots.txt",
    "deplacer",
    "agenda.ics",
    "horaires.json",
    "espace",
    "lien",
    "mes-rendez-vous",
    "naissance",
    "alerte",
    "offre",
    "accepter",
    "refuser",
    "desabonner",
];

/// The path with everything but our own words replaced, for logs: a path may bear a link.
pub(crate) fn template(path: &str) -> String {
    let parts = path.split('/').take(10).map(|part| if WORDS.contains(&part) { part } else { "*" });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_its_function() {
        assert_eq!(target("/"), Target::Home);
        assert_eq!(target("/healthz"), Target::Health);
        assert_eq!(target("/fr/praticien/claire-morel-1"), Target::Function("BOOKING"));
        assert_eq!(target("/rdv/v1.a.b"), Target::Function("BOOKING"));
        assert_eq!(target("/offre/v1.a.b/accepter"), Target::Function("WAITLIST"));
        assert_eq!(target("/be/pro/connexion"), Target::Function(DESK));
        assert_eq!(target("/be/profil"), Target::Function("BOOKING"));
        assert_eq!(target("/be/espace/lien/v1.a.b"), Target::Function("BOOKING"));
        assert_eq!(target("/api/v1/practices"), Target::Function(DESK));
        assert_eq!(target("/api/v1/openapi.json"), Target::Document);
        assert_eq!(target("/api/v1/openapi.json/x"), Target::Function(DESK));
        for path in ["/fr", "/be/rechercher", "/ca/cabinet/x-1", "/fr/sitemap.xml", "/sitemap.xml", "/robots.txt"] {
            assert_eq!(target(path), Target::Function("BOOKING"), "{path}");
        }
        for path in ["", "//", "/x", "/sitemap.xml/y", "/robots.txt/", "/frx/y", "/assets/no-such", "//fr"] {
            assert_eq!(target(path), Target::Nothing, "{path}");
        }
    }

    #[test]
    fn a_logged_path_bears_no_link() {
        assert_eq!(template("/rdv/v1.secret.mac/annuler"), "/rdv/*/annuler");
        assert_eq!(template("/fr/cabinet/lilas-0192"), "/fr/cabinet/*");
        assert_eq!(template("/fr/praticien/zoe-durand-0192/reserver/token"), "/fr/praticien/*/reserver/*");
        assert_eq!(template("/rdv/v1.secret.mac/confirmer"), "/rdv/*/confirmer");
        assert_eq!(template("/rdv/v1.secret.mac/empechement"), "/rdv/*/empechement");
        assert_eq!(template("/rdv/v1.secret.mac/deplacer"), "/rdv/*/deplacer");
        assert_eq!(template("/rdv/v1.secret.mac/agenda.ics"), "/rdv/*/agenda.ics");
        assert_eq!(template("/rdv/v1.secret.mac/alerte"), "/rdv/*/alerte");
        for act in ["", "/accepter", "/refuser", "/desabonner"] {
            assert_eq!(template(&format!("/offre/v1.secret.mac{act}")), format!("/offre/*{act}"));
        }
        assert_eq!(template("/fr/espace/lien/v1.secret.mac"), "/fr/espace/lien/*");
        assert_eq!(template("/be/espace/mes-rendez-vous/0192/naissance"), "/be/espace/mes-rendez-vous/*/naissance");
    }
}
