//! Each kind of violation is provoked by calls that a binding makes, and found by `validate`.

use super::*;
use crate::clock::ManualClock;

fn monitor() -> (&'static ManualClock, Monitor) {
    let clock: &'static ManualClock = Box::leak(Box::new(ManualClock::new()));
    let monitor = Monitor::new(clock);
    assert!(monitor.start());
    (clock, monitor)
}

fn kinds(monitor: &Monitor) -> Vec<ViolationKind> {
    monitor.validate().into_iter().map(|violation| violation.kind).collect()
}

#[test]
fn a_sound_binding_has_no_violations() {
    let (_, monitor) = monitor();
    let view = monitor.view_given("column", 7, 80);
    let finalizer = monitor.finalizer_attached("column", 1);
    let external = monitor.external_reported("column", 1, 80);
    let reference = monitor.reference_held("init", 1);
    {
        let _holding = monitor.hold_thread("addNodes");
        let borrow = monitor.borrow("addNodes", 16);
        borrow.used();
        let _task = monitor.task("pageRank");
        let report = monitor.report();
        assert_eq!(
            (report.borrows.len(), report.holders.len(), report.tasks.len(), report.views.len()),
            (1, 1, 1, 1)
        );
        assert_eq!((report.pending_finalizers, report.external_bytes, report.references.len()), (1, 80, 1));
        assert_eq!((report.recorded, report.violations), (7, 0));
    }
    monitor.view_returned(view);
    monitor.finalizer_ran(finalizer);
    monitor.external_returned(external, 80);
    monitor.reference_dropped(reference);
    monitor.memory_freed(7);
    monitor.environment_ended(1);
    assert_eq!(monitor.validate(), []);
    let report = monitor.report();
    assert!(report.borrows.is_empty() && report.holders.is_empty() && report.views.is_empty());
}

#[test]
fn dangling_view() {
    let (clock, monitor) = monitor();
    let _view = monitor.view_given("column", 7, 80);
    let _other = monitor.view_given("column", 8, 80);
    clock.advance_ns(5);
    monitor.memory_freed(7);
    let [violation] = &monitor.validate()[..] else { panic!("{:?}", monitor.validate()) };
    assert_eq!((violation.kind, violation.subject, violation.age_ns), (ViolationKind::DanglingView, 7, 5));
    assert!(violation.message.contains("80 bytes given by column"), "{}", violation.message);
}

#[test]
fn stale_handle_used() {
    let (_, monitor) = monitor();
    let mut table = crate::handles::HandleTable::new("graph");
    let handle = table.insert(()).unwrap();
    table.remove(handle).unwrap();
    if table.get(handle).is_err() {
        monitor.stale_handle_used("degree", handle.to_u64());
    }
    assert_eq!(kinds(&monitor), [ViolationKind::StaleHandleUsed]);
}

#[test]
fn borrow_across_threads() {
    let (_, monitor) = monitor();
    let borrow = monitor.borrow("addNodes", 16);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            borrow.used();
            borrow.used();
        });
    });
    assert_eq!(kinds(&monitor), [ViolationKind::BorrowAcrossThreads], "told once");
    std::thread::scope(|scope| {
        scope.spawn(move || drop(borrow));
    });
    assert_eq!(kinds(&monitor).len(), 2, "another thread dropped it");
}

#[test]
fn finalizer_missed() {
    let (_, monitor) = monitor();
    let ran = monitor.finalizer_attached("column", 1);
    let missed = monitor.finalizer_attached("column", 1);
    let _elsewhere = monitor.finalizer_attached("column", 2);
    monitor.finalizer_ran(ran);
    monitor.environment_ended(1);
    assert_eq!(kinds(&monitor), [ViolationKind::FinalizerMissed]);
    monitor.finalizer_ran(missed);
    assert_eq!(monitor.report().pending_finalizers, 1);
}

#[test]
fn finalizer_panicked() {
    let (_, monitor) = monitor();
    monitor.finalizer_panicked("finalizer", 7, "row 3");
    let violations = monitor.validate();
    assert_eq!(violations.len(), 1);
    assert_eq!((violations[0].kind, violations[0].subject), (ViolationKind::FinalizerPanicked, 7));
    assert!(violations[0].message.contains("object 7") && violations[0].message.contains("row 3"));
}

#[test]
fn external_bytes_not_returned() {
    let (_, monitor) = monitor();
    let wrong = monitor.external_reported("column", 1, 100);
    monitor.external_returned(wrong, 96);
    let _kept = monitor.external_reported("column", 1, 50);
    monitor.environment_ended(1);
    let violations = monitor.validate();
    assert!(violations.iter().all(|found| found.kind == ViolationKind::ExternalBytesNotReturned));
    assert_eq!(violations.len(), 2);
    assert!(violations[0].message.contains("100 bytes and took 96 back"), "{}", violations[0].message);
    assert!(violations[1].message.contains("50 bytes reported by column not returned"));
}

#[test]
fn host_reference_held_too_long() {
    let (clock, monitor) = monitor();
    monitor.set_reference_limit_ns(1_000);
    let reference = monitor.reference_held("init", 1);
    clock.advance_ns(1_000);
    assert_eq!(monitor.validate(), []);
    clock.advance_ns(1);
    assert_eq!(kinds(&monitor), [ViolationKind::HostReferenceHeldTooLong]);
    monitor.reference_dropped(reference);
    assert_eq!(monitor.validate(), []);
}

#[test]
fn off_records_nothing_and_ends_are_still_noted() {
    let (_, monitor) = monitor();
    let view = monitor.view_given("column", 7, 80);
    monitor.stop();
    assert_eq!(monitor.view_given("column", 8, 80), Token::default());
    drop(monitor.borrow("addNodes", 1));
    monitor.stale_handle_used("degree", 1);
    monitor.view_returned(view);
    let report = monitor.report();
    assert_eq!((report.on, report.recorded, report.views.len(), report.violations), (false, 1, 0, 0));
}

#[test]
fn what_began_before_a_start_ends_nothing_after_it() {
    let (_, monitor) = monitor();
    let old = monitor.view_given("column", 7, 80);
    monitor.start();
    let _new = monitor.view_given("column", 9, 80);
    monitor.view_returned(old);
    assert_eq!(monitor.report().views.len(), 1);
    assert_eq!(monitor.report().recorded, 1);
}

#[test]
fn violations_are_bounded() {
    let (_, monitor) = monitor();
    for handle in 0..1_500 {
        monitor.stale_handle_used("degree", handle);
    }
    assert_eq!(monitor.validate().len(), 1000);
    assert_eq!(monitor.report().violations_left_out, 500);
}

#[test]
fn entry_points_and_tasks_report_to_the_shared_monitor() {
    let monitor = shared();
    assert!(monitor.start());
    let operation = crate::operations::Operation::new("monitoredEntry");
    let report = crate::entry::run(&operation, || Ok(monitor.report())).unwrap();
    assert!(report.holders.iter().any(|holder| holder.operation == "monitoredEntry"));
    assert!(!monitor.report().holders.iter().any(|holder| holder.operation == "monitoredEntry"));
    let task = monitor.task("monitoredTask");
    assert!(monitor.report().tasks.iter().any(|task| task.operation == "monitoredTask"));
    drop(task);
    monitor.stop();
    let json = serde_json::to_value(monitor.report()).unwrap();
    assert!(json["pendingFinalizers"].is_u64() && json["violationsLeftOut"].is_u64());
}
