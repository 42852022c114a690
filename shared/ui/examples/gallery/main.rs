//! Writes every page and mail, in every state and catalogue, to `target/gallery/`, to be opened from disk.

mod demo;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use guichet_kernel::Locale;
use guichet_ui::assets::ASSETS;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/gallery");
    fs::create_dir_all(root.join("assets"))?;
    for asset in ASSETS {
        fs::write(root.join(asset.path.trim_start_matches('/')), asset.bytes)?;
    }
    let mut index = String::from("<!doctype html><meta charset=utf-8><title>Gallery</title><ul>");
    for locale in Locale::ALL {
        let folder = root.join(locale.tag());
        fs::create_dir_all(&folder)?;
        for shown in demo::pages(locale)?
            .into_iter()
            .chain(demo::directory::pages(locale)?)
            .chain(demo::space::pages(locale)?)
            .chain(demo::offers::pages(locale)?)
            .chain(demo::desk::pages(locale, &str::to_owned)?)
        {
            // From disk there is no root to start at, and a font of another origin is refused.
            let html = shown.html.replace("\"/assets/", "\"../assets/").replace(" crossorigin", "");
            fs::write(folder.join(format!("{}.html", shown.name)), html)?;
            write!(index, "<li><a href=\"{0}/{1}.html\">{0} {1}</a>", locale.tag(), shown.name)?;
        }
        let of_staff = [("mail-today", demo::today(locale).render()?)];
        for (name, mail) in demo::mails(locale)?.into_iter().chain(demo::access_mails(locale, "482913")?).chain(of_staff) {
            fs::write(folder.join(format!("{name}.html")), mail.html)?;
            fs::write(folder.join(format!("{name}.txt")), format!("{}\n\n{}", mail.subject, mail.text))?;
            write!(index, "<li><a href=\"{0}/{1}.html\">{0} {1}</a>", locale.tag(), name)?;
        }
    }
    fs::write(root.join("index.html"), index)?;
    Ok(())
}
