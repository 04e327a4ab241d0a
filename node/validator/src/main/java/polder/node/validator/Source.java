package polder.node.validator;

import java.io.IOException;
import java.util.Optional;
import polder.node.archive.EpochArchive;
import polder.ports.Archive;
import polder.protocol.Bytes;

/** A node's archive. That it cannot be read is told apart from trouble with the own disk. */
final class Source {
  private final Archive.Reader reader;

  Source(Archive.Reader reader) {
    this.reader = reader;
  }

  /** The node or the way to it failed. */
  static final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreachableException(IOException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }

  String name() {
    return reader.name();
  }

  Optional<Bytes> read(String path) {
    try {
      return reader.read(path);
    } catch (IOException e) {
      throw new UnreachableException(e);
    }
  }

  /** Its epochs. */
  EpochArchive epochs() {
    return new EpochArchive(
        new Archive.Reader() {
          @Override
          public Optional<Bytes> read(String path) {
            return Source.this.read(path);
          }

          @Override
          public String name() {
            return Source.this.name();
          }
        });
  }
}
