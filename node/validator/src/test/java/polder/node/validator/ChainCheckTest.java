package polder.node.validator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.epoch.EpochHeader;
import polder.node.validator.ChainWitness.Answer;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.ChainException;
import polder.ports.chain.EventFilter;
import polder.ports.chain.EventPage;
import polder.ports.chain.Intent;
import polder.ports.chain.Settlement;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Keccak256;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;
import polder.protocol.settlement.ChainPoint;
import polder.protocol.settlement.SeedLinks;

/** What a validator asks the chain before it signs. */
class ChainCheckTest {
  private static final Hash MANIFESTS = hash(1);
  private static final Hash PROGRAM = hash(2);
  private static final Hash BLOCK = hash(3);
  private static final long HEIGHT = 40;
  private static final long SET = 5;
  private static final long NEXT = 7;

  private final Blocks chain = new Blocks();
  private final Contracts contracts = new Contracts();
  private final ChainCheck check = new ChainCheck(chain, contracts);

  private static Hash hash(int of) {
    return Hash.sha256(new byte[] {(byte) of});
  }

  private static EpochHeader header(long epoch, long attempt, ChainPoint point, Hash manifests) {
    Hash some = hash(9);
    return new EpochHeader(
        some,
        epoch,
        attempt,
        some,
        0,
        1,
        point,
        some,
        0,
        some,
        some,
        EpochHeader.SeedTrust.OPERATOR_TRUSTED,
        SeedLinks.NO_FILE,
        0,
        List.of(),
        PROGRAM,
        manifests,
        some,
        0,
        some,
        some,
        0,
        some,
        0,
        some,
        some,
        some,
        0,
        0,
        0);
  }

  private static EpochHeader good(long epoch) {
    return header(epoch, 0, new ChainPoint(HEIGHT, BLOCK, SET), MANIFESTS);
  }

  private String wrong(EpochHeader header) {
    return check.of(header) instanceof Answer.Wrong(String why) ? why : "";
  }

  private String notNow(EpochHeader header) {
    return check.of(header) instanceof Answer.NotNow(String why) ? why : "";
  }

  @Test
  void whatStandsOnTheChainUnderItsRulesFits() {
    assertThat(check.of(good(NEXT))).isEqualTo(new Answer.Fits());
    assertThat(check.of(good(NEXT + 3))).isEqualTo(new Answer.Fits());
  }

  @Test
  void anotherBlockOrOtherRulesOrValidatorsDoNot() {
    assertThat(wrong(header(NEXT, 0, new ChainPoint(HEIGHT, hash(8), SET), MANIFESTS)))
        .contains("block 40 is not on the chain", BLOCK.toHex());
    assertThat(wrong(header(NEXT, 0, new ChainPoint(HEIGHT, BLOCK, SET), hash(8))))
        .contains("other rules", hash(8).toHex().substring(0, 12));
    assertThat(wrong(header(NEXT, 0, new ChainPoint(HEIGHT, BLOCK, SET - 1), MANIFESTS)))
        .contains("validator set 4", "set 5");
  }

  @Test
  void whatIsFinalIsTheLastHeaderOrNeedsNoSignature() {
    contracts.last = good(NEXT - 1).hash();
    assertThat(check.of(good(NEXT - 1))).isEqualTo(new Answer.Fits());
    assertThat(wrong(header(NEXT - 1, 1, ChainPoint.NONE, MANIFESTS)))
        .contains("another header is final", contracts.last.toHex());
    assertThat(check.of(good(NEXT - 2))).isEqualTo(new Answer.Settled());
    chain.down = true;
    assertThat(check.of(good(NEXT - 2)))
        .as("also while nobody answers")
        .isInstanceOf(Answer.Settled.class);
  }

  @Test
  void whatCannotBeToldIsAskedAgain() {
    assertThat(notNow(header(NEXT, 0, new ChainPoint(HEIGHT + 1, BLOCK, SET), MANIFESTS)))
        .contains("block 41");
    assertThat(notNow(header(NEXT, 1, new ChainPoint(HEIGHT, BLOCK, SET), MANIFESTS)))
        .contains("attempt 1", "attempt 0");
    chain.down = true;
    assertThat(notNow(good(NEXT))).contains("nobody answers");
  }

  private static AssertionError unasked() {
    return new AssertionError("a header is checked by blocks, the head, its set and rules alone");
  }

  /** A chain whose last block is {@link #HEIGHT}. */
  private static final class Blocks implements Chain {
    private boolean down;

    @Override
    public Optional<Anchor> block(long number) throws ChainException {
      if (down) {
        throw new ChainException(ChainException.Kind.UNREACHABLE, "nobody answers");
      }
      return number > HEIGHT ? Optional.empty() : Optional.of(new Anchor(number, BLOCK));
    }

    @Override
    public long chainId() {
      throw unasked();
    }

    @Override
    public Anchor head() {
      throw unasked();
    }

    @Override
    public Optional<Anchor> anchor() {
      throw unasked();
    }

    @Override
    public boolean hasCode(Account account) {
      throw unasked();
    }

    @Override
    public BigInteger balance(Account account) {
      throw unasked();
    }

    @Override
    public Bytes call(Account contract, Bytes data) {
      throw unasked();
    }

    @Override
    public Bytes call(Account contract, Bytes data, Anchor block) {
      throw unasked();
    }

    @Override
    public EventPage events(EventFilter filter, Optional<Anchor> cursor, Anchor upTo) {
      throw unasked();
    }
  }

  /** Contracts that wait for epoch {@link #NEXT} of set {@link #SET}. */
  private static final class Contracts implements Settlement {
    private Hash last = Hash.ZERO;

    @Override
    public Head head() {
      return new Head(NEXT, last, 0, 0, Optional.empty(), BigInteger.ZERO, BigInteger.ZERO);
    }

    @Override
    public long setOf(long epoch) {
      return SET;
    }

    @Override
    public Hash rulesOf(long epoch) {
      return Hash.of(Keccak256.digest(MANIFESTS.toArray(), PROGRAM.toArray()));
    }

    @Override
    public Terms terms() {
      throw unasked();
    }

    @Override
    public List<Member> members(long version) {
      throw unasked();
    }

    @Override
    public EventFilter finalisations(long fromBlock) {
      throw unasked();
    }

    @Override
    public Optional<Finalised> finalised(ChainEvent event) {
      throw unasked();
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
    public BigInteger paid(Account account) {
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
  }
}
