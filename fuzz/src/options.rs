//! Options and checkpoints as JSON. Promised: what is accepted is what serde reads by the types, and stays the same when it is
//! written and read again; what is refused is refused as an option.

use grantex_compliance::{Checkpoint, Verifier, VerifyOptions};

pub fn run(data: &[u8]) {
    match VerifyOptions::from_json(data) {
        Ok(options) => {
            match serde_json::from_slice::<VerifyOptions>(data) {
                Ok(read) => assert_eq!(read, options),
                // JavaScript's strings may hold half of a surrogate pair; Rust's may not, and serde refuses its escape.
                Err(error) => assert!(error.to_string().contains("surrogate") || error.to_string().contains("hex escape"), "{error}"),
            }
            let written = serde_json::to_vec(&options).expect("options are JSON");
            assert_eq!(VerifyOptions::from_json(&written).expect("it was accepted before"), options);
            options.check().expect("it was checked");
            drop(Verifier::new(options).expect("it was checked"));
        }
        Err(error) => assert_eq!(error.code(), "options.invalid"),
    }
    match Checkpoint::from_json(data) {
        Ok(checkpoint) => {
            let written = serde_json::to_vec(&checkpoint).expect("a checkpoint is JSON");
            assert_eq!(Checkpoint::from_json(&written).expect("it was accepted before"), checkpoint);
            let options = VerifyOptions { checkpoint: Some(checkpoint), ..VerifyOptions::default() };
            drop(Verifier::new(options).expect("it was checked"));
        }
        Err(error) => assert_eq!(error.code(), "options.invalid"),
    }
}
