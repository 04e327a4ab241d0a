package polder.node.validator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.EpochHeader;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.SignedHeader;
import polder.ports.Archive;
import polder.protocol.Bytes;

/**
 * Epochs of a mirror that others have overtaken: their headers and messages are kept as findings,
 * and they make room for those that are final.
 */
final class Fork {
  private final Archive mirror;
  private final Archive findings;

  Fork(Archive mirror, Archive findings) {
    this.mirror = mirror;
    this.findings = findings;
  }

  /** Takes {@code fork} away, so that the mirror ends with {@code ancestor}. */
  void leave(List<SignedHeader> fork, Position ancestor) throws IOException {
    SortedMap<String, Bytes> kept = new TreeMap<>();
    List<String> gone = new ArrayList<>();
    for (SignedHeader header : fork) {
      EpochHeader plain = header.header();
      String folder = "overtaken/" + plain.epoch() + "-" + plain.hash().toHex() + "/";
      kept.put(folder + "header.cose", header.encode());
      mirror
          .reader()
          .read(ArchivePaths.inputs(plain.epoch(), plain.attempt()))
          .ifPresent(bytes -> kept.put(folder + "inputs.cbor", bytes));
      gone.addAll(ArchivePaths.ofAttempt(mirror, plain.epoch(), plain.attempt()));
    }
    findings.write(kept);
    // From here on a crash leaves files behind the end, which tidy takes away.
    mirror.writeLatest(EpochArchive.pointer(ancestor));
    mirror.delete(gone);
  }

  /** Takes away what a crash left behind the newest epoch; it is fetched or found again. */
  void tidy(Optional<Long> latest) throws IOException {
    EpochArchive archive = new EpochArchive(mirror.reader());
    List<String> gone = new ArrayList<>();
    long epoch = latest.orElse(-1L) + 1;
    for (List<Position> there = archive.attempts(epoch);
        !there.isEmpty();
        there = archive.attempts(++epoch)) {
      for (Position position : there) {
        gone.addAll(ArchivePaths.ofAttempt(mirror, position.epoch(), position.attempt()));
      }
    }
    mirror.delete(gone);
  }
}
