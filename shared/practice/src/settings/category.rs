//! Categories group services (A1): three are predefined and locked, the others are the practice's own.

use guichet_kernel::{CategoryId, Entropy, Instant, Label, PracticeId, Sql, binds};
use sha2::{Digest, Sha256};

use super::{Offer, Refusal};
use guichet_kernel::words;

/// How many own categories a practice may have.
pub const MOST_CATEGORIES: i64 = 50;

const CATEGORIES: Offer = Offer { table: "category", key: "category_id", most: MOST_CATEGORIES };

words! {
    /// What a category means to the software.
    CategoryKind {
        /// Care at the address in the patient's record.
        HomeVisit = "home-visit",
        /// Care at a distance, by its join link.
        Teleconsultation = "teleconsultation",
        /// Several patients at once.
        Group = "group",
        /// Nothing: it groups services as the practice likes.
        Own = "own",
    }
}

impl CategoryKind {
    /// The predefined ones, in the order they are listed.
    pub const LOCKED: [Self; 3] = [Self::HomeVisit, Self::Teleconsultation, Self::Group];
}

/// A category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Which.
    pub id: CategoryId,
    /// What it means; only [`CategoryKind::Own`] can be changed or removed.
    pub kind: CategoryKind,
    /// Counts its changes from 1; a predefined one stays at 1.
    pub version: i64,
    /// Its name; `None` for a predefined one, which each language has a word for.
    pub name: Option<Label>,
}

/// The id of a predefined category in that practice: the same each time, though it is stored nowhere. `None` for own ones.
pub fn locked_category(practice: PracticeId, kind: CategoryKind) -> Option<CategoryId> {
    // Born at the beginning of time, so none that is drawn meets it.
    CategoryKind::LOCKED.contains(&kind).then(|| CategoryId::draw(Instant::from_millis(0), &Fixed(practice, kind)))
}

/// What the category of that id means in that practice; none is [`CategoryKind::Own`], which means nothing.
pub fn category_kind(practice: PracticeId, id: Option<CategoryId>) -> CategoryKind {
    let locked = |kind: &CategoryKind| id.is_some() && locked_category(practice, *kind) == id;
    CategoryKind::LOCKED.into_iter().find(locked).unwrap_or(CategoryKind::Own)
}

/// What stands in for randomness in an id that is always the same.
struct Fixed(PracticeId, CategoryKind);

impl Entropy for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        let hash =
            Sha256::new().chain_update(b"guichet category ").chain_update(self.0.to_string()).chain_update(self.1.as_str()).finalize();
        for (byte, from) in bytes.iter_mut().zip(hash) {
            *byte = from;
        }
    }
}

/// The categories: the predefined ones, then the practice's own in the order it made them.
pub fn categories(sql: &impl Sql) -> Result<Vec<Category>, Refusal> {
    let practice = practice(sql)?;
    let locked = CategoryKind::LOCKED
        .into_iter()
        .filter_map(|kind| Some(Category { id: locked_category(practice, kind)?, kind, version: 1, name: None }));
    let own = sql.rows::<(CategoryId, i64, Label)>(
        "SELECT category_id, version, name FROM category WHERE withdrawn = 0 ORDER BY place, category_id",
        &[],
    )?;
    let own = own.into_iter().map(|(id, version, name)| Category { id, kind: CategoryKind::Own, version, name: Some(name) });
    Ok(locked.chain(own).collect())
}

/// Adds an own category at the end, or renames the one of that id; gives the version it then has.
pub fn put_category(sql: &impl Sql, id: CategoryId, name: &Label, expected: Option<i64>) -> Result<i64, Refusal> {
    refuse_locked(practice(sql)?, id)?;
    let text = id.to_string();
    let before = CATEGORIES.room(sql, &text, expected)?;
    sql.run(
        "INSERT INTO category (category_id, place, name) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET version = version + 1, name = excluded.name WHERE name <> excluded.name",
        binds![id, CATEGORIES.place(sql, &text)?, name],
    )?;
    CATEGORIES.written(sql, &text, before)
}

/// Withdraws an own category; its services then stand in none. Repeating it changes nothing.
pub fn remove_category(sql: &impl Sql, id: CategoryId, expected: Option<i64>) -> Result<(), Refusal> {
    refuse_locked(practice(sql)?, id)?;
    CATEGORIES.withdraw(sql, &id.to_string(), expected)?;
    Ok(sql.run("UPDATE service SET category_id = NULL, version = version + 1 WHERE category_id = ?", binds![id])?)
}

/// Whether a service may stand in the category.
pub(super) fn is_listed(sql: &impl Sql, practice: PracticeId, id: CategoryId) -> Result<bool, Refusal> {
    Ok(is_locked(practice, id) || matches!(CATEGORIES.standing(sql, &id.to_string())?, Some((_, false))))
}

fn practice(sql: &impl Sql) -> Result<PracticeId, Refusal> {
    sql.first::<(PracticeId,)>("SELECT practice_id FROM practice", &[])?.map(|(id,)| id).ok_or(Refusal::Unknown)
}

fn is_locked(practice: PracticeId, id: CategoryId) -> bool {
    category_kind(practice, Some(id)) != CategoryKind::Own
}

fn refuse_locked(practice: PracticeId, id: CategoryId) -> Result<(), Refusal> {
    if is_locked(practice, id) { Err(Refusal::Locked) } else { Ok(()) }
}
