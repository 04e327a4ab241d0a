package polder.adapters.sdl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was found while a file was read: each thing once, and no more than anybody reads. */
final class Findings {
  private static final int MOST = 200;

  private final Set<Fault> faults = new LinkedHashSet<>();
  private final Set<Notice> notices = new LinkedHashSet<>();

  void add(Fault fault) {
    if (faults.size() < MOST) {
      faults.add(fault);
    }
  }

  void add(Notice notice) {
    if (notices.size() < MOST) {
      notices.add(notice);
    }
  }

  boolean faulty() {
    return !faults.isEmpty();
  }

  List<Fault> faults() {
    List<Fault> sorted = new ArrayList<>(faults);
    sorted.sort(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column));
    return sorted;
  }

  List<Notice> notices() {
    List<Notice> sorted = new ArrayList<>(notices);
    sorted.sort(Comparator.comparingInt(Notice::line).thenComparingInt(Notice::column));
    return sorted;
  }
}
