package polder.adapters.runc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Work;
import polder.ports.work.ContainerLease;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is written down of a lease, so that the next driver finds it.
 *
 * @param name of the lease
 * @param job its canonical bytes, hexadecimal
 * @param whole whether it was deployed to the end; what is not whole is removed
 * @param slot which range of the machine's users is its
 * @param digests of each service's image
 * @param ports of the machine, by {@link #key}
 * @param addresses of each container, by its name
 * @param gpus of each container, by its name
 */
record LeaseRecord(
    String name,
    String job,
    boolean whole,
    int slot,
    SortedMap<String, String> digests,
    SortedMap<String, Integer> ports,
    SortedMap<String, Integer> addresses,
    SortedMap<String, List<Integer>> gpus) {
  private static final String FILE = "lease.json";

  /** Above the users of people and packages, in what systemd keeps for containers. */
  private static final long FIRST_USER = 1L << 30;

  static LeaseRecord of(ContainerLease lease, int slot) {
    return new LeaseRecord(
        lease.name(),
        encode(lease),
        false,
        slot,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>());
  }

  private static String encode(ContainerLease lease) {
    return new Job(lease.need(), lease.work()).encode().toHex();
  }

  /** The same with other work, whose maps begin as they are. */
  LeaseRecord with(ContainerLease lease) {
    return new LeaseRecord(
        name,
        encode(lease),
        whole,
        slot,
        new TreeMap<>(digests),
        new TreeMap<>(ports),
        new TreeMap<>(addresses),
        new TreeMap<>(gpus));
  }

  /** The same, deployed to the end. */
  LeaseRecord finished() {
    return new LeaseRecord(name, job, true, slot, digests, ports, addresses, gpus);
  }

  /** The same, to be removed. */
  LeaseRecord broken() {
    return new LeaseRecord(name, job, false, slot, digests, ports, addresses, gpus);
  }

  /** What was asked for. */
  ContainerLease lease() {
    Job decoded = Job.decode(Bytes.fromHex(job));
    return new ContainerLease(name, decoded.need(), (Work.Containers) decoded.work());
  }

  /** The machine's user that is root in its containers. */
  long firstUser() {
    return firstUser(slot);
  }

  /** The same for whatever has that range. */
  static long firstUser(int slot) {
    return FIRST_USER + (long) slot * OciConfig.USERS;
  }

  /** Writes it into the lease's folder. */
  void write(Place place) throws IOException {
    Folders.makePrivate(place.disk());
    Folders.replace(place.disk().resolve(FILE), JsonMapper.shared().writeValueAsString(this));
  }

  /**
   * Reads what is written in the lease's folder.
   *
   * @throws IOException if there is nothing, or it is damaged
   */
  static LeaseRecord read(Place place) throws IOException {
    Path file = place.disk().resolve(FILE);
    try {
      LeaseRecord read =
          JsonMapper.shared()
              .readValue(Files.readString(file, StandardCharsets.UTF_8), LeaseRecord.class);
      read.lease();
      return read;
    } catch (JacksonException | CodecException | ClassCastException e) {
      throw new IOException(file + " is damaged", e);
    }
  }
}
