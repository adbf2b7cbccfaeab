//! The safety monitor, as the host layer keeps it for the whole process.

use groggy_host::monitor::shared;
use serde_json::{Map, Value as Json, json};

use crate::entry::Call;
use crate::napi::{Outcome, Value};

/// `monitorStart()`: forgets what was recorded and starts recording.
pub fn start<'s>(call: &mut Call<'_, 's>, []: [Value<'s>; 0]) -> Outcome<Value<'s>> {
    shared().start();
    call.env.undefined()
}

/// `monitorStop()`: stops recording; what was recorded can still be read.
pub fn stop<'s>(call: &mut Call<'_, 's>, []: [Value<'s>; 0]) -> Outcome<Value<'s>> {
    shared().stop();
    call.env.undefined()
}

fn milliseconds(ns: u64) -> f64 {
    ns as f64 / 1e6
}

/// `monitorReport()`: what goes on in the process, and what this environment holds, as JSON.
pub fn report<'s>(call: &mut Call<'_, 's>, []: [Value<'s>; 0]) -> Outcome<Value<'s>> {
    let report = shared().report();
    let borrows: Vec<Json> = report
        .borrows
        .iter()
        .map(|borrow| {
            json!({
                "operation": borrow.operation,
                "thread": borrow.thread,
                "bytes": borrow.bytes,
                "ageMs": milliseconds(borrow.age_ns),
            })
        })
        .collect();
    let holders: Vec<Json> = report
        .holders
        .iter()
        .map(|holder| {
            json!({
                "operation": holder.operation,
                "thread": holder.thread,
                "ageMs": milliseconds(holder.age_ns),
            })
        })
        .collect();
    let crossings: Map<String, Json> = call
        .environment
        .operations
        .iter()
        .filter(|operation| operation.crossings() > 0)
        .map(|operation| (operation.name().to_owned(), Json::from(operation.crossings())))
        .collect();
    let told = json!({
        "running": report.on,
        "ageMs": milliseconds(report.age_ns),
        "recorded": report.recorded,
        "borrows": borrows,
        "handles": call.session.objects.len(),
        "views": report.views.len(),
        "viewBytes": report.views.iter().map(|view| view.bytes).sum::<u64>(),
        "tasks": call.session.tasks.group.len(),
        "holders": holders,
        "references": report.references.len(),
        "pendingFinalizers": report.pending_finalizers,
        "externalBytes": report.external_bytes,
        "violations": report.violations,
        "crossings": crossings,
    });
    call.env.string(&told.to_string())
}

/// `monitorValidate()`: every promise that was broken since the start, as JSON.
pub fn validate<'s>(call: &mut Call<'_, 's>, []: [Value<'s>; 0]) -> Outcome<Value<'s>> {
    let violations: Vec<Json> = shared()
        .validate()
        .into_iter()
        .map(|violation| {
            json!({
                "kind": violation.kind,
                "message": violation.message,
                "details": {
                    "operation": violation.operation,
                    "subject": violation.subject,
                    "ageMs": milliseconds(violation.age_ns),
                },
            })
        })
        .collect();
    call.env.string(&Json::Array(violations).to_string())
}
