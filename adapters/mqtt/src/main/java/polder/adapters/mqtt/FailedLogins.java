package polder.adapters.mqtt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts failed logins by address, in windows of a minute. Bounded: where very many addresses fail,
 * the oldest are forgotten. Any thread may call it.
 */
final class FailedLogins {
  private static final int MOST_ADDRESSES = 10_000;
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

  private record Window(long startNanos, int failures) {}

  private final int most;
  private final Map<String, Window> windows =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  FailedLogins(int most) {
    this.most = most;
  }

  /** Whether {@code address} has failed too often within the last minute to be listened to. */
  synchronized boolean areTooMany(String address, long nowNanos) {
    Window window = windows.get(address);
    return window != null
        && nowNanos - window.startNanos() < WINDOW_NANOS
        && window.failures() >= most;
  }

  /** Counts one. */
  synchronized void add(String address, long nowNanos) {
    Window window = windows.getOrDefault(address, new Window(nowNanos, 0));
    boolean over = nowNanos - window.startNanos() >= WINDOW_NANOS;
    windows.put(
        address,
        over ? new Window(nowNanos, 1) : new Window(window.startNanos(), window.failures() + 1));
  }
}
