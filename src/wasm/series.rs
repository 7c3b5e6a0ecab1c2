//! Several documents put together. No decision is made here.

use wasm_bindgen::prelude::*;

use super::thrown;
use crate::error::Error;
use crate::json::{json_object, to_json};
use crate::models::json::value_of;
use crate::report::Checkpoint;
use crate::series::{Member, Series, Step};

/// A step, as it crosses.
struct Told {
    document: usize,
    checkpoint: Checkpoint,
}

json_object!(Told { document "document", checkpoint "checkpoint" });

/// A series: `add` every document's report, answer every `step`, then `conclude`.
#[derive(Debug)]
#[wasm_bindgen]
pub struct WasmSeries {
    /// Gone once concluded.
    series: Option<Series>,
}

#[wasm_bindgen]
impl WasmSeries {
    /// A series that the caller's checkpoint belongs to; as JSON, or nothing.
    ///
    /// # Errors
    /// `options.invalid` for what is no checkpoint.
    #[wasm_bindgen(constructor)]
    pub fn new(checkpoint: Option<String>) -> Result<Self, JsValue> {
        let checkpoint = checkpoint.map(|json| Checkpoint::from_json(json.as_bytes())).transpose().map_err(thrown)?;
        Ok(Self { series: Some(Series::new(checkpoint)) })
    }

    /// Adds a document that was verified alone: its report as JSON, or `{"error": {code, message, report}}`.
    ///
    /// # Errors
    /// `options.invalid` for what is neither.
    pub fn add(&mut self, name: &str, report: &str) -> Result<(), JsValue> {
        let member = member(name, report)?;
        self.series()?.add(member);
        Ok(())
    }

    /// The next verification that is needed, as JSON: `{document, checkpoint}`. Nothing once all is settled.
    ///
    /// # Errors
    /// After `conclude`.
    pub fn step(&mut self) -> Result<Option<String>, JsValue> {
        let Some(Step { document, checkpoint }) = self.series()?.step() else { return Ok(None) };
        Ok(Some(to_json(&Told { document, checkpoint })))
    }

    /// Takes what the last step found, as `add` does; whether that report is now the one to show for the document.
    ///
    /// # Errors
    /// As `add`.
    pub fn answer(&mut self, name: &str, report: &str) -> Result<bool, JsValue> {
        let member = member(name, report)?;
        Ok(self.series()?.answer(member))
    }

    /// The answer as JSON. The handle is of no further use, but still has to be freed.
    ///
    /// # Errors
    /// When called twice.
    pub fn conclude(&mut self) -> Result<String, JsValue> {
        let Some(series) = self.series.take() else { return Err(super::Failure::finished().into()) };
        Ok(series.conclude().to_json())
    }
}

impl WasmSeries {
    fn series(&mut self) -> Result<&mut Series, JsValue> {
        self.series.as_mut().ok_or_else(|| super::Failure::finished().into())
    }
}

fn member(name: &str, report: &str) -> Result<Member, JsValue> {
    let value = value_of(report.as_bytes(), "").ok();
    let member = value.and_then(|value| Member::of_json(name, &value));
    member.ok_or_else(|| thrown(Error::invalid_option("report", "must be a report")))
}
