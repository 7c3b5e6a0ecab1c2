//! Several documents of one chain: cut from a recorded pack at its entries, in any order.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops where it fails, in its helpers too")]

use grantex_compliance::report::{Assurance, Checkpoint};
use grantex_compliance::series::{Member, Relation, Series, SeriesCode, SeriesReport, verify_series};
use grantex_compliance::{Report, Verdict, VerifyOptions};
use serde_json::{Value, json};

fn recorded(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/fixtures/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The texts of a pack's entries, as the server spells them.
fn entries(pack: &str) -> Vec<String> {
    let from = pack.find(r#""auditEntries":["#).unwrap() + r#""auditEntries":["#.len();
    let to = pack.find(r#"],"policies":"#).unwrap();
    pack[from..to].replace(r#"},{"entryId":"#, "}\n{\"entryId\":").lines().map(str::to_owned).collect()
}

/// What an honest server gives of the entries `from..to` of a recorded pack, asked for their time; the pack's own ends are
/// asked for openly.
fn cut(name: &str, from: usize, to: usize) -> String {
    let pack = recorded(name);
    let all = entries(&pack);
    assert!(from < to && to <= all.len());
    let mut value: Value = serde_json::from_str(&pack).unwrap();
    let parsed: Vec<Value> = all[from..to].iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    let time = |entry: &Value| entry["timestamp"].as_str().unwrap().to_owned();
    if from > 0 {
        value["meta"]["since"] = json!(time(&parsed[0]));
    }
    if to < all.len() {
        value["meta"]["until"] = json!(time(parsed.last().unwrap()));
    }
    let of = |status: &str| parsed.iter().filter(|entry| entry["status"] == status).count();
    value["summary"]["auditEntries"] =
        json!({ "total": to - from, "success": of("success"), "failure": of("failure"), "blocked": of("blocked") });
    value["chainIntegrity"] = json!({ "valid": true, "checkedEntries": to - from, "firstBrokenAt": null, "reason": null });
    // Entries keep their own spelling; everything else may be written anew.
    value["auditEntries"] = json!("here");
    value.to_string().replace("\"here\"", &format!("[{}]", all[from..to].join(",")))
}

fn joined(documents: &[(&str, String)], options: &VerifyOptions) -> (SeriesReport, Vec<Report>) {
    let given = documents.iter().map(|(name, text)| (*name, text.as_bytes()));
    let (series, reports) = verify_series(given, options).unwrap();
    (series, reports.into_iter().map(Result::unwrap).collect())
}

fn relations(series: &SeriesReport) -> Vec<(&str, Relation, Option<u64>)> {
    series.documents.iter().map(|document| (document.name.as_str(), document.join.relation, document.join.shared)).collect()
}

fn codes(series: &SeriesReport) -> Vec<SeriesCode> {
    series.because.iter().map(|reason| reason.code).collect()
}

/// Every order in which three can be given.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

#[test]
fn periods_that_follow_each_other_are_one_chain() {
    let three = [("a", cut("evidence-pack", 0, 40)), ("b", cut("evidence-pack", 40, 80)), ("c", cut("evidence-pack", 80, 120))];
    for order in ORDERS {
        let documents: Vec<_> = order.iter().map(|&i| three[i].clone()).collect();
        let (series, reports) = joined(&documents, &VerifyOptions::default());
        assert_eq!(series.verdict, Verdict::Intact, "{:?}", series.because);
        assert_eq!(relations(&series), [("a", Relation::First, None), ("b", Relation::Joined, None), ("c", Relation::Joined, None)]);
        for document in &series.documents {
            assert_eq!(document.name, documents[document.position].0);
            assert_eq!(reports[document.position].assurance, document.assurance, "{}", document.name);
        }
        assert_eq!(series.assurance, Assurance::Unanchored);
        let [timeline] = series.timelines.as_slice() else { panic!() };
        let [stretch] = timeline.stretches.as_slice() else { panic!() };
        assert_eq!((stretch.entries, stretch.starts_at_genesis, stretch.documents.as_slice()), (120, true, &[0, 1, 2][..]));
        // The checkpoint speaks of the whole chain, as one of the whole pack does.
        let checkpoint = series.checkpoint.unwrap();
        let whole = grantex_compliance::verify(recorded("evidence-pack").as_bytes(), VerifyOptions::default()).unwrap();
        assert_eq!(Some(&checkpoint), whole.checkpoint.as_ref());
    }
}

#[test]
fn what_two_hold_is_counted_once() {
    let (series, _) = joined(&[("b", cut("evidence-pack", 40, 120)), ("a", cut("evidence-pack", 0, 60))], &VerifyOptions::default());
    assert_eq!(series.verdict, Verdict::Intact, "{:?}", series.because);
    assert_eq!(relations(&series), [("a", Relation::First, None), ("b", Relation::Overlap, Some(20))]);
    assert_eq!(series.timelines[0].stretches[0].entries, 120);
    assert_eq!(series.checkpoint.unwrap().entries, 120);
    // The same twice.
    let (series, _) = joined(&[("x", recorded("evidence-pack")), ("y", recorded("evidence-pack-soc2"))], &VerifyOptions::default());
    assert_eq!((series.verdict, series.timelines[0].stretches[0].entries), (Verdict::Intact, 120));
    assert_eq!(relations(&series)[1].2, Some(120));
    // A period inside another, and another after both.
    let three = [("a", cut("evidence-pack", 0, 90)), ("b", cut("evidence-pack", 20, 40)), ("c", cut("evidence-pack", 90, 120))];
    for order in ORDERS {
        let documents: Vec<_> = order.iter().map(|&i| three[i].clone()).collect();
        let (series, _) = joined(&documents, &VerifyOptions::default());
        assert_eq!(relations(&series), [("a", Relation::First, None), ("b", Relation::Contained, Some(20)), ("c", Relation::Joined, None)]);
        assert_eq!((series.verdict, series.checkpoint.unwrap().entries), (Verdict::Intact, 120));
    }
}

#[test]
fn a_gap_is_named_and_leaves_the_series_open() {
    let first = cut("evidence-pack", 0, 40);
    let (series, reports) = joined(&[("a", first.clone()), ("c", cut("evidence-pack", 80, 120))], &VerifyOptions::default());
    assert_eq!(series.verdict, Verdict::Inconclusive);
    assert!(codes(&series).contains(&SeriesCode::Gap), "{:?}", series.because);
    let gap = series.documents[1].join.gap.clone().unwrap();
    assert_eq!(gap.from, reports[0].coverage.observed.to);
    assert_eq!(gap.to, reports[1].coverage.observed.from);
    assert!(!gap.windows_adjoin);
    assert_eq!(series.timelines[0].stretches.len(), 2);
    assert_eq!(series.checkpoint, None);
    // Asked so that nothing lies between, and still something does.
    let (until, since) = (gap.from.unwrap(), gap.to.unwrap());
    let wider = first.replace(&format!("\"until\":\"{until}\""), &format!("\"until\":\"{since}\""));
    assert_ne!(wider, first);
    let (series, _) = joined(&[("a", wider), ("c", cut("evidence-pack", 80, 120))], &VerifyOptions::default());
    assert!(series.documents[1].join.gap.clone().unwrap().windows_adjoin);
    assert_eq!(series.verdict, Verdict::Inconclusive);
}

#[test]
fn what_can_not_both_be_true_is_a_contradiction() {
    // Made later than the other and asked for everything, it lacks the newest entry.
    for documents in [
        [("full", recorded("evidence-pack")), ("short", recorded("deleted-tail"))],
        [("short", recorded("deleted-tail")), ("full", recorded("evidence-pack"))],
    ] {
        let (series, reports) = joined(&documents, &VerifyOptions::default());
        assert_eq!(series.verdict, Verdict::Broken);
        assert!(codes(&series).contains(&SeriesCode::Contradiction), "{:?}", series.because);
        let short = documents.iter().position(|(name, _)| *name == "short").unwrap();
        assert_eq!(reports[short].verdict, Verdict::Broken);
        assert_eq!(reports[1 - short].verdict, Verdict::Intact);
        assert_eq!(series.checkpoint, None);
    }
    // Made before that entry was written, it is an older pack of the same chain.
    let older = recorded("deleted-tail").replace("2026-11-23T14:55:10.567Z", "2026-11-23T14:44:42.881Z");
    let (series, _) = joined(&[("full", recorded("evidence-pack")), ("short", older)], &VerifyOptions::default());
    assert_eq!(series.verdict, Verdict::Intact, "{:?}", series.because);
    assert_eq!(relations(&series), [("short", Relation::First, None), ("full", Relation::Overlap, Some(119))]);
}

#[test]
fn broken_and_unreadable_documents_are_part_of_the_answer() {
    let (series, _) = joined(&[("a", recorded("tampered-action")), ("b", recorded("evidence-pack"))], &VerifyOptions::default());
    assert_eq!(series.verdict, Verdict::Broken);
    assert_eq!(codes(&series), [SeriesCode::Document, SeriesCode::NotEstablished].map(Some).iter().flatten().copied().collect::<Vec<_>>());
    let broken_off = cut("evidence-pack", 0, 40);
    let given = [("half", &broken_off.as_bytes()[..9_000]), ("b", &b"[]"[..])];
    let (series, reports) = verify_series(given, &VerifyOptions::default()).unwrap();
    assert_eq!(series.verdict, Verdict::Inconclusive);
    assert_eq!(codes(&series), [SeriesCode::Unreadable, SeriesCode::Unreadable]);
    assert!(reports.iter().all(Result::is_err));
    let (series, _) = verify_series([], &VerifyOptions::default()).unwrap();
    assert_eq!((series.verdict, codes(&series)), (Verdict::Inconclusive, vec![SeriesCode::Empty]));
}

#[test]
fn chains_of_several_developers_stand_apart() {
    let documents = [("a", cut("evidence-pack", 0, 40)), ("x", recorded("same-millisecond")), ("b", cut("evidence-pack", 40, 120))];
    for order in ORDERS {
        let documents: Vec<_> = order.iter().map(|&i| documents[i].clone()).collect();
        let (series, _) = joined(&documents, &VerifyOptions::default());
        assert_eq!(series.timelines.len(), 2);
        assert_eq!(series.verdict, Verdict::Intact, "{:?}", series.because);
        assert_eq!(series.checkpoint, None);
    }
}

#[test]
fn the_callers_checkpoint_meets_the_first_that_reaches_it() {
    let checkpoint: Option<Checkpoint> =
        grantex_compliance::verify(cut("evidence-pack", 0, 50).as_bytes(), VerifyOptions::default()).unwrap().checkpoint;
    let options = VerifyOptions { checkpoint, ..VerifyOptions::default() };
    let three = [("a", cut("evidence-pack", 0, 40)), ("b", cut("evidence-pack", 40, 80)), ("c", cut("evidence-pack", 80, 120))];
    for order in ORDERS {
        let documents: Vec<_> = order.iter().map(|&i| three[i].clone()).collect();
        let (series, _) = joined(&documents, &options);
        assert_eq!((series.verdict, series.assurance), (Verdict::Intact, Assurance::Anchored), "{:?}", series.because);
    }
    // One that can't be met makes the series broken, wherever it is held against.
    let mut wrong = options.clone();
    wrong.checkpoint.as_mut().unwrap().head.hash = "0".repeat(64);
    let (series, reports) = joined(&three, &wrong);
    assert_eq!((series.verdict, series.assurance), (Verdict::Broken, Assurance::Unanchored));
    assert_eq!(reports[1].verdict, Verdict::Broken);
    // Another developer's.
    let mut other = options.clone();
    other.checkpoint.as_mut().unwrap().developer_id = "dev_OTHER".to_owned();
    assert_eq!(joined(&three, &other).0.verdict, Verdict::Broken);
}

/// What crosses to JavaScript and back says the same.
#[test]
fn a_member_is_the_same_from_json() {
    let options = [VerifyOptions::default(), {
        let checkpoint = grantex_compliance::verify(recorded("evidence-pack").as_bytes(), VerifyOptions::default()).unwrap().checkpoint;
        VerifyOptions { checkpoint, ..VerifyOptions::default() }
    }];
    let mut compared = 0;
    for file in std::fs::read_dir(format!("{}/tests/fixtures/recorded", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        for options in &options {
            let bytes = std::fs::read(&path).unwrap();
            let answer = grantex_compliance::verify(bytes.as_slice(), options.clone());
            let value = match &answer {
                Ok(report) => serde_json::to_value(report).unwrap(),
                Err(error) => json!({ "error": { "code": error.code(), "message": error.to_string(), "report": error.partial() } }),
            };
            assert_eq!(Member::of_json("x", &value), Some(Member::of("x", &answer)), "{}", path.display());
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared}");
    assert_eq!(Member::of_json("x", &json!({ "verdict": "intact" })), None);
}

#[test]
fn an_unanswered_step_is_not_established() {
    let mut series = Series::new(None);
    for (name, text) in [("a", cut("evidence-pack", 0, 40)), ("b", cut("evidence-pack", 40, 120))] {
        series.add(Member::of(name, &grantex_compliance::verify(text.as_bytes(), VerifyOptions::default())));
    }
    assert!(series.step().is_some());
    let report = series.conclude();
    assert_eq!(report.verdict, Verdict::Inconclusive);
}
