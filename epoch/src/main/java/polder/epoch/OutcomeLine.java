package polder.epoch;

import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.merkle.MerkleTree;

/**
 * A line of the outcome as it is sealed. Nothing else is kept of it: what a line says in words
 * takes several times its bytes.
 *
 * @param encoded its canonical bytes
 * @param leaf the hash under which it stands in the tree over all lines
 * @param paidNano what it pays, nano-tokens
 */
record OutcomeLine(Bytes encoded, Hash leaf, long paidNano) {
  static OutcomeLine of(OutcomeLeaf outcome) {
    return of(OutcomeCodec.encode(outcome), paidNano(outcome));
  }

  /** That of a reward, written with {@code writer}. */
  static OutcomeLine of(Payslip payslip, Bytes grounds, CborWriter writer) {
    OutcomeCodec.write(writer.reset(), payslip, grounds);
    return of(writer.toBytes(), payslip.amountNano());
  }

  private static OutcomeLine of(Bytes encoded, long paidNano) {
    return new OutcomeLine(encoded, MerkleTree.leafHash(encoded), paidNano);
  }

  private static long paidNano(OutcomeLeaf outcome) {
    return switch (outcome) {
      case OutcomeLeaf.Reward reward -> reward.amountNano();
      case OutcomeLeaf.Paid payment -> payment.amountNano();
      case StakeLine line -> line.amountNano();
      case OutcomeLeaf.Refusal refusal -> 0;
      case OutcomeLeaf.Registration registration -> 0;
      case OutcomeLeaf.Refunded refund -> 0;
      case OutcomeLeaf.Penalised penalty -> 0;
      case OutcomeLeaf.Released release -> 0;
    };
  }
}
