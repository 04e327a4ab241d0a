package polder.node.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system calls of a process as {@code strace -f -y} lists them, in order of their beginning and
 * end.
 */
final class SyncTrace {
  /**
   * A system call.
   *
   * @param begun line at which it began
   * @param ended line at which it had ended
   * @param text all that strace says of it
   */
  private record Call(int begun, int ended, String name, String path, String text) {
    boolean isGood() {
      return !text.contains(") = -1") && !text.endsWith("= ?");
    }
  }

  private static final Pattern BEGIN =
      Pattern.compile("^(\\d+) +(\\w+)\\((\\d+)<([^>]*)>(.*)$", Pattern.DOTALL);
  private static final Pattern RESUMED =
      Pattern.compile("^(\\d+) +<\\.\\.\\. \\w+ resumed>(.*)$", Pattern.DOTALL);
  private static final String UNFINISHED = "<unfinished ...>";

  private final List<Call> calls = new ArrayList<>();

  SyncTrace(List<String> lines) {
    Map<String, Call> pending = new HashMap<>();
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at);
      Matcher resumed = RESUMED.matcher(line);
      Matcher begin = BEGIN.matcher(line);
      if (resumed.matches()) {
        Call call = pending.remove(resumed.group(1));
        if (call != null) {
          calls.add(
              new Call(call.begun(), at, call.name(), call.path(), call.text() + resumed.group(2)));
        }
      } else if (begin.matches()) {
        Call call = new Call(at, at, begin.group(2), begin.group(4), begin.group(5));
        if (line.endsWith(UNFINISHED)) {
          pending.put(begin.group(1), call);
        } else {
          calls.add(call);
        }
      }
    }
  }

  /** How many calls were listed. */
  int size() {
    return calls.size();
  }

  /**
   * Whether the bytes with {@code mark} were written to a log file, then the file was synced with
   * success, and only then {@code answer} was written elsewhere.
   */
  boolean isSyncedBetween(String mark, String answer) {
    int answered =
        calls.stream()
            .filter(call -> !isLog(call) && call.text().contains(answer))
            .mapToInt(Call::begun)
            .findFirst()
            .orElse(-1);
    return calls.stream()
        .filter(call -> isLog(call) && call.name().contains("write") && call.isGood())
        .filter(call -> call.text().contains(mark) && call.ended() < answered)
        .anyMatch(write -> isSynced(write, answered));
  }

  private boolean isSynced(Call write, int before) {
    return calls.stream()
        .filter(call -> call.name().equals("fdatasync") || call.name().equals("fsync"))
        .filter(call -> call.isGood() && call.path().equals(write.path()))
        .anyMatch(sync -> sync.begun() > write.ended() && sync.ended() < before);
  }

  private static boolean isLog(Call call) {
    return call.path().endsWith(".log");
  }
}
