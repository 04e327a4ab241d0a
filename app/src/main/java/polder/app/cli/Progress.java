package polder.app.cli;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A progress bar for long work: one line on a terminal that is written anew at most ten times a
 * second and wiped at the end, so that what the command prints stands alone. Safe for several
 * threads. Time is only shown, never part of a result.
 */
public final class Progress implements AutoCloseable {

  private static final long REDRAW_NANOS = 100_000_000L;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int BAR_CELLS = 24;
  private static final String LINE_START = "\r\u001b[K";

  private final @Nullable PrintStream terminal;
  private final String what;
  private final long total;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private long done;
  private long drawnNanos;
  private boolean drawn;

  Progress(@Nullable PrintStream terminal, String what, long total, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.what = what;
    this.total = total;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  /**
   * Some more steps are done.
   *
   * @param steps 0 or more
   */
  public synchronized void advance(long steps) {
    to(done + steps);
  }

  /**
   * So many steps are done since the start.
   *
   * @param steps 0 or more; more than the total is shown as the total
   */
  public synchronized void to(long steps) {
    done = steps;
    if (terminal == null) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (drawn && now - drawnNanos < REDRAW_NANOS) {
      return;
    }
    drawn = true;
    drawnNanos = now;
    terminal.print(LINE_START + line(now - startNanos));
    terminal.flush();
  }

  /** Wipes the line. */
  @Override
  public synchronized void close() {
    if (terminal != null && drawn) {
      terminal.print(LINE_START);
      terminal.flush();
      drawn = false;
    }
  }

  private String line(long elapsedNanos) {
    if (total <= 0) {
      return what + "  " + done + "  " + duration(elapsedNanos / SECOND_NANOS);
    }
    double part = Math.min(1.0, Math.max(0.0, (double) done / total));
    int full = (int) (part * BAR_CELLS);
    String bar = "[" + "#".repeat(full) + ".".repeat(BAR_CELLS - full) + "]";
    String line = what + "  " + bar + " " + (int) (part * 100) + " %";
    if (done <= 0 || part >= 1.0) {
      return line;
    }
    double leftNanos = elapsedNanos / part - elapsedNanos;
    return line + "  " + duration((long) (leftNanos / SECOND_NANOS)) + " left";
  }

  private static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}
