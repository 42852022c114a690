//! The native side of the port passes the suite that the edge passes in `tests/e2e`.

use guichet_kernel::conformance;
use guichet_testkit::Memory;

#[test]
fn memory_conforms() {
    assert_eq!(conformance::run(&Memory::new()), Vec::<String>::new());
}
