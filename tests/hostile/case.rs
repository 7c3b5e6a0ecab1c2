//! One case: a document, and what must be said of it.

use grantex_compliance::{Error, Report, Verdict, VerifyOptions, verify_in_pieces};

use crate::support::{answer, in_pieces, said, verify, verify_pieces};

/// Documents up to this size are cut at every byte.
const SMALL: usize = 1_200;

#[derive(Debug, Clone)]
pub(crate) enum Expected {
    /// It can't be read: the code, the byte, and the pointer where there must be one.
    Error { code: &'static str, offset: usize, pointer: Option<String> },
    /// It is read; the verdict, and each finding as [`said`] puts it.
    Report { verdict: &'static str, said: Vec<String> },
}

#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) expected: Expected,
}

impl Case {
    /// A document that can't be read.
    pub(crate) fn error(name: impl Into<String>, bytes: impl Into<Vec<u8>>, code: &'static str, offset: usize) -> Self {
        let expected = Expected::Error { code, offset, pointer: None };
        Self { name: name.into(), bytes: bytes.into(), expected }
    }

    /// A document that can't be read; the byte is the one after the mark `@`, which is taken out.
    pub(crate) fn marked(name: impl Into<String>, text: impl Into<Vec<u8>>, code: &'static str) -> Self {
        let mut bytes = text.into();
        let offset = bytes.iter().position(|&byte| byte == b'@').expect("a mark");
        bytes.remove(offset);
        Self::error(name, bytes, code, offset)
    }

    /// A document that is read.
    pub(crate) fn report(name: impl Into<String>, text: impl Into<Vec<u8>>, verdict: &'static str, said: &[&str]) -> Self {
        let said = said.iter().map(|line| (*line).to_owned()).collect();
        Self { name: name.into(), bytes: text.into(), expected: Expected::Report { verdict, said } }
    }

    /// The same case; the error must have this pointer too.
    pub(crate) fn pointing_to(mut self, at: &str) -> Self {
        if let Expected::Error { pointer, .. } = &mut self.expected {
            *pointer = Some(at.to_owned());
        }
        self
    }

    /// What is wrong with an answer; empty when nothing is.
    fn faults(&self, result: &Result<Report, Error>) -> String {
        match (&self.expected, result) {
            (Expected::Error { code, offset, pointer }, Err(error)) => {
                let before = &self.bytes[..*offset];
                let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
                let column = 1 + before.iter().rev().take_while(|&&byte| byte != b'\n').count();
                let at = error.position().expect("a place");
                let found = (error.code(), at.offset, at.line, at.column);
                let wide = |n: usize| u64::try_from(n).unwrap();
                let expected = (*code, wide(*offset), wide(line), wide(column));
                let partial_intact = error.partial().is_some_and(|report| report.verdict == Verdict::Intact);
                if found != expected || partial_intact || pointer.is_some() && pointer.as_deref() != error.pointer() {
                    return format!("expected {expected:?} {pointer:?}, found {found:?} {:?}: {error}", error.pointer());
                }
            }
            (Expected::Report { verdict, said: expected }, Ok(report)) => {
                let found = (serde_json::to_value(report.verdict).unwrap(), said(report));
                if found.0 != *verdict || found.1 != *expected {
                    return format!("expected {verdict} {expected:?}, found {} {:?}", found.0, found.1);
                }
            }
            (expected, found) => {
                return format!("expected {expected:?}, found {:?}", found.as_ref().map(said).map_err(ToString::to_string));
            }
        }
        String::new()
    }
}

/// Checks every case whole and in pieces.
pub(crate) fn check_all(cases: &[Case]) {
    let options = VerifyOptions::default();
    let mut failing = Vec::new();
    for case in cases {
        let bytes = &case.bytes[..];
        let result = verify(bytes, &options, usize::MAX);
        let faults = case.faults(&result);
        if !faults.is_empty() {
            failing.push(format!("{}: {faults}", case.name));
        }
        let whole = answer(&result);
        for chunk in [1, 3] {
            if answer(&verify(bytes, &options, chunk)) != whole {
                failing.push(format!("{}: another answer in chunks of {chunk}", case.name));
            }
        }
        for piece in [1, 600] {
            if answer(&verify_in_pieces(bytes, options.clone(), 2, piece)) != whole {
                failing.push(format!("{}: another answer by two threads, in pieces of {piece}", case.name));
            }
        }
        if bytes.len() <= SMALL {
            let differs = |&at: &usize| answer(&in_pieces(bytes, &[at], &options).0) != whole;
            if let Some(at) = (0..=bytes.len()).find(differs) {
                failing.push(format!("{}: another answer with a piece from byte {at} on", case.name));
            }
            let differs = |&at: &usize| answer(&verify_pieces([&bytes[..at], &bytes[at..]], &options)) != whole;
            if let Some(at) = (0..=bytes.len()).find(differs) {
                failing.push(format!("{}: another answer when cut at byte {at}", case.name));
            }
        }
    }
    println!("{} cases", cases.len());
    assert!(failing.is_empty(), "{} of {} fail:\n{}", failing.len(), cases.len(), failing.join("\n"));
}
