//! Link arguments of a Node addon.

fn main() {
    napi_build::setup();
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        // A worker that ends must not unload code that pool threads still run.
        println!("cargo:rustc-link-arg-cdylib=-Wl,-z,nodelete");
    }
}
