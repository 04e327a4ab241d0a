package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
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
    bytes[2 + "polder/header/3".length()]++;
    assertThatThrownBy(() -> EpochHeader.decode(Bytes.wrap(bytes)))
        .isInstanceOf(CodecException.class);
  }

  /** Both hashes were computed with the JavaScript library viem from the same values. */
  @Test
  void walletsAndTheContractComeToTheSameHash() {
    SettlementContracts contracts = new SettlementContracts(account(0x11), account(0x22));

    assertThat(Hash.sha256(HEADER.encode().unsafeArray()).toHex())
        .isEqualTo("0a496dccf309f40bb15b9d9124462e88e7055815aa7897aef174f82b4907dfcf");
    assertThat(HEADER.hash().toHex())
        .isEqualTo("0670b5ab97038130590db359b23b34cef8e030a01e28a1e05e17af50fd725156");
    assertThat(Eip712.digest(contracts.domain(31_337), HEADER.typed()).toHex())
        .isEqualTo("a59de2b0740aee526b69082b8b6b71ffbd97ff196c58abd639a49b6eab393e35");
  }

  private static Account account(int filling) {
    byte[] bytes = new byte[Account.SIZE];
    Arrays.fill(bytes, (byte) filling);
    return new Account(Bytes.wrap(bytes));
  }
}
