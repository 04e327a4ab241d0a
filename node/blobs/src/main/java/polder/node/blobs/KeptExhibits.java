package polder.node.blobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import polder.epoch.ExhibitSource;
import polder.networks.Exhibit;
import polder.node.gateway.Exhibits;
import polder.ports.BlobStore;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Blobs that messages bring: they stay until the messages are sealed, and the archive has them
 * then. After a restart the gateway says again which these are. Any thread may call it.
 */
public final class KeptExhibits implements Exhibits, ExhibitSource {
  private final BlobStore store;
  private final BlobBooks books;

  /** Of those in {@code store}, of which {@code books} are kept; none is kept yet. */
  public KeptExhibits(BlobStore store, BlobBooks books) {
    this.store = store;
    this.books = books;
  }

  @Override
  public Optional<String> keep(Exhibit exhibit, long epoch) {
    Hash blob = exhibit.blob();
    Optional<BlobStore.Blob> found = books.pin(blob, epoch + 1);
    if (found.isEmpty()) {
      return Optional.of("the node does not have blob " + blob + ": put it there first");
    }
    long bytes = found.get().bytes();
    return bytes > exhibit.mostBytes()
        ? Optional.of(
            "blob " + blob + " has " + bytes + " bytes, and may have " + exhibit.mostBytes())
        : Optional.empty();
  }

  @Override
  public Bytes get(Hash blob) {
    BlobStore.Blob found =
        store
            .find(blob)
            .orElseThrow(() ->
                new IllegalStateException(
                    "the node's blobs lack "
                        + blob
                        + ", which a message of the epoch brings: put it there again"));
    try (InputStream whole = found.whole()) {
      return Bytes.wrap(whole.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets go of what messages brought up to that epoch, which is sealed. */
  public void sealed(long epoch) {
    books.unpin(epoch);
  }
}
