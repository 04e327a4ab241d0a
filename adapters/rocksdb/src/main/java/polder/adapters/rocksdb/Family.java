package polder.adapters.rocksdb;

import java.nio.charset.StandardCharsets;

/** The tables of the database: RocksDB calls them column families. */
enum Family {
  /** {@code format} → number of this layout; {@code begin}. */
  META("default"),
  /** Offset → place in its batch, message, wire bytes. */
  ENTRIES("entries"),
  /** Offset of a batch's first entry → number of entries, promise. */
  BATCHES("batches"),
  /** Message → offset. */
  MESSAGES("messages"),
  /** Epoch → start, end, end offset, manifests. */
  CUTS("cuts"),
  /** Key → value of the state; the header behind them. */
  STATE("state");

  private final String name;

  Family(String name) {
    this.name = name;
  }

  byte[] nameBytes() {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
