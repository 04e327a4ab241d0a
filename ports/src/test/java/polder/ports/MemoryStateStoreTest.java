package polder.ports;

final class MemoryStateStoreTest extends StateStoreContract {
  private final MemoryStateStore memory = new MemoryStateStore();

  @Override
  protected StateStore open() {
    return memory;
  }
}
