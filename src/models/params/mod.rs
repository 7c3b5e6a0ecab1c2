//! What may be asked: the parameters of the four routes, checked when they are built.
//!
//! The server answers a malformed timestamp with an internal error, and repeats an unknown framework without a word;
//! so both are refused here, before anything is sent.
//!
//! ```
//! use grantex_compliance::models::{EvidencePackParams, Params};
//!
//! let params = EvidencePackParams::builder().framework("soc2").since("2026-01-01T00:00:00Z").build()?;
//! assert_eq!(params.query(), [("since", "2026-01-01T00:00:00Z"), ("framework", "soc2")]);
//!
//! let error = EvidencePackParams::builder().since("yesterday").build().unwrap_err();
//! assert_eq!(error.code(), "options.invalid");
//! assert!(error.to_string().starts_with("`since`: "));
//! # Ok::<(), grantex_compliance::Error>(())
//! ```

mod builder;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::audit_entry::AuditStatus;
use super::fault::{Fault, What, listed};
use super::grant::GrantStatus;
use super::options_value;
use super::pack::Framework;
use crate::error::Error;
use crate::instant::Instant;
use crate::options::Expected;
use crate::report::quote;

pub use builder::Builder;

/// Parameters of one route. Every value of such a type has been checked.
pub trait Params: sealed::Unchecked {
    /// The parameters that a caller gave as JSON, such as `{"since":"2026-01-01T00:00:00Z"}`. A `null` counts as absent.
    ///
    /// # Errors
    /// `options.invalid`, naming the parameter as the caller wrote it: one that the route does not know, of another type, or
    /// with a value that is not acceptable.
    fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let mut params = Self::default();
        fill(&mut params, bytes)?;
        params.checked()
    }

    /// The query of the URL, in a fixed order, not yet percent-encoded. Absent parameters are left out.
    #[must_use]
    fn query(&self) -> Vec<(&'static str, &str)> {
        given(self.pairs())
    }

    /// The same parameters as what the answer is to be held against.
    #[must_use]
    fn expected(&self) -> Expected {
        asked(&self.pairs())
    }
}

/// A parameter's name and value.
type Pair<'a> = (&'static str, Option<&'a str>);

mod sealed {
    use super::Error;

    /// Where a parameter is kept.
    pub trait Place {
        /// Keeps it, not yet checked.
        fn set(&mut self, text: String);
    }

    impl<T: From<String>> Place for Option<T> {
        fn set(&mut self, text: String) {
            *self = Some(T::from(text));
        }
    }

    /// The parameters of a route by name.
    pub trait Named {
        /// Where the parameter of this name is kept.
        fn place(&mut self, name: &str) -> Option<&mut dyn Place>;
        /// Every parameter of the route, in the order of the query.
        fn pairs(&self) -> Vec<(&'static str, Option<&str>)>;
    }

    /// What only this module may do with parameters: hold them before they are checked.
    pub trait Unchecked: Named + Sized + Default {
        /// The window's two ends, to be set.
        fn window_mut(&mut self) -> (&mut Option<String>, &mut Option<String>);
        /// Checks all of it.
        fn checked(self) -> Result<Self, Error>;
    }
}

/// Declares the parameters of one route: the window, and what else it takes.
macro_rules! params {
    (
        $(#[doc = $doc:literal])+
        $name:ident, $check:expr, { $($(#[doc = $field_doc:literal])+ $(#[ts($($ts:tt)+)])? $field:ident: $type:ty = $wire:literal),* $(,)? }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        // `remote` makes the derived code plain functions, so that the traits below can check what it read.
        #[serde(rename_all = "camelCase", deny_unknown_fields, default, remote = "Self")]
        #[cfg_attr(feature = "schema", derive(ts_rs::TS), ts(optional_fields))]
        pub struct $name {
            /// Start of the window, ISO 8601, inclusive.
            #[serde(skip_serializing_if = "Option::is_none")]
            since: Option<String>,
            /// End of the window, ISO 8601, inclusive.
            #[serde(skip_serializing_if = "Option::is_none")]
            until: Option<String>,
            $(
                $(#[doc = $field_doc])+
                #[serde(skip_serializing_if = "Option::is_none")]
                $(#[cfg_attr(feature = "schema", ts($($ts)+))])?
                $field: Option<$type>,
            )*
        }

        impl $name {
            /// A builder without any parameter.
            #[must_use]
            pub fn builder() -> Builder<Self> {
                Builder(Self::default())
            }

            /// Start of the window, as given.
            #[must_use]
            pub fn since(&self) -> Option<&str> {
                self.since.as_deref()
            }

            /// End of the window, as given.
            #[must_use]
            pub fn until(&self) -> Option<&str> {
                self.until.as_deref()
            }

            $(
                $(#[doc = $field_doc])+
                #[must_use]
                pub fn $field(&self) -> Option<&str> {
                    self.$field.as_ref().map(AsRef::as_ref)
                }
            )*
        }

        impl Params for $name {}

        impl sealed::Named for $name {
            fn place(&mut self, name: &str) -> Option<&mut dyn sealed::Place> {
                match name {
                    "since" => Some(&mut self.since),
                    "until" => Some(&mut self.until),
                    $($wire => Some(&mut self.$field),)*
                    _ => None,
                }
            }

            fn pairs(&self) -> Vec<(&'static str, Option<&str>)> {
                vec![
                    ("since", self.since.as_deref()),
                    ("until", self.until.as_deref()),
                    $(($wire, self.$field.as_ref().map(AsRef::as_ref)),)*
                ]
            }
        }

        impl sealed::Unchecked for $name {
            fn window_mut(&mut self) -> (&mut Option<String>, &mut Option<String>) {
                (&mut self.since, &mut self.until)
            }

            fn checked(self) -> Result<Self, Error> {
                check_window(self.since.as_deref(), self.until.as_deref())?;
                let check: fn(&Self) -> Result<(), Error> = $check;
                check(&self)?;
                Ok(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                sealed::Unchecked::checked(Self::deserialize(from)?).map_err(D::Error::custom)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                Self::serialize(self, to)
            }
        }
    };
}

params! {
    /// Parameters of `GET /v1/compliance/summary`.
    ComplianceSummaryParams, |_| Ok(()), {}
}

params! {
    /// Parameters of `GET /v1/compliance/export/grants`.
    ComplianceExportGrantsParams, |params| check_known("status", params.status(), GrantStatus::KNOWN), {
        /// Only grants of this status.
        #[ts(as = "Option<crate::schema::Known<GrantStatus>>")]
        status: GrantStatus = "status",
    }
}

params! {
    /// Parameters of `GET /v1/compliance/export/audit`.
    ComplianceExportAuditParams, |params| {
        if params.agent_id.as_ref().is_some_and(|id| id.trim().is_empty()) {
            return Err(Error::invalid_option("agentId", "is empty; leave it out to ask for every agent"));
        }
        check_known("status", params.status(), AuditStatus::KNOWN)
    }, {
        /// Only entries of this agent.
        agent_id: String = "agentId",
        /// Only entries of this status.
        #[ts(as = "Option<crate::schema::Known<AuditStatus>>")]
        status: AuditStatus = "status",
    }
}

params! {
    /// Parameters of `GET /v1/compliance/evidence-pack`.
    EvidencePackParams, |params| check_known("framework", params.framework(), Framework::KNOWN), {
        /// The framework; without it the server takes `all`.
        #[ts(as = "Option<crate::schema::Known<Framework>>")]
        framework: Framework = "framework",
    }
}

// What follows is not generic, so that it is there once.

fn given(mut pairs: Vec<Pair<'_>>) -> Vec<(&'static str, &str)> {
    pairs.retain(|(_, value)| value.is_some());
    pairs.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect()
}

fn asked(pairs: &[Pair<'_>]) -> Expected {
    let mut expected = Expected::default();
    for (name, value) in pairs {
        let told = Some(value.map(str::to_owned));
        match *name {
            "since" => expected.since = told,
            "until" => expected.until = told,
            "framework" => expected.framework = told,
            "agentId" => expected.agent_id = told,
            "status" => expected.status = told,
            _ => {}
        }
    }
    expected
}

/// Takes parameters from JSON text, not yet checked.
fn fill(params: &mut dyn sealed::Named, bytes: &[u8]) -> Result<(), Error> {
    let Value::Object(members) = options_value(bytes)? else {
        return Err(Fault::new(What::WrongType("an object")).in_options());
    };
    for (name, value) in members {
        let Some(place) = params.place(&name) else {
            let known = listed(params.pairs().into_iter().map(|(known, _)| known));
            return Err(Fault::new(What::Unknown { name: quote(&name), known }).in_options());
        };
        match value {
            Value::String(text) => place.set(text),
            Value::Null => {}
            _ => return Err(Error::invalid_option(name, "must be a string")),
        }
    }
    Ok(())
}

fn check_window(since: Option<&str>, until: Option<&str>) -> Result<(), Error> {
    let since = since.map(|text| instant("since", text)).transpose()?;
    let until = until.map(|text| instant("until", text)).transpose()?;
    match (since, until) {
        (Some(since), Some(until)) if since > until => Err(Error::invalid_option("since", "is later than `until`")),
        _ => Ok(()),
    }
}

fn instant(field: &'static str, text: &str) -> Result<Instant, Error> {
    Instant::parse(text).ok_or_else(|| {
        let problem = format!("`{}` is no ISO 8601 timestamp such as `2026-01-01T00:00:00Z`", quote(text));
        Error::invalid_option(field, problem)
    })
}

fn check_known(field: &'static str, value: Option<&str>, known: &[&str]) -> Result<(), Error> {
    match value {
        Some(value) if !known.contains(&value) => {
            let problem = format!("`{}` is not one of {}", quote(value), listed(known.iter().copied()));
            Err(Error::invalid_option(field, problem))
        }
        _ => Ok(()),
    }
}
