package polder.app.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.sqlite.SqliteReadings;
import polder.app.DataDirectory;
import polder.app.Kinds;
import polder.app.ManifestFolder;
import polder.app.Retention;
import polder.epoch.RuleBook;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.readings.Projection;
import polder.protocol.manifest.ManifestException;

/** Fills the store of readings anew from the archive. */
@Command(
    name = "rebuild",
    description = "Throw the store of readings away and fill it anew; the node must be stopped.")
final class ReadingsRebuildCommand implements Action {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--lose-pruned",
      description =
          "Rebuild also from an archive that was pruned: readings of the epochs that it has given up"
              + " are lost.")
  private boolean losePruned;

  @Override
  public ExitCode run(Output output) throws IOException {
    DataDirectory directory = data.directory();
    EpochArchive archive = new EpochArchive(new DirectoryArchive(directory.archive()).reader());
    long epochs = archive.latest().map(latest -> latest.epoch() + 1).orElse(0L);
    if (epochs == 0) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "there is no archive of epochs in " + directory.archive(),
          "name the node's data directory with --data");
    }
    long keptFrom = archive.kept().from();
    if (keptFrom > 0 && !losePruned) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "the archive is pruned: kept from epoch "
              + keptFrom
              + " on; readings from before are in the store alone that would be thrown away",
          "give --lose-pruned to do without them");
    }
    Retention retention;
    try {
      retention = Retention.read(directory, new ManifestFolder(directory.manifests()).load());
    } catch (ManifestException | IOException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "correct it; nothing was changed");
    }
    return rebuild(output, new Found(directory, archive, epochs, keptFrom), retention);
  }

  /** An archive with that many epochs, whose evidence is kept from one on. */
  private record Found(DataDirectory directory, EpochArchive archive, long epochs, long keptFrom) {}

  private static ExitCode rebuild(Output output, Found found, Retention retention)
      throws IOException {
    long count = found.epochs() - found.keptFrom();
    long bytes;
    try (SqliteReadings store = SqliteReadings.open(found.directory().readings());
        Progress progress = output.progress("projecting epochs", count)) {
      Projection projection =
          new Projection(
              found.archive(), new RuleBook(Kinds.ALL), store, retention.readingsMillis());
      projection.clear();
      projection.catchUp(epoch -> progress.advance(1));
      bytes = store.bytes();
    } catch (EvidenceException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "the archive is damaged: " + e.getMessage(),
          "restore it from a backup, and ask `polder audit` what differs");
    }
    output.line(
        "readings of "
            + count
            + " epochs are there again, in "
            + bytes
            + " bytes"
            + (found.keptFrom() == 0
                ? ""
                : "; pruned: kept from epoch " + found.keptFrom() + " on"));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("epochs", count);
    document.put("keptFrom", found.keptFrom());
    document.put("bytes", bytes);
    output.document(document);
    return ExitCode.DONE;
  }
}
