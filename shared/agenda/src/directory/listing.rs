//! The lines of the public list: what each is found by, and when its practitioner is free.

use std::collections::BTreeSet;

use guichet_kernel::{Instant, LocationId, PracticeId, PractitionerId, Sql, SqlError, binds, text::fold};

use super::{near, words};

/// What a line is found by (A3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing<'a> {
    /// The practitioner's name.
    pub name: &'a str,
    /// Their profession.
    pub profession: &'a str,
    /// The practice's name.
    pub practice: &'a str,
    /// Its towns.
    pub cities: Vec<&'a str>,
    /// What the public can book there.
    pub services: Vec<&'a str>,
}

/// When somebody can be seen next, as their agenda said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Free {
    /// When it said so.
    pub said_at: Instant,
    /// Whether new patients are taken.
    pub new_patients: bool,
    /// Whether the public books with them here at all.
    pub online: bool,
    /// The next free start and where; none within the agenda's horizon.
    pub next: Option<(Instant, LocationId)>,
}

/// Enters a practitioner of a practice in the public list, or what is now to be said of them.
pub fn list(sql: &impl Sql, practice: PracticeId, practitioner: PractitionerId, listing: &Listing<'_>) -> Result<(), SqlError> {
    let found_by = [listing.name, listing.profession, listing.practice];
    let all = words::indexed(found_by.into_iter().chain(listing.cities.iter().copied()).chain(listing.services.iter().copied()));
    let towns = words::indexed(listing.cities.iter().copied());
    let joined = |words: &BTreeSet<String>| words.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let (words, city) = (joined(&all), joined(&towns));
    // Most of what a practice says anew changes nothing that anybody searches by.
    let listed = "SELECT l.number, w.words, w.city FROM listing l JOIN listing_words w ON w.rowid = l.number WHERE practitioner_id = ? AND practice_id = ?";
    let before = sql.first::<(i64, String, String)>(listed, binds![practitioner, practice])?;
    let stays = |(number, had, was_in): &(i64, String, String)| number / ROOM == place_of(listing.name) && *had == words && *was_in == city;
    if before.as_ref().is_some_and(stays) {
        return Ok(());
    }
    unlist(sql, practice, practitioner)?;
    let number = number_for(sql, listing.name, practice, practitioner)?;
    sql.run("INSERT INTO listing (number, practice_id, practitioner_id) VALUES (?, ?, ?)", binds![number, practice, practitioner])?;
    near::learn(sql, &all)?;
    sql.run("INSERT INTO listing_words (rowid, words, city) VALUES (?, ?, ?)", binds![number, words, city])
}

/// Takes them out of it.
pub fn unlist(sql: &impl Sql, practice: PracticeId, practitioner: PractitionerId) -> Result<(), SqlError> {
    let listed =
        "SELECT l.number, w.words FROM listing l JOIN listing_words w ON w.rowid = l.number WHERE practitioner_id = ? AND practice_id = ?";
    let Some((number, words)) = sql.first::<(i64, String)>(listed, binds![practitioner, practice])? else { return Ok(()) };
    near::unlearn(sql, words.split(' '))?;
    sql.run("DELETE FROM listing_words WHERE rowid = ?", binds![number])?;
    sql.run("DELETE FROM listing WHERE number = ?", binds![number])
}

/// Notes what an agenda says; of two words the later counts. Says whether this one did.
pub fn note_free(sql: &impl Sql, practice: PracticeId, practitioner: PractitionerId, free: &Free) -> Result<bool, SqlError> {
    let (starts_at, location) = free.next.unzip();
    let noted = sql.first::<(i64,)>(
        "INSERT INTO free (practice_id, practitioner_id, said_at, new_patients, online, starts_at, location_id) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET said_at = excluded.said_at, new_patients = excluded.new_patients, online = excluded.online,
           starts_at = excluded.starts_at, location_id = excluded.location_id
         WHERE excluded.said_at >= said_at RETURNING 1",
        binds![practice, practitioner, free.said_at, i64::from(free.new_patients), i64::from(free.online), starts_at, location],
    )?;
    Ok(noted.is_some())
}

/// How many lines have room between two places of the alphabet.
const ROOM: i64 = 1 << 18;
/// How many numbers are tried before a place counts as crowded.
const PLACES_TRIED: i64 = 50;
/// How many letters of a name its place follows. 27⁷ places with that room stay below 2⁵³, where JavaScript's integers end.
const LETTERS: usize = 7;

/// A free number at the name's place in the alphabet: `Claire Morel` stands under `morel c`. Those of one place stand by what was
/// drawn for their ids, so that a list that is made anew has the same order.
fn number_for(sql: &impl Sql, name: &str, practice: PracticeId, practitioner: PractitionerId) -> Result<i64, SqlError> {
    let place = place_of(name) * ROOM;
    let drawn = drawn(&practitioner.digits()) ^ drawn(&practice.digits());
    for step in 0..PLACES_TRIED {
        let number = place + (drawn + step) % ROOM;
        if sql.query("SELECT 1 FROM listing WHERE number = ?", binds![number])?.is_empty() {
            return Ok(number);
        }
    }
    // A place that is crowded: at the end of the alphabet there is always room.
    let (last,) = sql.first::<(Option<i64>,)>("SELECT MAX(number) FROM listing", &[])?.unwrap_or_default();
    Ok(last.unwrap_or_default().max(27_i64.pow(7) * ROOM) + 1)
}

/// The last digits of an id, which are random.
fn drawn(digits: &str) -> i64 {
    digits.get(24..).and_then(|last| i64::from_str_radix(last, 16).ok()).unwrap_or_default() % ROOM
}

fn place_of(name: &str) -> i64 {
    let folded = fold(name);
    let (given, family) = folded.trim().rsplit_once(' ').unwrap_or(("", folded.trim()));
    let value = |letter: u8| if letter.is_ascii_lowercase() { i64::from(letter - b'a') + 1 } else { 0 };
    let sorted = format!("{family} {given}");
    sorted.bytes().chain(std::iter::repeat(b' ')).take(LETTERS).fold(0, |place, letter| place * 27 + value(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_the_alphabet_of_family_names() {
        let names = ["Zoé Adam", "Anne Élan", "Bea Morel", "Claire Morel", "Noé Morelle", "Aa Zz"];
        assert!(names.map(place_of).is_sorted(), "{:?}", names.map(place_of));
        assert!(place_of("Zzzzzzzz Zzzzzzzz") * ROOM + ROOM < guichet_kernel::sql::LARGEST_INTEGER);
        assert_eq!(place_of(""), 0);
    }
}
