//! The sys layer: the shape that `groggy-node` uses, reduced to the calls that are timed.
//!
//! Every function carries a pointer to the environment's state as its data, so that a call needs one
//! `napi_get_cb_info`, one read per argument, and one number made.

use std::ffi::{c_char, c_void};
use std::ptr;

use napi::sys;
use napi::{Env, JsValue as _, Status, bindgen_prelude::Object};

/// The state of one environment: its columns by handle.
struct State {
    columns: Vec<Vec<f64>>,
}

/// The state and the arguments of a call.
///
/// # Safety
/// `env` and `info` are those of the running callback, whose function was made with a `State` as data.
unsafe fn arguments<'s, const N: usize>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
) -> (Option<&'s mut State>, [sys::napi_value; N]) {
    let mut values = [ptr::null_mut(); N];
    let mut count = N;
    let mut data = ptr::null_mut();
    // SAFETY: the out-pointers are locals; `values` has room for `count` values.
    let state = unsafe {
        sys::napi_get_cb_info(env, info, &mut count, values.as_mut_ptr(), ptr::null_mut(), &mut data);
        data.cast::<State>().as_mut()
    };
    (state, values)
}

/// Throws a plain error: the failure path is not what is timed.
///
/// # Safety
/// `env` is that of the running callback.
unsafe fn refuse(env: sys::napi_env) -> sys::napi_value {
    // SAFETY: both texts are NUL-terminated literals.
    unsafe { sys::napi_throw_error(env, c"ERANGE".as_ptr(), c"no such element".as_ptr()) };
    ptr::null_mut()
}

unsafe extern "C" fn empty(env: sys::napi_env, _: sys::napi_callback_info) -> sys::napi_value {
    let mut result = ptr::null_mut();
    // SAFETY: the out-pointer is a local.
    unsafe { sys::napi_create_uint32(env, 1, &mut result) };
    result
}

unsafe extern "C" fn create(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: this function was made with a `State` as data.
    let (Some(state), []) = (unsafe { arguments::<0>(env, info) }) else { return ptr::null_mut() };
    state.columns.push(crate::column());
    let mut result = ptr::null_mut();
    // SAFETY: the out-pointer is a local.
    unsafe { sys::napi_create_double(env, (state.columns.len() - 1) as f64, &mut result) };
    result
}

unsafe extern "C" fn at(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: this function was made with a `State` as data.
    let (Some(state), [handle, index]) = (unsafe { arguments::<2>(env, info) }) else {
        return ptr::null_mut();
    };
    let (mut handle_number, mut index_number) = (f64::NAN, f64::NAN);
    // SAFETY: the out-pointers are locals.
    let statuses = unsafe {
        [
            sys::napi_get_value_double(env, handle, &mut handle_number),
            sys::napi_get_value_double(env, index, &mut index_number),
        ]
    };
    if statuses != [sys::Status::napi_ok; 2] {
        // SAFETY: the environment of this callback.
        return unsafe { refuse(env) };
    }
    let found =
        state.columns.get(handle_number as usize).and_then(|column| column.get(index_number as usize));
    let mut result = ptr::null_mut();
    match found {
        // SAFETY: the out-pointer is a local.
        Some(&number) => unsafe { sys::napi_create_double(env, number, &mut result) },
        // SAFETY: the environment of this callback.
        None => return unsafe { refuse(env) },
    };
    result
}

unsafe extern "C" fn construct(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let mut this = ptr::null_mut();
    let column = Box::into_raw(Box::new(crate::column()));
    // SAFETY: out-pointers are locals; the wrap owns the box and `drop_column` frees it once.
    unsafe {
        sys::napi_get_cb_info(env, info, ptr::null_mut(), ptr::null_mut(), &mut this, ptr::null_mut());
        sys::napi_wrap(env, this, column.cast(), Some(drop_column), ptr::null_mut(), ptr::null_mut());
    }
    this
}

unsafe extern "C" fn drop_column(_: sys::napi_env, column: *mut c_void, _: *mut c_void) {
    // SAFETY: `construct` made it from a box, and a wrap is finalized once.
    drop(unsafe { Box::from_raw(column.cast::<Vec<f64>>()) });
}

unsafe extern "C" fn method_at(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let (mut this, mut index, mut count) = (ptr::null_mut(), ptr::null_mut(), 1);
    let mut column: *mut c_void = ptr::null_mut();
    let mut index_number = f64::NAN;
    // SAFETY: out-pointers are locals, with room for the one argument asked for.
    let statuses = unsafe {
        sys::napi_get_cb_info(env, info, &mut count, &mut index, &mut this, ptr::null_mut());
        [sys::napi_unwrap(env, this, &mut column), sys::napi_get_value_double(env, index, &mut index_number)]
    };
    // SAFETY: a status of ok means that `column` is what `construct` wrapped, alive as `this` is.
    let column = (statuses == [sys::Status::napi_ok; 2]).then(|| unsafe { &*column.cast::<Vec<f64>>() });
    let mut result = ptr::null_mut();
    match column.and_then(|column| column.get(index_number as usize)) {
        // SAFETY: the out-pointer is a local.
        Some(&number) => unsafe { sys::napi_create_double(env, number, &mut result) },
        // SAFETY: the environment of this callback.
        None => return unsafe { refuse(env) },
    };
    result
}

/// The object with the functions of this layer. The state is never freed: the benchmark ends with it.
pub fn exports(env: &Env) -> napi::Result<Object<'static>> {
    let raw = env.raw();
    let data: *mut c_void = Box::into_raw(Box::new(State { columns: Vec::new() })).cast();
    let object = Object::new(env)?;
    let functions: [(&str, sys::napi_callback); 3] =
        [("empty", Some(empty)), ("create", Some(create)), ("at", Some(at))];
    for (name, callback) in functions {
        let mut function = ptr::null_mut();
        // SAFETY: `name` is `name.len()` bytes; `data` outlives the process; `function` is set when ok.
        check(unsafe {
            sys::napi_create_function(
                raw,
                name.as_ptr().cast::<c_char>(),
                name.len() as isize,
                callback,
                data,
                &mut function,
            )
        })?;
        set(raw, &object, name, function)?;
    }
    let method = sys::napi_property_descriptor {
        utf8name: c"at".as_ptr(),
        name: ptr::null_mut(),
        method: Some(method_at),
        getter: None,
        setter: None,
        value: ptr::null_mut(),
        attributes: 0,
        data: ptr::null_mut(),
    };
    let mut class = ptr::null_mut();
    // SAFETY: one descriptor, NUL-terminated names, an out-pointer that is a local.
    check(unsafe {
        sys::napi_define_class(
            raw,
            c"Column".as_ptr(),
            6,
            Some(construct),
            ptr::null_mut(),
            1,
            &raw const method,
            &mut class,
        )
    })?;
    set(raw, &object, "Column", class)?;
    Ok(object)
}

/// Sets a property of the exports.
fn set(env: sys::napi_env, object: &Object<'_>, name: &str, value: sys::napi_value) -> napi::Result<()> {
    let mut key = ptr::null_mut();
    // SAFETY: `name` is `name.len()` bytes; object, key and value belong to the open handle scope.
    check(unsafe {
        sys::napi_create_string_utf8(env, name.as_ptr().cast::<c_char>(), name.len() as isize, &mut key)
    })?;
    // SAFETY: as above.
    check(unsafe { sys::napi_set_property(env, object.raw(), key, value) })
}

/// A status as a result.
fn check(status: sys::napi_status) -> napi::Result<()> {
    match Status::from(status) {
        Status::Ok => Ok(()),
        other => Err(napi::Error::new(other, "Node-API refused")),
    }
}
