//! Names to stubs: the one function that decides where an object lives.

use guichet_kernel::{ObjectClass, ObjectRef, Region};
use worker::{
    Env, Error, Result, Stub,
    js_sys::{Function, Reflect},
    wasm_bindgen::{JsCast, JsValue},
};

/// The binding under which every script knows a class.
const fn binding(class: ObjectClass) -> &'static str {
    match class {
        ObjectClass::Agenda => "AGENDA",
        ObjectClass::Practice => "PRACTICE_OBJECT",
        ObjectClass::Mailroom => "MAILROOM",
        ObjectClass::Identity => "IDENTITY",
        ObjectClass::Directory => "DIRECTORY",
    }
}

/// The stub of `object`, in the region that its name starts with.
///
/// `REGION_MODE` says how: `jurisdiction` in production: `eu:` objects are created under the platform's EU jurisdiction,
/// `ca:` objects with a location hint (the platform offers no Canadian jurisdiction). `plain` is for local runs, where
/// jurisdictions do not exist, and only a bundle with `test-doors` accepts it. Anything else fails closed: an object made
/// in the wrong place can never be moved. See ADR 0002.
pub fn stub(env: &Env, object: &ObjectRef) -> Result<Stub> {
    let mode = env.var("REGION_MODE")?.to_string();
    let namespace = env.durable_object(binding(object.class))?;
    let name = object.name.as_str();
    match (mode.as_str(), object.name.region()) {
        ("plain", _) if cfg!(feature = "test-doors") => namespace.get_by_name(name),
        ("jurisdiction", Region::Eu) => in_jurisdiction(env, object.class, "eu", name),
        ("jurisdiction", Region::Ca) => namespace.get_by_name_with_location_hint(name, "enam"),
        _ => Err(Error::RustError("REGION_MODE is not set for this bundle".into())),
    }
}

/// `env.BINDING.jurisdiction(j).getByName(name)`: the SDK binds neither the first call nor a stub from its result, so the
/// sub-namespace takes the namespace's place in an object that the SDK reads as an environment.
fn in_jurisdiction(env: &Env, class: ObjectClass, jurisdiction: &str, name: &str) -> Result<Stub> {
    let env: &JsValue = env.unchecked_ref();
    let namespace = Reflect::get(env, &binding(class).into())?;
    let make: Function = Reflect::get(&namespace, &"jurisdiction".into())?.dyn_into()?;
    let within = make.call1(&namespace, &jurisdiction.into())?;
    let narrowed = worker::js_sys::Object::new();
    Reflect::set(&narrowed, &binding(class).into(), &within)?;
    let narrowed: Env = JsValue::from(narrowed).unchecked_into();
    narrowed.durable_object(binding(class))?.get_by_name(name)
}
