package polder.ports;

final class MemoryJournalTest extends ReportJournalContract {
  private final MemoryJournal memory = new MemoryJournal();

  @Override
  protected ReportJournal open() {
    return memory;
  }
}
