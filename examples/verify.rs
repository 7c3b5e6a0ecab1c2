//! Verifies a document and prints the report as JSON:
//!
//! ```sh
//! cargo run --release --example verify -- PACK.json ['{"expected":{"since":null}}'] [CHUNK_BYTES]
//! ```
//!
//! `-` reads standard input. With a chunk size, the document is pushed in chunks of that many bytes.

use std::error::Error;
use std::io::Read;

use grantex_compliance::{Verifier, VerifyOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: verify PACK.json [OPTIONS] [CHUNK_BYTES]")?;
    let options: VerifyOptions = match arguments.next() {
        Some(text) => serde_json::from_str(&text)?,
        None => VerifyOptions::default(),
    };
    let chunk = arguments.next().map(|text| text.parse::<usize>()).transpose()?.unwrap_or(1 << 16);
    let mut source: Box<dyn Read> = if path == "-" { Box::new(std::io::stdin()) } else { Box::new(std::fs::File::open(path)?) };
    let mut verifier = Verifier::new(options)?;
    let mut buffer = vec![0; chunk];
    let outcome = loop {
        let n = source.read(&mut buffer)?;
        match buffer.get(..n) {
            Some([]) | None => break verifier.finish(),
            Some(bytes) => {
                if let Err(error) = verifier.push(bytes) {
                    break Err(error);
                }
            }
        }
    };
    let value = match &outcome {
        Ok(report) => serde_json::to_value(report)?,
        Err(error) => serde_json::json!({
            "error": { "code": error.code(), "offset": error.position().map(|at| at.offset), "message": error.to_string() },
            "report": error.partial(),
        }),
    };
    println!("{}", serde_json::to_string_pretty(&value)?);
    Ok(())
}
