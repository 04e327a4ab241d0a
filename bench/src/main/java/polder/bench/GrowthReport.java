package polder.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Footprints of days in a row as a table, for a device and day. */
final class GrowthReport {
  private final int devices;
  private final List<Footprint> days;

  GrowthReport(int devices, List<Footprint> days) {
    this.devices = devices;
    this.days = List.copyOf(days);
  }

  /**
   * Prints what each part has after half the days, at the end and at the most at the end of any
   * day, what it grew a device and day over the second half, when what is kept for a week has its
   * size, and what it has for each device and day altogether.
   */
  void print() {
    System.out.printf(
        Locale.ROOT,
        "  %-20s %12s %12s %12s %22s %22s%n",
        "part",
        "after half",
        "at the end",
        "at most",
        "growth a device, day",
        "in all a device, day");
    for (Footprint.Part part : Footprint.Part.values()) {
      line(part.text(), day -> day.part(part));
    }
    line("disk", Footprint::diskBytes);
    line("heap", Footprint::heapBytes);
  }

  private void line(String name, ToLongFunction<Footprint> bytes) {
    int half = days.size() / 2;
    long middle = bytes.applyAsLong(days.get(half - 1));
    long end = bytes.applyAsLong(days.getLast());
    long most = days.stream().mapToLong(bytes).max().orElse(end);
    System.out.printf(
        Locale.ROOT,
        "  %-20s %,8d KiB %,8d KiB %,8d KiB %,20.0f B %,20.0f B%n",
        name,
        middle >> 10,
        end >> 10,
        most >> 10,
        (double) (end - middle) / devices / (days.size() - half),
        (double) end / devices / days.size());
  }
}
