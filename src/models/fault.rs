//! What does not fit in a document or in a caller's options, and where.

use crate::error::{Error, ErrorKind};
use crate::report::quote;

/// One step of a JSON Pointer.
#[derive(Debug)]
pub(crate) enum Segment {
    Member(String),
    Element(usize),
}

/// The JSON Pointer (RFC 6901 §3) of a path that is given innermost first.
pub(super) fn pointer(base: &str, path: &[Segment]) -> String {
    let mut pointer = base.to_owned();
    for segment in path.iter().rev() {
        pointer.push('/');
        match segment {
            Segment::Member(name) => pointer.push_str(&crate::scan::pointer::escape(&quote(name))),
            Segment::Element(index) => pointer.push_str(&index.to_string()),
        }
    }
    pointer
}

/// What does not fit, and where, innermost first.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(super) what: What,
    pub(super) path: Vec<Segment>,
}

#[derive(Debug)]
pub enum What {
    Missing(&'static str),
    WrongType(&'static str),
    Unknown { name: String, known: String },
    Other(String),
}

impl Fault {
    pub(crate) fn new(what: What) -> Self {
        Self { what, path: Vec::new() }
    }

    pub(crate) fn inside(mut self, segment: Segment) -> Self {
        self.path.push(segment);
        self
    }

    /// As a fault of a received document.
    pub(crate) fn in_document(mut self, base: &str) -> Error {
        let kind = match self.what {
            What::Missing(member) => {
                self.path.insert(0, Segment::Member(member.to_owned()));
                ErrorKind::MissingMember { member }
            }
            What::WrongType(expected) => ErrorKind::WrongType { expected },
            What::Unknown { name, known } => ErrorKind::Unacceptable { problem: format!("`{name}` is not known here; known are {known}") },
            What::Other(problem) => ErrorKind::Unacceptable { problem },
        };
        Error::new(kind).pointer_to(pointer(base, &self.path))
    }

    /// As a fault of the caller's options, named as the caller wrote them: `checkpoint.head.hash`.
    pub(crate) fn in_options(mut self) -> Error {
        let problem = match self.what {
            What::Missing(member) => {
                self.path.insert(0, Segment::Member(member.to_owned()));
                "is required".to_owned()
            }
            What::WrongType(expected) => format!("must be {expected}"),
            What::Unknown { name, known } => {
                self.path.insert(0, Segment::Member(name));
                format!("is not known here; known are {known}")
            }
            What::Other(problem) => problem,
        };
        let step = |segment: &Segment| match segment {
            Segment::Member(name) => name.clone(),
            Segment::Element(index) => index.to_string(),
        };
        let steps: Vec<String> = self.path.iter().rev().map(step).collect();
        let field = if steps.is_empty() { "options".to_owned() } else { steps.join(".") };
        Error::invalid_option(field, problem)
    }
}

/// `` `a`, `b` ``
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
