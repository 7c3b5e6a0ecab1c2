//! One call of the API: see [`grantex_compliance_fuzz::exchange`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::exchange::run(data));
