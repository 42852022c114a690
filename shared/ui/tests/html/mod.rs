//! Reads what a page holds, as far as the tests ask.

/// The values of an attribute, in the order of the page.
pub(crate) fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.match_indices(&start).filter_map(|(at, _)| html[at + start.len()..].split('"').next()).collect()
}

/// The opening tags of an element.
pub(crate) fn tags<'a>(html: &'a str, element: &str) -> Vec<&'a str> {
    let start = format!("<{element}");
    html.match_indices(&start)
        .filter_map(|(at, _)| html[at..].split_inclusive('>').next())
        .filter(|tag| tag[start.len()..].starts_with([' ', '>']))
        .collect()
}
