//! The body of an answer in cuts: see [`grantex_compliance_fuzz::answer`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::answer::run(data));
