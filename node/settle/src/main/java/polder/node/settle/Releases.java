package polder.node.settle;

import java.io.IOException;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.ports.chain.Settlement;
import polder.ports.chain.Settlement.Head;

/** Which final header can be released: old enough, not disputed, and not too soon after another. */
final class Releases {
  private final Settler.Parts parts;
  private final SealReader seals;
  private Optional<Settlement.Terms> terms = Optional.empty();
  private long nextReleaseMillis;

  Releases(Settler.Parts parts) {
    this.parts = parts;
    this.seals = new SealReader(parts.chain(), parts.settlement());
  }

  /** The transaction that releases the newest header that may be, or why there is none. */
  Move next(Head head, long sealed) throws IOException {
    if (head.next() <= head.released() || head.released() > sealed) {
      return Move.NONE;
    }
    if (terms.isEmpty()) {
      terms = Optional.of(parts.settlement().terms());
    }
    seals.read(parts.headers().at(head.released()).header().chain().block(), head.released());
    if (head.disputed().isPresent() && head.disputed().get() <= head.released()) {
      return Move.stuck(
          "epoch "
              + head.disputed().get()
              + " is disputed, and nothing is released until that is decided: see the contract"
              + " Disputes");
    }
    long nowMillis = parts.time().nowMillis();
    if (nowMillis < nextReleaseMillis) {
      return Move.NONE;
    }
    long nowSeconds = nowMillis / 1_000;
    long delay = terms.get().payoutDelaySeconds() + parts.limits().releaseMarginSeconds();
    for (Settlement.Finalised done : seals.seals().descendingMap().values()) {
      boolean standing =
          done.epoch() < head.next()
              && (head.disputed().isEmpty() || done.epoch() < head.disputed().get());
      if (standing
          && done.seal().finalisedAtSeconds() + delay <= nowSeconds
          && done.epoch() <= sealed) {
        EpochHeader header = parts.headers().at(done.epoch()).header();
        if (!header.hash().equals(done.header())) {
          return Move.NONE;
        }
        nextReleaseMillis = nowMillis + parts.limits().releaseMillis();
        return Move.of(parts.settlement().release(done.epoch(), header.typed(), done.seal()));
      }
    }
    return Move.NONE;
  }
}
