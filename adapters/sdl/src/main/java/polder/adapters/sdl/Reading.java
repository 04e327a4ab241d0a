package polder.adapters.sdl;

import java.util.List;

/** What came of reading a file. */
public sealed interface Reading {
  /** What has no effect here or was read otherwise than elsewhere, in the order of the file. */
  List<Notice> notices();

  /**
   * It was read.
   *
   * @param file what it asks for
   */
  record Understood(JobFile file, List<Notice> notices) implements Reading {
    public Understood {
      notices = List.copyOf(notices);
    }
  }

  /**
   * It was not.
   *
   * @param faults all that is wrong, in the order of the file; at least one
   */
  record Refused(List<Fault> faults, List<Notice> notices) implements Reading {
    public Refused {
      faults = List.copyOf(faults);
      notices = List.copyOf(notices);
    }
  }
}
