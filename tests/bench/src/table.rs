//! Tables in Markdown, padded so that they read as well on a terminal.

/// Rows of text under a header.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(header: &[&str]) -> Self {
        Self { rows: vec![header.iter().map(|cell| cell.to_string()).collect()] }
    }

    /// Adds a row; cells that it lacks are empty.
    pub fn push(&mut self, mut row: Vec<String>) {
        row.resize(self.rows[0].len(), String::new());
        self.rows.push(row);
    }

    /// The whole table: text to the left, numbers (and what heads them) to the right.
    pub fn render(&self) -> String {
        let columns = self.rows[0].len();
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                self.rows.iter().map(|row| width(&row[column])).max().unwrap_or(0).max(MIN_WIDTH)
            })
            .collect();
        let numeric: Vec<bool> = (0..columns)
            .map(|column| self.rows[1..].iter().any(|row| is_number(&row[column])))
            .collect();

        let mut text = String::new();
        for (index, row) in self.rows.iter().enumerate() {
            for ((cell, &width_wanted), &right) in row.iter().zip(&widths).zip(&numeric) {
                let padding = " ".repeat(width_wanted - width(cell));
                let (left, right) =
                    if right { (padding.as_str(), "") } else { ("", padding.as_str()) };
                text += &format!("| {left}{cell}{right} ");
            }
            text += "|\n";
            if index == 0 {
                for (&width, &right) in widths.iter().zip(&numeric) {
                    text += &if right {
                        format!("|-{}:", "-".repeat(width))
                    } else {
                        format!("|-{}-", "-".repeat(width))
                    };
                }
                text += "|\n";
            }
        }
        text
    }
}

fn width(cell: &str) -> usize {
    cell.chars().count()
}

fn is_number(cell: &str) -> bool {
    cell.trim_end_matches(" %").parse::<f64>().is_ok()
}

const MIN_WIDTH: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_numbers_are_aligned_to_the_right() {
        let mut table = Table::new(&["server", "µs"]);
        table.push(vec!["a".into(), "12.5".into()]);
        table.push(vec!["left out".into()]);
        assert_eq!(
            table.render(),
            "| server   |   µs |\n\
             |----------|-----:|\n\
             | a        | 12.5 |\n\
             | left out |      |\n"
        );
    }
}
