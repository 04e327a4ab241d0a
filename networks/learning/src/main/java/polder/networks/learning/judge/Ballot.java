package polder.networks.learning.judge;

import java.util.Optional;
import polder.networks.learning.message.Opinion;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * Who has a permit to judge a round, and what it said.
 *
 * @param judge who
 * @param owner whose it is
 * @param stakeNano what its word weighs
 * @param vote what it said; empty before
 */
public record Ballot(DeviceId judge, Account owner, long stakeNano, Optional<Vote> vote) {
  private static final int FIELDS = 4;

  /**
   * What a judge said.
   *
   * @param seal of its opinion
   * @param opinion once it was revealed
   * @param message the message that said so last
   */
  public record Vote(Hash seal, Optional<Opinion> opinion, Hash message) {
    private static final int FIELDS = 3;

    private void write(CborWriter writer) {
      writer.beginArray(FIELDS).hash(seal);
      opinion.ifPresentOrElse(its -> its.write(writer), writer::nil);
      writer.hash(message);
    }

    private static Vote read(CborReader reader) {
      require(reader, FIELDS);
      return new Vote(
          reader.hash(),
          reader.tryNil() ? Optional.empty() : Optional.of(Opinion.read(reader)),
          reader.hash());
    }
  }

  /** Its opinion, once it was revealed. */
  public Optional<Opinion> opinion() {
    return vote.flatMap(Vote::opinion);
  }

  /** With a sealed opinion. */
  public Ballot sealed(Hash seal, Hash message) {
    return new Ballot(
        judge, owner, stakeNano, Optional.of(new Vote(seal, Optional.empty(), message)));
  }

  /** With what it had sealed. */
  public Ballot revealed(Opinion opinion, Hash message) {
    Hash seal = vote.orElseThrow().seal();
    return new Ballot(
        judge, owner, stakeNano, Optional.of(new Vote(seal, Optional.of(opinion), message)));
  }

  /** Writes it. */
  public void write(CborWriter writer) {
    writer.beginArray(FIELDS).bytes(judge.multikey()).bytes(owner.address()).integer(stakeNano);
    vote.ifPresentOrElse(its -> its.write(writer), writer::nil);
  }

  /** Reads what {@link #write} gave. */
  public static Ballot read(CborReader reader) {
    require(reader, FIELDS);
    return new Ballot(
        new DeviceId(reader.bytes()),
        new Account(reader.bytes()),
        reader.integer(),
        reader.tryNil() ? Optional.empty() : Optional.of(Vote.read(reader)));
  }

  private static void require(CborReader reader, int items) {
    if (reader.beginArray() != items) {
      throw new CodecException("this is no ballot", reader.offset());
    }
  }
}
