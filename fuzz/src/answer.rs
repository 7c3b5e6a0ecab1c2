//! The body of an answer in cuts. The first eight bytes choose the route, what is kept, and the cuts.
//!
//! Promised: the same however it is cut; head and rows together are the answer; what is admitted is what its type reads.

use grantex_compliance::Error;
use grantex_compliance::client::{Answer, Keep, Route};
use grantex_compliance::models::{ComplianceAuditExport, ComplianceGrantsExport, ComplianceSummary, EvidencePack, check_part};

use crate::plain::json::{Value, parse};
use crate::split::Cuts;

/// Bytes before the body.
pub const CONTROL: usize = 8;

/// Longer bodies are not cut into single bytes.
const SHORT: usize = 2_048;

/// The head, and the batches of rows.
type Taken = Result<(Vec<u8>, Vec<Vec<u8>>), Error>;

pub fn run(data: &[u8]) {
    let Some((control, body)) = data.split_at_checked(CONTROL) else { return };
    let route = Route::ALL[usize::from(control[0] & 3)];
    let new = || match control[0] >> 2 & 3 {
        0 | 1 => Answer::admitting(route),
        2 => Answer::splitting(route, Keep::All),
        _ => Answer::splitting(route, Keep::Head),
    };
    let whole = take(new(), [body]);
    same(&whole, &take(new(), Cuts(&control[4..]).pieces(body)));
    if body.len() <= SHORT {
        same(&whole, &take(new(), body.chunks(1)));
    }
    let admitting = control[0] >> 3 & 1 == 0;
    let Ok(document) = parse(body) else {
        assert!(!admitting || whole.is_err() || parse(body) == Err(true), "admitted, and no JSON");
        return;
    };
    if admitting && document.depth() < 100 {
        let checked = match route {
            Route::Summary => check_part::<ComplianceSummary>(body, ""),
            Route::ExportGrants => check_part::<ComplianceGrantsExport>(body, ""),
            Route::ExportAudit => check_part::<ComplianceAuditExport>(body, ""),
            Route::EvidencePack => check_part::<EvidencePack>(body, ""),
        };
        match (&whole, &checked) {
            (Ok(_), Ok(())) => {}
            (Err(taken), Err(_)) => assert!(taken.code().starts_with("document."), "{taken}"),
            _ => panic!("taken: {:?}, checked: {:?}", whole.err(), checked.err()),
        }
    }
    // A document whose parts are the received bytes is the received document.
    if let (Ok((head, batches)), true) = (whole, control[0] >> 2 & 3 != 3) {
        let mut head = parse(&head).expect("the head of JSON is JSON");
        let rows = batches.iter().flat_map(|batch| match parse(batch) {
            Ok(Value::Array(rows)) => rows,
            other => panic!("no rows: {other:?}"),
        });
        let rows: Vec<Value> = rows.collect();
        if let (false, Some(list)) = (rows.is_empty(), route.list()) {
            *first_member(&mut head, list) = Value::Array(rows);
        }
        assert_eq!(head, document, "another document");
    }
}

fn first_member<'a>(object: &'a mut Value, name: &str) -> &'a mut Value {
    let Value::Object(members) = object else { panic!("no object") };
    let lists = members.iter_mut().filter(|(_, value)| *value == Value::Array(Vec::new()));
    let mut named = lists.filter(|(other, _)| other.iter().copied().eq(name.encode_utf16()));
    &mut named.next().expect("the list's place").1
}

fn take<'a>(mut answer: Answer, pieces: impl IntoIterator<Item = &'a [u8]>) -> Taken {
    let mut batches = Vec::new();
    for piece in pieces {
        answer.push(piece)?;
        batches.push(answer.take_rows());
    }
    batches.push(answer.take_rows());
    batches.retain(|batch| !batch.is_empty());
    Ok((answer.finish()?, batches))
}

fn same(a: &Taken, b: &Taken) {
    let rows = |batches: &[Vec<u8>]| batches.iter().map(|batch| &batch[1..batch.len() - 1]).collect::<Vec<_>>().join(&b',');
    match (a, b) {
        (Ok((head, batches)), Ok((other_head, other_batches))) => {
            assert_eq!((head, rows(batches)), (other_head, rows(other_batches)));
        }
        (Err(a), Err(b)) => {
            assert_eq!((a.code(), a.position(), a.pointer(), a.to_string()), (b.code(), b.position(), b.pointer(), b.to_string()))
        }
        _ => panic!("{a:?} and {b:?}"),
    }
}
