//! Text that comes as it comes: from a pipe or a device, which may have nothing to say for hours.
//!
//! A thread that waits in the kernel for a pipe hears of no cancellation, so a program that gave up on it, or whose
//! worker was terminated, would never end. Here the thread waits in slices, and looks at the flag between them.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::execution::Execution;

/// Opens a file without waiting for anybody: a pipe that nobody writes to yet opens at once.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_NOCTTY);
    options.open(path)
}

/// Whether the file has no end of its own, such as `/dev/urandom`.
#[cfg(unix)]
pub(super) fn is_device(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;

    metadata.file_type().is_char_device() || metadata.file_type().is_block_device()
}

#[cfg(not(unix))]
pub(super) fn is_device(_metadata: &std::fs::Metadata) -> bool {
    false
}

/// Reads from an [`open`]ed file, as long as `execution` is not cancelled.
pub(super) struct Stream<'a> {
    file: File,
    execution: &'a Execution<'a>,
}

impl<'a> Stream<'a> {
    pub(super) fn new(file: File, execution: &'a Execution<'a>) -> Self {
        Self { file, execution }
    }
}

impl Read for Stream<'_> {
    /// `TimedOut` when the execution was cancelled: who asked for the text asks the execution first.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.execution.check().map_err(|_| io::ErrorKind::TimedOut)?;
            if !wait::until_readable(&self.file)? {
                continue;
            }
            match self.file.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                done => return done,
            }
        }
    }
}

#[cfg(unix)]
mod wait {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;

    use crate::faults;

    /// The longest time without a look at the cancel flag.
    const SLICE_MS: i32 = 20;

    /// Waits a slice; whether a read now has something to say: bytes, the end, or an error.
    pub(super) fn until_readable(file: &File) -> io::Result<bool> {
        let slice = if faults::planted("pipe-waits") { -1 } else { SLICE_MS };
        let mut asked = libc::pollfd { fd: file.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        // SAFETY: one `pollfd`, which lives until the call is over, with a descriptor that `file` keeps open.
        match unsafe { libc::poll(&raw mut asked, 1, slice) } {
            0 => Ok(false),
            ready if ready > 0 => Ok(true),
            _ => match io::Error::last_os_error() {
                error if error.kind() == io::ErrorKind::Interrupted => Ok(false),
                error => Err(error),
            },
        }
    }
}

#[cfg(not(unix))]
mod wait {
    use std::fs::File;
    use std::io;

    /// The read itself waits.
    pub(super) fn until_readable(_file: &File) -> io::Result<bool> {
        Ok(true)
    }
}
