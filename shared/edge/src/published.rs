//! The place where public facts are published ([`guichet_contracts::published`]): a KV namespace. One writes, many read, and what is
//! read may be a minute old.

use guichet_contracts::published::{PUBLIC_PAGES, Publishable, read};
use guichet_kernel::Country;
use worker::{Env, Result};

/// A month: what nobody publishes again ends by itself.
const STANDS: u64 = 30 * 24 * 3600;

/// Writes the value of a key, or takes it away.
pub(crate) async fn write(env: &Env, key: &str, value: Option<String>) -> Result<()> {
    let place = env.kv(PUBLIC_PAGES)?;
    match value {
        // Text of ours: what the binding makes of anything else is not JSON.
        Some(text) => place.put(key, text)?.expiration_ttl(STANDS).execute().await?,
        None => place.delete(key).await?,
    }
    Ok(())
}

/// What is published; none where there is nothing, nothing of this schema, or no answer. Whoever reads asks the Directory then.
pub async fn published<T: Publishable>(env: &Env, country: Country, of: T::Of) -> Option<T> {
    let text = env.kv(PUBLIC_PAGES).ok()?.get(&T::key(country, of)).text().await.ok()??;
    read(&text)
}
