package polder.adapters.evm;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Keccak256;

/**
 * A contract of a few bytes, put together by hand. Called with a word it adds one to its count and
 * logs the word, as topic and as data; called with the word 0 it reverts with {@code Refused(42)};
 * called with nothing it gives its count.
 */
final class Tally {
  static final String ABI =
      """
      [{"type":"error","name":"Refused","inputs":[{"name":"code","type":"uint256"}]},
       {"type":"constructor","inputs":[{"name":"next","type":"address"}],"stateMutability":"nonpayable"}]
      """;

  private static final String SELECTOR =
      HexFormat.of()
          .formatHex(
              Keccak256.digest("Refused(uint256)".getBytes(StandardCharsets.US_ASCII)), 0, 4);

  private static final String RUNTIME =
      "36600f57" // with data: on at 0f
          + "60005460005260206000f3" // gives the count
          + "5b600035602b57" // 0f: a word that is not 0: on at 2b
          + ("63" + SELECTOR + "60e01b600052602a60045260246000fd") // reverts
          + "5b600054600101600055" // 2b: counts
          + "60003560005260003560206000a100"; // logs

  /** Copies what follows it into the chain. */
  static final Bytes CREATION = Bytes.fromHex("604480600b6000396000f3" + RUNTIME);

  static final Artifact ARTIFACT = new Artifact(new Abi(ABI), CREATION);

  private Tally() {}

  static Bytes word(long number) {
    return Bytes.wrap(hash(number).toArray());
  }

  static Hash hash(long number) {
    return new Hash(0, 0, 0, number);
  }

  static long count(Bytes answer) {
    return new BigInteger(1, answer.toArray()).longValueExact();
  }
}
