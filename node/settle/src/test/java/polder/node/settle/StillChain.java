package polder.node.settle;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.Disputes;
import polder.ports.chain.EventFilter;
import polder.ports.chain.Intent;
import polder.ports.chain.Settlement;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;

/**
 * Contracts on which nothing happens: they answer what doors ask, and nothing else.
 *
 * @param members of every set
 * @param paid what every account was paid, in wei
 * @param dispute the one that began last
 */
record StillChain(List<Member> members, BigInteger paid, Dispute dispute)
    implements Settlement, Disputes {
  private static AssertionError unasked() {
    return new AssertionError("no door asks this");
  }

  @Override
  public List<Member> members(long version) {
    return members;
  }

  @Override
  public BigInteger paid(Account account) {
    return paid;
  }

  @Override
  public Optional<Dispute> latest() {
    return Optional.of(dispute);
  }

  @Override
  public Head head() {
    throw unasked();
  }

  @Override
  public Terms terms() {
    throw unasked();
  }

  @Override
  public long setOf(long epoch) {
    throw unasked();
  }

  @Override
  public Hash rulesOf(long epoch) {
    throw unasked();
  }

  @Override
  public EventFilter finalisations(long fromBlock) {
    return new EventFilter(List.of(dispute.challenger()), List.of(), fromBlock);
  }

  /** The first topic is the header's hash, the index is the epoch, and all members signed. */
  @Override
  public Optional<Finalised> finalised(ChainEvent event) {
    Seal seal = new Seal(1_700_000_000 + event.block().number(), (1L << members.size()) - 1, 3);
    return Optional.of(new Finalised(event.index(), event.topics().getFirst(), seal));
  }

  @Override
  public Intent finalise(List<TypedData> headers, long signers, Bytes signatures) {
    throw unasked();
  }

  @Override
  public Intent release(long epoch, TypedData header, Seal seal) {
    throw unasked();
  }

  @Override
  public Intent claim(List<Claim> claims) {
    throw unasked();
  }

  @Override
  public Supply supply() {
    throw unasked();
  }

  @Override
  public BigInteger tokens(Account account) {
    throw unasked();
  }

  @Override
  public BigInteger bond() {
    throw unasked();
  }

  @Override
  public boolean hasVoted(long id, Account voter) {
    throw unasked();
  }

  @Override
  public BigInteger votes(Dispute about, Account voter) {
    throw unasked();
  }

  @Override
  public Intent approve(BigInteger bond, long disputes) {
    throw unasked();
  }

  @Override
  public Intent challenge(long disputes, TypedData header, Seal seal, String evidence) {
    throw unasked();
  }

  @Override
  public Intent vote(long id, boolean refute) {
    throw unasked();
  }

  @Override
  public Intent decide(long id, TypedData header, Seal seal, Optional<TypedData> parent) {
    throw unasked();
  }
}
