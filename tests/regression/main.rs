//! One file for each fault that was found, named for it.

#![cfg(not(target_arch = "wasm32"))]

#[path = "../support/mod.rs"]
mod support;

mod partial_report_depends_on_chunks;
