package polder.app;

import java.io.IOException;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.Standing;
import polder.node.archive.EpochArchive;
import polder.node.archive.SignedHeader;
import polder.node.closing.Again;
import polder.node.closing.Closing;
import polder.node.settle.Attempts;
import polder.node.settle.ChainPoints;
import polder.node.witness.HeaderChain;
import polder.node.witness.Reexecution;
import polder.protocol.Hash;
import polder.protocol.merkle.StateTree;

/** Closes again what the chain wants closed again, from the state that the archive gives. */
final class AgainCloser implements Attempts.Closer {
  private final Closing closing;
  private final EpochArchive archive;
  private final HeaderChain headers;
  private final Reexecution reexecution;

  AgainCloser(Closing closing, EpochArchive archive, HeaderChain headers, Reexecution reexecution) {
    this.closing = closing;
    this.archive = archive;
    this.headers = headers;
    this.reexecution = reexecution;
  }

  @Override
  public Optional<String> closeAgain(
      Optional<SignedHeader> last, long attempt, Attempts.Points points) throws IOException {
    try {
      closing.again(
          new Again(
              last.map(SignedHeader::header),
              stateAfter(last),
              attempt,
              (epoch, before) -> {
                ChainPoints.Span span = points.of(epoch, before);
                return new Again.Place(span.point(), span.events());
              }));
      return Optional.empty();
    } catch (Again.SealedOtherwiseException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private StateTree stateAfter(Optional<SignedHeader> last) throws IOException {
    if (last.isEmpty()) {
      return new StateTree();
    }
    Standing now = closing.standing();
    Hash hash = last.get().header().hash();
    return now.header().map(EpochHeader::hash).equals(Optional.of(hash))
        ? now.state()
        : reexecution.stateAfter(headers, last.get());
  }

  @Override
  public Optional<SignedHeader> find(long epoch, long highest, Hash hash) throws IOException {
    return archive.find(epoch, highest, hash);
  }
}
