package polder.node.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;

/** What bytes at the door turn out to be, signatures included. */
sealed interface Wire {
  /**
   * A device's message.
   *
   * @param signed whether the device signed it
   */
  record OfDevice(DeviceMessage message, boolean signed) implements Wire {}

  /**
   * An account's message.
   *
   * @param signed whether the account signed it
   * @param proven whether it proves that its owner has the devices' keys that it brings in
   */
  record OfAccount(AccountMessage message, boolean signed, boolean proven) implements Wire {}

  /** No message. */
  record Malformed(Reply.Refused reply) implements Wire {}

  /** Reads bytes and checks the signature. */
  static Wire read(Bytes wire, DeploymentManifest deployment) {
    try {
      return switch (Message.decode(wire)) {
        case DeviceMessage message -> new OfDevice(message, message.isSignatureGood());
        case AccountMessage message -> {
          boolean signed = message.isSignatureGood(deployment);
          boolean proven = signed && message.isPossessionProven(deployment);
          yield new OfAccount(message, signed, proven);
        }
      };
    } catch (CodecException | ArithmeticException e) {
      return new Malformed(
          new Reply.Refused(
              Hash.sha256(wire.unsafeArray()), "malformed", String.valueOf(e.getMessage())));
    }
  }

  /** Reads many at once, on a bounded number of threads. */
  final class Readers implements AutoCloseable {
    /** Fewer than these are read sooner than handed to another thread. */
    private static final int PIECE = 16;

    private final ExecutorService pool;

    Readers(int threads) {
      this.pool =
          Executors.newFixedThreadPool(
              threads, Thread.ofPlatform().name("polder-door-", 0).daemon().factory());
    }

    List<Wire> read(List<Bytes> wires, DeploymentManifest deployment) {
      if (wires.size() <= PIECE) {
        return piece(wires, deployment);
      }
      List<Future<List<Wire>>> pieces = new ArrayList<>();
      for (int from = 0; from < wires.size(); from += PIECE) {
        List<Bytes> piece = wires.subList(from, Math.min(wires.size(), from + PIECE));
        pieces.add(pool.submit(() -> piece(piece, deployment)));
      }
      List<Wire> all = new ArrayList<>(wires.size());
      for (Future<List<Wire>> piece : pieces) {
        all.addAll(join(piece));
      }
      return all;
    }

    private static List<Wire> piece(List<Bytes> wires, DeploymentManifest deployment) {
      return wires.stream().map(wire -> Wire.read(wire, deployment)).toList();
    }

    private static List<Wire> join(Future<List<Wire>> piece) {
      try {
        return piece.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while checking signatures", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("checking a signature failed: " + e.getCause(), e);
      }
    }

    @Override
    public void close() {
      pool.shutdown();
    }
  }
}
