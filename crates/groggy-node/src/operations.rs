//! Every function that the module exports: its name, its number, its arguments, and what it runs.
//!
//! The number of an operation is its place in [`Op`]; the lock word of a header holds it plus one. Algorithms
//! come last, in the order of their table: none is named here.

use std::sync::LazyLock;

use groggy::algorithms::ALGORITHMS;
use groggy::algorithms::declaration::camel_case;
use groggy_host::operations::Operations;

use crate::entry;
use crate::napi::{Callback, CallbackInfo};
use crate::{columns, graph, init, monitor, runtime, snapshot, tasks, topology};
#[cfg(feature = "testing")]
use crate::{misbehavior, testing};
use napi_sys::{napi_env, napi_value};

/// What Node calls for one operation.
macro_rules! trampoline {
    ($name:ident, $arguments:literal, $function:path) => {{
        /// # Safety
        /// Called by Node alone, as [`entry::call`] demands.
        unsafe extern "C" fn trampoline(env: napi_env, info: CallbackInfo) -> napi_value {
            // SAFETY: Node passes its own environment and call; the module's functions are all made with the
            // instance data.
            unsafe { entry::call::<$arguments>(env, info, Op::$name as usize, $function) }
        }
        trampoline as Callback
    }};
}

/// Defines the operations: those that Node calls by one function each, then those that are only names.
macro_rules! operations {
    (
        functions { $($name:ident($arguments:literal) => $function:path;)* }
        names { $($only:ident),* $(,)? }
        testing { $($test:ident($test_arguments:literal) => $test_function:path;)* }
    ) => {
        /// An operation by its name in JavaScript.
        #[expect(non_camel_case_types, reason = "the names are those of native.ts")]
        #[expect(dead_code, reason = "some operations are TypeScript's alone: they have a number and a name")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u16)]
        pub enum Op {
            $(#[doc = concat!("`", stringify!($name), "`")] $name,)*
            $(#[doc = concat!("`", stringify!($only), "`")] $only,)*
            $(#[cfg(feature = "testing")] #[doc = concat!("`", stringify!($test), "`")] $test,)*
        }

        /// The names of the operations that are named here, in the order of their numbers.
        const NAMES: &[&str] = &[
            $(stringify!($name),)*
            $(stringify!($only),)*
            $(#[cfg(feature = "testing")] stringify!($test),)*
        ];

        /// The exported functions that are one operation each.
        pub const FUNCTIONS: &[(&str, Callback)] = &[
            $((stringify!($name), trampoline!($name, $arguments, $function)),)*
            $(
                #[cfg(feature = "testing")]
                (stringify!($test), trampoline!($test, $test_arguments, $test_function)),
            )*
        ];
    };
}

/// The names of all operations, in the order of their numbers.
fn names() -> impl Iterator<Item = &'static str> {
    static ALL: LazyLock<Vec<String>> = LazyLock::new(|| {
        let algorithms = ALGORITHMS.iter().map(|algorithm| camel_case(algorithm.name));
        NAMES.iter().map(|&name| name.to_owned()).chain(algorithms).collect()
    });
    ALL.iter().map(String::as_str)
}

/// All operations, counted for one environment, those switched off that may be.
pub fn operations() -> Operations {
    let operations = Operations::from_env(&names().collect::<Vec<_>>());
    // Without these the module does not load, and memory does not come back.
    for needed in [Op::init, Op::close, Op::detach] {
        if let Ok(operation) = operations.get(needed as usize) {
            operation.set_disabled(false);
        }
    }
    operations
}

/// The place in the table of the algorithm that is operation `number`, if it is one.
pub fn algorithm(number: usize) -> Option<usize> {
    number.checked_sub(NAMES.len()).filter(|&place| place < ALGORITHMS.len())
}

operations! {
    functions {
        init(2) => init::init;
        createGraph(3) => graph::create;
        close(2) => graph::close;
        detach(1) => graph::detach;
        addNode(2) => graph::add_node;
        addNodes(3) => graph::add_nodes;
        addEdge(5) => graph::add_edge;
        addEdges(5) => graph::add_edges;
        addTable(3) => graph::add_table;
        dropTable(1) => graph::drop_table;
        removeNodes(2) => graph::remove_nodes;
        removeEdges(2) => graph::remove_edges;
        compact(1) => graph::compact;
        validate(1) => graph::validate;
        header(2) => topology::header;
        topologyView(2) => topology::topology_view;
        adjacencyView(2) => topology::adjacency_view;
        hasNode(2) => topology::has_node;
        isLiveEdge(2) => topology::is_live_edge;
        degree(3) => topology::degree;
        source(2) => topology::source;
        target(2) => topology::target;
        neighbors(3) => topology::neighbors;
        incidence(3) => topology::incidence;
        edgesOf(3) => topology::edges_of;
        hasEdge(3) => topology::has_edge;
        edgesBetween(3) => topology::edges_between;
        schema(3) => columns::schema;
        keyName(1) => columns::key_name;
        columnView(5) => columns::column_view;
        unshare(3) => columns::unshare;
        getValue(4) => columns::get_value;
        setValue(6) => columns::set_value;
        assign(4) => columns::assign;
        define(4) => columns::define;
        drop(3) => columns::drop_column;
        setValues(8) => columns::set_values;
        setColumn(8) => columns::set_column;
        nullCount(3) => columns::null_count;
        nodeByKey(2) => columns::node_by_key;
        hasKey(2) => columns::has_key;
        keyOf(2) => columns::key_of;
        snapshot(1) => snapshot::snapshot;
        toGraph(1) => snapshot::to_graph;
        share(1) => snapshot::share;
        attach(1) => snapshot::attach;
        refs(1) => snapshot::refs;
        cancel(1) => tasks::cancel;
        threads(0) => runtime::threads;
        setThreads(1) => runtime::set_threads;
        stats(0) => runtime::stats;
        memory(0) => runtime::memory;
        crossings(0) => runtime::crossings;
        monitorStart(0) => monitor::start;
        monitorStop(0) => monitor::stop;
        monitorReport(0) => monitor::report;
        monitorValidate(0) => monitor::validate;
    }
    names {
        run, read, readNodes, readEdges, sniff, forEachNeighbor,
    }
    testing {
        testAllocations(0) => testing::allocations;
        testFailAllocation(3) => testing::fail_allocation;
        testFailed(0) => testing::failed;
        testCorrupt(2) => testing::corrupt;
        testPanic(1) => testing::panics;
        testPanicAt(1) => testing::panics_at;
        testPanicInFinalizer(1) => testing::panics_in_finalizer;
        testPanicInTask(1) => testing::panics_in_task;
        testMisbehave(1) => misbehavior::misbehave;
    }
}
