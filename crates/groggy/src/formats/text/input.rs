//! Where the text comes from: memory, or a file that is read piece by piece.
//!
//! A regular file is read by position into buffers that we own, one a thread, and never mapped: a file that
//! another process shortens under a mapping kills the whole process with `SIGBUS`, while a short read is an
//! error like any other. It is also faster here: buffers stay in the cache, a mapping takes a page fault
//! every 4 KiB. A pipe, or compressed text, has no positions and is read into memory first.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use flate2::bufread::MultiGzDecoder;

use super::progress::Progress;
use super::stream::{self, Stream};
use super::{TextOptions, fault};
use crate::execution::Execution;
use crate::formats::io_error::io_error;
use crate::memory::{try_reserve, try_vec};
use crate::sync::Mutex;
use crate::{Error, ErrorKind, Result};

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// Decompressed between two looks at the cancel flag.
const STEP: usize = 1 << 20;
/// `TextOptions::max_text_bytes` where no limit was given.
const NO_LIMIT: u64 = u64::MAX;
/// The limit of a device, which has no end, where no other was given.
const DEVICE_BYTES: u64 = 1 << 30;

pub(super) enum Input<'a> {
    Memory(Cow<'a, [u8]>),
    File(FileInput),
}

pub(super) struct FileInput {
    file: File,
    len: u64,
    path: PathBuf,
    /// Buffers that no thread uses now.
    idle: Mutex<Vec<Vec<u8>>>,
}

impl<'a> Input<'a> {
    /// Text in memory, decompressed when it begins like gzip.
    pub(super) fn from_bytes(
        bytes: &'a [u8],
        name: &Path,
        options: &TextOptions,
        execution: &Execution<'_>,
        progress: &mut Progress<'_>,
    ) -> Result<Self> {
        let text = if bytes.starts_with(&GZIP_MAGIC) {
            Cow::Owned(gunzip(bytes, bytes.len() as u64, name, options, execution, progress)?)
        } else {
            Cow::Borrowed(bytes)
        };
        check_text_bytes(text.len() as u64, name, options)?;
        Ok(Self::Memory(text))
    }

    /// The text of a file, decompressed when it begins like gzip.
    pub(super) fn open(
        path: &Path,
        options: &TextOptions,
        execution: &Execution<'_>,
        progress: &mut Progress<'_>,
    ) -> Result<Input<'static>> {
        let file = stream::open(path).map_err(|error| io_error("open", path, error))?;
        let metadata = file.metadata().map_err(|error| io_error("read", path, error))?;
        let len = metadata.len();
        if metadata.is_file() && len > 0 && positions::SUPPORTED {
            let mut magic = [0; 2];
            let read = positions::read_at(&file, &mut magic, 0);
            let read = read.map_err(|error| io_error("read", path, error))?;
            if magic[..read] != GZIP_MAGIC {
                check_text_bytes(len, path, options)?;
                let idle = Mutex::new(Vec::new());
                return Ok(Input::File(FileInput { file, len, path: path.to_owned(), idle }));
            }
            let text = gunzip(file, len, path, options, execution, progress)?;
            return Ok(Input::Memory(Cow::Owned(text)));
        }
        let options = &match options.max_text_bytes {
            NO_LIMIT if stream::is_device(&metadata) => {
                TextOptions { max_text_bytes: DEVICE_BYTES, ..options.clone() }
            }
            _ => options.clone(),
        };
        let mut stream = Stream::new(file, execution);
        let mut magic = Vec::new();
        let begun = (&mut stream).take(2).read_to_end(&mut magic);
        begun.map_err(|error| unless_cancelled(execution, || io_error("read", path, error)))?;
        let is_gzip = magic == GZIP_MAGIC;
        let all = io::Cursor::new(magic).chain(stream);
        let text = if is_gzip {
            gunzip(all, u64::MAX, path, options, execution, progress)?
        } else {
            let refused = |error| io_error("read", path, error);
            drain(all, path, options, execution, &refused, |_| ())?
        };
        Ok(Input::Memory(Cow::Owned(text)))
    }

    /// Bytes of text.
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Memory(text) => text.len() as u64,
            Self::File(file) => file.len,
        }
    }

    /// Calls `look` with the text of `range`, which lies within `0..len`. Safe to call from many threads.
    pub(super) fn with<R>(&self, range: Range<u64>, look: impl FnOnce(&[u8]) -> R) -> Result<R> {
        match self {
            Self::Memory(text) => {
                Ok(look(text.get(range.start as usize..range.end as usize).unwrap_or_default()))
            }
            Self::File(file) => file.with(range, look),
        }
    }
}

impl FileInput {
    fn with<R>(&self, range: Range<u64>, look: impl FnOnce(&[u8]) -> R) -> Result<R> {
        let len = usize::try_from(range.end - range.start)
            .map_err(|_| Error::out_of_memory("a piece of a file", usize::MAX))?;
        let mut buffer = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        if buffer.len() < len {
            buffer = try_vec("a piece of a file", len.next_multiple_of(1 << 16), 0)?;
        }
        let text = &mut buffer[..len];
        let mut filled = 0;
        while filled < len {
            match positions::read_at(&self.file, &mut text[filled..], range.start + filled as u64) {
                Ok(0) => return Err(fault::changed(&self.path)),
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(io_error("read", &self.path, error)),
            }
        }
        let result = look(text);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
        Ok(result)
    }
}

/// What a failed read tells: a stream that is cancelled fails too.
fn unless_cancelled(execution: &Execution<'_>, failed: impl FnOnce() -> Error) -> Error {
    execution.check().err().unwrap_or_else(failed)
}

fn check_text_bytes(bytes: u64, path: &Path, options: &TextOptions) -> Result<()> {
    if bytes <= options.max_text_bytes {
        return Ok(());
    }
    let path = path.display().to_string();
    Err(Error::expected(
        ErrorKind::LimitExceeded,
        format_args!("at most {} bytes of text in {path:?}", options.max_text_bytes),
        "more",
        "raise `maxTextBytes`, or split the file",
    )
    .with("path", path)
    .with("what", "bytes of text")
    .with("limit", options.max_text_bytes))
}

/// The text in a gzip stream of `compressed` bytes, all members of it.
fn gunzip(
    reader: impl Read,
    compressed: u64,
    path: &Path,
    options: &TextOptions,
    execution: &Execution<'_>,
    progress: &mut Progress<'_>,
) -> Result<Vec<u8>> {
    let consumed = std::cell::Cell::new(0_u64);
    let counted = BufReader::with_capacity(1 << 18, Counted { reader, consumed: &consumed });
    let refused = |error: io::Error| {
        if error.raw_os_error().is_some() || error.kind() == io::ErrorKind::OutOfMemory {
            return io_error("read", path, error);
        }
        let shown = path.display().to_string();
        Error::expected(
            ErrorKind::Parse,
            format_args!("a complete gzip stream in {shown:?}"),
            format_args!("a broken one ({error})"),
            "compress the file again",
        )
        .with("path", shown)
        .caused_by(error)
    };
    progress.stage("decompress", 0.5);
    let text = drain(MultiGzDecoder::new(counted), path, options, execution, &refused, |_| {
        progress.report(consumed.get() as f64 / compressed.max(1) as f64);
    })?;
    progress.stage_done();
    Ok(text)
}

struct Counted<'a, R> {
    reader: R,
    consumed: &'a std::cell::Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.consumed.set(self.consumed.get() + read as u64);
        Ok(read)
    }
}

/// Reads to the end, into memory that may be refused; stops at a line that never ends.
fn drain(
    mut reader: impl Read,
    path: &Path,
    options: &TextOptions,
    execution: &Execution<'_>,
    refused: &dyn Fn(io::Error) -> Error,
    mut step_done: impl FnMut(usize),
) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    let mut line_start = 0;
    loop {
        execution.check()?;
        try_reserve("the text of a file", &mut text, STEP)?;
        let before = text.len();
        let read = (&mut reader).take(STEP as u64).read_to_end(&mut text);
        let read = read.map_err(|error| unless_cancelled(execution, || refused(error)))?;
        if read == 0 {
            return Ok(text);
        }
        check_text_bytes(text.len() as u64, path, options)?;
        if let Some(newline) = memchr::memrchr(b'\n', &text[before..]) {
            line_start = before + newline + 1;
        }
        if text.len() - line_start > options.max_line_bytes {
            let line = memchr::memchr_iter(b'\n', &text[..line_start]).count() as u64 + 1;
            return Err(fault::line_too_long(path, line, options.max_line_bytes));
        }
        step_done(text.len());
    }
}

#[cfg(unix)]
mod positions {
    use std::fs::File;
    use std::io;

    pub(super) const SUPPORTED: bool = true;

    pub(super) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(file, buffer, offset)
    }
}

#[cfg(windows)]
mod positions {
    use std::fs::File;
    use std::io;

    pub(super) const SUPPORTED: bool = true;

    pub(super) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
    }
}

#[cfg(not(any(unix, windows)))]
mod positions {
    use std::fs::File;
    use std::io;

    pub(super) const SUPPORTED: bool = false;

    pub(super) fn read_at(_file: &File, _buffer: &mut [u8], _offset: u64) -> io::Result<usize> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }
}
