package polder.node.witness;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.protocol.Hash;

/**
 * An archive's headers, each with a good signature of somebody whom the anchor vouches for, walked
 * backwards by the hash of the one before. What does not fit is an {@link EvidenceException}.
 */
public final class HeaderChain {
  private final EpochArchive archive;
  private final Anchor anchor;

  /** The headers of {@code archive}. */
  public HeaderChain(EpochArchive archive, Anchor anchor) {
    this.archive = archive;
    this.anchor = anchor;
  }

  /** The newest epoch's number, if there is any. */
  public Optional<Long> latest() throws IOException {
    return archive.latest().map(Position::epoch);
  }

  /**
   * The header of {@code epoch}; of several attempts the one that {@linkplain EpochArchive#counting
   * counts}.
   */
  public SignedHeader at(long epoch) throws IOException {
    return read(
        archive
            .counting(epoch)
            .orElseThrow(() -> EvidenceException.missing(ArchivePaths.header(epoch, 0))));
  }

  /** The header before {@code header}, which is not of epoch 0. */
  public SignedHeader before(SignedHeader header) throws IOException {
    EpochHeader after = header.header();
    SignedHeader before = named(after.epoch() - 1, after);
    if (!before.header().deployment().equals(after.deployment())) {
      throw new EvidenceException(path(header), "is of another deployment than the epoch before");
    }
    if (after.startMillis() < before.header().endMillis()) {
      throw new EvidenceException(path(header), "starts before the end of the epoch before");
    }
    return before;
  }

  /** Nearly always it is of the same attempt, and no other needs to be asked for. */
  private SignedHeader named(long epoch, EpochHeader after) throws IOException {
    Position same = new Position(epoch, after.attempt());
    Optional<SignedHeader> found =
        archive.has(same) ? named(List.of(same), after.previous()) : Optional.empty();
    if (found.isPresent()) {
      return found.get();
    }
    List<Position> attempts = archive.attempts(epoch);
    if (attempts.isEmpty()) {
      throw EvidenceException.missing(ArchivePaths.header(epoch, 0));
    }
    return named(attempts, after.previous())
        .orElseThrow(() ->
            new EvidenceException(
                ArchivePaths.header(epoch, attempts.getLast().attempt()),
                "is not the header that epoch " + after.epoch() + " names as the one before"));
  }

  private Optional<SignedHeader> named(List<Position> attempts, Hash hash) throws IOException {
    for (Position attempt : attempts) {
      SignedHeader header = read(attempt);
      if (header.header().hash().equals(hash)) {
        return Optional.of(header);
      }
    }
    return Optional.empty();
  }

  private SignedHeader read(Position position) throws IOException {
    SignedHeader header = archive.header(position);
    if (!header.isSignatureGood()) {
      throw new EvidenceException(
          path(header), "was changed: the signature is not that of " + header.node().did());
    }
    if (!anchor.vouchesFor(header)) {
      throw new EvidenceException(
          path(header),
          "is signed by " + header.node().did() + ", but trusted are only " + anchor.text());
    }
    if (position.epoch() == 0 && !header.header().previous().equals(Hash.ZERO)) {
      throw new EvidenceException(path(header), "is of epoch 0 and names a header before");
    }
    return header;
  }

  static String path(SignedHeader header) {
    return ArchivePaths.header(header.header().epoch(), header.header().attempt());
  }
}
