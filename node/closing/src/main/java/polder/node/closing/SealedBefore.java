package polder.node.closing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.ExhibitSource;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.EvidenceException;
import polder.ports.Archive;
import polder.ports.ReportJournal.Cut;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainPoint;

/**
 * What the archive holds of epochs that are closed again. Of an epoch and attempt only one header
 * is ever sealed: what was archived of it, even half, says where it stood on the chain.
 */
final class SealedBefore {
  private final EpochArchive archive;

  SealedBefore(Archive.Reader archive) {
    this.archive = new EpochArchive(archive);
  }

  /**
   * Checks that the first epoch to be closed again was not sealed otherwise under that attempt.
   *
   * @param program hash of the code that would compute it
   */
  void requireFits(Again to, Hash program) throws IOException {
    Optional<EpochHeader> sealed = sealed(to.from(), to.attempt());
    if (sealed.isPresent()
        && !(sealed.get().previous().equals(to.previous())
            && sealed.get().program().equals(program))) {
      throw new Again.SealedOtherwiseException(to.from(), to.attempt());
    }
  }

  private Optional<EpochHeader> sealed(long epoch, long attempt) throws IOException {
    Position position = new Position(epoch, attempt);
    return archive.has(position)
        ? Optional.of(archive.header(position).header())
        : Optional.empty();
  }

  /**
   * Where the epoch of {@code cut} stands under {@code attempt}.
   *
   * @param parent the header before it
   */
  Again.Place place(
      Cut cut, Optional<EpochHeader> parent, long attempt, Optional<Again.Points> points)
      throws IOException {
    Optional<EpochHeader> sealed = sealed(cut.epoch(), attempt);
    if (sealed.isPresent()) {
      return new Again.Place(sealed.get().chain(), archive.events(sealed.get()));
    }
    ChainPoint before = parent.map(EpochHeader::chain).orElse(ChainPoint.NONE);
    if (points.isPresent()) {
      return points.get().of(cut.epoch(), before);
    }
    // Where it stood under an earlier attempt may be gone from the chain.
    return parent.isPresent() && !archive.attempts(cut.epoch()).isEmpty()
        ? new Again.Place(before, List.of())
        : place(cut, before);
  }

  /** Where it stood when it was cut, unless the epoch before it reaches further by now. */
  Again.Place place(Cut cut, ChainPoint before) throws IOException {
    if (cut.chain().block() < before.block()) {
      return new Again.Place(before, List.of());
    }
    return new Again.Place(cut.chain(), archive.events(cut.events(), cut.epoch()));
  }

  /** The messages of an epoch that was sealed, which are the same under every attempt. */
  List<Bytes> messages(long epoch) throws IOException {
    List<Position> attempts = archive.attempts(epoch);
    if (attempts.isEmpty()) {
      throw EvidenceException.missing(ArchivePaths.header(epoch, 0));
    }
    return archive.inputs(archive.header(attempts.getFirst()).header());
  }

  /** What the messages of an epoch brought: as it was sealed before, else as it is {@code held}. */
  ExhibitSource exhibits(long epoch, ExhibitSource held) {
    return blob -> {
      try {
        for (Position attempt : archive.attempts(epoch)) {
          Optional<Bytes> sealed = archive.exhibit(attempt, blob);
          if (sealed.isPresent()) {
            return sealed.get();
          }
        }
        return held.get(blob);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
