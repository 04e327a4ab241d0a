package polder.node.validator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.FixedInputs;
import polder.node.archive.SignedInputs;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.Eip712;
import polder.protocol.settlement.SeedChain;
import polder.protocol.settlement.SeedCommitment;
import polder.protocol.settlement.SeedReveal;

/**
 * Gives one node this validator's link of each epoch: when the node has fixed the inputs, for the
 * first inputs that it shows, and not before the epoch before was found right. Other inputs for the
 * same epoch and attempt get nothing and are kept as evidence.
 */
public final class SeedGiver implements AutoCloseable {
  /** Where links go, and where fixed inputs are. */
  public static final String PATH = "/v1/seeds/";

  private static final long PAUSE_MILLIS = 200;
  private static final long IDLE_MILLIS = 1_000;

  private final Parts parts;
  private final Thread thread;
  private String trouble = "";
  private Optional<Hash> done = Optional.empty();
  private Optional<Hash> refused = Optional.empty();

  /**
   * What it works with.
   *
   * @param node whom links are given to
   * @param signer the validator's key
   * @param chain its seed chain
   * @param promises what was given for which inputs of this node
   * @param findings where evidence goes
   * @param here where the validator stands
   * @param says is told, in a line, what stands in the way
   */
  public record Parts(
      SeedNode node,
      Signer signer,
      SeedChain chain,
      SeedPromises promises,
      Archive findings,
      Here here,
      Said says) {}

  /** Where the validator stands. */
  public interface Here {
    /** Behind which epoch; empty before it found one right. */
    Optional<SeedPlace> now();

    /**
     * The domain (EIP-712) of the contract that it signs for.
     *
     * @throws IOException if the rules cannot be read
     */
    Hash domain() throws IOException;

    /** The node is further than this: look at what it sealed. */
    void behind();
  }

  /** Is told what happens. */
  public interface Said {
    /** A line for people. */
    void line(String text);
  }

  private SeedGiver(Parts parts) {
    this.parts = parts;
    this.thread = Thread.ofVirtual().name("seeds-" + parts.node().name()).unstarted(this::run);
  }

  /** Starts one. */
  public static SeedGiver start(Parts parts) {
    SeedGiver giver = new SeedGiver(parts);
    giver.thread.start();
    return giver;
  }

  private void run() {
    try {
      while (true) {
        try {
          Thread.sleep(round());
        } catch (IOException | CodecException e) {
          tell(String.valueOf(e.getMessage()));
          Thread.sleep(IDLE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Looks once.
   *
   * @return how long to wait with the next look, milliseconds
   */
  private long round() throws IOException, InterruptedException {
    Optional<SeedPlace> place = parts.here().now().filter(SeedGiver::isDue);
    if (place.isEmpty()) {
      return IDLE_MILLIS;
    }
    Optional<Bytes> shown = parts.node().fixed(place.get().epoch());
    if (shown.isEmpty()) {
      parts.here().behind();
      return PAUSE_MILLIS;
    }
    SignedInputs inputs = SignedInputs.decode(shown.get());
    // Meanwhile the epoch before may have been closed again.
    Optional<SeedPlace> now = parts.here().now();
    if (now.isEmpty() || !fits(now.get(), inputs.inputs())) {
      parts.here().behind();
      return PAUSE_MILLIS;
    }
    if (!inputs.isSignatureGood()) {
      throw new IOException("it shows inputs whose signature is not that of the node they name");
    }
    answer(inputs, now.get().commitment().orElseThrow());
    return PAUSE_MILLIS;
  }

  private static boolean isDue(SeedPlace place) {
    return place.commitment().isPresent() && place.commitment().get().isDue(place.epoch());
  }

  private static boolean fits(SeedPlace place, FixedInputs inputs) {
    return inputs.deployment().equals(place.deployment())
        && inputs.epoch() == place.epoch()
        && inputs.previous().equals(place.previous())
        && isDue(place);
  }

  private void answer(SignedInputs shown, SeedCommitment commitment)
      throws IOException, InterruptedException {
    Hash hash = shown.inputs().hash();
    if (done.equals(Optional.of(hash))) {
      parts.here().behind();
      return;
    }
    SignedInputs first = parts.promises().first(shown);
    if (!first.inputs().equals(shown.inputs()) || !first.node().equals(shown.node())) {
      refuse(first, shown);
      return;
    }
    long epoch = shown.inputs().epoch();
    SeedCommitment now = commitment.at(epoch);
    Hash link = parts.chain().link(epoch - now.from());
    if (now.reveal(epoch, link).isEmpty()) {
      throw new IOException(
          "the seed chain beside the key is not the one this validator committed to; restore the"
              + " file with the name of the key file and .seed");
    }
    post(shown.inputs(), link);
  }

  private void post(FixedInputs inputs, Hash link) throws IOException, InterruptedException {
    SeedReveal reveal = new SeedReveal(inputs.epoch(), inputs.attempt(), inputs.hash(), link);
    Hash digest = Eip712.digest(parts.here().domain(), reveal.typed().hashStruct());
    Bytes signature = CompactSignature.of(parts.signer().sign(digest));
    Receiver.Answer answer = parts.node().post(PATH + inputs.epoch(), json(reveal, signature));
    if (answer.status() == 200) {
      parts.promises().taken(inputs);
      done = Optional.of(inputs.hash());
      tell("");
    } else if (answer.status() < 500 && answer.status() != 429) {
      // It is too late for this epoch, or the node does not know this validator.
      done = Optional.of(inputs.hash());
      tell("did not take the link of epoch " + inputs.epoch() + ": " + answer.text());
    } else {
      tell("takes no links now (status " + answer.status() + "): " + answer.text());
    }
  }

  private Bytes json(SeedReveal reveal, Bytes signature) {
    return Bytes.wrap(
        ("{\"attempt\":"
                + reveal.attempt()
                + ",\"inputs\":\"0x"
                + reveal.inputs().toHex()
                + "\",\"account\":\""
                + parts.signer().account()
                + "\",\"link\":\"0x"
                + reveal.link().toHex()
                + "\",\"signature\":\"0x"
                + signature.toHex()
                + "\"}")
            .getBytes(StandardCharsets.US_ASCII));
  }

  private void refuse(SignedInputs first, SignedInputs second) throws IOException {
    Hash hash = second.inputs().hash();
    if (refused.equals(Optional.of(hash))) {
      return;
    }
    FixedInputs inputs = second.inputs();
    String folder = "inputs-twice/" + inputs.epoch() + "-" + inputs.attempt() + "/";
    SortedMap<String, Bytes> files = new TreeMap<>();
    for (SignedInputs one : new SignedInputs[] {first, second}) {
      files.put(folder + Hash.sha256(one.encode().toArray()).toHex() + ".cose", one.encode());
    }
    parts.findings().write(files);
    refused = Optional.of(hash);
    tell(
        "fixed inputs for epoch "
            + inputs.epoch()
            + ", attempt "
            + inputs.attempt()
            + " TWICE (roots "
            + first.inputs().inputsRoot()
            + " and "
            + inputs.inputsRoot()
            + "); the second gets no seed link, both are kept in findings/"
            + folder);
  }

  private void tell(String what) {
    if (!what.equals(trouble)) {
      parts.says().line(parts.node().name() + ": " + (what.isEmpty() ? "takes links" : what));
      trouble = what;
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
