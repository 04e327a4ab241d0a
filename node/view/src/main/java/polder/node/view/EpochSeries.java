package polder.node.view;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.Pool;
import polder.node.archive.EpochArchive;
import polder.ports.Archive;
import polder.protocol.Hash;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the latest epochs could mint and paid, each by the rules of its own time. Not for several
 * threads.
 */
final class EpochSeries {
  private static final int MOST_EPOCHS = 100;
  private static final int MOST_MANIFESTS = 100;

  private final EpochBriefs briefs;
  private final EpochArchive archive;
  private final int mostRead;
  private final Map<Hash, Manifests> rules =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Manifests> eldest) {
          return size() > MOST_MANIFESTS;
        }
      };

  EpochSeries(EpochBriefs briefs, Archive.Reader archive, ViewLimits limits) {
    this.briefs = briefs;
    this.archive = new EpochArchive(archive);
    this.mostRead = limits.archiveEpochs();
  }

  /** The rules that an epoch was closed by. */
  Manifests manifests(EpochHeader header) throws IOException {
    Manifests known = rules.get(header.manifests());
    if (known == null) {
      known = archive.manifests(header);
      rules.put(header.manifests(), known);
    }
    return known;
  }

  /** What the schedule let an epoch mint, over all networks and validators. */
  long emittedNano(EpochHeader header) throws IOException {
    DeploymentManifest deployment = manifests(header).deployment();
    return deployment
        .emission()
        .ofWindow(
            header.startMillis() - deployment.genesisMillis(),
            header.endMillis() - header.startMillis());
  }

  /** What of it was a network's share; 0 if there was no such network. */
  long budgetNano(EpochHeader header, String network) throws IOException {
    Optional<NetworkManifest> its = manifests(header).network(network);
    return its.isEmpty()
        ? 0
        : Pool.of(
                manifests(header).deployment(),
                its.get(),
                header.startMillis(),
                header.endMillis() - header.startMillis())
            .nano();
  }

  /** Writes the latest epochs up to {@code latest}, oldest first. */
  void write(ArrayNode series, long latest) throws IOException {
    long first = Math.max(0, latest - MOST_EPOCHS + 1);
    readWhatIsMissing(first, latest);
    for (long epoch = first; epoch <= latest; epoch++) {
      Optional<EpochBriefs.Brief> brief = briefs.withoutReading(epoch);
      if (brief.isPresent()) {
        write(series.addObject(), brief.get());
      }
    }
  }

  /**
   * After a start outcomes have to be read for what networks were paid: some with each epoch, the
   * newest first, until none is missing.
   */
  private void readWhatIsMissing(long first, long latest) throws IOException {
    int read = 0;
    for (long epoch = latest; epoch >= first && read < mostRead; epoch--) {
      if (briefs.atHand(epoch).isEmpty()) {
        try {
          Optional<EpochBriefs.Brief> brief = briefs.read(epoch);
          read += brief.isPresent() ? 1 : 0;
        } catch (Question.BusyException | Question.PrunedException e) {
          return;
        }
      }
    }
  }

  private void write(ObjectNode node, EpochBriefs.Brief brief) throws IOException {
    EpochHeader header = brief.header();
    node.put("epoch", header.epoch())
        .put("endMillis", header.endMillis())
        .put("emissionNano", emittedNano(header))
        .put("paidNano", header.paidNano())
        .put("messages", header.inputsCount());
    brief
        .networks()
        .ifPresent(networks -> {
          ObjectNode paid = node.putObject("networks");
          networks.forEach((name, numbers) -> {
            if (!name.isEmpty()) {
              paid.put(name, numbers.paidNano());
            }
          });
        });
  }
}
