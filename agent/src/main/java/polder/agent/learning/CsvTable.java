package polder.agent.learning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small CSV file without quoted cells before the columns that are wanted. Lines and cells are
 * numbered as a person counts them.
 */
final class CsvTable {
  private final Path file;
  private final List<String[]> lines;

  private CsvTable(Path file, List<String[]> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** All of {@code file}, whose first line names its columns. */
  static CsvTable read(Path file) throws IOException {
    List<String[]> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      if (!line.isBlank()) {
        String[] cells = line.split(",", -1);
        for (int i = 0; i < cells.length; i++) {
          cells[i] = cells[i].strip();
        }
        lines.add(cells);
      }
    }
    if (lines.isEmpty()) {
      throw new IOException(file + " is empty");
    }
    return new CsvTable(file, lines);
  }

  /** How many rows there are, without the names. */
  int rows() {
    return lines.size() - 1;
  }

  int columns() {
    return lines.getFirst().length;
  }

  boolean has(String name) {
    return List.of(lines.getFirst()).contains(name);
  }

  int column(String name) throws IOException {
    int at = List.of(lines.getFirst()).indexOf(name);
    if (at < 0) {
      throw new IOException(file + ", line 1: no column is called " + name);
    }
    return at;
  }

  /** A cell of row {@code row}, from 0 on; empty where the row is too short. */
  String cell(int row, int column) {
    String[] cells = lines.get(row + 1);
    return column < cells.length ? cells[column] : "";
  }

  /** What is wrong with a row. */
  IOException error(int row, String what, Exception cause) {
    return new IOException(file + ", line " + (row + 2) + ": " + what, cause);
  }

  IOException error(int row, String what) {
    return new IOException(file + ", line " + (row + 2) + ": " + what);
  }
}
