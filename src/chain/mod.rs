//! The chain: facts of rows, gathered in runs that merge, and the judgement of a whole run. Knows no JSON.

pub(crate) mod census;
pub(crate) mod classify;
pub(crate) mod developers;
pub(crate) mod group;
mod index;
pub(crate) mod labels;
pub(crate) mod marks;
pub(crate) mod probe;
pub(crate) mod row;
pub(crate) mod run;
