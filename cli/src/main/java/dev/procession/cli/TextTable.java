package dev.procession.cli;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Rows of text under headings, in columns as wide as they need to be. */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final BitSet right = new BitSet();
  private final int columns;

  /**
   * A table without rows.
   *
   * @param headings one for each column; numbers, which end at the right, begin with {@code >}
   */
  public TextTable(String... headings) {
    columns = headings.length;
    List<String> first = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      boolean number = headings[column].startsWith(">");
      right.set(column, number);
      first.add(headings[column].substring(number ? 1 : 0));
    }
    rows.add(first);
  }

  /**
   * Adds a row.
   *
   * @param cells one for each column; what would tell a terminal something is replaced
   */
  public void row(String... cells) {
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      // Anybody can name things so that they would tell the terminal something.
      row.add(cell.replaceAll("\\p{Cntrl}", "?"));
    }
    rows.add(row);
  }

  /**
   * Whether there is nothing but headings.
   *
   * @return true if no row was added
   */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /**
   * The table.
   *
   * @return the headings, then the rows
   */
  public List<String> lines() {
    var widths = new int[columns];
    for (List<String> row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int column = 0; column < columns; column++) {
      String cell = row.get(column);
      String blanks = " ".repeat(widths[column] - cell.length());
      line.append(right.get(column) ? blanks + cell : cell + blanks).append(GAP);
    }
    return line.toString().stripTrailing();
  }
}
