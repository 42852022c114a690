//! The vault: what is sealed under the practice's data key, and found again without being opened.
//!
//! Envelope encryption. The operator holds master keys, which are secrets of the script; the practice's own *data keys* lie
//! in its database, wrapped under a master key. Fields are sealed with XChaCha20-Poly1305: its nonce of 24 bytes may be drawn
//! at random for ever, and it needs no table look-ups that would tell of the key on WASM.
//!
//! **Invariants**
//! - It fails closed: without the right master key there is no [`Vault`], and without a vault no function reads or writes a
//!   sealed field. There is no other form in which such a field is kept.
//! - A sealed field opens only where it was sealed: practice, table, row, field and key version are authenticated with it.
//! - Keys print nothing, and nothing here logs.
//!
//! **Two rotations.** [`rewrap`] puts the same data keys under the operator's current master key, and is quick. [`rotate`]
//! makes a new data key, and [`reseal`] moves the fields to it, batch by batch.
//!
//! **The blind index** (equal values have equal marks, which say nothing without the key) has a key of its own, wrapped beside
//! the data keys. Derived from the data key it would change at each rotation, and until the last row were resealed a look-up
//! would miss half of the rows. As it never rotates, it seals nothing: whoever learns it can test guesses, and open nothing.

use std::{collections::BTreeMap, fmt};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit as _, Payload},
};
use guichet_kernel::{
    At, Entropy, Instant, PracticeId, Sql, SqlError, binds,
    read::{self, Misread},
    sql::Migrations,
};
use hmac::{Hmac, Mac};
use serde::Deserialize;
use sha2::Sha256;

/// The vault's tables.
pub const MIGRATIONS: Migrations = Migrations {
    component: "vault",
    steps: &["
        CREATE TABLE data_key (
            version INTEGER PRIMARY KEY CHECK (version >= 1),
            wrapped BLOB NOT NULL,
            master_id TEXT NOT NULL,
            made_at INTEGER NOT NULL,
            retired_at INTEGER
        ) STRICT;

        CREATE TABLE index_key (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            wrapped BLOB NOT NULL,
            master_id TEXT NOT NULL,
            made_at INTEGER NOT NULL
        ) STRICT;
    "],
};

/// The layout of a sealed blob: this byte, the nonce, the ciphertext with its tag.
const LAYOUT: u8 = 1;
const NONCE: usize = 24;

/// Why the vault refuses. In each case nothing was read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The practice has no data key yet: [`Vault::found`] makes it.
    #[error("the practice has no data key")]
    NoKey,
    /// The master key that a data key is wrapped under is missing, or is another: the operator has to mend it.
    #[error("a data key does not open under the master keys at hand")]
    Master,
    /// A sealed field does not open here: it was changed, moved, or its key is gone.
    #[error("a sealed field does not open")]
    Sealed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] SqlError),
}

type Key = [u8; 32];

/// The operator's master keys, of which one is current.
#[derive(Clone, Deserialize)]
#[serde(try_from = "RawMasterKeys")]
pub struct MasterKeys {
    current: String,
    keys: BTreeMap<String, Key>,
}

#[derive(Deserialize)]
struct RawMasterKeys {
    current: String,
    keys: BTreeMap<String, String>,
}

/// Why a ring of master keys is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MasterKeysError {
    /// The current key is not among the keys.
    #[error("the current master key is missing")]
    NoCurrent,
    /// A key id is empty or over 16 bytes, or a key is not base64url of 32 bytes.
    #[error("a master key is not usable")]
    BadKey,
}

impl TryFrom<RawMasterKeys> for MasterKeys {
    type Error = MasterKeysError;
    fn try_from(raw: RawMasterKeys) -> Result<Self, MasterKeysError> {
        let mut keys = BTreeMap::new();
        for (id, key) in raw.keys {
            let key = BASE64_URL_SAFE_NO_PAD.decode(key.trim_end_matches('=')).map_err(|_| MasterKeysError::BadKey)?;
            let key = Key::try_from(key).map_err(|_| MasterKeysError::BadKey)?;
            if id.is_empty() || id.len() > 16 {
                return Err(MasterKeysError::BadKey);
            }
            keys.insert(id, key);
        }
        if keys.contains_key(&raw.current) { Ok(Self { current: raw.current, keys }) } else { Err(MasterKeysError::NoCurrent) }
    }
}

impl fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKeys({} keys)", self.keys.len())
    }
}

impl MasterKeys {
    /// Reads the secret's JSON: `{"current":"m2","keys":{"m1":"<base64url>","m2":"<base64url>"}}`, 32 bytes a key.
    pub fn from_json(json: &str) -> Result<Self, Misread> {
        read::text(json)
    }

    fn key(&self, id: &str) -> Result<&Key, VaultError> {
        self.keys.get(id).ok_or(VaultError::Master)
    }
}

/// Where a sealed field stands; it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Spot<'a> {
    /// The table.
    pub table: &'static str,
    /// The row, as its table names it.
    pub row: &'a str,
    /// The column.
    pub field: &'static str,
}

/// A field under a data key.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Under which data key.
    pub key_version: i64,
    /// Nonce, ciphertext and tag.
    pub blob: Vec<u8>,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed(key {}, …)", self.key_version)
    }
}

/// A column of sealed fields, for [`reseal`]. Its table has a rowid, and the columns `key_version` and `field`.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The table.
    pub table: &'static str,
    /// The column with the blob.
    pub field: &'static str,
    /// An SQL expression over the table's columns: the row as [`Spot::row`] has it.
    pub row: &'static str,
}

/// A practice's keys, opened. Whoever holds it reads and writes sealed fields.
pub struct Vault {
    practice: PracticeId,
    current: i64,
    keys: BTreeMap<i64, Key>,
    index: Key,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({} keys)", self.keys.len())
    }
}

impl Vault {
    /// Opens the practice's keys; all of those in use, or none.
    pub fn open(sql: &impl Sql, master: &MasterKeys, practice: PracticeId) -> Result<Self, VaultError> {
        let index = sql.first::<(Vec<u8>, String)>("SELECT wrapped, master_id FROM index_key", &[])?.ok_or(VaultError::NoKey)?;
        let index = unwrap(master.key(&index.1)?, practice, INDEX, &index.0)?;
        let mut keys = BTreeMap::new();
        let rows = sql.rows::<(i64, Vec<u8>, String)>("SELECT version, wrapped, master_id FROM data_key WHERE retired_at IS NULL", &[])?;
        for (version, wrapped, master_id) in rows {
            keys.insert(version, unwrap(master.key(&master_id)?, practice, version, &wrapped)?);
        }
        let current = *keys.last_key_value().ok_or(VaultError::NoKey)?.0;
        Ok(Self { practice, current, keys, index })
    }

    /// Makes the practice's first keys where it has none, and opens them. Repeating it changes nothing.
    pub fn found(sql: &impl Sql, at: At<'_>, master: &MasterKeys, practice: PracticeId) -> Result<Self, VaultError> {
        match Self::open(sql, master, practice) {
            Err(VaultError::NoKey) => {}
            opened => return opened,
        }
        let index = wrap(master.key(&master.current)?, at.entropy, practice, INDEX, &draw(at.entropy))?;
        sql.run("INSERT INTO index_key (one, wrapped, master_id, made_at) VALUES (1, ?, ?, ?)", binds![index, &master.current, at.now])?;
        add_key(sql, at, master, practice, 1)?;
        Self::open(sql, master, practice)
    }

    /// Seals a field under the current data key.
    pub fn seal(&self, entropy: &dyn Entropy, spot: Spot<'_>, plain: &[u8]) -> Result<Sealed, VaultError> {
        let key = self.keys.get(&self.current).ok_or(VaultError::Sealed)?;
        let blob = encrypt(key, entropy, &self.place(spot, self.current), plain)?;
        Ok(Sealed { key_version: self.current, blob })
    }

    /// Opens a field that was sealed at `spot`.
    pub fn unseal(&self, spot: Spot<'_>, sealed: &Sealed) -> Result<Vec<u8>, VaultError> {
        let key = self.keys.get(&sealed.key_version).ok_or(VaultError::Sealed)?;
        decrypt(key, &self.place(spot, sealed.key_version), &sealed.blob).ok_or(VaultError::Sealed)
    }

    /// The mark by which equal texts of one `kind` are found, in this practice only.
    pub fn blind(&self, kind: &str, text: &str) -> Result<Vec<u8>, VaultError> {
        let mac = Hmac::<Sha256>::new_from_slice(&self.index).map_err(|_| VaultError::Sealed)?;
        let parts = parts(&["guichet blind index", &self.practice.to_string(), kind, text]);
        Ok(mac.chain_update(parts).finalize().into_bytes().to_vec())
    }

    fn place(&self, spot: Spot<'_>, version: i64) -> Vec<u8> {
        parts(&["guichet sealed", &self.practice.to_string(), spot.table, spot.row, spot.field, &version.to_string()])
    }
}

/// Puts every wrapped key under the current master key; gives how many were under another one.
///
/// After it, the former master key can leave the ring.
pub fn rewrap(sql: &impl Sql, at: At<'_>, master: &MasterKeys, practice: PracticeId) -> Result<u32, VaultError> {
    let rows = sql.rows::<(i64, Vec<u8>, String)>(
        "SELECT version, wrapped, master_id FROM data_key UNION ALL SELECT 0, wrapped, master_id FROM index_key",
        &[],
    )?;
    let mut changed = 0;
    for (version, wrapped, master_id) in rows.into_iter().filter(|(_, _, master_id)| *master_id != master.current) {
        let key = unwrap(master.key(&master_id)?, practice, version, &wrapped)?;
        let wrapped = wrap(master.key(&master.current)?, at.entropy, practice, version, &key)?;
        if version == INDEX {
            sql.run("UPDATE index_key SET wrapped = ?, master_id = ?", binds![wrapped, &master.current])?;
        } else {
            sql.run("UPDATE data_key SET wrapped = ?, master_id = ? WHERE version = ?", binds![wrapped, &master.current, version])?;
        }
        changed += 1;
    }
    Ok(changed)
}

/// Makes a new data key, under which fields are sealed from now on; gives the vault that has it.
pub fn rotate(sql: &impl Sql, at: At<'_>, master: &MasterKeys, practice: PracticeId) -> Result<Vault, VaultError> {
    let vault = Vault::open(sql, master, practice)?;
    add_key(sql, at, master, practice, vault.current + 1)?;
    Vault::open(sql, master, practice)
}

/// Whether fields may still be under a former data key: then [`reseal`] has work.
pub fn is_resealing(sql: &impl Sql) -> Result<bool, SqlError> {
    let in_use = sql.first::<(i64,)>("SELECT count(*) FROM data_key WHERE retired_at IS NULL", &[])?;
    Ok(in_use.is_some_and(|(keys,)| keys > 1))
}

/// Seals at most `most` fields of `columns` under the current key; gives how many. When none was left under a former key,
/// that key is retired.
///
/// `columns` must be all there are: a field left out does not open once its key is retired. The wrapped key itself is kept,
/// so that this too could be mended.
pub fn reseal(sql: &impl Sql, at: At<'_>, vault: &Vault, columns: &[Column], most: u16) -> Result<u32, VaultError> {
    let mut left = most;
    for Column { table, field, row } in columns {
        let stale = sql.rows::<(i64, String, i64, Vec<u8>)>(
            &format!("SELECT rowid, {row}, key_version, {field} FROM {table} WHERE key_version < ? LIMIT ?"),
            binds![vault.current, i64::from(left)],
        )?;
        for (rowid, row, key_version, blob) in stale {
            let spot = Spot { table, row: &row, field };
            let sealed = vault.seal(at.entropy, spot, &vault.unseal(spot, &Sealed { key_version, blob })?)?;
            sql.run(
                &format!("UPDATE {table} SET {field} = ?, key_version = ? WHERE rowid = ?"),
                binds![sealed.blob, sealed.key_version, rowid],
            )?;
            left -= 1;
        }
    }
    if left > 0 {
        retire(sql, vault.current, at.now)?;
    }
    Ok(u32::from(most - left))
}

fn retire(sql: &impl Sql, current: i64, now: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE data_key SET retired_at = ? WHERE version < ? AND retired_at IS NULL", binds![now, current])
}

/// The index key's place among the versions, which count from 1.
const INDEX: i64 = 0;

fn add_key(sql: &impl Sql, at: At<'_>, master: &MasterKeys, practice: PracticeId, version: i64) -> Result<(), VaultError> {
    let wrapped = wrap(master.key(&master.current)?, at.entropy, practice, version, &draw(at.entropy))?;
    let row = binds![version, wrapped, &master.current, at.now];
    Ok(sql.run("INSERT INTO data_key (version, wrapped, master_id, made_at) VALUES (?, ?, ?, ?)", row)?)
}

fn draw(entropy: &dyn Entropy) -> Key {
    let mut key = Key::default();
    entropy.fill(&mut key);
    key
}

fn wrap(master: &Key, entropy: &dyn Entropy, practice: PracticeId, version: i64, key: &Key) -> Result<Vec<u8>, VaultError> {
    encrypt(master, entropy, &key_place(practice, version), key)
}

fn unwrap(master: &Key, practice: PracticeId, version: i64, wrapped: &[u8]) -> Result<Key, VaultError> {
    let key = decrypt(master, &key_place(practice, version), wrapped).ok_or(VaultError::Master)?;
    Key::try_from(key).map_err(|_| VaultError::Master)
}

fn key_place(practice: PracticeId, version: i64) -> Vec<u8> {
    parts(&["guichet data key", &practice.to_string(), &version.to_string()])
}

fn encrypt(key: &Key, entropy: &dyn Entropy, place: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let mut nonce = [0; NONCE];
    entropy.fill(&mut nonce);
    let cipher = XChaCha20Poly1305::new(key.into());
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: place }).map_err(|_| VaultError::Sealed)?;
    Ok([&[LAYOUT], nonce.as_slice(), &sealed].concat())
}

fn decrypt(key: &Key, place: &[u8], blob: &[u8]) -> Option<Vec<u8>> {
    let (&layout, rest) = blob.split_first()?;
    let (nonce, sealed) = rest.split_first_chunk::<NONCE>()?;
    if layout != LAYOUT {
        return None;
    }
    XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: place }).ok()
}

/// The parts with their lengths before them, so that no two lists of parts read alike.
fn parts(parts: &[&str]) -> Vec<u8> {
    let with_length = |part: &&str| [&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes(), part.as_bytes()].concat();
    parts.iter().flat_map(with_length).collect()
}
