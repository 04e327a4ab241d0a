package polder.epoch;

import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * What the state holds of the chain: how far its events were taken in, and how much money went in
 * and out of accounts' balances.
 *
 * @param block events up to this block were taken in
 * @param deposits how many deposits; the number of the next one
 * @param posts how many posted messages; the number of the next one
 * @param depositedNano all that was ever deposited, nano-tokens
 * @param returnedNano what of accounts' balances became claimable again, nano-tokens: by purchases
 *     and withdrawals. It is part of what is owed, and nothing of it is newly minted.
 */
record ChainEntry(long block, long deposits, long posts, long depositedNano, long returnedNano) {
  /** Of a deployment that has not seen a chain. */
  static final ChainEntry NEW = new ChainEntry(0, 0, 0, 0, 0);

  static ChainEntry in(StateDraft state) {
    return state.get(StateKeys.chain()).map(ChainEntry::decode).orElse(NEW);
  }

  void put(StateDraft state) {
    if (!equals(in(state))) {
      state.put(StateKeys.chain(), Optional.of(encode()));
    }
  }

  /** Counts what moves from a balance or a purse to what can be claimed. */
  static void returned(StateDraft state, long nano) {
    ChainEntry entry = in(state);
    new ChainEntry(
            entry.block,
            entry.deposits,
            entry.posts,
            entry.depositedNano,
            Math.addExact(entry.returnedNano, nano))
        .put(state);
  }

  private Bytes encode() {
    return new CborWriter()
        .beginArray(5)
        .integer(block)
        .integer(deposits)
        .integer(posts)
        .integer(depositedNano)
        .integer(returnedNano)
        .toBytes();
  }

  static ChainEntry decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    return new ChainEntry(
        reader.integer(), reader.integer(), reader.integer(), reader.integer(), reader.integer());
  }
}
