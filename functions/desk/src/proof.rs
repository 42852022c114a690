//! The proof anew that sensitive acts need: a code by mail, and the way back to what it was wanted for.

use axum::{
    extract::{Request, State},
    response::Response,
};
use guichet_contracts::{
    ProblemKind,
    command::identity::{AskCode, Proof, ProveCode},
};
use guichet_edge::web::{Asking, html, see_other};
use guichet_practice_core::identity::SafePath;
use guichet_ui::desk::{Input, Issue, Post, Said, StepUpAct, StepUpPage, fields};
use http::StatusCode;

use crate::{
    app::App,
    form::Fields,
    frame,
    here::DONE_QUERY,
    refuse::Refuse,
    session::{NEXT_QUERY, Signed, home_path, query},
};

/// How many fields of a form are kept through a proof, and how much of each, in characters.
const MOST_KEPT: usize = 20;
const LONGEST_KEPT: usize = 400;
/// How long a code can be typed, as the page says it; the Identity decides.
const CODE_MINUTES: u32 = 10;

/// Where to go on after a proof: a path of the desk's own, or its first page.
fn onward(signed: &Signed, fields: &Fields) -> String {
    let home = home_path(signed.country);
    let next = fields.text(NEXT_QUERY);
    // The Identity's own rule for links, and under this country's desk.
    if SafePath::parse(&next).is_ok() && next.starts_with(&format!("{home}/")) { next } else { home }
}

/// What a form that is kept through the proof brings along: every field of it, but those of the proof's own.
type Kept = Vec<(String, String)>;

/// The one form that is kept: it holds a name and an address, which no address of a page may bear, so it cannot be come back to.
const KEPT: &str = "/equipe/invitations";

fn kept(next: &str, fields: &Fields) -> Kept {
    let own = |name: &str| matches!(name, NEXT_QUERY | fields::CODE);
    let all = fields.pairs().filter(|(name, _)| next.ends_with(KEPT) && !own(name)).take(MOST_KEPT);
    all.map(|(name, value)| (name.to_owned(), value.chars().take(LONGEST_KEPT).collect())).collect()
}

/// Asks for a proof without losing a form: its fields wait in the page, and are sent on to `next` with the code.
pub(crate) fn prove_keeping(signed: &Signed, next: &str, fields: &Fields) -> Response {
    proof_page(signed, StatusCode::FORBIDDEN, (next, kept(next, fields)), Input::default(), None)
}

/// The page that asks for the code; it sends none, since a GET does nothing.
#[worker::send]
pub(crate) async fn proof_form(signed: Signed) -> Response {
    let asked = Fields::read(signed.uri.query().unwrap_or_default().as_bytes());
    let said = (asked.text(DONE_QUERY) == "envoye").then_some(Said::CodeSent);
    proof_page(&signed, StatusCode::OK, (&onward(&signed, &asked), Kept::new()), Input::default(), said)
}

fn proof_page(signed: &Signed, status: StatusCode, (next, kept): (&str, Kept), code: Input, said: Option<Said>) -> Response {
    let path = format!("{}/verification", home_path(signed.country));
    let mut desk = frame::desk(signed);
    desk.said = said;
    let with = |post: Post| kept.iter().fold(post, |post, (name, value)| post.with(name, value));
    let page = StepUpPage {
        desk,
        act: act_of(next),
        email: signed.email.as_str().to_owned(),
        minutes: CODE_MINUTES,
        post: with(Post::to(&path).with(NEXT_QUERY, next)),
        code,
        resend: with(Post::to(format!("{path}/code")).with(NEXT_QUERY, next)),
        // A form that is kept has no page of its own: it stands on the one above.
        cancel_href: if next.ends_with(KEPT) { next.trim_end_matches("/invitations").to_owned() } else { next.to_owned() },
    };
    html(status, page.render())
}

/// What the proof is wanted for, as the address tells.
fn act_of(next: &str) -> StepUpAct {
    let ends = |word: &str| next.split('?').next().unwrap_or_default().split('/').any(|part| part == word);
    match () {
        () if ends("effacer") => StepUpAct::Erase,
        () if ends("fusion") => StepUpAct::Merge,
        () if ends("export.json") || ends("export.html") => StepUpAct::Export,
        () if ends("cles") => StepUpAct::IssueToken,
        () if ends("equipe") => StepUpAct::ChangeMembers,
        () => StepUpAct::Other,
    }
}

/// Sends a code.
#[worker::send]
pub(crate) async fn send_code(State(app): State<App>, asking: Asking, signed: Signed, request: Request) -> Response {
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return asking.refuse(kind),
    };
    let next = onward(&signed, &fields);
    let command = AskCode { country: signed.country, locale: signed.locale };
    let kept = kept(&next, &fields);
    match app.ask(&asking, &signed.identity, signed.session(), &command).await {
        Ok(_) if !kept.is_empty() => proof_page(&signed, StatusCode::OK, (&next, kept), Input::default(), Some(Said::CodeSent)),
        Ok(_) => {
            let query = query(&[(NEXT_QUERY, &next), (DONE_QUERY, "envoye")]);
            see_other(&format!("{}/verification?{query}", home_path(signed.country)))
        }
        Err(ProblemKind::TooMany) => {
            proof_page(&signed, StatusCode::TOO_MANY_REQUESTS, (&next, kept), Input::default().wrong(Issue::CodeTooSoon), None)
        }
        Err(kind) => asking.refuse_in(kind, frame::desk(&signed).into(), Some(next)),
    }
}

/// Has the browser post the same form to another page of ours.
fn sent_on(next: &str) -> Response {
    let mut response = see_other(next);
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    response
}

/// Compares the code, and leads back to what it was wanted for.
#[worker::send]
pub(crate) async fn prove(State(app): State<App>, asking: Asking, signed: Signed, request: Request) -> Response {
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return asking.refuse(kind),
    };
    let next = onward(&signed, &fields);
    let code = fields.text(fields::CODE);
    let kept = kept(&next, &fields);
    let goes_on = !kept.is_empty();
    let wrong = |issue| proof_page(&signed, StatusCode::UNPROCESSABLE_ENTITY, (&next, kept), Input::default().wrong(issue), None);
    if code.trim().is_empty() {
        return wrong(Issue::Missing);
    }
    match app.ask(&asking, &signed.identity, signed.session(), &ProveCode { code }).await {
        Ok(proved) => match proved.proof {
            // The same form, sent by the browser to where it was going; a code that was used opens nothing.
            Proof::Proven if goes_on => sent_on(&next),
            Proof::Proven => see_other(&next),
            Proof::Wrong => wrong(Issue::WrongCode),
            Proof::Dead => wrong(Issue::CodeOver),
        },
        Err(ProblemKind::Invalid) => wrong(Issue::WrongCode),
        Err(kind) => asking.refuse_in(kind, frame::desk(&signed).into(), Some(next)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_kept_where_it_cannot_be_come_back_to_and_nowhere_else() {
        let fields = Fields::read("suite=x&code=123456&email=a%40b.fr&role=owner&role=secretary".as_bytes());
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let whole = [pair("email", "a@b.fr"), pair("role", "owner"), pair("role", "secretary")];
        assert_eq!(kept("/fr/pro/0193/equipe/invitations", &fields), whole);
        assert_eq!(kept("/fr/pro/0193/patients/0193/effacer", &fields), []);
        assert_eq!(kept("/fr/pro/0193/equipe/invitations?x=1", &fields), []);
    }

    #[test]
    fn a_proof_is_asked_for_by_the_act_that_wants_it() {
        assert_eq!(act_of("/fr/pro/0193/patients/0193/effacer"), StepUpAct::Erase);
        assert_eq!(act_of("/fr/pro/0193/cles?x=effacer"), StepUpAct::IssueToken);
        assert_eq!(act_of("/fr/pro/0193/patients/0193/fusion?autre=0194&keep=0194"), StepUpAct::Merge);
        assert_eq!(act_of("/fr/pro/0193/equipe/invitations"), StepUpAct::ChangeMembers);
    }
}
