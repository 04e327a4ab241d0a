package polder.app.cli;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.receipt.Receipt;

/** What is in a file of receipts is anybody's. */
class ReceiptFileFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void readsReceiptsOrSaysWhyNot(byte[] content) {
    List<Receipt> receipts;
    try {
      receipts = ReceiptFile.read(Bytes.copyOf(content));
    } catch (IllegalArgumentException e) {
      return;
    }
    for (Receipt receipt : receipts) {
      if (!Receipt.decode(receipt.encode()).equals(receipt)) {
        throw new AssertionError("another receipt is read than was written");
      }
    }
  }
}
