//! Plain text tables.

/// Prints `rows` under `head`, columns aligned; the first column to the left, the others to the right.
pub(crate) fn print(head: &[&str], rows: &[Vec<String>]) {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(head.get(column).map(|title| title.chars().count())).max().unwrap_or(0)
    };
    let line = |cells: &[String]| {
        let padded = cells.iter().enumerate().map(|(column, cell)| {
            let width = width(column);
            if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        println!("  {}", padded.collect::<Vec<_>>().join("   ").trim_end());
    };
    println!();
    line(&head.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>());
    line(&(0..head.len()).map(|column| "─".repeat(width(column))).collect::<Vec<_>>());
    for row in rows {
        line(row);
    }
    println!();
}
