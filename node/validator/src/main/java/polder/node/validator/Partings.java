package polder.node.validator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.SignedHeader;
import polder.node.witness.HeaderChain;
import polder.node.witness.Reexecution;
import polder.protocol.Hash;

/** Finds where nodes' chains part from the own one, and which of the two is to be followed. */
final class Partings {
  /** How far back it is looked for where a node's chain parted from the own. */
  private static final int MOST_BACK = 10_000;

  private final Validator.Parts parts;
  private final HeaderChain ownChain;
  private final Judges judges;
  private final Troubles troubles;
  private final Map<String, DeadEnd> deadEnds = new HashMap<>();

  /** Where a node's chain led nowhere, as things stood. */
  private record DeadEnd(Hash header, Optional<Finals.Decided> decided) {}

  /** What computes headers, and keeps what is found of them. */
  record Judges(Reexecution reexecution, Verification verification, Findings findings) {}

  /**
   * Where a node's chain can be followed from.
   *
   * @param leftOwn whether epochs of the own chain after it are gone from the mirror
   */
  record Meeting(Tip from, boolean leftOwn) {
    static Meeting at(Tip from) {
      return new Meeting(from, false);
    }
  }

  Partings(Validator.Parts parts, HeaderChain ownChain, Judges judges, Troubles troubles) {
    this.parts = parts;
    this.ownChain = ownChain;
    this.judges = judges;
    this.troubles = troubles;
  }

  /** Up to which epoch {@code chain} is what the chain that pays has decided; -1 for not known. */
  long decided(HeaderChain chain, long latest) throws IOException {
    Optional<Finals.Decided> decided = parts.live().finals().latest();
    return decided.isPresent()
            && decided.get().epoch() <= latest
            && chain.at(decided.get().epoch()).header().hash().equals(decided.get().header())
        ? decided.get().epoch()
        : -1;
  }

  /** Where to go on along {@code chain}; empty if it leads nowhere. */
  Optional<Meeting> meet(Source source, HeaderChain chain, Tip here, long latest)
      throws IOException {
    if (here.header().isEmpty()) {
      return Optional.of(Meeting.at(here));
    }
    SignedHeader mine = here.header().get();
    if (mine.header().epoch() > latest) {
      mine = ownChain.at(latest);
    }
    SignedHeader other = chain.at(mine.header().epoch());
    if (same(mine, other)) {
      return Optional.of(Meeting.at(here));
    }
    DeadEnd end = new DeadEnd(other.header().hash(), parts.live().finals().latest());
    if (end.equals(deadEnds.get(source.name()))) {
      return Optional.empty();
    }
    if (!other.header().deployment().equals(mine.header().deployment())) {
      troubles.tell(source, "it runs another deployment");
      return Optional.empty();
    }
    Optional<Meeting> parting = parting(source, chain, here, mine, other);
    if (parting.isEmpty()) {
      // Looked at once, and again when the node or the chain has something new.
      deadEnds.put(source.name(), end);
    }
    return parting;
  }

  /** Where two chains part, if the other one is to be followed from there. */
  private Optional<Meeting> parting(
      Source source, HeaderChain chain, Tip here, SignedHeader mineLast, SignedHeader otherLast)
      throws IOException {
    SignedHeader mine = mineLast;
    SignedHeader other = otherLast;
    Optional<SignedHeader> ancestor = Optional.empty();
    for (int back = 0; mine.header().epoch() > 0 && ancestor.isEmpty(); back++) {
      if (back == MOST_BACK) {
        troubles.tell(source, "its chain parted from ours more than " + MOST_BACK + " epochs ago");
        return Optional.empty();
      }
      SignedHeader mineBefore = ownChain.before(mine);
      SignedHeader otherBefore = chain.before(other);
      if (same(mineBefore, otherBefore)) {
        ancestor = Optional.of(mineBefore);
      } else {
        mine = mineBefore;
        other = otherBefore;
      }
    }
    if (mine.header().attempt() == other.header().attempt()) {
      if (judges.findings().sealedTwice(mine, other, source)) {
        judge(source, ancestor, other);
      }
      return judges.findings().isRefused(other)
          ? Optional.empty()
          : overtaken(source, chain, here, mine, otherLast, ancestor);
    }
    // An attempt supersedes all that were lower, and all epochs that were built on those.
    if (other.header().attempt() < mine.header().attempt() || judges.findings().isRefused(other)) {
      return Optional.empty();
    }
    return Optional.of(Meeting.at(after(ancestor)));
  }

  /**
   * Of two chains sealed under one attempt, the final one is followed, by whoever built the other.
   */
  private Optional<Meeting> overtaken(
      Source source,
      HeaderChain chain,
      Tip here,
      SignedHeader mine,
      SignedHeader otherLast,
      Optional<SignedHeader> ancestor)
      throws IOException {
    if (decided(chain, otherLast.header().epoch()) < mine.header().epoch()) {
      return Optional.empty();
    }
    if (ancestor.isEmpty()) {
      troubles.tell(source, "another epoch 0 is final: begin with an empty directory");
      return Optional.empty();
    }
    List<SignedHeader> fork = new ArrayList<>();
    for (SignedHeader header = here.header().orElseThrow();
        header.header().epoch() > ancestor.get().header().epoch();
        header = ownChain.before(header)) {
      fork.add(header);
    }
    new Fork(parts.mirror(), parts.findings()).leave(fork, Position.of(ancestor.get().header()));
    return Optional.of(new Meeting(after(ancestor), true));
  }

  /** Computes a header that is not followed: what a quorum signed may be false all the same. */
  private void judge(Source source, Optional<SignedHeader> ancestor, SignedHeader other)
      throws IOException {
    if (!judges.findings().isRefused(other)
        && judges
                .verification()
                .check(
                    after(ancestor), other, source.epochs(), judges.reexecution(), Optional.empty())
            instanceof Verification.Verdict.Wrong(var difference, boolean computed)) {
      judges.findings().refuse(new Refusal(other, source.name(), difference, computed), source);
    }
  }

  private Tip after(Optional<SignedHeader> ancestor) throws IOException {
    return ancestor.isPresent()
        ? Tip.at(ancestor.get(), judges.reexecution(), ownChain)
        : Tip.GENESIS;
  }

  private static boolean same(SignedHeader mine, SignedHeader other) {
    return mine.header().hash().equals(other.header().hash());
  }
}
