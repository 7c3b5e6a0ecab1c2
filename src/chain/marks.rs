//! What is known of a row beside its values: sixteen bits, in which rows are alike by the hundred thousand.

use crate::content::Format;
use crate::reading::PrevHash;
use crate::wire::{Reader, Wire};

/// What became of a row's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContentFact {
    /// It was not hashed: malformed, a duplicate member, skipped, no developer.
    Unread,
    /// Its hash is the hash of nothing it says.
    Failed,
    /// It verified.
    Verified(Format),
}

/// How a row's `prevHash` stands to the row right before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkFact {
    /// There is no row before it.
    First,
    /// It names it.
    Holds,
    /// It names something else, or nothing.
    Fails,
    /// The row before it has no usable hash, or its own `prevHash` is unusable.
    Unknown,
}

/// A row's `status`, as far as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Not one of the server's.
    Other,
    Success,
    Failure,
    Blocked,
}

impl Status {
    /// The server's, as it spells them.
    pub(crate) const NAMED: [(Self, &'static str); 3] =
        [(Self::Success, "success"), (Self::Failure, "failure"), (Self::Blocked, "blocked")];
}

/// How an [`IdKey`](super::row::IdKey) was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdForm {
    /// No usable id.
    None,
    /// `alog_` and a ULID.
    Server,
    /// Anything else.
    Other,
}

impl IdForm {
    /// For ordering.
    pub(super) fn number(self) -> u16 {
        match self {
            Self::None => 0,
            Self::Server => 1,
            Self::Other => 2,
        }
    }
}

impl Wire for IdForm {
    fn write(&self, to: &mut Vec<u8>) {
        to.push(match self {
            Self::None => 0,
            Self::Server => 1,
            Self::Other => 2,
        });
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        match u8::read(from)? {
            0 => Some(Self::None),
            1 => Some(Self::Server),
            2 => Some(Self::Other),
            _ => None,
        }
    }
}

/// Bits of [`Marks`].
mod mark {
    pub(super) const CONTENT: u16 = 0b111;
    pub(super) const LINK: u16 = 0b11 << 3;
    pub(super) const CLAIMED: u16 = 1 << 5;
    pub(super) const PREV_HASH: u16 = 1 << 6;
    pub(super) const PREV_NULL: u16 = 1 << 7;
    /// Neither null nor a hash: both bits.
    pub(super) const PREV_TEXT: u16 = PREV_HASH | PREV_NULL;
    pub(super) const BELOW: u16 = 1 << 8;
    pub(super) const INSTANT: u16 = 1 << 9;
    pub(super) const ID_SERVER: u16 = 1 << 10;
    pub(super) const ID_OTHER: u16 = 1 << 11;
    pub(super) const TIMESTAMP_SERVER: u16 = 1 << 12;
    pub(super) const STATUS: u16 = 0b111 << 13;
}

/// What is known of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks(u16);

impl Marks {
    /// From bits as [`Marks::bits`] gives them; [`Marks::are_sound`] tells whether they are.
    pub(crate) fn of_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// As bits.
    pub(crate) fn bits(self) -> u16 {
        self.0
    }

    /// Whether they are such as are set here.
    pub(crate) fn are_sound(self) -> bool {
        self.0 & mark::CONTENT <= 5 && (self.0 & mark::STATUS) >> 13 <= 4 && !(self.has(mark::ID_SERVER) && self.has(mark::ID_OTHER))
    }

    fn set(&mut self, bits: u16, on: bool) {
        self.0 = if on { self.0 | bits } else { self.0 & !bits };
    }

    fn has(self, bits: u16) -> bool {
        self.0 & bits != 0
    }

    /// What became of the content.
    pub(crate) fn content(self) -> ContentFact {
        match self.0 & mark::CONTENT {
            0 => ContentFact::Unread,
            1 => ContentFact::Failed,
            2 => ContentFact::Verified(Format::A),
            3 => ContentFact::Verified(Format::B),
            4 => ContentFact::Verified(Format::BOrC),
            _ => ContentFact::Verified(Format::C),
        }
    }

    /// Notes what became of the content.
    pub(crate) fn set_content(&mut self, content: ContentFact) {
        let value = match content {
            ContentFact::Unread => 0,
            ContentFact::Failed => 1,
            ContentFact::Verified(Format::A) => 2,
            ContentFact::Verified(Format::B) => 3,
            ContentFact::Verified(Format::BOrC) => 4,
            ContentFact::Verified(Format::C) => 5,
        };
        self.0 = self.0 & !mark::CONTENT | value;
    }

    /// How it stands to the row before it.
    pub(crate) fn link(self) -> LinkFact {
        match (self.0 & mark::LINK) >> 3 {
            0 => LinkFact::First,
            1 => LinkFact::Holds,
            2 => LinkFact::Fails,
            _ => LinkFact::Unknown,
        }
    }

    /// Notes how it stands to the row before it.
    pub(crate) fn set_link(&mut self, link: LinkFact) {
        let value = match link {
            LinkFact::First => 0,
            LinkFact::Holds => 1,
            LinkFact::Fails => 2,
            LinkFact::Unknown => 3,
        };
        self.0 = self.0 & !mark::LINK | value << 3;
    }

    /// Its `hash` is usable.
    pub(crate) fn has_claimed(self) -> bool {
        self.has(mark::CLAIMED)
    }

    /// Its `prevHash` is a usable hash.
    pub(crate) fn has_prev(self) -> bool {
        self.0 & mark::PREV_TEXT == mark::PREV_HASH
    }

    /// Its `prevHash` is null.
    pub(crate) fn is_genesis(self) -> bool {
        self.0 & mark::PREV_TEXT == mark::PREV_NULL
    }

    /// Its `prevHash` is a string that is no hash.
    pub(crate) fn has_prev_text(self) -> bool {
        self.0 & mark::PREV_TEXT == mark::PREV_TEXT
    }

    /// Its status; `None` where it is unreadable.
    pub(crate) fn status(self) -> Option<Status> {
        match (self.0 & mark::STATUS) >> 13 {
            1 => Some(Status::Success),
            2 => Some(Status::Failure),
            3 => Some(Status::Blocked),
            4 => Some(Status::Other),
            _ => None,
        }
    }

    /// Notes its status.
    pub(crate) fn set_status(&mut self, status: Option<Status>) {
        let value = match status {
            None => 0,
            Some(Status::Success) => 1,
            Some(Status::Failure) => 2,
            Some(Status::Blocked) => 3,
            Some(Status::Other) => 4,
        };
        self.0 = self.0 & !mark::STATUS | value << 13;
    }

    /// Its timestamp and its id are usable, so that it has a place in the order.
    pub(crate) fn is_comparable(self) -> bool {
        self.has_instant() && self.id_form() != IdForm::None
    }

    /// It is below the last comparable row before it, by (instant, entryId).
    pub(crate) fn is_below(self) -> bool {
        self.has(mark::BELOW)
    }

    /// Its timestamp is usable.
    pub(crate) fn has_instant(self) -> bool {
        self.has(mark::INSTANT)
    }

    /// Its timestamp is spelled as the server does.
    pub(crate) fn has_server_timestamp(self) -> bool {
        self.has(mark::TIMESTAMP_SERVER)
    }

    /// How its id's key was made.
    pub(crate) fn id_form(self) -> IdForm {
        if self.has(mark::ID_SERVER) {
            IdForm::Server
        } else if self.has(mark::ID_OTHER) {
            IdForm::Other
        } else {
            IdForm::None
        }
    }

    /// Notes whether its `hash` is usable.
    pub(super) fn set_claimed(&mut self, usable: bool) {
        self.set(mark::CLAIMED, usable);
    }

    /// Notes what `prevHash` is.
    pub(super) fn set_prev(&mut self, prev: PrevHash) {
        self.set(mark::PREV_HASH, matches!(prev, PrevHash::Hash(_) | PrevHash::Text));
        self.set(mark::PREV_NULL, matches!(prev, PrevHash::Null | PrevHash::Text));
    }

    /// Notes that it is below the row before it.
    pub(crate) fn set_below(&mut self, below: bool) {
        self.set(mark::BELOW, below);
    }

    /// Notes whether its timestamp is usable, and spelled as the server does.
    pub(super) fn set_instant(&mut self, usable: bool, server_form: bool) {
        self.set(mark::INSTANT, usable);
        self.set(mark::TIMESTAMP_SERVER, server_form);
    }

    /// Notes how its id's key was made.
    pub(super) fn set_id_form(&mut self, form: IdForm) {
        self.set(mark::ID_SERVER, form == IdForm::Server);
        self.set(mark::ID_OTHER, form == IdForm::Other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_do_not_touch_each_other() {
        let mut marks = Marks::default();
        for content in [ContentFact::Failed, ContentFact::Verified(Format::C), ContentFact::Unread] {
            for link in [LinkFact::Fails, LinkFact::Unknown, LinkFact::Holds, LinkFact::First] {
                marks.set_content(content);
                marks.set_link(link);
                marks.set_below(link == LinkFact::Fails);
                assert_eq!((marks.content(), marks.link(), marks.is_below()), (content, link, link == LinkFact::Fails));
                assert!(!marks.has_instant() && !marks.has_claimed());
            }
        }
    }
}
