package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.adapters.engine.InProcessEngine;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.HttpArchive;
import polder.app.DataDirectory;
import polder.app.Kinds;
import polder.epoch.RuleBook;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.witness.Anchor;
import polder.node.witness.HeaderChain;
import polder.node.witness.Reexecution;
import polder.ports.Archive;
import polder.protocol.identity.DeviceId;

/** Which archive a command reads, and whom it believes. */
final class ArchiveOption {
  @Option(
      names = "--archive",
      paramLabel = "DIR|URL",
      description = {
        "The archive: a folder, or an address such as http://host:7777/v1/archive",
        "(default: that of the data directory)."
      })
  private @Nullable String archive;

  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--signer",
      paramLabel = "DID",
      description = "Believe only headers signed by this key of a node, such as did:key:z6Mk....")
  private @Nullable String signer;

  /** An archive to read from, with what reading takes; closed when the command ends. */
  record Opened(
      EpochArchive archive, HeaderChain chain, InProcessEngine engine, Archive.Reader reader)
      implements AutoCloseable {
    Reexecution reexecution() {
      return new Reexecution(archive, new RuleBook(Kinds.ALL), engine);
    }

    /**
     * The number that {@code text} names: a number, or {@code latest}.
     *
     * @throws BadWordException if it is neither, or the archive has no such epoch
     */
    long epoch(String text) throws IOException {
      long latest =
          chain
              .latest()
              .orElseThrow(() ->
                  new BadWordException(
                      "there is no archive of epochs at " + archive.name(),
                      "name another with --archive or --data, or wait for the first epoch"));
      long epoch = text.equals("latest") ? latest : number(text);
      if (epoch > latest) {
        throw new BadWordException(
            "the latest epoch is " + latest + ", there is no " + epoch + " yet",
            "name an earlier one");
      }
      return epoch;
    }

    private static long number(String text) {
      if (text.length() > 18
          || text.isEmpty()
          || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw new BadWordException("'" + text + "' is no epoch", "give its number, or latest");
      }
      return Long.parseLong(text);
    }

    @Override
    public void close() {
      engine.close();
      if (reader instanceof HttpArchive far) {
        far.close();
      }
    }
  }

  /** What to do about evidence that cannot be had; {@code otherwise} unless it was pruned. */
  static String remedy(EvidenceException e, String otherwise) {
    return e.keptFrom().isPresent()
        ? "name epoch "
            + e.keptFrom().getAsLong()
            + " or a later one, or with --archive an archive that keeps more"
        : otherwise;
  }

  /** The data directory, whether or not the archive is there. */
  DataDirectory directory() {
    return data.directory();
  }

  /** Whom the person believes. */
  Anchor anchor() {
    if (signer == null) {
      return new Anchor.SelfConsistent();
    }
    try {
      return new Anchor.Signatures(DeviceId.parse(signer));
    } catch (IllegalArgumentException e) {
      throw new BadWordException(
          "'" + signer + "' is no key of a node",
          "give it as did:key:z6Mk..., as the node prints it");
    }
  }

  /** Opens the archive. */
  Opened open() {
    Anchor anchor = anchor();
    Archive.Reader reader = reader();
    EpochArchive epochs = new EpochArchive(reader);
    return new Opened(
        epochs, new HeaderChain(epochs, anchor), InProcessEngine.overAllCores(), reader);
  }

  private Archive.Reader reader() {
    if (archive == null) {
      return new DirectoryArchive(data.directory().archive());
    }
    String lower = archive.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      try {
        return new HttpArchive(URI.create(archive), HttpArchive.Limits.USUAL);
      } catch (IllegalArgumentException e) {
        throw new BadWordException(
            String.valueOf(e.getMessage()), "give an address such as http://host:7777/v1/archive");
      }
    }
    return new DirectoryArchive(Path.of(archive));
  }
}
