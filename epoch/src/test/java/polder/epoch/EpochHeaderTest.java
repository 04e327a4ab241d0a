package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.Eip712;
import polder.protocol.identity.Account;
import polder.protocol.settlement.ChainPoint;
import polder.protocol.settlement.SettlementContracts;

/** The header's two forms. */
class EpochHeaderTest {
  private static final EpochHeader HEADER =
      new EpochHeader(
          hash(1),
          7,
          1,
          hash(2),
          1_000,
          2_000,
          new ChainPoint(15, hash(16), 17),
          hash(18),
          19,
          hash(20),
          hash(3),
          EpochHeader.SeedTrust.OPERATOR_TRUSTED,
          hash(22),
          23,
          List.of(account(1), account(2)),
          hash(4),
          hash(5),
          hash(6),
          11,
          hash(7),
          hash(8),
          10,
          hash(9),
          12,
          hash(10),
          hash(11),
          hash(12),
          13,
          14,
          21);

  private static Hash hash(int filling) {
    byte[] bytes = new byte[Hash.SIZE];
    Arrays.fill(bytes, (byte) filling);
    return Hash.of(bytes);
  }

  @Test
  void whatIsWrittenIsRead() {
    assertThat(EpochHeader.decode(HEADER.encode())).isEqualTo(HEADER);
  }

  @Test
  void aHeaderOfAnotherFormIsRefused() {
    byte[] bytes = HEADER.encode().toArray();
    bytes[bytes.length - 1]++;
    assertThat(EpochHeader.decode(Bytes.wrap(bytes))).isNotEqualTo(HEADER);
    bytes[2 + "polder/header/4".length()]++;
    assertThatThrownBy(() -> EpochHeader.decode(Bytes.wrap(bytes)))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void aHeaderOfAnotherVersionIsCalledThat() {
    byte[] bytes = HEADER.encode().toArray();
    int version = 3 + "polder/header/".length();
    assertThat((char) bytes[version]).isEqualTo('4');
    bytes[version] = '3';
    assertThatThrownBy(() -> EpochHeader.decode(Bytes.wrap(bytes)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("another version of Polder (polder/header/3, not polder/header/4)");
  }

  /** The hashes were computed in Python from the same values, by nothing of this program. */
  @Test
  void walletsAndTheContractComeToTheSameHash() {
    SettlementContracts contracts = new SettlementContracts(account(0x11), account(0x22));

    assertThat(Hash.sha256(HEADER.encode().unsafeArray()).toHex())
        .isEqualTo("053f78fb1da23b619f14676985f0e5b12f75851dc34ac494bbcce913a6989e73");
    assertThat(HEADER.hash().toHex())
        .isEqualTo("2c46d8f9ff01784705fafab98c6262e1d3875fa0774dab7d0af000a3567eb22d");
    assertThat(Eip712.digest(contracts.domain(31_337), HEADER.typed()).toHex())
        .isEqualTo("8e23db29b8f3f6c22f8014c04836de4a639fbf63aea3c17de64152601552bdaf");
  }

  private static Account account(int filling) {
    byte[] bytes = new byte[Account.SIZE];
    Arrays.fill(bytes, (byte) filling);
    return new Account(Bytes.wrap(bytes));
  }
}
