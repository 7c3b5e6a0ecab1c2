//! Judges one entry's content once its hash did not match at first: every format, then every benign cause that can be
//! proved by hashing again. Nothing is ever guessed.

use crate::canonical::string::decode;
use crate::canonical::write::CanonicalWriter;
use crate::digest::{Digest, Sha256, sha256};
use crate::instant::{Instant, is_server_form};
use crate::preimage::{Metadata, Preimage, PreimageFormat, Variant};
use crate::reading::{MetadataText, Reading};
use crate::scan::entry::{EntryMember, EntryScan, Kind};
use crate::scan::pointer::pointer_to;
use crate::scan::value::ValueScanner;

/// Texts longer than this are hashed as they are written, not collected first.
const COLLECTED_BYTES: usize = 1 << 16;

/// The formats an entry's text matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    A,
    B,
    /// The text is the same under B and C.
    BOrC,
    C,
}

/// Top-level metadata members that the server adds on a data-erasure request, after hashing.
pub(crate) const ERASURE_MEMBERS: [&str; 2] = ["erasedAt", "dataDeletedAt"];

/// The sets of markers that are left out, in the order in which they are tried.
const ERASURES: [&[&str]; 4] = [&[], &["erasedAt"], &["dataDeletedAt"], &["erasedAt", "dataDeletedAt"]];

/// A content that verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verified {
    /// Under this format.
    pub(crate) format: Format,
    /// Only with the timestamp's millisecond form.
    pub(crate) reserialized: bool,
    /// Only without these metadata members.
    pub(crate) erasure: &'static [&'static str],
    /// Metadata members remain beside the markers.
    pub(crate) metadata_remains: bool,
}

/// What hashing an entry in every way came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// The claimed hash is the hash of the content.
    Verified(Verified),
    /// It is not, under any format.
    Failed {
        /// The digest under format C.
        computed: Digest,
        /// The digests in every way that was tried: what a successor may rightly name.
        recomputed: Vec<Digest>,
    },
}

/// An entry that was admitted and read without a defect.
pub(crate) struct Subject<'a> {
    s: &'a [u8],
    entry: &'a EntryScan,
    values: &'a ValueScanner,
    text: Option<(String, MetadataText)>,
    developer: Option<&'a [u8]>,
}

impl<'a> Subject<'a> {
    /// The entry whose bytes are `s`; where it lacks `developerId`, this literal stands for it.
    pub(crate) fn new(s: &'a [u8], entry: &'a EntryScan, values: &'a ValueScanner, developer: Option<&'a [u8]>) -> Self {
        let text = entry.member(EntryMember::Metadata).filter(|value| value.kind == Kind::String).and_then(|value| {
            let text = decode(value.span.of(s))?.into_owned();
            let parsed = MetadataText::parse(&text).ok()?;
            Some((text, parsed))
        });
        Self { s, entry, values, text, developer }
    }

    /// Its text for hashing.
    pub(crate) fn preimage(&self) -> Preimage<'_> {
        let metadata = match (&self.text, self.entry.member(EntryMember::Metadata)) {
            (Some((text, parsed)), _) => {
                Some(Metadata { s: text.as_bytes(), shape: &parsed.values.shape, at: parsed.at, verbatim: Some(text.as_bytes()) })
            }
            (None, Some(value)) if value.kind == Kind::Object => {
                Some(Metadata { s: self.s, shape: &self.values.shape, at: value.span.range().start, verbatim: None })
            }
            _ => None,
        };
        Preimage { s: self.s, entry: self.entry, metadata, developer: self.developer }
    }

    /// A number in metadata that came as a string and that another reader would read otherwise: its pointer from the metadata,
    /// and its literal.
    pub(crate) fn imprecise_text(&self) -> Option<(String, &[u8])> {
        let (text, parsed) = self.text.as_ref()?;
        let at = parsed.values.imprecise?;
        Some((pointer_to(text.as_bytes(), at.range().start), at.of(text.as_bytes())))
    }

    /// The markers among the top-level metadata members, each with a timestamp; and whether other members remain.
    fn markers(&self) -> (Vec<&'static str>, bool) {
        let (s, shape, at) = match self.preimage().metadata {
            Some(metadata) => (metadata.s, metadata.shape, metadata.at),
            None => return (Vec::new(), false),
        };
        let Some(object) = u32::try_from(at).ok().and_then(|at| shape.object_at(at)) else { return (Vec::new(), false) };
        let members = shape.members_of(object);
        let is_timestamp = |value: &[u8]| value.first() == Some(&b'"') && decode(value).is_some_and(|text| Instant::parse(&text).is_some());
        let markers: Vec<&'static str> = ERASURE_MEMBERS
            .into_iter()
            .filter(|name| {
                members
                    .iter()
                    .any(|member| crate::canonical::string::equals_str(member.name.of(s), name) && is_timestamp(member.value.of(s)))
            })
            .collect();
        let remain = members.len() > markers.len();
        (markers, remain)
    }

    /// The timestamp's millisecond form, where the received one is another spelling of the same instant.
    fn normalised_timestamp(&self, reading: &Reading) -> Option<String> {
        let received = decode(self.entry.string(self.s, EntryMember::Timestamp)?)?;
        let instant = reading.instant?;
        (!is_server_form(received.as_bytes()) && instant.is_whole_millis()).then(|| instant.to_iso())
    }

    /// Whether the texts of B and C are the same.
    pub(crate) fn same_under_b_and_c(&self, writer: &mut CanonicalWriter) -> bool {
        let Some(value) = self.entry.member(EntryMember::Metadata) else { return true };
        if value.kind == Kind::Object {
            let spelling = value.spelling;
            if spelling.sorted() && spelling.engine_order() {
                return true;
            }
            if !spelling.sorted() && spelling.no_indexes() {
                return false;
            }
        }
        self.same_texts(&[], writer)
    }

    fn same_texts(&self, leave_out: &'static [&'static str], writer: &mut CanonicalWriter) -> bool {
        // They differ in the metadata's order only.
        let variant = Variant { leave_out, ..Variant::default() };
        let preimage = self.preimage();
        let (mut b, mut c) = (Vec::new(), Vec::new());
        preimage.write_metadata(PreimageFormat::B, variant, writer, &mut b);
        preimage.write_metadata(PreimageFormat::C, variant, writer, &mut c);
        crate::bytes::same(&b, &c)
    }

    /// The digest of one text.
    pub(crate) fn digest(&self, format: PreimageFormat, variant: Variant<'_>, writer: &mut CanonicalWriter) -> Digest {
        let preimage = self.preimage();
        if self.s.len() > COLLECTED_BYTES {
            let mut hasher = Sha256::new();
            preimage.write(format, variant, writer, &mut hasher);
            return hasher.finish();
        }
        let mut text = Vec::with_capacity(self.s.len() + 64);
        preimage.write(format, variant, writer, &mut text);
        sha256(&text)
    }

    /// Hashes the entry in every way until one gives the claimed hash.
    pub(crate) fn judge(&self, reading: &Reading, writer: &mut CanonicalWriter) -> Content {
        let Some(claimed) = reading.claimed else {
            let computed = self.digest(PreimageFormat::C, Variant::default(), writer);
            return Content::Failed { computed, recomputed: Vec::new() };
        };
        match self.matching(claimed, reading, None, writer) {
            Ok(verified) => Content::Verified(verified),
            Err(recomputed) => {
                let computed = self.digest(PreimageFormat::C, Variant::default(), writer);
                Content::Failed { computed, recomputed }
            }
        }
    }

    /// Whether the entry verifies once its `prevHash` is `preceding` (`None`: null): then that member was edited, and the
    /// link holds.
    pub(crate) fn verifies_after(&self, preceding: Option<&Digest>, reading: &Reading, writer: &mut CanonicalWriter) -> bool {
        let literal = preceding.map_or_else(|| "null".to_owned(), |digest| format!("\"{digest}\""));
        reading.claimed.is_some_and(|claimed| self.matching(claimed, reading, Some(&literal), writer).is_ok())
    }

    /// The way that gives the claimed hash, or the digests that were tried.
    fn matching(
        &self,
        claimed: Digest,
        reading: &Reading,
        prev_hash: Option<&str>,
        writer: &mut CanonicalWriter,
    ) -> Result<Verified, Vec<Digest>> {
        let normalised = self.normalised_timestamp(reading);
        let (markers, remain) = self.markers();
        let mut tried = Vec::new();
        for erasure in ERASURES {
            if !erasure.iter().all(|name| markers.contains(name)) {
                continue;
            }
            for timestamp in [None, normalised.as_deref()] {
                for format in [PreimageFormat::C, PreimageFormat::B, PreimageFormat::A] {
                    let variant = Variant { timestamp, leave_out: erasure, prev_hash };
                    let digest = self.digest(format, variant, writer);
                    if digest == claimed {
                        let other_members = remain || markers.len() > erasure.len();
                        return Ok(Verified {
                            format: self.name_format(format, erasure, writer),
                            reserialized: timestamp.is_some(),
                            erasure,
                            metadata_remains: other_members,
                        });
                    }
                    tried.push(digest);
                }
                if normalised.is_none() {
                    break;
                }
            }
        }
        Err(tried)
    }

    /// The format by name: B/C where both texts are the same.
    fn name_format(&self, format: PreimageFormat, leave_out: &'static [&'static str], writer: &mut CanonicalWriter) -> Format {
        match format {
            PreimageFormat::A => Format::A,
            _ if self.same_texts(leave_out, writer) => Format::BOrC,
            PreimageFormat::B => Format::B,
            PreimageFormat::C => Format::C,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMESTAMP: &str = "2026-09-01T08:00:00.000Z";

    /// The text that a format hashes.
    fn preimage(metadata: &str, timestamp: &str, prev: &str, format: PreimageFormat) -> String {
        let (name, status) = match format {
            PreimageFormat::A => ("previousHash", ""),
            _ => ("prevHash", ",\"status\":\"success\""),
        };
        format!(
            "{{\"id\":\"e\",\"agentId\":\"a\",\"agentDid\":\"d\",\"grantId\":\"g\",\"principalId\":\"p\",\"developerId\":\"v\",\"action\":\"x\",\
             \"metadata\":{metadata},\"timestamp\":\"{timestamp}\",\"{name}\":{prev}{status}}}"
        )
    }

    fn entry(metadata: &str, timestamp: &str, prev: &str, hash: Digest) -> String {
        format!(
            "{{\"entryId\":\"e\",\"agentId\":\"a\",\"agentDid\":\"d\",\"grantId\":\"g\",\"principalId\":\"p\",\"developerId\":\"v\",\"action\":\"x\",\
             \"metadata\":{metadata},\"hash\":\"{hash}\",\"prevHash\":{prev},\"timestamp\":\"{timestamp}\",\"status\":\"success\"}}"
        )
    }

    fn with<T>(entry: &str, then: impl FnOnce(&Subject<'_>, &Reading) -> T) -> T {
        let (mut scan, mut values) = (EntryScan::default(), ValueScanner::default());
        scan.scan(&mut values, entry.as_bytes(), 0, 3).unwrap();
        let reading = Reading::of(entry.as_bytes(), &scan);
        assert_eq!(reading.defect, None, "{entry}");
        then(&Subject::new(entry.as_bytes(), &scan, &values, None), &reading)
    }

    fn judged(entry: &str) -> Content {
        with(entry, |subject, reading| subject.judge(reading, &mut CanonicalWriter::default()))
    }

    /// What is said of metadata as received, where this text was hashed.
    fn of_metadata(received: &str, hashed: &str, format: PreimageFormat) -> Content {
        judged(&entry(received, TIMESTAMP, "null", sha256(preimage(hashed, TIMESTAMP, "null", format).as_bytes())))
    }

    fn verified(format: Format) -> Verified {
        Verified { format, reserialized: false, erasure: &[], metadata_remains: true }
    }

    #[test]
    fn the_format_is_found() {
        use PreimageFormat::{A, B, C};
        for (received, format, hashed, found) in [
            ("{\"b\":1,\"a\":2}", A, "{\"b\":1,\"a\":2}", Format::A),
            ("{\"b\":1,\"a\":2}", B, "{\"b\":1,\"a\":2}", Format::B),
            ("{\"b\":1,\"a\":2}", C, "{\"a\":2,\"b\":1}", Format::C),
            ("{\"a\":1,\"b\":2}", A, "{\"a\":1,\"b\":2}", Format::A),
            ("{\"a\":1,\"b\":2}", B, "{\"a\":1,\"b\":2}", Format::BOrC),
            // Sorted as text, but an engine has 9 before 10.
            ("{\"10\":1,\"9\":2}", B, "{\"9\":2,\"10\":1}", Format::B),
            ("{\"10\":1,\"9\":2}", C, "{\"10\":1,\"9\":2}", Format::C),
            // Spelled otherwise, and still the same under both.
            ("{\"9\" : 1.0}", C, "{\"9\":1}", Format::BOrC),
        ] {
            assert_eq!(of_metadata(received, hashed, format), Content::Verified(verified(found)), "{received} {format:?}");
        }
    }

    #[test]
    fn a_failed_content_tells_all_that_was_tried() {
        let entry = entry("{\"b\":1,\"a\":2}", TIMESTAMP, "null", sha256(b"another"));
        let digest = |metadata: &str, format| sha256(preimage(metadata, TIMESTAMP, "null", format).as_bytes());
        let c = digest("{\"a\":2,\"b\":1}", PreimageFormat::C);
        let (b, a) = (digest("{\"b\":1,\"a\":2}", PreimageFormat::B), digest("{\"b\":1,\"a\":2}", PreimageFormat::A));
        assert_eq!(judged(&entry), Content::Failed { computed: c, recomputed: vec![c, b, a] });
    }

    #[test]
    fn erasure_markers_are_taken_out_only_where_that_explains_the_hash() {
        let (erased, deleted) = ("\"erasedAt\":\"2026-10-01T00:00:00.000Z\"", "\"dataDeletedAt\":\"2026-10-02T00:00:00+02:00\"");
        let c = PreimageFormat::C;
        let case = |received: &str, hashed: &str| match of_metadata(received, hashed, c) {
            Content::Verified(verified) => Some((verified.erasure.to_vec(), verified.metadata_remains)),
            Content::Failed { .. } => None,
        };
        assert_eq!(case(&format!("{{\"n\":1,{erased}}}"), "{\"n\":1}"), Some((vec!["erasedAt"], true)));
        assert_eq!(case(&format!("{{{erased}}}"), "{}"), Some((vec!["erasedAt"], false)));
        assert_eq!(case(&format!("{{{deleted},\"n\":1}}"), "{\"n\":1}"), Some((vec!["dataDeletedAt"], true)));
        assert_eq!(case(&format!("{{{deleted},{erased}}}"), "{}"), Some((vec!["erasedAt", "dataDeletedAt"], false)));
        assert_eq!(case(&format!("{{{deleted},{erased}}}"), &format!("{{{erased}}}")), Some((vec!["dataDeletedAt"], true)));
        // A marker that was there from the beginning is no marker.
        assert_eq!(case(&format!("{{{erased}}}"), &format!("{{{erased}}}")), Some((vec![], true)));
        // Only a timestamp marks an erasure, only at the top, only under that name; and the rest must be as it was.
        assert_eq!(case("{\"n\":1,\"erasedAt\":\"yes\"}", "{\"n\":1}"), None);
        assert_eq!(case("{\"n\":1,\"erasedAt\":1}", "{\"n\":1}"), None);
        assert_eq!(case(&format!("{{\"n\":{{{erased}}}}}"), "{\"n\":{}}"), None);
        assert_eq!(case("{\"n\":1,\"erasedat\":\"2026-10-01T00:00:00.000Z\"}", "{\"n\":1}"), None);
        assert_eq!(case(&format!("{{\"n\":2,{erased}}}"), "{\"n\":1}"), None);
        // However the name is spelled.
        assert_eq!(case("{\"n\":1,\"eras\\u0065dAt\":\"2026-10-01T00:00:00.000Z\"}", "{\"n\":1}"), Some((vec!["erasedAt"], true)));
    }

    #[test]
    fn only_the_millisecond_form_is_tried_for_a_timestamp() {
        let of = |received: &str, hashed: &str| {
            let hash = sha256(preimage("{}", hashed, "null", PreimageFormat::C).as_bytes());
            match judged(&entry("{}", received, "null", hash)) {
                Content::Verified(verified) => Some(verified.reserialized),
                Content::Failed { .. } => None,
            }
        };
        assert_eq!(of(TIMESTAMP, TIMESTAMP), Some(false));
        assert_eq!(of("2026-09-01T10:00:00+02:00", TIMESTAMP), Some(true));
        assert_eq!(of("2026-09-01T10:00:00+02:00", "2026-09-01T10:00:00+02:00"), Some(false));
        assert_eq!(of("2026-09-01T08:00:00.0000Z", TIMESTAMP), Some(true));
        // Another spelling was hashed than either; a part of a millisecond would be lost.
        assert_eq!(of(TIMESTAMP, "2026-09-01T08:00:00Z"), None);
        assert_eq!(of("2026-09-01T08:00:00.0001Z", TIMESTAMP), None);
        assert_eq!(of("2026-09-01T08:00:00.001Z", TIMESTAMP), None);
    }

    #[test]
    fn another_previous_hash_may_explain_it() {
        let (before, other) = (sha256(b"before"), sha256(b"other"));
        let hash = sha256(preimage("{}", TIMESTAMP, &format!("\"{before}\""), PreimageFormat::A).as_bytes());
        let edited = entry("{}", TIMESTAMP, &format!("\"{other}\""), hash);
        let after = |digest: Option<&Digest>| {
            with(&edited, |subject, reading| subject.verifies_after(digest, reading, &mut CanonicalWriter::default()))
        };
        assert!(matches!(judged(&edited), Content::Failed { .. }));
        assert_eq!((after(Some(&before)), after(Some(&other)), after(None)), (true, false, false));
        let hash = sha256(preimage("{}", TIMESTAMP, "null", PreimageFormat::C).as_bytes());
        let first = entry("{}", TIMESTAMP, &format!("\"{other}\""), hash);
        assert!(with(&first, |subject, reading| subject.verifies_after(None, reading, &mut CanonicalWriter::default())));
    }

    /// Long texts are hashed as they are written.
    #[test]
    fn length_makes_no_difference() {
        for length in [COLLECTED_BYTES - 400, COLLECTED_BYTES - 300, COLLECTED_BYTES, 3 * COLLECTED_BYTES] {
            let long = "x".repeat(length);
            let content =
                of_metadata(&format!("{{\"b\": \"{long}\",\"a\":1}}"), &format!("{{\"a\":1,\"b\":\"{long}\"}}"), PreimageFormat::C);
            assert_eq!(content, Content::Verified(verified(Format::C)), "{length}");
        }
    }
}
