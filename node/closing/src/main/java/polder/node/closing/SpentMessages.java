package polder.node.closing;

import java.io.IOException;
import java.util.Optional;
import polder.node.archive.Keep;
import polder.ports.ReportJournal;
import polder.ports.ReportJournal.Cut;

/**
 * The messages of epochs that the journal need not keep: they are archived and committed.
 *
 * @param journal where they lie
 * @param keep how long they stay there
 */
record SpentMessages(ReportJournal journal, Keep keep) {
  /** Forgets those that may go now that {@code latest} is sealed. */
  void forget(Cut latest) throws IOException {
    long staying = 0;
    long before = latest.epoch();
    // Of epochs in order those that may go come first.
    while (staying < before) {
      long middle = (staying + before) >>> 1;
      if (mayGo(middle, latest)) {
        staying = middle + 1;
      } else {
        before = middle;
      }
    }
    Optional<Cut> last = staying > 0 ? journal.cut(staying - 1) : Optional.empty();
    if (last.isPresent()) {
      journal.discard(last.get().endOffset());
    }
  }

  private boolean mayGo(long epoch, Cut latest) throws IOException {
    // A journal may begin after many epochs; what was before is not in it.
    long endMillis = journal.cut(epoch).map(Cut::endMillis).orElse(0L);
    return keep.mayGo(epoch, endMillis, latest.epoch(), latest.endMillis());
  }
}
