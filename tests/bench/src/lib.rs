//! Native measures.
