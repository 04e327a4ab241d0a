package polder.app.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.sqlite.SqliteReadings;
import polder.app.DataDirectory;
import polder.app.Kinds;
import polder.epoch.RuleBook;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.readings.Projection;

/** Fills the store of readings anew from the archive. */
@Command(
    name = "rebuild",
    description = "Throw the store of readings away and fill it anew; the node must be stopped.")
final class ReadingsRebuildCommand implements Action {
  @Mixin private DataOption data = new DataOption();

  @Mixin private KeepReadingsOption keep = new KeepReadingsOption();

  @Override
  public ExitCode run(Output output) throws IOException {
    Optional<Long> keepMillis = keep.millis();
    if (keepMillis.isEmpty()) {
      return keep.refuse(output);
    }
    DataDirectory directory = data.directory();
    EpochArchive archive = new EpochArchive(new DirectoryArchive(directory.archive()).reader());
    long epochs = archive.latest().map(latest -> latest.epoch() + 1).orElse(0L);
    if (epochs == 0) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "there is no archive of epochs in " + directory.archive(),
          "name the node's data directory with --data");
    }
    long bytes;
    try (SqliteReadings store = SqliteReadings.open(directory.readings());
        Progress progress = output.progress("projecting epochs", epochs)) {
      store.clear();
      new Projection(archive, new RuleBook(Kinds.ALL), store, keepMillis.get())
          .catchUp(epoch -> progress.advance(1));
      bytes = store.bytes();
    } catch (EvidenceException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "the archive is damaged: " + e.getMessage(),
          "restore it from a backup, and ask `polder audit` what differs");
    }
    output.line("readings of " + epochs + " epochs are there again, in " + bytes + " bytes");
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("epochs", epochs);
    document.put("bytes", bytes);
    output.document(document);
    return ExitCode.DONE;
  }
}
