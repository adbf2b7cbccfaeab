//! What the operating system refused, as this crate's error.

use std::io;
use std::path::Path;

use crate::{Error, ErrorKind};

/// An `IO` error that names the path and, where the system gave one, its code (`ENOENT`, `EISDIR`, …).
/// `doing` completes the sentence "cannot … PATH": "open", "read".
///
/// What the standard library refuses before it asks the system (a NUL in a path) is `INVALID_ARGUMENT`.
pub(super) fn io_error(doing: &str, path: &Path, source: io::Error) -> Error {
    let shown = path.display().to_string();
    let kind = match source.kind() {
        io::ErrorKind::InvalidInput if source.raw_os_error().is_none() => ErrorKind::InvalidArgument,
        _ => ErrorKind::Io,
    };
    let remedy = match source.kind() {
        io::ErrorKind::NotFound => "; check the path",
        io::ErrorKind::PermissionDenied => "; check its permissions",
        io::ErrorKind::IsADirectory => "; name a file inside this folder",
        _ => "; check the path",
    };
    let mut error =
        Error::new(kind, format!("cannot {doing} {shown:?}: {source}{remedy}")).with("path", shown);
    if kind == ErrorKind::InvalidArgument {
        error = error.with("argument", "path");
    }
    if let Some(code) = system_code(&source).filter(|_| kind == ErrorKind::Io) {
        error = error.with("systemCode", code);
    }
    error.caused_by(source)
}

/// The system's name for the error, as hosts know it.
fn system_code(error: &io::Error) -> Option<&'static str> {
    use io::ErrorKind as Kind;
    let by_kind = match error.kind() {
        Kind::NotFound => Some("ENOENT"),
        Kind::IsADirectory => Some("EISDIR"),
        Kind::NotADirectory => Some("ENOTDIR"),
        Kind::InvalidFilename => Some("ENAMETOOLONG"),
        Kind::StorageFull => Some("ENOSPC"),
        Kind::QuotaExceeded => Some("EDQUOT"),
        Kind::ReadOnlyFilesystem => Some("EROFS"),
        Kind::ResourceBusy => Some("EBUSY"),
        Kind::StaleNetworkFileHandle => Some("ESTALE"),
        Kind::TimedOut => Some("ETIMEDOUT"),
        Kind::OutOfMemory => Some("ENOMEM"),
        _ => None,
    };
    by_kind.or_else(|| error.raw_os_error().and_then(by_number)).or(match error.kind() {
        Kind::PermissionDenied => Some("EACCES"),
        _ => None,
    })
}

#[cfg(unix)]
fn by_number(number: i32) -> Option<&'static str> {
    Some(match number {
        libc::EPERM => "EPERM",
        libc::EACCES => "EACCES",
        libc::EIO => "EIO",
        libc::ENXIO => "ENXIO",
        libc::ENODEV => "ENODEV",
        libc::EMFILE => "EMFILE",
        libc::ENFILE => "ENFILE",
        libc::EFBIG => "EFBIG",
        libc::ELOOP => "ELOOP",
        libc::EOVERFLOW => "EOVERFLOW",
        libc::EINVAL => "EINVAL",
        _ => return None,
    })
}

#[cfg(not(unix))]
fn by_number(_number: i32) -> Option<&'static str> {
    None
}
