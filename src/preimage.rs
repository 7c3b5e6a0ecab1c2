//! The exact bytes that each format hashes.
//!
//! Formats as a running server confirmed them on `tests/fixtures/recorded/evidence-pack-eras.json`; vectors in
//! `tests/fixtures/vectors/entries.json`.

use crate::canonical::Sink;
use crate::canonical::write::{CanonicalWriter, MemberOrder};
use crate::scan::entry::{EntryMember, EntryScan, Kind};
use crate::scan::shape::Shape;

/// How an entry's text for hashing is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum PreimageFormat {
    /// Until 2026-02-26: metadata as received, `previousHash`, no status.
    A,
    /// From 2026-02-26 to 2026-08-12: metadata as received, `prevHash`, status.
    B,
    /// Since 2026-08-12: as B, with canonical metadata (RFC 8785 for everything that RFC allows).
    C,
}

impl PreimageFormat {
    /// The order of metadata members.
    pub(crate) fn member_order(self) -> MemberOrder {
        match self {
            Self::A | Self::B => MemberOrder::Engine,
            Self::C => MemberOrder::Sorted,
        }
    }
}

/// Where the metadata's value is read from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Metadata<'a> {
    /// The slice that was scanned.
    pub(crate) s: &'a [u8],
    /// Its shape.
    pub(crate) shape: &'a Shape,
    /// Where in the slice the value is.
    pub(crate) at: usize,
    /// The received bytes are what formats A and B hash, whatever their spelling: metadata that came as a string.
    pub(crate) verbatim: Option<&'a [u8]>,
}

/// What is changed of an entry to see whether the change explains a hash that did not match.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Variant<'a> {
    /// The timestamp's text (without quotation marks) instead of the received one.
    pub(crate) timestamp: Option<&'a str>,
    /// Top-level metadata members left out.
    pub(crate) leave_out: &'a [&'static str],
    /// The `prevHash` literal instead of the received one: `null`, or a hash with quotation marks.
    pub(crate) prev_hash: Option<&'a str>,
}

/// Writes one entry's text for hashing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Preimage<'a> {
    /// The entry's bytes.
    pub(crate) s: &'a [u8],
    /// Its members.
    pub(crate) entry: &'a EntryScan,
    /// Its metadata; `None` stands for `{}`.
    pub(crate) metadata: Option<Metadata<'a>>,
    /// The `developerId` literal, where the entry lacks it and the caller knows it.
    pub(crate) developer: Option<&'a [u8]>,
}

impl Preimage<'_> {
    /// Writes the text of `format`, with `variant`'s changes.
    pub(crate) fn write(&self, format: PreimageFormat, variant: Variant<'_>, writer: &mut CanonicalWriter, out: &mut impl Sink) {
        out.put(b"{\"id\":");
        self.head(format, variant, writer, out);
        out.put(b",\"timestamp\":");
        match variant.timestamp {
            Some(text) => {
                out.put(b"\"");
                out.put(text.as_bytes());
                out.put(b"\"");
            }
            None => self.scalar(EntryMember::Timestamp, out),
        }
        out.put(if format == PreimageFormat::A { b",\"previousHash\":" } else { b",\"prevHash\":" });
        match variant.prev_hash {
            Some(literal) => out.put(literal.as_bytes()),
            None => self.scalar(EntryMember::PrevHash, out),
        }
        if format != PreimageFormat::A {
            out.put(b",\"status\":");
            match self.entry.member(EntryMember::Status) {
                Some(_) => self.scalar(EntryMember::Status, out),
                // Missing on the wire, it counts as `success`.
                None => out.put(b"\"success\""),
            }
        }
        out.put(b"}");
    }

    /// The metadata's text, by itself.
    pub(crate) fn write_metadata(&self, format: PreimageFormat, variant: Variant<'_>, writer: &mut CanonicalWriter, out: &mut impl Sink) {
        match self.metadata {
            Some(Metadata { verbatim: Some(text), .. }) if format != PreimageFormat::C && variant.leave_out.is_empty() => out.put(text),
            Some(metadata) => {
                writer.write(metadata.s, metadata.shape, metadata.at, format.member_order(), variant.leave_out, out);
            }
            None => out.put(b"{}"),
        }
    }

    /// From the id's value to the metadata's.
    #[inline]
    fn head(&self, format: PreimageFormat, variant: Variant<'_>, writer: &mut CanonicalWriter, out: &mut impl Sink) {
        let received = self.entry.member(EntryMember::Metadata);
        let unchanged = variant.leave_out.is_empty()
            && received.is_some_and(|value| value.kind == Kind::Object && format.member_order().accepts(value.spelling));
        let id = self.entry.member(EntryMember::EntryId);
        if let (true, Some(id), Some(metadata)) = (self.entry.head_as_hashed, id, received) {
            if unchanged {
                out.put(self.s.get(id.span.range().start..metadata.span.range().end).unwrap_or_default());
                return;
            }
            out.put(self.s.get(id.span.range().start..metadata.span.range().start).unwrap_or_default());
        } else {
            self.scalar(EntryMember::EntryId, out);
            for (name, member) in [
                (",\"agentId\":", EntryMember::AgentId),
                (",\"agentDid\":", EntryMember::AgentDid),
                (",\"grantId\":", EntryMember::GrantId),
                (",\"principalId\":", EntryMember::PrincipalId),
                (",\"developerId\":", EntryMember::DeveloperId),
                (",\"action\":", EntryMember::Action),
            ] {
                out.put(name.as_bytes());
                self.scalar(member, out);
            }
            out.put(b",\"metadata\":");
            if let (true, Some(metadata)) = (unchanged, received) {
                out.put(metadata.span.of(self.s));
                return;
            }
        }
        self.write_metadata(format, variant, writer, out);
    }

    /// A string or `null`, as `JSON.stringify` writes it.
    #[inline]
    fn scalar(&self, member: EntryMember, out: &mut impl Sink) {
        match self.entry.member(member) {
            Some(value) if value.kind == Kind::String => out.put(self.entry.string(self.s, member).unwrap_or_default()),
            Some(value) => out.put(value.span.of(self.s)),
            None if member == EntryMember::DeveloperId => out.put(self.developer.unwrap_or(b"null")),
            None => out.put(b"null"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Subject;
    use crate::scan::value::ValueScanner;

    /// As the server writes it, but for the metadata.
    fn served(metadata: &str) -> String {
        format!(
            "{{\"entryId\":\"e\",\"agentId\":\"a\",\"agentDid\":\"d\",\"grantId\":\"g\",\"principalId\":\"p\",\"developerId\":\"v\",\"action\":\"x\",\
             \"metadata\":{metadata},\"hash\":\"h\",\"prevHash\":null,\"timestamp\":\"t\",\"status\":\"s\"}}"
        )
    }

    fn text(entry: &str, format: PreimageFormat, variant: Variant<'_>) -> String {
        let (mut scan, mut values) = (EntryScan::default(), ValueScanner::default());
        scan.scan(&mut values, entry.as_bytes(), 0, 3).unwrap();
        let mut out = Vec::new();
        let subject = Subject::new(entry.as_bytes(), &scan, &values, Some(b"\"known\""));
        subject.preimage().write(format, variant, &mut CanonicalWriter::default(), &mut out);
        String::from_utf8(out).unwrap()
    }

    fn hashed(metadata: &str, end: &str) -> String {
        format!(
            "{{\"id\":\"e\",\"agentId\":\"a\",\"agentDid\":\"d\",\"grantId\":\"g\",\"principalId\":\"p\",\"developerId\":\"v\",\"action\":\"x\",\
             \"metadata\":{metadata},{end}"
        )
    }

    const END: &str = "\"timestamp\":\"t\",\"prevHash\":null,\"status\":\"s\"}";
    const END_A: &str = "\"timestamp\":\"t\",\"previousHash\":null}";

    #[test]
    fn each_format_has_its_own_text() {
        let entry = served("{\"b\":1,\"2\":[ ],\"a\":1.0,\"1\":2}");
        let plain = Variant::default();
        let engine = "{\"1\":2,\"2\":[],\"b\":1,\"a\":1}";
        assert_eq!(text(&entry, PreimageFormat::A, plain), hashed(engine, END_A));
        assert_eq!(text(&entry, PreimageFormat::B, plain), hashed(engine, END));
        assert_eq!(text(&entry, PreimageFormat::C, plain), hashed("{\"1\":2,\"2\":[],\"a\":1,\"b\":1}", END));
    }

    /// Copied where it stands as it is hashed, written anew where it does not: the text is the same.
    #[test]
    fn spelling_makes_no_difference() {
        let expected = hashed("{\"a\":1,\"b\":\"/\"}", END);
        let plain = served("{\"a\":1,\"b\":\"/\"}");
        for (from, to) in [
            ("", ""),
            ("{\"a\":1,\"b\":\"/\"}", "{\"b\":\"/\",\"a\":1}"),
            ("{\"a\":1,", "{ \"a\" : 1.0 ,"),
            ("\"/\"", "\"\\/\""),
            ("\"entryId\":\"e\"", "\"entry\\u0049d\" : \"\\u0065\""),
            ("\"agentDid\":\"d\",", ""),
            ("\"timestamp\":\"t\",", ""),
            ("\"action\":\"x\"", "\"action\":\n\"x\""),
        ] {
            let mut entry = plain.replacen(from, to, 1);
            if to.is_empty() && !from.is_empty() {
                // Moved to the end.
                entry = format!("{},{}}}", &entry[..entry.len() - 1], from.trim_end_matches(','));
            }
            assert_eq!(text(&entry, PreimageFormat::C, Variant::default()), expected, "{entry}");
        }
    }

    #[test]
    fn variants_change_what_they_name() {
        let entry = served("{\"z\":1,\"erasedAt\":\"2026-01-01T00:00:00Z\",\"a\":{\"erasedAt\":2}}");
        let left_out = Variant { leave_out: &["erasedAt"], ..Variant::default() };
        assert_eq!(text(&entry, PreimageFormat::B, left_out), hashed("{\"z\":1,\"a\":{\"erasedAt\":2}}", END));
        assert_eq!(text(&entry, PreimageFormat::C, left_out), hashed("{\"a\":{\"erasedAt\":2},\"z\":1}", END));
        let other = Variant { timestamp: Some("u"), prev_hash: Some("\"q\""), ..Variant::default() };
        let end = "\"timestamp\":\"u\",\"prevHash\":\"q\",\"status\":\"s\"}";
        assert_eq!(text(&served("{}"), PreimageFormat::C, other), hashed("{}", end));
    }

    #[test]
    fn what_is_missing_is_assumed() {
        let bare = "{\"entryId\":\"e\",\"prevHash\":null}";
        let expected = "{\"id\":\"e\",\"agentId\":null,\"agentDid\":null,\"grantId\":null,\"principalId\":null,\"developerId\":\"known\",\"action\":null,\
                        \"metadata\":{},\"timestamp\":null,\"prevHash\":null,\"status\":\"success\"}";
        assert_eq!(text(bare, PreimageFormat::C, Variant::default()), expected);
        assert_eq!(text(&served("null"), PreimageFormat::C, Variant::default()), hashed("{}", END));
        // Metadata that came as a string: A and B hash its very text.
        let string = served("\"{\\\"b\\\": 1, \\\"a\\\":2}\"");
        assert_eq!(text(&string, PreimageFormat::B, Variant::default()), hashed("{\"b\": 1, \"a\":2}", END));
        assert_eq!(text(&string, PreimageFormat::C, Variant::default()), hashed("{\"a\":2,\"b\":1}", END));
    }
}
