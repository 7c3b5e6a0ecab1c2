//! A log written as the server writes it, then edited by somebody who can hash.
//!
//! Promised: an honest document is never called broken; an edited one is called `intact` only if every hash and link holds for
//! a verifier that shares no code with this one; and with the checkpoint of the honest document, only if nothing is gone or
//! changed that was there.

use std::collections::BTreeSet;

use arbitrary::{Result, Unstructured};
use grantex_compliance::{Expected, Verdict, VerifyOptions};

use crate::plain::chain::{holds, literal, sha256};
use crate::plain::json::{Value, parse};
use crate::plain::text::{Order, write};
use crate::plain::time;
use crate::split::verify;

/// The first format's last month; one entry follows the other by at most three months.
const START: &str = "2026-02-20T08:00:00.000Z";

/// Metadata as an application may write it.
const METADATA: [&str; 8] = [
    "{}",
    "{\"n\":1}",
    "{\"b\":1,\"a\":[true,null,\"x\"]}",
    "{\"10\":{\"z\":0.1,\"a\":1e+21},\"9\":\"\u{20ac}\u{1d11e}\"}",
    "{\"\u{ff01}\":\"\\u0007\\ud83d\",\"\u{1f600}\":{}}",
    "{\"email\":\"someone@example.org\",\"tries\":3}",
    "{\"\":[],\"erasedAt\":7}",
    "{\"a\":{\"b\":{\"c\":[[[]]]}}}",
];

/// An entry: its members as literals, and the format that it was hashed under.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    id: String,
    format: char,
    action: String,
    metadata: String,
    timestamp: String,
    status: String,
    prev: Option<String>,
    hash: String,
}

impl Row {
    fn hashed(mut self) -> Self {
        let prev = self.prev_literal();
        let order = if self.format == 'C' { Order::Sorted } else { Order::Engine };
        let metadata = write(&parse(self.metadata.as_bytes()).expect("metadata is JSON"), order);
        let start = format!(
            "{{\"id\":{},\"agentId\":\"ag_1\",\"agentDid\":\"did:grantex:ag_1\",\"grantId\":\"grnt_1\",\"principalId\":\"user_1\",\
             \"developerId\":\"dev_1\",\"action\":{},\"metadata\":{metadata},\"timestamp\":{}",
            literal(&self.id),
            literal(&self.action),
            literal(&self.timestamp)
        );
        self.hash = sha256(&match self.format {
            'A' => format!("{start},\"previousHash\":{prev}}}"),
            _ => format!("{start},\"prevHash\":{prev},\"status\":{}}}", literal(&self.status)),
        });
        self
    }

    fn prev_literal(&self) -> String {
        self.prev.as_deref().map_or("null".to_owned(), literal)
    }

    fn text(&self) -> String {
        format!(
            "{{\"entryId\":{},\"agentId\":\"ag_1\",\"agentDid\":\"did:grantex:ag_1\",\"grantId\":\"grnt_1\",\"principalId\":\"user_1\",\
             \"developerId\":\"dev_1\",\"action\":{},\"metadata\":{},\"hash\":\"{}\",\"prevHash\":{},\"timestamp\":{},\"status\":{}}}",
            literal(&self.id),
            literal(&self.action),
            self.metadata,
            self.hash,
            self.prev_literal(),
            literal(&self.timestamp),
            literal(&self.status)
        )
    }

    /// Where the server puts it, and what it takes for its head.
    fn place(&self) -> (&str, &str) {
        (&self.timestamp, &self.id)
    }
}

pub fn run(data: &[u8]) {
    let mut choices = Unstructured::new(data);
    // Fewer bytes than choices: the rest are zeros, so that is no error.
    let _ = check(&mut choices);
}

fn check(choices: &mut Unstructured<'_>) -> Result<()> {
    let rows = honest(choices)?;
    let since = match choices.int_in_range(0..=3)? {
        0 if !rows.is_empty() => Some(choices.choose(&rows)?.timestamp.clone()),
        _ => None,
    };
    let seen: Vec<Row> = rows.into_iter().filter(|row| since.as_ref().is_none_or(|since| row.timestamp >= *since)).collect();
    let told = choices.ratio(3_u8, 4_u8)?;
    let expected = Expected { since: told.then(|| since.clone()), until: told.then_some(None), ..Expected::default() };
    let options = VerifyOptions { expected, ..VerifyOptions::default() };
    let document = pack(&seen, &seen, since.as_deref());
    let before = verify([document.as_bytes()], &options).expect("it is a pack");
    assert_ne!(before.verdict, Verdict::Broken, "an honest pack: {:?}\n{document}", before.findings);
    if before.verdict == Verdict::Intact {
        holds(document.as_bytes()).unwrap_or_else(|why| panic!("called intact: {why}\n{document}"));
    }

    let mut edited = seen.clone();
    let mut invisible = true;
    for _ in 0..choices.int_in_range(1..=3)? {
        invisible &= edit(&mut edited, choices)?;
    }
    let counted = if choices.ratio(7_u8, 8_u8)? { &edited } else { &seen };
    let document = pack(&edited, counted, since.as_deref());
    let after = verify([document.as_bytes()], &options).expect("it is a pack");
    if after.verdict == Verdict::Intact {
        holds(document.as_bytes()).unwrap_or_else(|why| panic!("called intact: {why}\n{document}"));
    }
    if invisible && std::ptr::eq(counted, &edited) {
        assert_ne!(after.verdict, Verdict::Broken, "nothing shows: {:?}\n{document}", after.findings);
    }
    let Some(checkpoint) = before.checkpoint else { return Ok(()) };
    // How many of a millisecond's entries a checkpoint counted can't be told from its head alone. In a window, whose first entry
    // has no fixed predecessor, one that is gone may so be made up for by a new one beside the head.
    let beside = edited.iter().filter(|row| row.timestamp == checkpoint.head.timestamp).count() > 1;
    let head = checkpoint.head.hash.clone();
    let options = VerifyOptions { checkpoint: Some(checkpoint), ..options };
    let anchored = verify([document.as_bytes()], &options).expect("it is a pack");
    if anchored.verdict == Verdict::Intact && !(since.is_some() && beside) {
        // Contents hold, so the same hash is the same content.
        let kept: BTreeSet<&str> = edited.iter().map(|row| row.hash.as_str()).collect();
        assert!(up_to(&seen, &head).iter().all(|hash| kept.contains(hash)), "anchored, and something is gone\n{document}");
    }
    Ok(())
}

/// The hashes that a head stands for: its own, and those before it in the order of the links. (Within its millisecond, the head is
/// the entry with the greatest id, and another may name it.)
fn up_to<'a>(rows: &'a [Row], head: &'a str) -> Vec<&'a str> {
    let mut hashes = vec![head];
    while let Some(before) = rows.iter().find(|row| Some(&row.hash.as_str()) == hashes.last()).and_then(|row| row.prev.as_deref()) {
        if rows.iter().all(|row| row.hash != before) {
            break;
        }
        hashes.push(before);
    }
    hashes
}

/// Up to ten entries as the server writes them: the head is the greatest (timestamp, id); ids within a millisecond are random.
fn honest(choices: &mut Unstructured<'_>) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    let mut now = time::nanos(START).expect("a timestamp");
    for _ in 0..choices.int_in_range(0..=10)? {
        let millis = [0, 0, 1, 1, 997, 3_600_000, 86_400_000, 90 * 86_400_000][usize::from(choices.int_in_range(0..=7_u8)?)];
        now += millis * 1_000_000;
        let timestamp = time::iso(now);
        let row = Row {
            id: format!("alog_{:08X}", choices.arbitrary::<u32>()?),
            format: match timestamp.as_str() {
                time if time < "2026-02-26" => 'A',
                time if time < "2026-08-12" => 'B',
                _ => 'C',
            },
            action: ["tool.run", "tool.\"stop\"", "email.send"][usize::from(choices.int_in_range(0..=2_u8)?)].to_owned(),
            metadata: METADATA[usize::from(choices.int_in_range(0..=7_u8)?)].to_owned(),
            timestamp,
            status: ["success", "failure", "blocked"][usize::from(choices.int_in_range(0..=2_u8)?)].to_owned(),
            prev: rows.iter().max_by_key(|row| row.place()).map(|row| row.hash.clone()),
            hash: String::new(),
        };
        if rows.iter().all(|other| other.id != row.id) {
            rows.push(row.hashed());
        }
    }
    // The server answers in the order of (timestamp, id).
    rows.sort_by(|a, b| a.place().cmp(&b.place()));
    // What an engine wrote is spelled as engines spell.
    for row in &mut rows {
        row.metadata = write(&parse(row.metadata.as_bytes()).expect("metadata is JSON"), Order::Engine);
    }
    Ok(rows)
}

/// One edit. True if nothing in the document can show it: the newest entries are gone, or an erasure was marked.
fn edit(rows: &mut Vec<Row>, choices: &mut Unstructured<'_>) -> Result<bool> {
    let last = match rows.len() {
        0 => return Ok(true),
        length => length - 1,
    };
    let at = choices.int_in_range(0..=last)?;
    match choices.int_in_range(0..=11_u8)? {
        0 => {
            // Within a millisecond, one that was written before it may stand after it and be named by it.
            let gone = rows.pop().map(|row| row.hash);
            return Ok(rows.iter().all(|row| row.prev != gone));
        }
        1 => {
            let mark = if choices.arbitrary()? { "erasedAt" } else { "dataDeletedAt" };
            erase(&mut rows[at], mark);
            return Ok(true);
        }
        2 => drop(rows.remove(at)),
        3 => rows.swap(at, choices.int_in_range(0..=last)?),
        4 => rows.insert(choices.int_in_range(0..=last)?, rows[at].clone()),
        5 => rows[at].action.push('!'),
        6 => {
            rows[at].action.push('!');
            rows[at] = rows[at].clone().hashed();
        }
        7 => {
            // Everything from here on, hashed again.
            rows[at].status = "success".to_owned();
            rehash(rows, at);
        }
        8 => {
            let new =
                Row { id: format!("alog_{:08X}", choices.arbitrary::<u32>()?), prev: Some(rows[at].hash.clone()), ..rows[at].clone() };
            rows.insert(at + 1, new.hashed());
            if choices.arbitrary()? {
                rehash(rows, at + 2);
            }
        }
        9 => {
            drop(rows.remove(at));
            rehash(rows, at);
        }
        10 => {
            rows[at].prev = if choices.arbitrary()? { None } else { Some(rows[choices.int_in_range(0..=last)?].hash.clone()) };
            if choices.arbitrary()? {
                rows[at] = rows[at].clone().hashed();
            }
        }
        _ => rows[at].metadata = METADATA[usize::from(choices.int_in_range(0..=7_u8)?)].to_owned(),
    }
    Ok(false)
}

/// Links and hashes anew from a row on.
fn rehash(rows: &mut [Row], from: usize) {
    for at in from..rows.len() {
        rows[at].prev = at.checked_sub(1).map(|before| rows[before].hash.clone());
        rows[at] = rows[at].clone().hashed();
    }
}

/// The mark of an erasure, as the server adds it, where there is none. The hash stays the old one.
fn erase(row: &mut Row, mark: &str) {
    let Ok(Value::Object(mut members)) = parse(row.metadata.as_bytes()) else { return };
    let units = |text: &str| text.encode_utf16().collect::<Vec<_>>();
    if members.iter().any(|(name, _)| *name == units(mark)) {
        return;
    }
    members.push((units(mark), Value::String(units("2026-12-01T00:00:00.000Z"))));
    row.metadata = write(&Value::Object(members), Order::Engine);
}

fn pack(rows: &[Row], counted: &[Row], since: Option<&str>) -> String {
    let count = |status: &str| counted.iter().filter(|row| row.status == status).count();
    let since = since.map(|since| format!("\"since\":\"{since}\",")).unwrap_or_default();
    format!(
        "{{\"meta\":{{\"schemaVersion\":\"1.0\",\"generatedAt\":\"2029-01-01T00:00:00.000Z\",{since}\"framework\":\"all\"}},\
         \"summary\":{{\"agents\":{{\"total\":1,\"active\":1,\"suspended\":0,\"revoked\":0}},\
         \"grants\":{{\"total\":0,\"active\":0,\"revoked\":0,\"expired\":0}},\
         \"auditEntries\":{{\"total\":{},\"success\":{},\"failure\":{},\"blocked\":{}}},\"policies\":{{\"total\":0}},\"plan\":\"pro\"}},\
         \"grants\":[],\"auditEntries\":[{}],\"policies\":[]}}",
        counted.len(),
        count("success"),
        count("failure"),
        count("blocked"),
        rows.iter().map(Row::text).collect::<Vec<_>>().join(",")
    )
}
