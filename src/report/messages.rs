//! Findings and limits in words. Every sentence is derived from codes and params, so that it can be translated.

use super::codes::{Cause, FindingCode, LimitCode};
use super::finding::{Finding, Param};

/// A finding in words.
pub(crate) fn message(finding: &Finding) -> String {
    let mut message = String::new();
    for part in [sentence(finding), more(finding)] {
        // Blanks are in braces, so every second piece is the name of one.
        for (place, piece) in part.split(['{', '}']).enumerate() {
            if place % 2 == 0 {
                message.push_str(piece);
            } else {
                fill(finding, piece, &mut message);
            }
        }
    }
    message
}

/// Appends what a blank stands for: something of the finding itself, or the param of this name. `{one/many}` is the number of
/// entries with what they do: "1 entry lacks", "2 entries lack".
fn fill(finding: &Finding, blank: &str, to: &mut String) {
    match blank {
        "entry" | "Entry" => {
            if let Some(index) = finding.index {
                to.push_str(if blank == "entry" { "entry " } else { "Entry " });
                push_number(to, index);
            }
        }
        "expected" => to.push_str(finding.expected.as_deref().unwrap_or("nothing")),
        "actual" => to.push_str(finding.actual.as_deref().unwrap_or("nothing")),
        "pointer" => to.push_str(finding.pointer.as_deref().unwrap_or_default()),
        "first" => push_indexes(to, finding.related.get(..1)),
        "second" => push_indexes(to, finding.related.get(1..2)),
        "others" => push_indexes(to, Some(&finding.related)),
        _ => match blank.split_once('/') {
            Some((one, many)) => {
                let single = finding.params.get("count") == Some(&Param::Number(1));
                push_param(finding, "count", to);
                to.push(' ');
                to.push_str(if single { one } else { many });
            }
            None => push_param(finding, blank, to),
        },
    }
}

fn push_param(finding: &Finding, name: &str, to: &mut String) {
    match finding.params.get(name) {
        Some(Param::Text(text)) => to.push_str(text),
        Some(Param::Number(number)) => to.push_str(&number.to_string()),
        None => {}
    }
}

fn push_indexes(to: &mut String, indexes: Option<&[u64]>) {
    for (place, &index) in indexes.unwrap_or_default().iter().enumerate() {
        to.push_str(if place == 0 { "" } else { ", " });
        push_number(to, index);
    }
}

fn push_number(to: &mut String, number: u64) {
    to.push_str(&number.to_string());
}

fn is(finding: &Finding, param: &str, text: &str) -> bool {
    matches!(finding.params.get(param), Some(Param::Text(value)) if value == text)
}

/// What is said of a finding, with blanks.
fn sentence(finding: &Finding) -> &'static str {
    match finding.code {
        FindingCode::ChainContentMismatch => {
            "The content of {entry} does not give its hash under any format: a hashed member or the hash itself was changed after it was written."
        }
        FindingCode::ChainLinkMismatch => link(finding.cause),
        FindingCode::ChainGenesisMissing => {
            "The chain was asked for from its beginning, but the first entry names one before it: the oldest entries are missing."
        }
        FindingCode::ChainGenesisUnexpected => {
            "The `prevHash` of {entry} is null, as only a chain's first entry may have it: a second chain starts in the middle."
        }
        FindingCode::ChainDuplicateEntry => "The id of {entry} stood before: an entry was put in twice.",
        FindingCode::ChainDeveloperMismatch => "The developer of {entry} is `{actual}`, not `{expected}`: it belongs to another chain.",
        FindingCode::ChainOutOfOrder if finding.params.contains_key("reversed") => {
            "The entries stand in exactly reversed order: sort them by timestamp and id, ascending, or use the file as the server sent it."
        }
        FindingCode::ChainOutOfOrder => "The timestamp and id of {entry} are below those of the entry before it.",
        FindingCode::ChainFormatRegression => {
            "The hash format of {entry} is older than one that an entry before it must have: it may have been put in later."
        }
        FindingCode::ChainSameMillisecondOrder => {
            "Several entries of one millisecond are stored in another order than their links', which form one unbroken path: no sign of tampering."
        }
        FindingCode::ChainSameMillisecondFork => {
            "Inside one millisecond {entry} hangs off the chain, and nothing follows it. The server does this to itself when two entries \
             are written in one millisecond; an entry slipped in afterwards looks the same. Compare it with the application's own log."
        }
        FindingCode::ChainErasureMarker => {
            "The content of {entry} verifies without `{markers}`, which the server adds on a data-erasure request: otherwise it is as written."
        }
        FindingCode::ChainStatusUnprotected => {
            "{entry is/entries are} in format A, whose hash does not cover `status`: it could have been changed unseen."
        }
        FindingCode::DocumentMalformedEntry => "`{pointer}` {problem}: {entry} could not be hashed.",
        FindingCode::DocumentDuplicateMember => {
            "`{pointer}` stands twice. Readers differ in which of the two they keep, so nobody can say what this document says."
        }
        FindingCode::DocumentNumberPrecision => {
            "The number `{actual}` is hashed as `{expected}`, the nearest one that JavaScript has: another reader would see another number than the one that is protected."
        }
        FindingCode::DocumentUnsupportedSchema => {
            "The schema version is `{found}`; this verifier knows `{known}`. A newer verifier may be needed."
        }
        FindingCode::DocumentDeveloperIdMissing => {
            "{entry lacks/entries lack} `developerId`, which is part of every hash, and could not be checked. Fetch the document again and keep the answer's own bytes."
        }
        FindingCode::DocumentLimitExceeded => "The row of {entry} {problem}: it was not read, and so not checked.",
        FindingCode::DocumentMemberMissing => "{entry lacks/entries lack} `{member}`; `{assumed}` was assumed, as the server does.",
        FindingCode::DocumentUnprotectedMember => {
            "{entry holds/entries hold} the member `{member}`, which no format hashes: it can say anything."
        }
        FindingCode::DocumentReserialized => {
            "{entry verified/entries verified} only with the millisecond form of the timestamp: the file passed through another tool, which spelled it otherwise."
        }
        FindingCode::PackRequestMismatch if finding.index.is_some() => {
            "The `{member}` of {entry} is `{actual}`, but the export was asked for `{expected}`."
        }
        FindingCode::PackRequestMismatch if finding.actual.is_some() => {
            "The document says that `{member}` was `{actual}`, but it was asked "
        }
        FindingCode::PackRequestMismatch => "The document says that `{member}` was left out, but it was asked ",
        FindingCode::PackCountMismatch => "`{what}` says {stated}, but the rows make {counted}.",
        FindingCode::PackOutsideWindow if is(finding, "bound", "since") => {
            "The timestamp of {entry}, {time}, lies before the window's start, {limit}."
        }
        FindingCode::PackOutsideWindow => "The timestamp of {entry}, {time}, lies after the window's end, {limit}.",
        FindingCode::PackGeneratedBeforeEntry => {
            "The timestamp of {entry}, {time}, is later than the document's own, {limit}: a clock is off."
        }
        FindingCode::PackServerClaimMismatch => "The server claims that its chain is {claimed}; recomputed, it is {recomputed}. ",
        FindingCode::PackPlanLimitReached => {
            "The chain stands at exactly {ceiling} entries, the ceiling of the plan `{plan}`: later events were refused and are in no log."
        }
        FindingCode::CheckpointMismatch if is(finding, "what", "developer") => {
            "The checkpoint is of developer `{expected}`, the document of `{actual}`."
        }
        FindingCode::CheckpointMismatch if is(finding, "what", "ordinal") => {
            "The checkpoint's head was entry number {then} of its chain and is now number {now}: entries were added or removed before it."
        }
        FindingCode::CheckpointMismatch => {
            "The document covers the time of the checkpoint's head `{headId}`, but does not hold it with its hash {expected}: the newest entries were removed, or the chain was rewritten."
        }
        FindingCode::CheckpointNotCovered => "The document does not reach the checkpoint's head, so the two could not be compared.",
        FindingCode::AccessAfterRevocation => "{Entry} acted at {acted}, after its grant `{grantId}` was revoked at {limit}.",
        FindingCode::AccessAfterExpiry => "{Entry} acted at {acted}, when its grant `{grantId}` had expired at {limit}.",
        FindingCode::AccessBeforeIssue => "{Entry} acted at {acted}, before its grant `{grantId}` was issued at {limit}.",
        FindingCode::AccessAgentMismatch => "{Entry} was done by agent `{actual}`; its grant `{grantId}` is `{expected}`'s.",
        FindingCode::AccessPrincipalMismatch => "{Entry} was done for principal `{actual}`; its grant `{grantId}` is from `{expected}`.",
        FindingCode::AccessGrantNotInPack => "The grant `{grantId}` of {action/actions} is not in the pack, ",
    }
}

/// The rest of what is said.
fn more(finding: &Finding) -> &'static str {
    match finding.code {
        FindingCode::ChainErasureMarker if is(finding, "metadataRemains", "yes") => " The original metadata is still there.",
        FindingCode::PackRequestMismatch if finding.index.is_none() => match finding.expected {
            Some(_) => "with `{expected}`.",
            None => "without it.",
        },
        FindingCode::PackServerClaimMismatch if is(finding, "explained", "yes") => {
            "The server's own check says this of these entries: it stops at the first break, knows contents and links, and does not know \
             where a chain begins or what erasure markers are."
        }
        FindingCode::PackServerClaimMismatch if is(finding, "explained", "no") => {
            "The server's own check would not have said this of these entries: they, or the claim, were changed after the server made the \
             document, or the claim was never computed."
        }
        FindingCode::PackServerClaimMismatch => "The server's check stops at the first break, and looks at contents and links only.",
        FindingCode::AccessGrantNotInPack if is(finding, "window", "yes") => "as is normal when it was issued before the window.",
        FindingCode::AccessGrantNotInPack => "and no window explains it.",
        _ => "",
    }
}

fn link(cause: Option<Cause>) -> &'static str {
    match cause {
        Some(Cause::Inserted) => {
            "The `prevHash` of {entry} passes over the entries before it ({others}), which nothing else names: they were put in."
        }
        Some(Cause::Deleted) => "The `prevHash` of {entry} names an entry that is nowhere in the document: it was removed or replaced.",
        Some(Cause::Forked) => "The `prevHash` of {entry} names entry {first}, and so does entry {second}: the chain forks there.",
        Some(Cause::Moved) => "The `prevHash` of {entry} names entry {first}, which does not stand right before it: one of them was moved.",
        None => "The `prevHash` of {entry} is not the hash of the entry before it.",
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn unprotected(member: &str, count: u64) -> String {
        message(&Finding::new(FindingCode::DocumentUnprotectedMember).param("member", member).param("count", count))
    }

    #[test]
    fn one_and_many() {
        assert_eq!(unprotected("a", 1), "1 entry holds the member `a`, which no format hashes: it can say anything.");
        assert_eq!(unprotected("a", 2), "2 entries hold the member `a`, which no format hashes: it can say anything.");
    }

    #[test]
    fn what_a_document_says_is_no_blank() {
        assert_eq!(unprotected("{count}/{", 2), "2 entries hold the member `{count}/{`, which no format hashes: it can say anything.");
    }

    #[test]
    fn every_sentence_is_whole() {
        for &code in FindingCode::ALL {
            let text = message(&Finding::new(code));
            assert!(text.ends_with('.') && !text.contains(['{', '}', '/']), "{text}");
        }
    }
}
