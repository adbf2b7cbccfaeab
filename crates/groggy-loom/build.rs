//! Tells the sources that are shared with the product which atomics they get.

fn main() {
    println!("cargo:rustc-cfg=loom");
}
