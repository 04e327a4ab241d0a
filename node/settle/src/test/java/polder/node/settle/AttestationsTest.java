package polder.node.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.epoch.EpochHeader;
import polder.node.settle.Attestations.Verdict;
import polder.ports.AttestationLog;
import polder.ports.chain.Settlement.Member;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.settlement.ChainPoint;
import polder.protocol.settlement.SeedLinks;

class AttestationsTest {
  private static final Hash DOMAIN = Hash.sha256(new byte[] {9});

  private final List<AttestationLog.Entry> kept = new ArrayList<>();
  private final Attestations attestations = new Attestations(DOMAIN, log());
  private final EpochHeader header = header(4);
  private final List<byte[]> keys = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();

  AttestationsTest() throws IOException {
    for (int i = 1; i <= 4; i++) {
      byte[] key = new byte[32];
      key[31] = (byte) i;
      keys.add(key);
    }
    keys.sort(Comparator.comparing(Secp256k1::account));
    keys.forEach(key -> members.add(new Member(Secp256k1.account(key), BigInteger.TEN)));
    attestations.open(header, header.hash());
  }

  private static EpochHeader header(long epoch) {
    Hash some = Hash.sha256(new byte[] {1});
    return new EpochHeader(
        some,
        epoch,
        0,
        some,
        0,
        1,
        new ChainPoint(1, some, 1),
        some,
        0,
        some,
        some,
        EpochHeader.SeedTrust.OPERATOR_TRUSTED,
        SeedLinks.NO_FILE,
        0,
        List.of(),
        some,
        some,
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

  private Verdict add(byte[] key, Hash signed, long attempt, Hash named) throws IOException {
    Bytes signature = CompactSignature.of(Secp256k1.sign(key, attestations.digest(signed)));
    return attestations.add(
        header.epoch(), attempt, named, Secp256k1.account(key), signature, members);
  }

  private Verdict add(byte[] key) throws IOException {
    return add(key, header.hash(), 0, header.hash());
  }

  @Test
  void twoThirdsAreAQuorum() throws IOException {
    assertThat(add(keys.get(0))).isEqualTo(Verdict.TAKEN);
    assertThat(add(keys.get(3))).isEqualTo(Verdict.TAKEN);
    assertThat(add(keys.get(3))).isEqualTo(Verdict.TAKEN);
    assertThat(attestations.quorum(header.epoch(), members).isReached()).isFalse();
    assertThat(add(keys.get(1))).isEqualTo(Verdict.TAKEN);
    Attestations.Quorum quorum = attestations.quorum(header.epoch(), members);
    assertThat(quorum.isReached()).isTrue();
    assertThat(quorum.bits()).isEqualTo(0b1011);
    assertThat(quorum.signed()).isEqualTo(30);
    assertThat(quorum.signatures().size()).isEqualTo(3 * CompactSignature.SIZE);
    Bytes second = Bytes.copyOf(quorum.signatures().toArray(), 64, 64);
    assertThat(CompactSignature.recover(attestations.digest(header.hash()), second))
        .contains(members.get(1).account());
  }

  @Test
  void whatIsNoMembersSignatureOfTheHeaderIsRefused() throws IOException {
    Hash other = header(5).hash();
    byte[] stranger = new byte[32];
    stranger[31] = 77;
    assertThat(add(stranger)).isEqualTo(Verdict.NOT_MEMBER);
    assertThat(add(keys.get(0), other, 0, header.hash())).isEqualTo(Verdict.BAD_SIGNATURE);
    assertThat(add(keys.get(0), other, 0, other)).isEqualTo(Verdict.OTHER_HEADER);
    assertThat(add(keys.get(0), header.hash(), 1, header.hash())).isEqualTo(Verdict.OTHER_HEADER);
    Account first = members.getFirst().account();
    assertThat(attestations.add(9, 0, header.hash(), first, Bytes.wrap(new byte[64]), members))
        .isEqualTo(Verdict.NOT_OPEN);
    assertThat(attestations.of(header.epoch())).isEmpty();
  }

  @Test
  void whatIsFinalForLongIsForgotten() throws IOException {
    add(keys.get(0));
    attestations.settled(header.epoch() + Attestations.RECENT);
    assertThat(add(keys.get(1))).as("who is late is heard").isEqualTo(Verdict.TAKEN);
    attestations.settled(header.epoch() + Attestations.RECENT + 1);
    assertThat(attestations.header(header.epoch())).isEmpty();
    assertThat(kept).isEmpty();
    assertThat(add(keys.get(1))).isEqualTo(Verdict.NOT_OPEN);
    assertThat(attestations.latest(members.get(1).account())).isEqualTo(header.epoch());
  }

  @Test
  void whatWasTakenIsThereAfterARestartForTheSameHeaderOnly() throws IOException {
    Account signer = members.getFirst().account();
    add(keys.get(0));
    add(keys.get(0));
    assertThat(kept).as("each once").hasSize(1);

    Attestations again = new Attestations(DOMAIN, log());
    assertThat(again.of(header.epoch())).isEmpty();
    again.open(header(4), header.hash());
    assertThat(again.of(header.epoch())).containsKey(signer);
    assertThat(again.latest(signer)).isEqualTo(header.epoch());
    assertThat(again.missing(signer, 0, 9)).isEmpty();
    assertThat(again.missing(members.getLast().account(), 0, 9)).containsExactly(header);
    assertThat(again.missing(members.getLast().account(), 5, 9)).isEmpty();

    Attestations other = new Attestations(DOMAIN, log());
    other.open(header, Hash.sha256(new byte[] {3}));
    assertThat(other.of(header.epoch())).isEmpty();
    assertThat(other.latest(signer)).isEqualTo(-1);
  }

  /** A log that keeps what it is given as long as this object. */
  private AttestationLog log() {
    return new AttestationLog() {
      @Override
      public void add(Entry entry) {
        kept.add(entry);
      }

      @Override
      public List<Entry> entries() {
        return List.copyOf(kept);
      }

      @Override
      public void forgetBefore(long epoch) {
        kept.removeIf(entry -> entry.epoch() < epoch);
      }
    };
  }
}
