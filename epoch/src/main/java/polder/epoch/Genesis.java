package polder.epoch;

import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.manifest.Manifests;

/** Puts the balances that a deployment begins with into an empty state, once. */
final class Genesis {
  private Genesis() {}

  static void ensure(StateDraft state, Manifests manifests) {
    if (state.get(StateKeys.genesis()).isPresent()) {
      return;
    }
    manifests
        .deployment()
        .genesisBalancesNano()
        .forEach((account, nano) -> state.put(account, state.account(account).receive(nano)));
    state.put(StateKeys.genesis(), Optional.of(Bytes.wrap(manifests.deployment().id().toArray())));
  }
}
