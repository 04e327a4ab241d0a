package polder.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import polder.adapters.engine.InProcessEngine;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.merkle.PayoutLeaf;
import polder.protocol.merkle.StandardMerkleTree;

/**
 * The payouts tree over many accounts, beside npm's {@code @openzeppelin/merkle-tree} on the same
 * leaves: the roots must be the same.
 */
final class PayoutsRun {
  private static final String LIBRARY = "@openzeppelin/merkle-tree@1.0.8";
  private static final int RUNS = 7;
  private static final int PROOFS = 1_000;
  private static final long CHAIN = 31_337;
  private static final Bytes ADDRESS = Bytes.wrap(new byte[PayoutLeaf.ADDRESS_SIZE]);

  private PayoutsRun() {}

  /** {@code ACCOUNTS}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<PayoutLeaf> leaves = leaves(Integer.parseInt(args[0]));
    Path folder = Files.createDirectories(Path.of("target/bench/npm"));
    double[] seconds = new double[RUNS];
    StandardMerkleTree tree = StandardMerkleTree.of(List.of());
    try (InProcessEngine engine = InProcessEngine.overAllCores()) {
      for (int run = 0; run < RUNS; run++) {
        long began = System.nanoTime();
        tree = StandardMerkleTree.ofHashes(engine.map(leaves, PayoutLeaf::hash));
        seconds[run] = (System.nanoTime() - began) / 1e9;
      }
    }
    Arrays.sort(seconds);
    double ours = seconds[RUNS / 2];
    System.out.printf(
        Locale.ROOT,
        "polder: %,d accounts in %.2f s (%.2f to %.2f s in %d runs), root %s%n",
        leaves.size(),
        ours,
        seconds[0],
        seconds[RUNS - 1],
        RUNS,
        tree.root());
    proofs(tree, leaves);
    beside(folder, leaves, tree.root(), ours);
  }

  private static List<PayoutLeaf> leaves(int accounts) {
    SplittableRandom random = new SplittableRandom(accounts);
    List<PayoutLeaf> leaves = new ArrayList<>(accounts);
    for (int i = 0; i < accounts; i++) {
      byte[] account = new byte[PayoutLeaf.ADDRESS_SIZE];
      random.nextBytes(account);
      BigInteger wei =
          BigInteger.valueOf(random.nextLong(1, Long.MAX_VALUE)).multiply(BigInteger.TEN.pow(9));
      leaves.add(new PayoutLeaf(CHAIN, ADDRESS, ADDRESS, Bytes.wrap(account), wei));
    }
    return leaves;
  }

  private static void proofs(StandardMerkleTree tree, List<PayoutLeaf> leaves) {
    long slowest = 0;
    for (int i = 0; i < PROOFS; i++) {
      int index = (int) ((long) leaves.size() * i / PROOFS);
      long began = System.nanoTime();
      List<Hash> proof = tree.proof(index);
      slowest = Math.max(slowest, System.nanoTime() - began);
      if (!StandardMerkleTree.verifies(tree.root(), leaves.get(index), proof)) {
        throw new IllegalStateException("the proof of leaf " + index + " does not verify");
      }
    }
    System.out.printf(
        Locale.ROOT, "polder: the slowest of %,d proofs took %.3f ms%n", PROOFS, slowest / 1e6);
  }

  private static void beside(Path folder, List<PayoutLeaf> leaves, Hash root, double ours)
      throws IOException, InterruptedException {
    run(folder, "npm", "install", "--no-save", "--no-audit", "--no-fund", "--silent", LIBRARY);
    Path file = folder.resolve("leaves.txt");
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      for (PayoutLeaf leaf : leaves) {
        out.write("0x" + leaf.account().toHex() + " " + leaf.cumulativeWei() + "\n");
      }
    }
    Path script = folder.resolve("payouts.js");
    try (InputStream in = PayoutsRun.class.getResourceAsStream("payouts.js")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks payouts.js");
      }
      Files.write(script, in.readAllBytes());
    }
    String zero = "0x" + ADDRESS.toHex();
    String[] answer =
        run(
                folder,
                "node",
                "--max-old-space-size=8192",
                script.getFileName().toString(),
                "leaves.txt",
                String.valueOf(CHAIN),
                zero,
                zero)
            .strip()
            .split(" ");
    double theirs = Double.parseDouble(answer[0]);
    boolean same = answer[1].equals("0x" + root.toHex());
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f s, %.0f times as long, %s root%n",
        LIBRARY,
        theirs,
        theirs / ours,
        same ? "the same" : "ANOTHER");
    if (!same) {
      throw new IllegalStateException("npm's library finds the root " + answer[1]);
    }
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(Map.of("CI", "true"));
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + code);
    }
    return out;
  }
}
