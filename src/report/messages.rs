//! Findings and limits in words. Every sentence is derived from codes and params, so that it can be translated.

use super::codes::{Cause, FindingCode, LimitCode};
use super::finding::{Finding, Param};

/// A finding in words.
pub(crate) fn message(finding: &Finding) -> String {
    let param = |name: &str| match finding.params.get(name) {
        Some(Param::Text(text)) => text.clone(),
        Some(Param::Number(number)) => number.to_string(),
        None => String::new(),
    };
    // "1 entry lacks", "2 entries lack".
    let entries = |one: &str, many: &str| match param("count").as_str() {
        "1" => format!("1 entry {one}"),
        count => format!("{count} entries {many}"),
    };
    let expected = finding.expected.as_deref().unwrap_or("nothing");
    let actual = finding.actual.as_deref().unwrap_or("nothing");
    let entry = finding.index.map_or_else(String::new, |index| format!("entry {index}"));
    match finding.code {
        FindingCode::ChainContentMismatch => {
            format!("The content of {entry} does not give its hash under any format: a hashed member or the hash itself was changed after it was written.")
        }
        FindingCode::ChainLinkMismatch => link(finding, &entry),
        FindingCode::ChainGenesisMissing => {
            "The chain was asked for from its beginning, but the first entry names one before it: the oldest entries are missing.".to_owned()
        }
        FindingCode::ChainGenesisUnexpected => {
            format!("The `prevHash` of {entry} is null, as only a chain's first entry may have it: a second chain starts in the middle.")
        }
        FindingCode::ChainDuplicateEntry => format!("The id of {entry} stood before: an entry was put in twice."),
        FindingCode::ChainDeveloperMismatch => {
            format!("The developer of {entry} is `{actual}`, not `{expected}`: it belongs to another chain.")
        }
        FindingCode::ChainOutOfOrder if finding.params.contains_key("reversed") => {
            "The entries stand in exactly reversed order: sort them by timestamp and id, ascending, or use the file as the server sent it.".to_owned()
        }
        FindingCode::ChainOutOfOrder => format!("The timestamp and id of {entry} are below those of the entry before it."),
        FindingCode::ChainFormatRegression => {
            format!("The hash format of {entry} is older than one that an entry before it must have: it may have been put in later.")
        }
        FindingCode::ChainSameMillisecondOrder => {
            "Several entries of one millisecond are stored in another order than their links', which form one unbroken path: no sign of tampering.".to_owned()
        }
        FindingCode::ChainSameMillisecondFork => format!(
            "Inside one millisecond {entry} hangs off the chain, and nothing follows it. The server does this to itself when two entries \
             are written in one millisecond; an entry slipped in afterwards looks the same. Compare it with the application's own log."
        ),
        FindingCode::ChainErasureMarker => {
            let remains = if param("metadataRemains") == "yes" { " The original metadata is still there." } else { "" };
            format!("The content of {entry} verifies without `{}`, which the server adds on a data-erasure request: otherwise it is as written.{remains}", param("markers"))
        }
        FindingCode::ChainStatusUnprotected => {
            format!("{} in format A, whose hash does not cover `status`: it could have been changed unseen.", entries("is", "are"))
        }
        FindingCode::DocumentMalformedEntry => {
            let place = finding.pointer.as_deref().unwrap_or("");
            format!("`{place}` {}: {entry} could not be hashed.", param("problem"))
        }
        FindingCode::DocumentDuplicateMember => {
            "A member name stands twice in one object. Readers differ in which of the two they keep, so nobody can say what this document says.".to_owned()
        }
        FindingCode::DocumentNumberPrecision => format!(
            "The number `{actual}` is hashed as `{expected}`, the nearest one that JavaScript has: another reader would see another number than the one that is protected."
        ),
        FindingCode::DocumentUnsupportedSchema => {
            format!("The schema version is `{}`; this verifier knows `{}`. A newer verifier may be needed.", param("found"), param("known"))
        }
        FindingCode::DocumentDeveloperIdMissing => format!(
            "{} `developerId`, which is part of every hash, and could not be checked. Fetch the document again and keep the answer's own bytes.",
            entries("lacks", "lack")
        ),
        FindingCode::DocumentLimitExceeded => format!("The row of {entry} {}: it was not read, and so not checked.", param("problem")),
        FindingCode::DocumentMemberMissing => {
            format!("{} `{}`; `{}` was assumed, as the server does.", entries("lacks", "lack"), param("member"), param("assumed"))
        }
        FindingCode::DocumentUnprotectedMember => {
            format!("{} the member `{}`, which no format hashes: it can say anything.", entries("holds", "hold"), param("member"))
        }
        FindingCode::DocumentReserialized => format!(
            "{} only with the millisecond form of the timestamp: the file passed through another tool, which spelled it otherwise.",
            entries("verified", "verified")
        ),
        FindingCode::PackRequestMismatch if finding.index.is_some() => {
            format!("The `{}` of {entry} is `{actual}`, but the export was asked for `{expected}`.", param("member"))
        }
        FindingCode::PackRequestMismatch => {
            let asked = finding.expected.as_deref().map_or("without it".to_owned(), |asked| format!("with `{asked}`"));
            let says = finding.actual.as_deref().map_or("was left out".to_owned(), |says| format!("was `{says}`"));
            format!("The document says that `{}` {says}, but it was asked {asked}.", param("member"))
        }
        FindingCode::PackCountMismatch => format!("`{}` says {}, but the rows make {}.", param("what"), param("stated"), param("counted")),
        FindingCode::PackOutsideWindow => {
            let side = if param("bound") == "since" { "before the window's start" } else { "after the window's end" };
            format!("The timestamp of {entry}, {}, lies {side}, {}.", param("time"), param("limit"))
        }
        FindingCode::PackGeneratedBeforeEntry => {
            format!("The timestamp of {entry}, {}, is later than the document's own, {}: a clock is off.", param("time"), param("limit"))
        }
        FindingCode::PackServerClaimMismatch => {
            let why = match param("explained").as_str() {
                "yes" => {
                    "The server's own check says this of these entries: it stops at the first break, knows contents and links, and does not know \
                     where a chain begins or what erasure markers are."
                }
                "no" => {
                    "The server's own check would not have said this of these entries: they, or the claim, were changed after the server made the \
                     document, or the claim was never computed."
                }
                _ => "The server's check stops at the first break, and looks at contents and links only.",
            };
            format!("The server claims that its chain is {}; recomputed, it is {}. {why}", param("claimed"), param("recomputed"))
        }
        FindingCode::PackPlanLimitReached => format!(
            "The chain stands at exactly {} entries, the ceiling of the plan `{}`: later events were refused and are in no log.",
            param("ceiling"),
            param("plan")
        ),
        FindingCode::CheckpointMismatch => match param("what").as_str() {
            "developer" => format!("The checkpoint is of developer `{expected}`, the document of `{actual}`."),
            "ordinal" => {
                format!("The checkpoint's head was entry number {} of its chain and is now number {}: entries were added or removed before it.", param("then"), param("now"))
            }
            _ => format!(
                "The document covers the time of the checkpoint's head `{}`, but does not hold it with its hash {expected}: the newest entries were removed, or the chain was rewritten.",
                param("headId")
            ),
        },
        FindingCode::CheckpointNotCovered => "The document does not reach the checkpoint's head, so the two could not be compared.".to_owned(),
        FindingCode::AccessAfterRevocation => format!("{} acted at {}, after its grant `{}` was revoked at {}.", capital(&entry), param("acted"), param("grantId"), param("limit")),
        FindingCode::AccessAfterExpiry => format!("{} acted at {}, when its grant `{}` had expired at {}.", capital(&entry), param("acted"), param("grantId"), param("limit")),
        FindingCode::AccessBeforeIssue => format!("{} acted at {}, before its grant `{}` was issued at {}.", capital(&entry), param("acted"), param("grantId"), param("limit")),
        FindingCode::AccessAgentMismatch => format!("{} was done by agent `{actual}`; its grant `{}` is `{expected}`'s.", capital(&entry), param("grantId")),
        FindingCode::AccessPrincipalMismatch => {
            format!("{} was done for principal `{actual}`; its grant `{}` is from `{expected}`.", capital(&entry), param("grantId"))
        }
        FindingCode::AccessGrantNotInPack => {
            let why = if param("window") == "yes" {
                "as is normal when it was issued before the window"
            } else {
                "and no window explains it"
            };
            let actions = if param("count") == "1" { "1 action".to_owned() } else { format!("{} actions", param("count")) };
            format!("The grant `{}` of {actions} is not in the pack, {why}.", param("grantId"))
        }
    }
}

fn link(finding: &Finding, entry: &str) -> String {
    let others = finding.related.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
    let first = finding.related.first().map_or_else(String::new, u64::to_string);
    let second = finding.related.get(1).map_or_else(String::new, u64::to_string);
    match finding.cause {
        Some(Cause::Inserted) => {
            format!("The `prevHash` of {entry} passes over the entries before it ({others}), which nothing else names: they were put in.")
        }
        Some(Cause::Deleted) => {
            format!("The `prevHash` of {entry} names an entry that is nowhere in the document: it was removed or replaced.")
        }
        Some(Cause::Forked) => format!("The `prevHash` of {entry} names entry {first}, and so does entry {second}: the chain forks there."),
        Some(Cause::Moved) => {
            format!("The `prevHash` of {entry} names entry {first}, which does not stand right before it: one of them was moved.")
        }
        None => format!("The `prevHash` of {entry} is not the hash of the entry before it."),
    }
}

/// A sentence's first letter.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What is not proved, in words.
pub(crate) fn limit(code: LimitCode) -> &'static str {
    match code {
        LimitCode::Tail => "Deletion of the newest entries cannot be seen without a checkpoint.",
        LimitCode::Rewrite => {
            "A chain that was rewritten and re-hashed as a whole, by whoever holds the database, cannot be told from an honest one without a checkpoint."
        }
        LimitCode::Request => {
            "What was asked for was not told: the window is only the file's claim, and so is what may have been left out by it."
        }
        LimitCode::WindowStart => "What lies before the window was not seen; its first entry names an entry outside the document.",
        LimitCode::Filtered => {
            "A filtered export has gaps by design: entries that were removed cannot be told from entries that were left out."
        }
        LimitCode::StatusUnprotected => "The status of entries in format A is not covered by their hash.",
        LimitCode::UnhashedParts => {
            "Summary, grants, policies and meta are covered by no hash; they were only compared with the entries where that is possible."
        }
        LimitCode::AgentCounts => "The summary's counts of agents cannot be recounted from the document.",
        LimitCode::Scopes => "Scopes were not replayed: action names have no defined mapping to scopes.",
        LimitCode::AccessReplay => "Actions were not held against their grants.",
        LimitCode::SkippedEntries => "Some entries were too large or too deep to be read, and were not checked.",
        LimitCode::PolicyHistory => {
            "Policies were changed inside the period; the pack holds their newest form only, not what they were when the entries were written."
        }
        LimitCode::Explanations => "There are more breaks than are explained; the causes of the later ones may be missing.",
    }
}
