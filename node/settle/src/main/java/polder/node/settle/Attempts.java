package polder.node.settle;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochHeader;
import polder.node.archive.SignedHeader;
import polder.node.witness.HeaderChain;
import polder.ports.Time;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.InputEvents;
import polder.ports.chain.Rounds;
import polder.ports.chain.Settlement;
import polder.ports.chain.Settlement.Head;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainPoint;

/**
 * Keeps what is sealed at the attempt that the chain waits for, and has that raised where nothing
 * can become final under it. What there is to do follows from the archive and the chain each time.
 */
public final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  /**
   * Where nothing shows that raising helps, as validators may just be away, each wait is twice the
   * one before, so often.
   */
  private static final int MOST_DOUBLINGS = 5;

  /** A block's time may lie before ours. */
  private static final long MARGIN_SECONDS = 2;

  private final Parts parts;
  private final HeaderChain headers;
  private final Settlement settlement;
  private final Time time;
  private long timeoutSeconds = -1;
  private long attempt = -1;
  private long attemptSinceMillis;
  private long told = -1;

  /**
   * What it works with.
   *
   * @param rounds what moves the attempt on
   * @param anchors blocks that epochs may name
   * @param inputs what epochs take in of the chain
   * @param closer closes epochs again
   */
  public record Parts(Rounds rounds, Chain anchors, InputEvents inputs, Closer closer) {}

  /** Where an epoch stands that is closed again. */
  public interface Points {
    /**
     * The block that {@code epoch} reaches to, the set that signs it, and what it takes in.
     *
     * @param before where the epoch before it stands
     */
    ChainPoints.Span of(long epoch, ChainPoint before) throws IOException;
  }

  /** Closes epochs again. */
  public interface Closer {
    /**
     * Closes all epochs after {@code last} again under {@code attempt}; returns when that is done.
     *
     * @param last the last final header; empty to begin with epoch 0
     * @return empty if it is done; else why it never can be under this attempt
     * @throws IOException if it cannot be done now, in which case it is tried again
     */
    Optional<String> closeAgain(Optional<SignedHeader> last, long attempt, Points points)
        throws IOException;

    /**
     * The header of this hash among the attempts at {@code epoch}, whether it counts or not.
     *
     * @param highest the highest attempt that there can be
     */
    Optional<SignedHeader> find(long epoch, long highest, Hash hash) throws IOException;
  }

  Attempts(Parts parts, HeaderChain headers, Settlement settlement, Time time) {
    this.parts = parts;
    this.headers = headers;
    this.settlement = settlement;
    this.time = time;
  }

  /**
   * What became of following the chain.
   *
   * @param again whether epochs were closed again
   * @param stuck why they could not be
   */
  record Followed(boolean again, Move stuck) {
    static final Followed NOTHING = new Followed(false, Move.NONE);

    static Followed not(String why) {
      return new Followed(false, Move.stuck(why));
    }
  }

  /** Closes again what was sealed under another attempt than the chain's, or on another header. */
  Followed follow(Head head, long sealed) throws IOException {
    if (head.attempt() != attempt) {
      attemptSinceMillis = time.nowMillis();
      attempt = head.attempt();
    }
    if (head.next() > sealed + 1) {
      return Followed.NOTHING;
    }
    Optional<SignedHeader> last = Optional.empty();
    if (head.next() > 0) {
      last = parts.closer().find(head.next() - 1, head.attempt(), head.hash());
      if (last.isEmpty()) {
        return Followed.NOTHING;
      }
    }
    if (isAt(head, sealed)) {
      return Followed.NOTHING;
    }
    Optional<Anchor> anchor = parts.anchors().anchor();
    long least = last.map(its -> its.header().chain().block()).orElse(0L);
    if (anchor.isEmpty() || anchor.get().number() < least) {
      return Followed.not(
          "the chain went back behind block "
              + least
              + ", which the last final epoch names; epochs are closed again once it is longer");
    }
    if (!parts.rounds().now().hasSet()) {
      return Followed.not("no set of validators signs now; the next one is being opened");
    }
    if (head.next() <= sealed) {
      LOG.info("closing epochs {} to {} again, attempt {}", head.next(), sealed, head.attempt());
    }
    Optional<String> never =
        parts.closer().closeAgain(last, head.attempt(), points(anchor.get(), head, sealed));
    if (never.isPresent()) {
      return new Followed(false, Move.hopeless(never.get()));
    }
    told = head.attempt();
    return new Followed(true, Move.NONE);
  }

  /**
   * Whether the last final header is one of this archive, be it of an attempt that does not count.
   */
  boolean hasClosed(Head head) throws IOException {
    return head.next() > 0
        && parts.closer().find(head.next() - 1, head.attempt(), head.hash()).isPresent();
  }

  /** Whether what is sealed, or will be next, builds on the chain's header at its attempt. */
  private boolean isAt(Head head, long sealed) throws IOException {
    if (head.next() <= sealed) {
      EpochHeader next = headers.at(head.next()).header();
      return next.attempt() == head.attempt() && next.previous().equals(head.hash());
    }
    boolean same = head.next() == 0 || headers.at(sealed).header().hash().equals(head.hash());
    return same && head.attempt() == (told < 0 ? attemptOf(sealed) : told);
  }

  private long attemptOf(long sealed) throws IOException {
    return sealed < 0 ? 0 : headers.at(sealed).header().attempt();
  }

  /** One block for all of them; the set may change on the way. */
  private Points points(Anchor anchor, Head head, long sealed) throws ChainException {
    long first = settlement.setOf(head.next());
    long last = Math.max(sealed, head.next());
    boolean same = first == settlement.setOf(last);
    EventFeed feed = new EventFeed(parts.anchors(), parts.inputs());
    return (epoch, before) -> {
      long set = same && epoch <= last ? first : settlement.setOf(epoch);
      if (anchor.number() < before.block()) {
        // What was closed under this attempt before reached further.
        return ChainPoints.Span.at(new ChainPoint(before.block(), before.blockHash(), set));
      }
      try {
        EventFeed.Reach reach = feed.read(before, anchor);
        ChainPoint point = new ChainPoint(reach.upTo().number(), reach.upTo().hash(), set);
        return new ChainPoints.Span(point, reach.events());
      } catch (ChainException e) {
        if (e.kind() != ChainException.Kind.FORKED) {
          throw e;
        }
        // The block that this attempt began with is gone as well: the next attempt begins anew.
        return ChainPoints.Span.at(new ChainPoint(before.block(), before.blockHash(), set));
      }
    };
  }

  /**
   * What helps where nothing can be made final now.
   *
   * @param why what stands in the way
   */
  Move instead(Head head, long sealed, Move why) throws IOException {
    if (why.intent().isPresent() || head.next() > sealed + 1) {
      return why;
    }
    Rounds.Round round = parts.rounds().now();
    if (!round.hasSet() && round.setVersion() > 0) {
      return round.candidates() == 0
          ? Move.stuck(
              "the signers of a refuted header are struck and nobody else is a candidate; register"
                  + " validators with other keys")
          : Move.of(parts.rounds().openSet(round.setVersion()));
    }
    boolean mayHelp = why.isHopeless() || why.trouble().isPresent() && isAt(head, sealed);
    if (!mayHelp || head.next() > sealed) {
      return why;
    }
    if (time.nowMillis() < raiseFromMillis(head, round, why.isHopeless())) {
      return why;
    }
    LOG.info(
        "raising the attempt above {}: {}",
        head.attempt(),
        why.trouble().orElse("nothing is final"));
    return Move.of(parts.rounds().raise(head.next(), head.attempt()));
  }

  private long raiseFromMillis(Head head, Rounds.Round round, boolean hopeless) throws IOException {
    if (timeoutSeconds < 0) {
      timeoutSeconds = parts.rounds().timeoutSeconds();
    }
    long raised = head.attempt() - attemptOf(head.next() - 1);
    // When the attempt was raised the contracts do not say: at the latest when it was seen.
    long since =
        Math.max(round.lastFinalSeconds() * 1_000, head.attempt() == 0 ? 0 : attemptSinceMillis);
    long doublings = hopeless ? 0 : Math.min(MOST_DOUBLINGS, raised);
    return since + ((timeoutSeconds << doublings) + MARGIN_SECONDS) * 1_000;
  }
}
