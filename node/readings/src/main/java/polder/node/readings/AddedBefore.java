package polder.node.readings;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.ports.readings.EpochReadings;
import polder.ports.readings.ReadingStore;
import polder.protocol.Hash;

/**
 * What a store was given of epochs, be it of attempts that count no longer: their evidence stays
 * beside that of the attempt that does.
 */
final class AddedBefore implements ReadingStore.Added {
  private final EpochArchive archive;
  private final long from;
  private Optional<EpochHeader> latest = Optional.empty();

  /** From epoch {@code from} on. */
  AddedBefore(EpochArchive archive, long from) {
    this.archive = archive;
    this.from = from;
  }

  @Override
  public EpochReadings epoch(long epoch, Hash hash) throws IOException {
    EpochHeader header = header(epoch, hash);
    return new EpochReadings(
        epoch,
        hash,
        header.startMillis(),
        header.endMillis(),
        archive.manifests(header).networks(),
        List.of(),
        List.of(),
        Optional.of(EarningsReader.read(archive.outcome(header))));
  }

  @Override
  public Hash before(long epoch, Hash hash) throws IOException {
    Hash before = header(epoch, hash).previous();
    if (epoch == from && !counting(epoch - 1).equals(before)) {
      throw new EvidenceException(
          ArchivePaths.header(epoch - 1, 0), "is not what was summed: it is of another archive");
    }
    return before;
  }

  private Hash counting(long epoch) throws IOException {
    Position position =
        archive
            .counting(epoch)
            .orElseThrow(() -> EvidenceException.missing(ArchivePaths.header(epoch, 0)));
    return archive.header(position).header().hash();
  }

  private EpochHeader header(long epoch, Hash hash) throws IOException {
    if (latest.isEmpty() || !latest.get().hash().equals(hash)) {
      long highest = archive.latest().map(Position::attempt).orElse(0L);
      latest = archive.find(epoch, highest, hash).map(SignedHeader::header);
    }
    return latest.orElseThrow(() -> EvidenceException.missing(ArchivePaths.header(epoch, 0)));
  }
}
