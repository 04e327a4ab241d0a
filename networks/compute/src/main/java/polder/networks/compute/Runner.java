package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.compute.job.Proof;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * A machine that works out a job's result: the one that won the order, or one that was drawn to
 * check it.
 *
 * @param machine the machine
 * @param owner whose it is
 * @param sinceMillis from when on its time to answer runs
 * @param runtime what it said of what runs its work when it was asked; nothing that it says later
 *     can change by what its result is measured
 * @param seal what it sealed its result with
 * @param result what it came to, once it was opened
 * @param message the message that said so last; {@link Hash#ZERO} before any
 */
public record Runner(
    DeviceId machine,
    Account owner,
    long sinceMillis,
    String runtime,
    Optional<Seal> seal,
    Optional<Result> result,
    Hash message) {
  private static final int FIELDS = 7;

  /**
   * A sealed result.
   *
   * @param hash the seal
   * @param epoch when it was said
   */
  public record Seal(Hash hash, long epoch) {}

  /**
   * What came out.
   *
   * @param output hash of what the work gave
   * @param effort what it took, by the count of its runtime; 0 where that is not compared
   * @param parts what identifies each part; empty for a result that is compared as a whole
   */
  public record Result(Hash output, long effort, List<Hash> parts) {
    public Result {
      parts = List.copyOf(parts);
    }

    /** A result that is compared as a whole. */
    public Result(Hash output, long effort) {
      this(output, effort, List.of());
    }
  }

  static Runner of(Machine machine, Proof proof, long sinceMillis) {
    return new Runner(
        machine.device(),
        machine.owner(),
        sinceMillis,
        machine.capacity().runtimes().getOrDefault(Fit.runtime(proof), ""),
        Optional.empty(),
        Optional.empty(),
        Hash.ZERO);
  }

  Runner sealed(Seal its, Hash by) {
    return new Runner(machine, owner, sinceMillis, runtime, Optional.of(its), result, by);
  }

  Runner opened(Result its, Hash by) {
    return new Runner(machine, owner, sinceMillis, runtime, seal, Optional.of(its), by);
  }

  void write(CborWriter writer) {
    writer
        .beginArray(FIELDS)
        .bytes(machine.multikey())
        .bytes(owner.address())
        .integer(sinceMillis)
        .text(runtime);
    seal.ifPresentOrElse(
        its -> writer.beginArray(2).hash(its.hash()).integer(its.epoch()), writer::nil);
    result.ifPresentOrElse(
        its -> {
          writer.beginArray(2 + its.parts().size()).hash(its.output()).integer(its.effort());
          its.parts().forEach(writer::hash);
        },
        writer::nil);
    writer.hash(message);
  }

  static Runner read(CborReader reader) {
    reader.beginArray();
    return new Runner(
        new DeviceId(reader.bytes()),
        new Account(reader.bytes()),
        reader.integer(),
        reader.text(),
        seal(reader),
        result(reader),
        reader.hash());
  }

  private static Optional<Seal> seal(CborReader reader) {
    if (reader.tryNil()) {
      return Optional.empty();
    }
    reader.beginArray();
    return Optional.of(new Seal(reader.hash(), reader.integer()));
  }

  private static Optional<Result> result(CborReader reader) {
    if (reader.tryNil()) {
      return Optional.empty();
    }
    int parts = reader.beginArray() - 2;
    Hash output = reader.hash();
    long effort = reader.integer();
    List<Hash> hashes = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      hashes.add(reader.hash());
    }
    return Optional.of(new Result(output, effort, hashes));
  }
}
