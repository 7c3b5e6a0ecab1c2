//! What several test files need: documents built from entries, verified in pieces of any size, and answers that compare.

#![allow(dead_code, reason = "each test file uses its own part of this")]

use grantex_compliance::digest::sha256;
use grantex_compliance::piece::{Piece, PieceFacts, Terms};
use grantex_compliance::{Error, Report, Verifier, VerifyOptions};
use serde_json::{Value, json};

/// Verifies a document that comes in these pieces.
pub(crate) fn verify_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, options: &VerifyOptions) -> Result<Report, Error> {
    let mut verifier = Verifier::new(options.clone())?;
    for piece in pieces {
        verifier.push(piece)?;
    }
    verifier.finish()
}

/// Verifies a document in chunks of one size.
pub(crate) fn verify(bytes: &[u8], options: &VerifyOptions, chunk: usize) -> Result<Report, Error> {
    verify_pieces(bytes.chunks(chunk), options)
}

/// Verifies a document whole, without options.
pub(crate) fn verify_whole(bytes: &[u8]) -> Result<Report, Error> {
    verify(bytes, &VerifyOptions::default(), usize::MAX)
}

/// All of an answer: the report, or the error with its place and its partial report.
pub(crate) fn answer(result: &Result<Report, Error>) -> Value {
    match result {
        Ok(report) => json!({ "report": serde_json::to_value(report).unwrap() }),
        Err(error) => json!({
            "code": error.code(),
            "message": error.to_string(),
            "at": error.position().map(|at| json!([at.offset, at.line, at.column])),
            "pointer": error.pointer(),
            "partial": error.partial().map(|report| serde_json::to_value(report).unwrap()),
        }),
    }
}

/// Deterministic numbers (xorshift64*).
pub(crate) struct Numbers(u64);

impl Numbers {
    /// A sequence of its own for every seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Below `end`, which is not zero.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from((self.next() >> 16) % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }
}

/// A seed from the environment variable `SEED`, so that a run can be varied and repeated; printed.
pub(crate) fn seed(default: u64) -> u64 {
    let seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    println!("seed {seed}");
    seed
}

/// The format whose text an entry's hash is the hash of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Era {
    A,
    B,
    C,
}

/// An entry whose members are written as literals, so that a test decides their spelling.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    members: Vec<(String, String)>,
    era: Era,
    /// What is hashed where it is not what is written: member and literal.
    hashed: Vec<(String, String)>,
    extra: String,
}

impl Entry {
    /// Entry number `i` of a chain, as the server writes it; one a second.
    pub(crate) fn new(i: usize) -> Self {
        let members = [
            ("entryId", format!("\"alog_{i:026}\"")),
            ("agentId", "\"ag_1\"".to_owned()),
            ("agentDid", "\"did:grantex:ag_1\"".to_owned()),
            ("grantId", "\"grnt_1\"".to_owned()),
            ("principalId", "\"user_1\"".to_owned()),
            ("developerId", "\"dev_1\"".to_owned()),
            ("action", "\"tool.run\"".to_owned()),
            ("metadata", "{\"n\":1}".to_owned()),
            ("hash", String::new()),
            ("prevHash", String::new()),
            ("timestamp", format!("\"2026-09-01T{:02}:{:02}:{:02}.000Z\"", i / 3600 % 24, i / 60 % 60, i % 60)),
            ("status", "\"success\"".to_owned()),
        ];
        let members = members.into_iter().map(|(name, literal)| (name.to_owned(), literal)).collect();
        Self { members, era: Era::C, hashed: Vec::new(), extra: String::new() }
    }

    /// The same entry of another format.
    pub(crate) fn era(mut self, era: Era) -> Self {
        self.era = era;
        self
    }

    /// The same entry with another literal for a member, written and hashed.
    pub(crate) fn with(mut self, name: &str, literal: impl Into<String>) -> Self {
        self.members.iter_mut().find(|(member, _)| member == name).expect("a member of an entry").1 = literal.into();
        self
    }

    /// The same entry, with this literal hashed for a member whatever is written.
    pub(crate) fn hashing(mut self, name: &str, literal: impl Into<String>) -> Self {
        self.hashed.push((name.to_owned(), literal.into()));
        self
    }

    /// The same entry without a member; what was hashed stays.
    pub(crate) fn without(mut self, name: &str) -> Self {
        let literal = self.literal(name).to_owned();
        self.members.retain(|(member, _)| member != name);
        self.hashing(name, literal)
    }

    /// The same entry with more text before its closing brace.
    pub(crate) fn and(mut self, text: &str) -> Self {
        self.extra.push_str(text);
        self
    }

    fn literal(&self, name: &str) -> &str {
        let found = self.hashed.iter().rev().chain(&self.members).find(|(member, _)| member == name);
        found.map_or("null", |(_, literal)| literal)
    }

    /// The text for hashing, after an entry with that hash.
    pub(crate) fn preimage(&self, prev: Option<&str>) -> String {
        let literal = |name| self.literal(name);
        let prev = prev.map_or_else(|| "null".to_owned(), |hash| format!("\"{hash}\""));
        let mut text = format!(
            "{{\"id\":{},\"agentId\":{},\"agentDid\":{},\"grantId\":{},\"principalId\":{},\"developerId\":{},\"action\":{},\
             \"metadata\":{},\"timestamp\":{}",
            literal("entryId"),
            literal("agentId"),
            literal("agentDid"),
            literal("grantId"),
            literal("principalId"),
            literal("developerId"),
            literal("action"),
            literal("metadata"),
            literal("timestamp"),
        );
        if self.era == Era::A {
            return text + &format!(",\"previousHash\":{prev}}}");
        }
        text.push_str(&format!(",\"prevHash\":{prev},\"status\":{}}}", literal("status")));
        text
    }

    /// The entry after an entry with that hash, and its own hash.
    pub(crate) fn write(&self, prev: Option<&str>) -> (String, String) {
        let hash = sha256(self.preimage(prev).as_bytes()).to_hex();
        let members = self.members.iter().map(|(name, literal)| match name.as_str() {
            "hash" if literal.is_empty() => format!("\"hash\":\"{hash}\""),
            "prevHash" if literal.is_empty() => {
                prev.map_or_else(|| "\"prevHash\":null".to_owned(), |prev| format!("\"prevHash\":\"{prev}\""))
            }
            _ => format!("\"{name}\":{literal}"),
        });
        let text = format!("{{{}{}}}", members.collect::<Vec<_>>().join(","), self.extra);
        (text, hash)
    }
}

/// Writes entries one after the other, each linked to the one before.
pub(crate) fn chain(entries: &[Entry]) -> Vec<String> {
    let mut prev: Option<String> = None;
    entries
        .iter()
        .map(|entry| {
            let (text, hash) = entry.write(prev.as_deref());
            prev = Some(hash);
            text
        })
        .collect()
}

/// A chain of plain entries.
pub(crate) fn plain_chain(length: usize) -> Vec<String> {
    chain(&(0..length).map(Entry::new).collect::<Vec<_>>())
}

/// What stands before the entries of a pack.
pub(crate) const META: &str = "{\"meta\":{\"schemaVersion\":\"1.0\",\"generatedAt\":\"2026-11-23T15:17:44.106Z\",\"framework\":\"all\"},";

/// A pack of these entries, without the parts that no hash covers.
pub(crate) fn pack(entries: &[String]) -> String {
    format!("{META}\"auditEntries\":[{}]}}", entries.join(","))
}

/// An audit export of these entries.
pub(crate) fn export(entries: &[String]) -> String {
    let total = entries.len();
    format!("{{\"generatedAt\":\"2026-11-23T15:17:44.106Z\",\"total\":{total},\"entries\":[{}]}}", entries.join(","))
}

/// What a report says of each finding that matters: code, index, pointer.
pub(crate) fn said(report: &Report) -> Vec<String> {
    let line = |finding: &grantex_compliance::Finding| {
        let index = finding.index.map_or(String::new(), |index| format!(" {index}"));
        let cause = finding.cause.map_or(String::new(), |cause| format!(" {}", serde_json::to_value(cause).unwrap().as_str().unwrap()));
        let pointer = finding.pointer.as_deref().map_or(String::new(), |pointer| format!(" {pointer}"));
        format!("{}{index}{cause}{pointer}", finding.code.as_str())
    };
    report.findings.iter().map(line).collect()
}

/// Verifies a document cut at these places: each piece apart, by terms and with facts that went through their bytes. Tells how
/// many bytes were not verified by the coordinator.
pub(crate) fn in_pieces(bytes: &[u8], cuts: &[usize], options: &VerifyOptions) -> (Result<Report, Error>, u64) {
    let mut verifier = match Verifier::new(options.clone()) {
        Ok(verifier) => verifier,
        Err(error) => return (Err(error), 0),
    };
    let ends = cuts.iter().copied().chain([bytes.len()]);
    let (mut from, mut covered) = (0, 0);
    for to in ends {
        let piece = &bytes[from..to];
        let took = elsewhere(&mut verifier, from, piece);
        covered += took;
        if let Err(error) = verifier.push(&piece[usize::try_from(took).unwrap()..]) {
            return (Err(error), covered);
        }
        from = to;
    }
    (verifier.finish(), covered)
}

/// Verifies the next bytes of a document elsewhere, as far as that is possible.
fn elsewhere(verifier: &mut Verifier, offset: usize, bytes: &[u8]) -> u64 {
    let Some(terms) = verifier.terms() else { return 0 };
    let there = Terms::from_bytes(&terms.to_bytes()).unwrap();
    assert_eq!(there.digest(), terms.digest());
    let mut piece = Piece::new(&there, u64::try_from(offset).unwrap());
    // In chunks that depend on the place only.
    for chunk in bytes.chunks(1 + offset * 7 % 400) {
        piece.push(chunk);
    }
    let facts = piece.finish();
    let written = facts.to_bytes();
    let read = PieceFacts::from_bytes(&written, &terms).unwrap();
    assert_eq!(read.to_bytes(), written);
    assert_eq!((read.length(), read.entries(), read.start()), (facts.length(), facts.entries(), facts.start()));
    verifier.absorb(read, bytes)
}
