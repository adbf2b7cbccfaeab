//! `ArrayBuffer`s over the core's memory.

use groggy_session::View;

use crate::entry::Call;
use crate::napi::{Buffer, Outcome, Value};

impl<'s> Call<'_, 's> {
    /// An `ArrayBuffer` over memory of the object of `handle`; `undefined` where the host refuses, and for the
    /// library's own reads, which then are flat calls, also where the memory is too large for a buffer.
    pub fn map(&mut self, handle: Value<'s>, view: View) -> Outcome<Value<'s>> {
        let is_exported = view.is_exported();
        if !is_exported && !self.env.fits_buffer(view.byte_len())? {
            return self.env.undefined();
        }
        let object = self.handle(handle)?;
        let mapping = view.map(self.operation.name(), self.environment.number);
        let (start, length) = (mapping.start(), mapping.byte_len());
        // SAFETY: `Mapping` keeps its bytes at their place, readable and writable, until it is dropped; who writes them
        // it says.
        let buffer = unsafe { Buffer::new(start, length, mapping) }.of(object);
        let buffer = if is_exported { buffer.handed_out() } else { buffer };
        let mapped = match self.env.external_buffer(buffer)? {
            Ok(buffer) => buffer,
            Err(_refused) => self.env.undefined()?,
        };
        // V8 sees these bytes by itself from now on.
        let host = self.host();
        self.object_in_any_state(handle)?.report_memory(host)?;
        Ok(mapped)
    }

    /// The same for the library's own reads; `undefined` when there is nothing to map.
    pub fn map_private(
        &mut self,
        handle: Value<'s>,
        memory: Option<groggy_session::Memory>,
    ) -> Outcome<Value<'s>> {
        match memory {
            None => self.env.undefined(),
            Some(memory) => {
                let view = View::private(memory, self.object(handle)?);
                self.map(handle, view)
            }
        }
    }
}
