package polder.adapters.evm;

import java.io.IOException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.identity.Account;

/**
 * Makes contracts in an order. Each one's address follows from the sender's account and nonce, so
 * contracts may be told of those that come after them. A deployment that was killed goes on where
 * it was, at the same addresses.
 */
public final class Deployer {
  /**
   * A contract.
   *
   * @param name its name among the steps
   * @param arguments its constructor's values, given all steps' addresses by name
   */
  public record Step(
      String name, Artifact artifact, Function<Map<String, Account>, List<Object>> arguments) {}

  private final Sender sender;
  private final String name;
  private final List<Step> steps;
  private Optional<Map<String, Account>> addresses = Optional.empty();

  /**
   * A deployment by {@code sender}, which has nothing else to do until it is done.
   *
   * @param name its name for ever, the beginning of its intents' labels
   */
  public Deployer(Sender sender, String name, List<Step> steps) {
    this.sender = sender;
    this.name = name;
    this.steps = List.copyOf(steps);
    if (steps.isEmpty() || steps.stream().map(Step::name).distinct().count() != steps.size()) {
      throw new IllegalArgumentException("a deployment has steps of different names");
    }
  }

  /**
   * Where the contracts are, or will be; fixed from the first call on.
   *
   * @throws IOException if the chain cannot be asked for the account's nonce, or the sender has
   *     other things to do
   */
  public Map<String, Account> addresses() throws IOException {
    if (addresses.isEmpty()) {
      long nonce = firstNonce();
      Map<String, Account> all = new LinkedHashMap<>();
      for (int i = 0; i < steps.size(); i++) {
        all.put(steps.get(i).name(), FeeTransaction.created(sender.account(), nonce + i));
      }
      // Fixed by writing the first step down, with its nonce.
      submit(0, nonce, all);
      addresses = Optional.of(Map.copyOf(all));
    }
    return addresses.get();
  }

  private long firstNonce() throws IOException {
    String first = label(0);
    Optional<Long> planned =
        sender
            .intent(first)
            .map(Intent::nonce)
            .filter(OptionalLong::isPresent)
            .map(OptionalLong::getAsLong)
            .or(() -> sender.nonce(first));
    if (planned.isPresent()) {
      return planned.get();
    }
    if (!sender.isIdle()) {
      throw new IOException(
          name
              + ": "
              + sender.account()
              + " still has other transactions on their way; deploy later");
    }
    return sender.nextNonce();
  }

  private String label(int step) {
    return name + "/" + step + "-" + steps.get(step).name();
  }

  private void submit(int step, long firstNonce, Map<String, Account> all) throws IOException {
    Step what = steps.get(step);
    if (sender.progress(label(step)).isPresent()) {
      return;
    }
    Intent intent =
        new Intent(
            label(step),
            Optional.empty(),
            what.artifact().creation(what.arguments().apply(all).toArray()),
            BigInteger.ZERO,
            OptionalLong.empty(),
            OptionalLong.of(firstNonce + step));
    sender.submit(intent);
  }

  /**
   * Does what can be done now, as {@link Sender#advance} does.
   *
   * @return the addresses when all contracts are there and settled
   * @throws IOException if one could not be made: with its reason and what to do
   */
  public Optional<Map<String, Account>> advance() throws IOException {
    Map<String, Account> all = addresses();
    long nonce = firstNonce();
    for (int i = 0; i < steps.size(); i++) {
      submit(i, nonce, all);
    }
    sender.advance();
    for (int i = 0; i < steps.size(); i++) {
      switch (sender.progress(label(i)).orElseThrow()) {
        case Progress.Succeeded made -> same(i, made, all);
        case Progress.Failed(String reason, var transaction) ->
            throw new IOException(
                name
                    + ": "
                    + steps.get(i).name()
                    + " could not be made: "
                    + reason
                    + "; begin anew under another name");
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(all);
  }

  private void same(int step, Progress.Succeeded made, Map<String, Account> all) {
    Account planned = all.get(steps.get(step).name());
    if (!made.created().equals(Optional.ofNullable(planned))) {
      throw new IllegalStateException(
          label(step) + " is at " + made.created() + ", not at " + planned);
    }
  }
}
