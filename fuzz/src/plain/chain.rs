//! What an `intact` verdict claims of a document's entries: every hash and every link.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::json::{Value, parse};
use super::text::{Order, string, write};
use super::time;

/// Whether every entry of the document hashes to what it claims, and all of them form one chain. The error says what does not.
pub fn holds(document: &[u8]) -> Result<(), String> {
    let document = parse(document).map_err(|_| "it is no JSON".to_owned())?;
    if document.has_duplicates() {
        return Err("a name stands twice".to_owned());
    }
    let entries = match (document.get("auditEntries"), document.get("entries")) {
        (Some(Value::Array(entries)), _) | (None, Some(Value::Array(entries))) => entries,
        _ => return Err("it has no entries".to_owned()),
    };
    if entries.is_empty() {
        return Err("it has no entry".to_owned());
    }
    for (index, entry) in entries.iter().enumerate() {
        if !content_holds(entry) {
            return Err(format!("entry {index} does not hash to its hash"));
        }
    }
    links_hold(entries)
}

/// Whether an entry hashes to its hash under a format, with or without the marks of an erasure.
pub fn content_holds(entry: &Value) -> bool {
    let hash = text(entry, "hash");
    preimages(entry).iter().any(|preimage| hash.as_deref() == Some(&sha256(preimage)))
}

/// The lower-case hex SHA-256 of a text.
pub fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every text that may have been hashed for an entry.
fn preimages(entry: &Value) -> Vec<String> {
    let mut timestamps = vec![entry.get("timestamp").cloned()];
    if let Some(nanos) = text(entry, "timestamp").and_then(|text| time::nanos(&text)).filter(|nanos| nanos % 1_000_000 == 0) {
        timestamps.push(Some(Value::String(time::iso(nanos).encode_utf16().collect())));
    }
    let markers: [&[&str]; 4] = [&[], &["erasedAt"], &["dataDeletedAt"], &["erasedAt", "dataDeletedAt"]];
    let mut texts = Vec::new();
    for timestamp in &timestamps {
        for without in markers {
            for (format, order) in [("A", Order::Engine), ("B", Order::Engine), ("C", Order::Sorted)] {
                texts.extend(preimage(entry, timestamp.as_ref(), without, format, order));
            }
        }
    }
    texts
}

/// The text that a format hashes of an entry; `None` where it can hash none.
pub fn preimage(entry: &Value, timestamp: Option<&Value>, without: &[&str], format: &str, order: Order) -> Option<String> {
    let literal = |name: &str| match entry.get(name)? {
        value @ Value::String(_) => Some(write(value, order)),
        _ => None,
    };
    let prev = match entry.get("prevHash")? {
        Value::Null => "null".to_owned(),
        _ => literal("prevHash")?,
    };
    let status = if entry.get("status").is_some() { literal("status")? } else { "\"success\"".to_owned() };
    let mut text = String::from("{\"id\":");
    text.push_str(&literal("entryId")?);
    for name in ["agentId", "agentDid", "grantId", "principalId", "developerId", "action"] {
        text.push_str(&format!(",\"{name}\":{}", literal(name)?));
    }
    text.push_str(&format!(",\"metadata\":{}", metadata(entry, without, format, order)?));
    text.push_str(&format!(",\"timestamp\":{}", write(timestamp?, order)));
    text.push_str(&match format {
        "A" => format!(",\"previousHash\":{prev}}}"),
        _ => format!(",\"prevHash\":{prev},\"status\":{status}}}"),
    });
    Some(text)
}

fn metadata(entry: &Value, without: &[&str], format: &str, order: Order) -> Option<String> {
    match entry.get("metadata") {
        None | Some(Value::Null) => without.is_empty().then(|| "{}".to_owned()),
        Some(object @ Value::Object(_)) => erased(object, without).map(|object| write(&object, order)),
        Some(Value::String(units)) => {
            let text = String::from_utf16(units).ok()?;
            let value = parse(text.as_bytes()).ok().filter(|value| matches!(value, Value::Object(_)) && !value.has_duplicates())?;
            match (format, without) {
                ("A" | "B", []) => Some(text),
                _ => erased(&value, without).map(|value| write(&value, order)),
            }
        }
        Some(_) => None,
    }
}

/// An object without these members, each of which it has, as a timestamp.
fn erased(object: &Value, without: &[&str]) -> Option<Value> {
    let Value::Object(members) = object else { return None };
    if !without.iter().all(|name| text(object, name).is_some_and(|text| time::nanos(&text).is_some())) {
        return None;
    }
    let named = |units: &[u16]| without.iter().any(|name| units.iter().copied().eq(name.encode_utf16()));
    Some(Value::Object(members.iter().filter(|(name, _)| !named(name)).cloned().collect()))
}

/// Whether the links form one path through all entries. Their order in the document does not matter here: entries of one
/// millisecond may stand in another.
fn links_hold(entries: &[Value]) -> Result<(), String> {
    let mut ids = BTreeSet::new();
    let mut after = BTreeMap::new();
    for entry in entries {
        if !ids.insert(text(entry, "entryId")) {
            return Err("an entry stands twice".to_owned());
        }
        if after.insert(text(entry, "prevHash"), text(entry, "hash")).is_some() {
            return Err("two entries follow one".to_owned());
        }
    }
    let hashes: BTreeSet<Option<String>> = entries.iter().map(|entry| text(entry, "hash")).collect();
    let mut at = after.keys().find(|prev| !hashes.contains(*prev)).cloned().ok_or("the links go in a circle")?;
    let mut walked = 0;
    while let Some(hash) = after.get(&at) {
        at.clone_from(hash);
        walked += 1;
    }
    if walked == entries.len() { Ok(()) } else { Err(format!("{walked} of {} entries are linked", entries.len())) }
}

fn text(object: &Value, name: &str) -> Option<String> {
    object.get(name)?.text()
}

/// A string's literal.
pub fn literal(text: &str) -> String {
    string(&text.encode_utf16().collect::<Vec<_>>())
}
