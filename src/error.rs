//! What can stop an examination: input that can't be read as a pack at all, or options that make no sense.
//!
//! Tampering is never an [`Error`]; it is a [`Finding`](crate::report::Finding) in the report.

use std::fmt;
use std::sync::Arc;

use crate::report::Report;

/// Why an input could not be examined.
///
/// The variants carry facts, not sentences; [`Error`]'s `Display` makes the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes at the offset are not what the JSON grammar (RFC 8259) allows there.
    Syntax {
        /// What would have been allowed.
        expected: &'static str,
    },
    /// A byte sequence that is not UTF-8 (RFC 3629).
    InvalidUtf8,
    /// The document starts with a byte order mark, which RFC 8259 §8.1 forbids to add.
    ByteOrderMark,
    /// Something other than white space follows the document.
    TrailingData,
    /// The input ended before the document did.
    Truncated,
    /// The document is JSON, but no object.
    NotAnObject,
    /// The document has neither the members of an evidence pack nor those of an audit export.
    NotAPack,
    /// The document is a pack of the other kind than the one asked for.
    OtherKind {
        /// What the document is.
        found: &'static str,
    },
    /// The members are spelled in snake case, as the Python client's dataclasses write them;
    /// that client drops `developerId`, so no hash can be recomputed.
    SnakeCase {
        /// The first such member.
        member: String,
    },
    /// A member has the wrong JSON type.
    WrongType {
        /// The type it must have.
        expected: &'static str,
    },
    /// A required member is missing.
    MissingMember {
        /// Its name.
        member: &'static str,
    },
    /// A member stands twice in one object; two readers would see two documents.
    DuplicateMember {
        /// Its name.
        member: String,
    },
    /// A member has the right type, but not a value that makes sense.
    Unacceptable {
        /// What is wrong with it.
        problem: String,
    },
    /// Nesting deeper than [`limits::MAX_DEPTH`](crate::limits::MAX_DEPTH) outside the entries.
    TooDeep,
    /// A part other than an entry is larger than its cap.
    TooLarge {
        /// The cap in bytes.
        limit: usize,
    },
    /// A part other than an entry has more members than are kept, or the document has more at its top level.
    TooManyMembers,
    /// An option or a parameter is not acceptable.
    InvalidOption {
        /// Its name, as the caller wrote it.
        field: String,
        /// What is wrong with it and what would be right.
        problem: String,
    },
    /// Terms or facts of a piece ([`piece`](crate::piece)) that can't be taken from their bytes.
    UnreadablePiece {
        /// What is wrong with them.
        problem: &'static str,
    },
    /// Pieces of a log ([`map_reduce`](crate::map_reduce)) that can't be put together.
    UnmergeablePieces {
        /// Why.
        problem: String,
    },
    /// The document could not be read from its source.
    Read {
        /// The source's own words.
        message: String,
    },
}

impl ErrorKind {
    /// The stable code that programs branch on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "document.syntax",
            Self::InvalidUtf8 => "document.invalid-utf8",
            Self::ByteOrderMark => "document.bom",
            Self::TrailingData => "document.trailing-data",
            Self::Truncated => "document.truncated",
            Self::NotAnObject => "document.not-an-object",
            Self::NotAPack => "document.not-a-pack",
            Self::OtherKind { .. } => "document.other-kind",
            Self::SnakeCase { .. } => "document.snake-case",
            Self::WrongType { .. } => "document.wrong-type",
            Self::MissingMember { .. } => "document.missing-member",
            Self::DuplicateMember { .. } => "document.duplicate-member",
            Self::Unacceptable { .. } => "document.unacceptable",
            Self::TooDeep => "document.too-deep",
            Self::TooLarge { .. } | Self::TooManyMembers => "document.too-large",
            Self::InvalidOption { .. } => "options.invalid",
            Self::UnreadablePiece { .. } => "piece.unreadable",
            Self::UnmergeablePieces { .. } => "piece.unmergeable",
            Self::Read { .. } => "input.read",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { expected } => write!(f, "not JSON: expected {expected}"),
            Self::InvalidUtf8 => f.write_str("not UTF-8: these bytes encode no character"),
            Self::ByteOrderMark => {
                f.write_str("the document starts with a byte order mark, which JSON forbids; use the file as the server sent it")
            }
            Self::TrailingData => f.write_str("something follows the end of the document"),
            Self::Truncated => {
                f.write_str("the document ends too early; it was cut off, so nothing that was read of it counts as verified")
            }
            Self::NotAnObject => f.write_str("the document is no JSON object, so it is no evidence pack or audit export"),
            Self::NotAPack => {
                f.write_str("neither an evidence pack (`meta`, `auditEntries`, …) nor an audit export (`generatedAt`, `total`, `entries`)")
            }
            Self::OtherKind { found } => write!(f, "the document is {found}, not what was asked for"),
            Self::SnakeCase { member } => write!(
                f,
                "member `{member}` is in snake case: the Python client wrote this file, and it leaves out `developerId`, \
                 which is part of every hash; fetch the pack again and keep the answer's own bytes",
            ),
            Self::WrongType { expected } => write!(f, "wrong type: expected {expected}"),
            Self::MissingMember { member } => write!(f, "the required member `{member}` is missing"),
            Self::DuplicateMember { member } => write!(f, "the member `{member}` stands twice in one object"),
            Self::Unacceptable { problem } | Self::UnmergeablePieces { problem } => f.write_str(problem),
            Self::TooDeep => write!(f, "nested deeper than {} levels", crate::limits::MAX_DEPTH),
            Self::TooLarge { limit } => write!(f, "this part is larger than {limit} bytes"),
            Self::TooManyMembers => f.write_str("more members than any document of the server has"),
            Self::InvalidOption { field, problem } => write!(f, "`{field}`: {problem}"),
            Self::UnreadablePiece { problem } => write!(f, "what was handed over of a piece {problem}"),
            Self::Read { message } => write!(f, "the document could not be read: {message}"),
        }
    }
}

/// Where in the document something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Bytes before it.
    pub offset: u64,
    /// Its line, from 1; lines end with a line feed.
    pub line: u64,
    /// Bytes before it in its line, plus 1.
    pub column: u64,
}

/// The input could not be examined.
#[derive(Debug, Clone)]
pub struct Error {
    kind: ErrorKind,
    position: Option<Position>,
    pointer: Option<String>,
    /// Shared: an error is given again at every call after it.
    partial: Option<Arc<Report>>,
}

impl Error {
    /// An error without a place.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Self {
        Self { kind, position: None, pointer: None, partial: None }
    }

    /// An option or parameter `field` that is not acceptable.
    #[must_use]
    pub fn invalid_option(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidOption { field: field.into(), problem: problem.into() })
    }

    /// The same error with its place in the document.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// The same error with the JSON Pointer (RFC 6901) of the member it is about.
    #[must_use]
    pub fn pointer_to(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// The same error with the report on what was read before it.
    #[must_use]
    pub fn with_partial(mut self, report: Report) -> Self {
        self.partial = Some(Arc::new(report));
        self
    }

    /// Why.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The stable code that programs branch on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// Where in the document, when it is about a place in it.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// The JSON Pointer of the member it is about, when there is one.
    #[must_use]
    pub fn pointer(&self) -> Option<&str> {
        self.pointer.as_deref()
    }

    /// What was found before the error: `broken` or `inconclusive`, never `intact`.
    #[must_use]
    pub fn partial(&self) -> Option<&Report> {
        self.partial.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if let Some(pointer) = &self.pointer {
            write!(f, " at `{pointer}`")?;
        }
        if let Some(Position { offset, line, column }) = self.position {
            write!(f, " (byte {offset}, line {line}, column {column})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
