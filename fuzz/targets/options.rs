//! Options and checkpoints: see [`grantex_compliance_fuzz::options`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::options::run(data));
