//! One file for each fault that was found, named for it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says no by panicking, in its helpers too"
)]

#[path = "../support/mod.rs"]
mod support;

mod checkpoint_head_cut_out_of_its_window;
mod finding_before_the_first_row;
mod partial_report_depends_on_chunks;
