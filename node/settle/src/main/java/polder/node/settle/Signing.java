package polder.node.settle;

import java.io.IOException;
import java.util.List;
import polder.epoch.EpochHeader;
import polder.ports.SignatureLog;
import polder.ports.chain.Settlement.Head;
import polder.ports.chain.Settlement.Member;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.identity.Account;

/**
 * Signs what is sealed, never two headers of one epoch and attempt. A signature covers the headers
 * before it too, so whoever signed another header of an epoch signs nothing that builds on the one
 * that won, before that is released and no re-organisation can take it back.
 */
final class Signing {
  private final Settler.Parts parts;
  private long openNext;
  private long signNext;
  private long attempt = -1;
  private Move stopped = Move.NONE;

  Signing(Settler.Parts parts) {
    this.parts = parts;
  }

  /** Epochs were closed again: their signatures are other ones. */
  void again() {
    attempt = -1;
  }

  /** Why this node signs no further; nothing if it does. */
  Move stopped() {
    return stopped;
  }

  /** Begins to take signatures of what is sealed, and gives the own ones. */
  void sign(Head head, long sealed) throws IOException {
    long certain = Math.min(head.released(), head.next());
    if (head.attempt() != attempt || openNext > sealed + 1) {
      openNext = 0;
      signNext = 0;
      attempt = head.attempt();
    }
    openNext = Math.max(openNext, Attestations.firstKept(head.next()));
    signNext = Math.max(signNext, certain);
    long last = Math.min(sealed, head.next() + Attestations.MOST_EPOCHS - 1);
    for (; openNext <= last; openNext++) {
      EpochHeader header = parts.headers().at(openNext).header();
      parts.attestations().open(header, header.hash());
    }
    stopped = Move.NONE;
    for (; signNext <= last; signNext++) {
      EpochHeader header = parts.headers().at(signNext).header();
      Hash hash = header.hash();
      boolean mayGoOn =
          signNext < head.next() || header.attempt() != head.attempt()
              ? !hasSignedAnother(header, hash)
              : sign(header, hash);
      if (!mayGoOn) {
        String why =
            "this node signed another header of epoch "
                + signNext
                + ", attempt "
                + header.attempt()
                + ", and signs nothing that builds on this one before it is released";
        stopped = signNext < head.next() ? Move.stuck(why) : Move.hopeless(why);
        return;
      }
    }
  }

  private boolean hasSignedAnother(EpochHeader header, Hash hash) {
    return parts
        .log()
        .of(header.epoch(), header.attempt())
        .filter(entry -> !entry.header().equals(hash))
        .isPresent();
  }

  /** Whether what builds on {@code header} may be signed. */
  private boolean sign(EpochHeader header, Hash hash) throws IOException {
    List<Member> set = parts.members().of(header.chain().validatorSet());
    Account own = parts.outbox().account();
    if (set.stream().noneMatch(its -> its.account().equals(own))) {
      return true;
    }
    Hash digest = parts.attestations().digest(hash);
    SignatureLog.Entry entry =
        new SignatureLog.Entry(header.epoch(), header.attempt(), hash, digest);
    if (parts.log().record(entry) != SignatureLog.Outcome.MAY_SIGN) {
      return false;
    }
    parts
        .attestations()
        .add(
            header.epoch(),
            header.attempt(),
            hash,
            own,
            CompactSignature.of(parts.signer().sign(digest)),
            set);
    return true;
  }
}
