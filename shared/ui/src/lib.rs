//! Layout, components, stylesheet and words of the pages.
