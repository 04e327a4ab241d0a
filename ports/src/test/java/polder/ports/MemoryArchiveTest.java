package polder.ports;

final class MemoryArchiveTest extends ArchiveContract {
  private final MemoryArchive memory = new MemoryArchive();

  @Override
  protected Archive open() {
    return memory;
  }
}
