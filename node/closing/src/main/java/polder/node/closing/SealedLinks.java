package polder.node.closing;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.EpochRun;
import polder.epoch.FixedInputs;
import polder.node.archive.ArchivePaths;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.settlement.SeedLink;
import polder.protocol.settlement.SeedLinks;

/** The links that seeds are made of: asked for once, and archived before they are used. */
final class SealedLinks {
  private final Archive archive;
  private final Closing.Links links;

  SealedLinks(Archive archive, Closing.Links links) {
    this.archive = archive;
    this.links = links;
  }

  /**
   * The links for the seed of an epoch whose inputs are fixed. They are archived before they are
   * used, even where none came: after a crash the same seed is made of the same ones.
   */
  List<SeedLink> of(EpochRun.Fixed fixed) throws IOException, InterruptedException {
    if (fixed.due().isEmpty()) {
      return List.of();
    }
    FixedInputs inputs = fixed.inputs();
    String path = ArchivePaths.links(inputs.epoch(), inputs.attempt());
    Optional<Bytes> archived = archive.reader().read(path);
    if (archived.isPresent()) {
      return SeedLinks.decode(archived.get());
    }
    List<SeedLink> counting = fixed.counting(given(fixed));
    SortedMap<String, Bytes> file = new TreeMap<>();
    file.put(path, SeedLinks.encode(counting));
    archive.write(file);
    return counting;
  }

  /** What is closed again has the links that it had: so its seed stays what it was. */
  private List<SeedLink> given(EpochRun.Fixed fixed) throws IOException, InterruptedException {
    FixedInputs inputs = fixed.inputs();
    for (long before = inputs.attempt() - 1; before >= 0; before--) {
      Optional<Bytes> archived = archive.reader().read(ArchivePaths.links(inputs.epoch(), before));
      if (archived.isPresent()) {
        return SeedLinks.decode(archived.get());
      }
    }
    return links.gather(inputs, fixed.due());
  }
}
