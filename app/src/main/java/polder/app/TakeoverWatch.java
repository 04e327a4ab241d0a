package polder.app;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import polder.node.validator.Turns;
import polder.node.validator.Validator;
import polder.ports.chain.Settlement;
import polder.ports.chain.Settlement.Head;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Manifests;

/** Decides whether it is this validator's turn to close. */
final class TakeoverWatch {
  /** The next one waits so long at least: a process needs time to start and to be noticed. */
  private static final long SHORTEST_TURN_MILLIS = 20_000;

  private final TakeoverChain chain;
  private final Account account;
  private final MirrorWing journals;
  private final Consumer<String> said;
  private String trouble = "";

  /**
   * For {@code account}.
   *
   * @param said is told, in a line, why it does not close though nobody else does
   */
  TakeoverWatch(TakeoverChain chain, Account account, MirrorWing journals, Consumer<String> said) {
    this.chain = chain;
    this.account = account;
    this.journals = journals;
    this.said = said;
  }

  /** Whether {@code validator} closes now; looks at the chain in any case. */
  boolean isTurn(Validator validator) throws IOException, InterruptedException {
    Optional<Manifests> manifests = validator.manifests();
    if (manifests.isEmpty() || manifests.get().deployment().settlement().isEmpty()) {
      return false;
    }
    DeploymentManifest deployment = manifests.get().deployment();
    Optional<String> stuck;
    try {
      chain.look(deployment);
      long least = Math.multiplyExact(deployment.takeoverEpochs(), deployment.epochMillis());
      if (journals.silence().millis() < least) {
        return false;
      }
      stuck = whyNot(validator, deployment, journals.silence().millis() - least);
      if (stuck.isEmpty() && journals.othersHear(least)) {
        stuck = Optional.of("nobody who closes can be reached from here, but others can reach one");
      }
    } catch (IOException e) {
      stuck = Optional.of("the chain cannot be asked: " + e.getMessage());
    }
    tell(stuck);
    return stuck.isEmpty();
  }

  private Optional<String> whyNot(Validator validator, DeploymentManifest deployment, long longer)
      throws IOException {
    Settlement settlement = chain.access(deployment).settlement();
    Head head = settlement.head();
    long own = validator.latest().orElseThrow().epoch();
    if (head.next() > own + 1) {
      return Optional.of(
          "epoch " + (head.next() - 1) + " is final and here is only epoch " + own + " yet");
    }
    if (head.next() > 0 && !validator.headerAt(head.next() - 1).hash().equals(head.hash())) {
      return Optional.of("another header of epoch " + (head.next() - 1) + " is final than here");
    }
    List<Account> members =
        settlement.members(settlement.setOf(head.next())).stream()
            .map(Settlement.Member::account)
            .toList();
    OptionalInt before = Turns.before(head.hash(), members, account);
    if (before.isEmpty()) {
      return Optional.of(account + " is no bonded validator");
    }
    long turn = Math.max(deployment.epochMillis(), SHORTEST_TURN_MILLIS);
    return longer < before.getAsInt() * turn
        ? Optional.of(
            "nobody closes; " + before.getAsInt() + " others may before this validator does")
        : Optional.empty();
  }

  private void tell(Optional<String> what) {
    if (what.isPresent() && !what.get().equals(trouble)) {
      said.accept(what.get());
    }
    trouble = what.orElse("");
  }
}
