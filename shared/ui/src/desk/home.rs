//! Before there is a practice, and invitations into one.

use askama::Template;
use chrono::NaiveDate;
use guichet_kernel::{Country, Role};

use super::labels::{InWords, list};
use super::say::Say;
use super::shell::{self, Button, Field, Form, Saying};
use super::{Desk, Input, Outside, Post, fields};
use crate::RenderError;

/// The home of somebody who stands in no practice: their practices, and the form that creates one.
#[derive(Clone)]
pub struct HomePage {
    /// What stands around; `desk.practices` are listed.
    pub desk: Desk,
    /// The form that creates a practice.
    pub create: CreatePractice,
}

/// The form that creates a practice. Posts the names in [`fields`](super::fields) that its fields bear.
#[derive(Clone)]
pub struct CreatePractice {
    /// Where it goes; bears a key.
    pub post: Post,
    /// Countries offered, as [`fields::COUNTRY`](super::fields::COUNTRY): `FR`, `BE`, `CA`.
    pub countries: Vec<Country>,
    /// The chosen country's code.
    pub country: Input,
    /// Who founds it: given name.
    pub given_name: Input,
    /// Who founds it: family name.
    pub family_name: Input,
    /// Name of the practice.
    pub name: Input,
    /// Where a person answers.
    pub phone: Input,
    /// First line of the postal address.
    pub address_1: Input,
    /// Second line, with the postal code and the town as the country writes it.
    pub address_2: Input,
    /// The town, for the directory.
    pub city: Input,
    /// The zone's name, `Europe/Paris`.
    pub zone: Input,
    /// Zones offered.
    pub zones: Vec<String>,
}

/// An invitation, as the invited sees it.
#[derive(Clone)]
pub struct InvitationPage {
    /// What stands around.
    pub outside: Outside,
    /// What it is, and what can be done; `None` when it is revoked, used or too old: one text for all.
    pub invitation: Option<Invitation>,
}

/// An invitation that stands.
#[derive(Clone)]
pub struct Invitation {
    /// Who invites.
    pub practice: String,
    /// As what.
    pub roles: Vec<Role>,
    /// The address it was sent to.
    pub email: String,
    /// Its last day.
    pub until: NaiveDate,
    /// What can be done.
    pub step: InvitationStep,
}

/// What the invited can do.
#[derive(Clone)]
pub enum InvitationStep {
    /// Sign in first: the button sends a link to the invitation's address.
    SignIn {
        /// The sign-in page, which leads back here.
        href: String,
    },
    /// They are signed in with another address.
    WrongAccount {
        /// The address they are signed in with.
        signed_in_as: String,
        /// Signs them out.
        sign_out: Post,
    },
    /// Accept.
    Accept {
        /// The button. Sent twice, it is accepted once.
        post: Post,
    },
}

impl HomePage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let typed = &self.create;
        let countries = typed.countries.iter().map(|country| (country.code().to_owned(), country.words(w)));
        let form = Form::new(
            w,
            &typed.post,
            w.t("d-create-submit"),
            vec![
                Field::one(w, fields::COUNTRY, w.t("d-country"), &typed.country, None, countries),
                Field::line(w, fields::GIVEN_NAME, w.t("given-name"), &typed.given_name).autocomplete("given-name").required().half(),
                Field::line(w, fields::FAMILY_NAME, w.t("family-name"), &typed.family_name).autocomplete("family-name").required().half(),
                Field::line(w, fields::NAME, w.t("d-practice-name"), &typed.name).autocomplete("organization").required(),
                Field::kind(w, fields::PHONE, w.t("d-phone"), &typed.phone, "tel").autocomplete("tel").required(),
                Field::line(w, fields::ADDRESS_1, w.t("d-address-1"), &typed.address_1).autocomplete("address-line1").required(),
                Field::line(w, fields::ADDRESS_2, w.t("d-address-2"), &typed.address_2).autocomplete("address-line2"),
                Field::line(w, fields::CITY, w.t("d-city"), &typed.city).autocomplete("address-level2").hint(w.t("d-city-hint")).required(),
                zone(w, &typed.zone, &typed.zones),
            ],
        );
        let title = shell::title(w, w.t("d-home"), form.wrong());
        shell::in_desk(&self.desk, &title, &HomeTemplate { w, page: self, form })
    }
}

/// The select of a time zone.
pub(super) fn zone(w: Say, chosen: &Input, zones: &[String]) -> Field {
    let zones = zones.iter().map(|zone| (zone.clone(), zone.replace('_', " ")));
    Field::one(w, fields::ZONE, w.t("d-zone"), chosen, None, zones)
}

impl InvitationPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.outside.locale);
        let Some(invitation) = &self.invitation else {
            let saying = Saying::new(w.t("d-invitation-dead"), vec![w.t("d-invitation-dead-next")]);
            return shell::outside(&self.outside, &saying.heading, &saying);
        };
        let mut saying = Saying::new(
            w.t1("mail-invitation", "practice", &invitation.practice),
            vec![
                w.t1("d-invitation-roles", "roles", list(&invitation.roles, w)),
                w.t2("d-invitation-for", "email", &invitation.email, "date", w.day_of_month(invitation.until)),
            ],
        );
        match &invitation.step {
            InvitationStep::SignIn { href } => {
                saying.paragraphs.push(w.t("d-invitation-sign-in"));
                saying.next = Some((href, w.t("d-sign-in-again")));
            }
            InvitationStep::WrongAccount { signed_in_as, sign_out } => {
                saying.note = Some(w.t1("d-invitation-wrong", "email", signed_in_as));
                saying.button = Some(Button::main(sign_out, w.t("d-sign-out")));
            }
            InvitationStep::Accept { post } => saying.button = Some(Button::main(post, w.t("d-invitation-accept"))),
        }
        shell::outside(&self.outside, &saying.heading, &saying)
    }
}

#[derive(Template)]
#[template(path = "desk/home.html")]
struct HomeTemplate<'a> {
    w: Say,
    page: &'a HomePage,
    form: Form<'a>,
}
