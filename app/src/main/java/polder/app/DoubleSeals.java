package polder.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.epoch.EpochHeader;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Keeps validators' signatures of headers that were sealed twice beside those headers, so that
 * whoever signed both can be held to it: nodes forget signatures once an epoch is final. Bounded in
 * epochs, files and bytes. For one thread.
 */
final class DoubleSeals {
  private static final int MOST_EPOCHS = 100;
  private static final int MOST_FILES = 16;
  private static final int MOST_BYTES = 32 << 10;
  private static final int LOOKS = 120;

  private final List<NodeClient> nodes;
  private final Archive findings;
  private final Deque<Watched> watched = new ArrayDeque<>();

  private static final class Watched {
    final EpochHeader header;
    final Set<Hash> kept = new HashSet<>();
    int looks;

    Watched(EpochHeader header) {
      this.header = header;
    }
  }

  /** Signatures as {@code nodes} list them go to {@code findings}. */
  DoubleSeals(List<NodeClient> nodes, Archive findings) {
    this.nodes = List.copyOf(nodes);
    this.findings = findings;
  }

  /** Looks from now on for signatures of the epoch and attempt of {@code header}. */
  void add(EpochHeader header) {
    boolean known =
        watched.stream()
            .anyMatch(its ->
                its.header.epoch() == header.epoch() && its.header.attempt() == header.attempt());
    if (!known && watched.size() < MOST_EPOCHS) {
      watched.add(new Watched(header));
    }
  }

  /**
   * Asks all nodes once.
   *
   * @throws IOException if the own disk refuses
   */
  void look() throws IOException, InterruptedException {
    for (Watched one : List.copyOf(watched)) {
      for (NodeClient node : nodes) {
        look(one, node);
      }
      if (++one.looks >= LOOKS) {
        watched.remove(one);
      }
    }
  }

  private void look(Watched one, NodeClient node) throws IOException, InterruptedException {
    Bytes answer;
    try {
      answer = node.get("/v1/attestations/" + one.header.epoch());
    } catch (NodeException e) {
      // Not all nodes take signatures.
      return;
    }
    boolean some =
        answer.size() <= MOST_BYTES
            && new String(answer.toArray(), StandardCharsets.UTF_8).contains("\"signature\"");
    Hash name = Hash.sha256(answer.toArray());
    if (some && one.kept.size() < MOST_FILES && one.kept.add(name)) {
      String path =
          "sealed-twice/"
              + one.header.epoch()
              + "-"
              + one.header.attempt()
              + "/signatures-"
              + name.toHex().substring(0, 8)
              + ".json";
      if (findings.reader().read(path).isEmpty()) {
        findings.write(new TreeMap<>(Map.of(path, answer)));
      }
    }
  }
}
