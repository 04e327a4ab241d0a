package polder.protocol.receipt;

import com.code_intelligence.jazzer.junit.FuzzTest;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;

/**
 * Hostile receipts are refused or have exactly one encoding. Runs over the kept inputs; with {@code
 * JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class ReceiptFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void whatIsReadIsWrittenTheSame(byte[] content) {
    Receipt receipt;
    try {
      receipt = Receipt.decode(Bytes.copyOf(content));
    } catch (CodecException refused) {
      return;
    }
    if (!receipt.encode().equals(Bytes.copyOf(content))) {
      throw new AssertionError("read and written again the bytes differ");
    }
    receipt.verifies();
  }
}
