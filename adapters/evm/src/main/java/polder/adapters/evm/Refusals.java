package polder.adapters.evm;

import java.util.Locale;
import java.util.OptionalLong;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;

/** What it means that a node or a contract refused, and what to do. */
final class Refusals {
  private final Eth eth;
  private final Round.Signer signer;

  Refusals(Eth eth, Round.Signer signer) {
    this.eth = eth;
    this.signer = signer;
  }

  /** Whether the node has the transaction already: each kind of node says so in its own words. */
  static boolean isKnown(ChainException e) {
    String said = lower(e);
    return said.contains("already known")
        || said.contains("known transaction")
        || said.contains("already imported")
        || said.contains("already exists");
  }

  /** What the node said and what to do. */
  String told(ChainException e) {
    String said = lower(e);
    if (said.contains("insufficient funds")) {
      return e.getMessage() + "; send ether to " + signer.account() + " for gas";
    }
    if (said.contains("replacement")) {
      return e.getMessage()
          + "; another transaction of "
          + signer.account()
          + " waits with its nonce";
    }
    return String.valueOf(e.getMessage());
  }

  private static String lower(ChainException e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
  }

  /** Why a transaction reverted: runs it again on the state before its block. */
  String reason(Job job, Receipt receipt) throws ChainException {
    long gas = job.last().gasLimit();
    if (receipt.gasUsed() >= gas) {
      return "reverted: it used all of its " + gas + " gas; give it more";
    }
    Intent intent = job.live();
    Intent withGas =
        new Intent(
            intent.label(),
            intent.to(),
            intent.data(),
            intent.value(),
            OptionalLong.of(gas),
            intent.nonce());
    try {
      eth.simulate(signer.account(), withGas, Math.max(0, receipt.block().number() - 1));
    } catch (ChainException e) {
      if (e.kind() == ChainException.Kind.REVERTED) {
        return "reverted: " + signer.reasons().explain(e.data());
      }
      if (e.passing()) {
        throw e;
      }
    }
    return "reverted, and the chain's node cannot tell why";
  }
}
