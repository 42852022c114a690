//! Who did what, for whoever answers for the practice.

use std::fmt::Write;

use axum::response::Response;
use chrono::{Days, NaiveDate};
use guichet_contracts::{
    ProblemKind,
    command::practice::{Audit, AuditEntry, ReadAudit},
};
use guichet_edge::web::html;
use guichet_kernel::{Instant, Label, PatientId};
use guichet_ui::desk::{AuditFilter, AuditPage, AuditRow, Section, fields};
use http::{HeaderValue, StatusCode, header};

use crate::{
    form::Fields,
    here::Here,
    session::query,
    team::{everybody, full_name},
};

const SECTION: Section = Section::Audit;
/// How many entries a page shows.
const PAGE: u32 = 50;
/// How many entries a file holds at most: past that, the filters or the API serve better.
const FILE: usize = 10_000;
/// For how many pages it asks at most: a search for text may find little in each.
const MOST_PAGES: usize = 200;
/// In an address: only what is older than this entry.
const BEFORE_QUERY: &str = "avant";

/// What kinds of acts can be asked for: the first words of the trail's actions.
const ACTS: [&str; 18] = [
    "practice",
    "settings",
    "location",
    "service",
    "category",
    "member",
    "invitation",
    "delegation",
    "token",
    "keys",
    "patient",
    "duplicate",
    "note",
    "consent",
    "guardian",
    "appointment",
    "agenda",
    "audit",
];

/// What somebody typed to look for: what was done to a patient, whose whole id it is, which an index knows; else a piece of an
/// id or a word.
fn searched(typed: &str) -> (Option<Label>, Option<Label>) {
    let label = Label::parse(typed).ok();
    if typed.trim().parse::<PatientId>().is_ok() { (label, None) } else { (None, label) }
}

/// What is asked of the trail: the filter as typed, and the command.
fn asked(here: &Here) -> (AuditFilter, ReadAudit) {
    let asked = Fields::read(here.signed.uri.query().unwrap_or_default().as_bytes());
    let filter = AuditFilter {
        query: asked.text(fields::QUERY),
        actor: asked.text(fields::ACTOR),
        act: asked.text(fields::ACT),
        from: asked.text(fields::FROM),
        to: asked.text(fields::TO),
    };
    let label = |text: &str| Label::parse(text).ok();
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let start_of = |day: NaiveDate| here.instant(day.and_time(chrono::NaiveTime::MIN));
    let (subject, text) = searched(&filter.query);
    let command = ReadAudit {
        actor: label(&filter.actor),
        subject,
        action: label(&filter.act),
        text,
        from: day(&filter.from).map(start_of),
        to: day(&filter.to).and_then(|day| day.checked_add_days(Days::new(1))).map(start_of),
        before: asked.parse(BEFORE_QUERY),
        most: PAGE,
    };
    (filter, command)
}

/// The page.
#[worker::send]
pub(crate) async fn show(here: Here) -> Response {
    let path = here.href("/journal");
    let (filter, command) = asked(&here);
    let read = match here.ask(&command).await {
        Ok(read) => read,
        Err(kind) => return here.refuse(kind, SECTION, &path),
    };
    let members = match everybody(&here).await {
        Ok(members) => members,
        Err(kind) => return here.refuse(kind, SECTION, &path),
    };
    let kept = |more: &[(&str, &str)]| {
        let pairs = [
            (fields::QUERY, &filter.query),
            (fields::ACTOR, &filter.actor),
            (fields::ACT, &filter.act),
            (fields::FROM, &filter.from),
            (fields::TO, &filter.to),
        ];
        let pairs: Vec<(&str, &str)> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.as_str()))
            .chain(more.iter().copied())
            .collect();
        query(&pairs)
    };
    let older = read.older.map(|next| format!("{path}?{}", kept(&[(BEFORE_QUERY, &next.to_string())])));
    let view = AuditPage {
        desk: here.desk(SECTION, None),
        action: path.clone(),
        actors: members.members.iter().map(|member| (member.id.to_string(), full_name(member))).collect(),
        acts: ACTS.iter().map(|act| (*act).to_owned()).collect(),
        older_href: older,
        newest_href: command.before.map(|_| format!("{path}?{}", kept(&[]))),
        export_href: Some(format!("{path}/export.csv?{}", kept(&[]))),
        rows: read.entries.into_iter().map(|entry| row(&here, entry)).collect(),
        filter,
    };
    html(StatusCode::OK, view.render())
}

fn row(here: &Here, entry: AuditEntry) -> AuditRow {
    let patient = entry.subject.as_ref().and_then(|subject| subject.as_str().parse::<PatientId>().ok());
    AuditRow {
        at: here.wall(entry.at),
        actor: entry.actor_name.unwrap_or_else(|| entry.actor.as_str().to_owned()),
        act: entry.action.as_str().to_owned(),
        object_href: patient.map(|patient| here.href(&format!("/patients/{}", patient.digits()))),
        object: entry.subject.map(|subject| subject.as_str().to_owned()),
        detail: entry.detail,
    }
}

/// The same as a file, newest first: comma-separated values (RFC 4180).
#[worker::send]
pub(crate) async fn export(here: Here) -> Response {
    let (_, mut command) = asked(&here);
    command.most = 100;
    let mut file = String::from("seq,at,actor,actor_name,action,subject,detail,request\r\n");
    let (mut pages, mut written) = (0, 0);
    loop {
        let Audit { entries, older: next, .. } = match here.ask(&command).await {
            Ok(read) => read,
            Err(kind) => return here.refuse(kind, SECTION, &here.href("/journal")),
        };
        command.before = next;
        (pages, written) = (pages + 1, written + entries.len());
        for entry in &entries {
            line(&mut file, entry);
        }
        let Some(next) = next else { break };
        if written >= FILE || pages >= MOST_PAGES {
            cut(&mut file, next);
            break;
        }
    }
    let mut response = html::<ProblemKind>(StatusCode::OK, Ok(file));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"journal.csv\""));
    response
}

fn line(file: &mut String, entry: &AuditEntry) {
    let at: Instant = entry.at;
    let cells = [
        entry.seq.to_string(),
        at.to_string(),
        entry.actor.as_str().to_owned(),
        entry.actor_name.clone().unwrap_or_default(),
        entry.action.as_str().to_owned(),
        entry.subject.as_ref().map(|subject| subject.as_str().to_owned()).unwrap_or_default(),
        entry.detail.clone().unwrap_or_default(),
        entry.request_id.clone().unwrap_or_default(),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
    file.push_str(&cells.join(","));
    file.push_str("\r\n");
}

/// The last line of a file that does not hold all of it: where it ends, and how to have the rest.
fn cut(file: &mut String, next: i64) {
    let rest = format!(
        "this file ends before entry {next}: add {BEFORE_QUERY}={next} to its address for the rest; the API gives all of it page by page"
    );
    let _ = write!(file, ",,,,cut,,{},\r\n", csv_cell(&rest));
}

/// A cell: quoted where it must be, and never a formula to a spreadsheet.
fn csv_cell(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_cut_says_so_in_its_last_line() {
        let mut file = String::from("seq,at,actor,actor_name,action,subject,detail,request\r\n");
        cut(&mut file, 42);
        let lines: Vec<_> = file.lines().collect();
        assert_eq!(lines[0].split(',').count(), lines[1].split(',').count(), "{}", lines[1]);
        assert!(lines[1].contains("avant=42"));
    }

    #[test]
    fn a_whole_id_of_a_patient_is_a_subject_and_anything_else_is_text() {
        let id = "pat_0193a0000000700080000000000000f1";
        let label = |text: &str| Label::parse(text).ok();
        assert_eq!(searched(id), (label(id), None));
        for typed in ["pat_0193a0", "mbr_0193a0000000700080000000000000a6", "merged"] {
            assert_eq!(searched(typed), (None, label(typed)));
        }
        assert_eq!(searched(""), (None, None));
    }

    #[test]
    fn a_cell_is_neither_broken_nor_a_formula() {
        assert_eq!(csv_cell("Zoé"), "Zoé");
        assert_eq!(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(csv_cell("=1+1"), "'=1+1");
    }
}
