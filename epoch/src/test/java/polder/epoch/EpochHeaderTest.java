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

  /** All three hashes were computed in JavaScript from the same values, with js-sha3. */
  @Test
  void walletsAndTheContractComeToTheSameHash() {
    SettlementContracts contracts = new SettlementContracts(account(0x11), account(0x22));

    assertThat(Hash.sha256(HEADER.encode().unsafeArray()).toHex())
        .isEqualTo("ab23c27f3711b0c7c13df8de23683bae0d075fd5148da6c9b54f2da5060c3a4e");
    assertThat(HEADER.hash().toHex())
        .isEqualTo("e3b43ff5c8d41f1944f24f8c55f4752b98c9c6806813feab430f77d5d7b66e7f");
    assertThat(Eip712.digest(contracts.domain(31_337), HEADER.typed()).toHex())
        .isEqualTo("23207e64f06158b13b96ad75c8df3911a9b19d6d37cbc557ddcf35aff792f81b");
  }

  private static Account account(int filling) {
    byte[] bytes = new byte[Account.SIZE];
    Arrays.fill(bytes, (byte) filling);
    return new Account(Bytes.wrap(bytes));
  }
}
