//! What the runtime tells of itself: threads, offload decisions, memory, crossings.

use groggy_host::pool;
use serde_json::{Map, Value as Json, json};

use crate::convert::to_index;
use crate::entry::Call;
use crate::napi::{Outcome, RESULTS, Value};

/// `threads()`: how many threads share long work.
pub fn threads<'s>(call: &mut Call<'_, 's>, []: [Value<'s>; 0]) -> Outcome<Value<'s>> {
    call.env.number(pool::shared().threads() as f64)
}

/// `setThreads(count)`: for work that starts from now on, in the whole process.
pub fn set_threads<'s>(call: &mut Call<'_, 's>, [count]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    pool::shared().set_threads(to_index(call.env, count)?)?;
    call.env.undefined()
}

/// `stats()`: what the offload policy of this environment knows and decided, as JSON.
pub fn stats<'s>(call: &mut Call<'_, 's>, []: [Value<'s>; 0]) -> Outcome<Value<'s>> {
    let policy = &call.session.policy;
    let operations: Map<String, Json> = policy
        .stats()
        .into_iter()
        .map(|stats| {
            let told = json!({
                "calls": stats.calls,
                "inline": stats.inline,
                "pool": stats.pool,
                "samples": stats.samples,
                "predictedNs": stats.predicted_ns,
                "thresholdNs": stats.threshold_ns,
                "lastPlace": stats.last_place,
                "reason": stats.last_reason,
            });
            (stats.operation.to_owned(), told)
        })
        .collect();
    let told = json!({
        "threads": pool::shared().threads(),
        "thresholdNs": groggy_host::offload::START_THRESHOLD_NS,
        "handOverNs": policy.hand_over_ns(),
        "operations": operations,
    });
    call.env.string(&told.to_string())
}

/// `memory()`: live native bytes of the whole process by owner, and what V8 was told of, as JSON.
pub fn memory<'s>(call: &mut Call<'_, 's>, []: [Value<'s>; 0]) -> Outcome<Value<'s>> {
    let mut by_owner: Map<String, Json> = groggy::memory::live_bytes_by_owner()
        .into_iter()
        .map(|(owner, bytes)| (owner.name().to_owned(), Json::from(bytes)))
        .collect();
    by_owner.insert(RESULTS.name().to_owned(), Json::from(RESULTS.live()));
    let mut told = Map::new();
    told.insert("liveBytes".to_owned(), Json::from(groggy::memory::live_bytes() as u64 + RESULTS.live()));
    told.insert("byOwner".to_owned(), Json::Object(by_owner));
    told.insert("externalBytes".to_owned(), Json::from(groggy_session::external_bytes() + RESULTS.live()));
    #[cfg(feature = "testing")]
    told.insert("liveAllocations".to_owned(), Json::from(groggy_host::memory::live_allocations()));
    call.env.string(&Json::Object(told).to_string())
}

/// `crossings()`: how often this environment called in here, for anything but this question.
pub fn crossings<'s>(call: &mut Call<'_, 's>, []: [Value<'s>; 0]) -> Outcome<Value<'s>> {
    let asked = call.operation.crossings();
    call.env.number((call.environment.operations.total_crossings() - asked) as f64)
}
