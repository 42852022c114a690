//! Signing in by a link, and proving it anew.

use super::labels::InWords;
use super::say::Say;
use super::shell::{self, Button, Field, Form, Saying};
use super::{Around, Desk, Input, Outside, Post, fields};
use crate::RenderError;

/// The form that asks for a sign-in link. Posts [`fields::EMAIL`](super::fields::EMAIL).
#[derive(Clone)]
pub struct SignInPage {
    /// What stands around.
    pub outside: Outside,
    /// Where the form goes.
    pub post: Post,
    /// The address as typed.
    pub email: Input,
    /// Why the reader is here, when they did not come by themselves.
    pub why: Option<SignInWhy>,
}

/// Why somebody is asked to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInWhy {
    /// The page they asked for needs it.
    Needed,
    /// Their session is over.
    SessionOver,
    /// They have signed out.
    SignedOut,
}

/// "Look in your mailbox": the same page whoever asks, whether or not a link was sent.
#[derive(Clone)]
pub struct LinkSentPage {
    /// What stands around.
    pub outside: Outside,
    /// The address as the reader typed it.
    pub email: String,
    /// How long the link works.
    pub minutes: u32,
    /// The sign-in form again.
    pub again_href: String,
}

/// What the link opens: whom it signs in, and a button, since mail scanners open links.
#[derive(Clone)]
pub struct ConfirmSignInPage {
    /// What stands around.
    pub outside: Outside,
    /// The address that the link was sent to: a link that somebody else asked for shows theirs.
    pub email: String,
    /// The button.
    pub post: Post,
}

/// The link no longer works: used, too old, or not one of ours. One text for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkDeadPage {
    /// What stands around.
    pub outside: Outside,
    /// The sign-in form.
    pub again_href: String,
}

/// The link was asked for in another browser, and works only there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherBrowserPage {
    /// What stands around.
    pub outside: Outside,
    /// The sign-in form.
    pub again_href: String,
}

/// Proof anew before a sensitive act. Posts [`fields::CODE`](super::fields::CODE).
#[derive(Clone)]
pub struct StepUpPage {
    /// What stands around.
    pub desk: Desk,
    /// What it is needed for.
    pub act: StepUpAct,
    /// Where the code was sent.
    pub email: String,
    /// How long the code can be typed.
    pub minutes: u32,
    /// Where the form goes.
    pub post: Post,
    /// What was typed is not shown again; its issue is.
    pub code: Input,
    /// Asks for another code.
    pub resend: Post,
    /// Back, with nothing done.
    pub cancel_href: String,
}

/// What a fresh proof is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepUpAct {
    /// Erase a patient.
    Erase,
    /// Hand out all that is kept about a patient.
    Export,
    /// Make two records one.
    Merge,
    /// Make a key for machines.
    IssueToken,
    /// Change who may do what.
    ChangeMembers,
    /// Let somebody act for a practitioner.
    Delegate,
    /// Something else that is sensitive.
    Other,
}

/// A page that says one thing and what to do next, in the desk's frame or without it.
#[derive(Clone)]
pub struct DeskNoticePage {
    /// What stands around.
    pub around: Around,
    /// What there is to know.
    pub notice: DeskNotice,
    /// Where to go on: the page before, the list, the sign-in.
    pub next_href: Option<String>,
}

/// Why a reader of the desk gets a page other than the one they asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskNotice {
    /// Their rights do not reach that far.
    Forbidden,
    /// No such page, or none that they may know of.
    NotFound,
    /// Somebody else has changed it meanwhile; nothing of theirs was kept.
    Changed,
    /// The form was sent before, with other content.
    KeyReused,
    /// What they ask for is not possible as things stand.
    NotPossibleNow,
    /// Too much at once; it will pass.
    TooMany,
    /// Something that is needed does not answer.
    Unavailable,
    /// What was sent cannot be read, or did not come from one of our forms.
    BadRequest,
    /// More was sent than a form holds.
    TooLarge,
    /// The address takes no such request.
    MethodNotAllowed,
    /// Our fault.
    Internal {
        /// What the reader quotes and we find in the logs.
        reference: String,
    },
}

impl SignInPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.outside.locale);
        let email = Field::kind(w, fields::EMAIL, w.t("email"), &self.email, "email").autocomplete("username").required();
        let form = Form::new(w, &self.post, w.t("d-sign-in-submit"), vec![email]);
        let title = shell::title(w, w.t("d-sign-in"), form.wrong());
        let saying = Saying {
            note: self.why.map(|why| why.words(w)),
            form: Some(form),
            after: vec![w.t("d-sign-in-new")],
            ..Saying::new(w.t("d-sign-in"), vec![w.t("d-sign-in-how")])
        };
        shell::outside(&self.outside, &title, &saying)
    }
}

impl LinkSentPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.outside.locale);
        let paragraphs =
            vec![w.t2("d-link-sent-to", "email", &self.email, "duration", w.duration(self.minutes)), w.t("d-link-sent-browser")];
        let saying = Saying {
            next: Some((&self.again_href, w.t("d-link-again"))),
            after: vec![w.t("d-link-sent-nothing")],
            ..Saying::new(w.t("d-link-sent"), paragraphs)
        };
        shell::outside(&self.outside, &saying.heading, &saying)
    }
}

impl ConfirmSignInPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.outside.locale);
        let saying = Saying {
            button: Some(Button::main(&self.post, w.t("d-confirm-sign-in-submit"))),
            ..Saying::new(w.t("d-confirm-sign-in"), vec![w.t1("d-confirm-sign-in-who", "email", &self.email), w.t("d-confirm-sign-in-why")])
        };
        shell::outside(&self.outside, &saying.heading, &saying)
    }
}

impl LinkDeadPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.outside.locale);
        let saying =
            Saying { next: Some((&self.again_href, w.t("d-link-again"))), ..Saying::new(w.t("d-link-dead"), vec![w.t("d-link-dead-why")]) };
        shell::outside(&self.outside, &saying.heading, &saying)
    }
}

impl OtherBrowserPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.outside.locale);
        let saying = Saying {
            next: Some((&self.again_href, w.t("d-link-again"))),
            ..Saying::new(w.t("d-other-browser"), vec![w.t("d-other-browser-why"), w.t("d-other-browser-next")])
        };
        shell::outside(&self.outside, &saying.heading, &saying)
    }
}

impl StepUpPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let code = Input { value: String::new(), ..self.code.clone() };
        let code = Field::digits(w, fields::CODE, w.t("d-code"), &code).autocomplete("one-time-code").hint(w.t("d-code-hint")).required();
        let form = Form::new(w, &self.post, w.t("d-code-submit"), vec![code]).cancel(&self.cancel_href);
        let title = shell::title(w, w.t("d-step-up"), form.wrong());
        let saying = Saying {
            note: Some(self.act.words(w)),
            form: Some(form),
            other: Some(Button::quiet(&self.resend, w.t("d-code-again"))),
            ..Saying::new(w.t("d-step-up"), vec![w.t2("d-step-up-sent", "email", &self.email, "duration", w.duration(self.minutes))])
        };
        shell::in_desk(&self.desk, &title, &saying)
    }
}

impl DeskNotice {
    /// What there is to know, and why or what to do.
    fn words(&self, w: Say) -> (String, Vec<String>) {
        match self {
            Self::Forbidden => (w.t("d-notice-forbidden"), vec![w.t("d-notice-forbidden-next")]),
            Self::NotFound => (w.t("notice-not-found"), vec![w.t("d-notice-not-found-next")]),
            Self::Changed => (w.t("d-notice-changed"), vec![w.t("d-notice-changed-next")]),
            Self::KeyReused => (w.t("d-notice-key-reused"), vec![w.t("d-notice-key-reused-next")]),
            Self::NotPossibleNow => (w.t("d-notice-not-possible"), vec![w.t("d-notice-not-possible-next")]),
            Self::TooMany => (w.t("notice-busy"), vec![w.t("notice-busy-next")]),
            Self::Unavailable => (w.t("d-notice-unavailable"), vec![w.t("d-notice-unavailable-next")]),
            Self::BadRequest => (w.t("notice-bad-request"), vec![w.t("d-notice-bad-request-next")]),
            Self::TooLarge => (w.t("notice-too-large"), vec![w.t("notice-too-large-next")]),
            Self::MethodNotAllowed => (w.t("notice-method-not-allowed"), vec![w.t("notice-method-not-allowed-next")]),
            Self::Internal { reference } => {
                (w.t("notice-internal"), vec![w.t("d-notice-internal-next"), w.t1("notice-internal-reference", "reference", reference)])
            }
        }
    }
}

impl DeskNoticePage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(match &self.around {
            Around::Desk(desk) => desk.locale,
            Around::Outside(outside) => outside.locale,
        });
        let (heading, paragraphs) = self.notice.words(w);
        let next = self.next_href.as_deref().map(|href| (href, w.t("d-go-on")));
        let saying = Saying { next, ..Saying::new(heading, paragraphs) };
        shell::around(&self.around, &saying.heading, &saying)
    }
}
