package polder.adapters.sdl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Work;
import polder.protocol.Hash;

/** What a file asks for, but for the content of the files that it names. */
public sealed interface JobFile {
  /**
   * The files that it names, by their paths as written: relative to it, never outside of its
   * folder.
   */
  List<String> files();

  /**
   * Its orders, at least one.
   *
   * @param blobs the hash of the content of each of {@link #files}, by path
   */
  List<Order> orders(Function<String, Hash> blobs);

  /**
   * Containers that Akash's SDL describes.
   *
   * @param groups an order for each placement, in the order of the file's deployment
   * @param logins what its private images need, which stands in none of the jobs
   */
  record Containers(List<Order> groups, List<RegistryLogin> logins) implements JobFile {
    public Containers {
      groups = List.copyOf(groups);
      logins = List.copyOf(logins);
    }

    @Override
    public List<String> files() {
      return List.of();
    }

    @Override
    public List<Order> orders(Function<String, Hash> blobs) {
      return groups;
    }
  }

  /**
   * A WebAssembly program; numbers as of {@link Work.Wasm}.
   *
   * @param module path of the program
   * @param input path of what it reads from its standard input
   */
  record Wasm(
      Need need,
      String module,
      List<String> arguments,
      Optional<String> input,
      long fuel,
      long memoryBytes,
      Optional<PriceLimit> limit)
      implements JobFile {
    public Wasm {
      arguments = List.copyOf(arguments);
    }

    @Override
    public List<String> files() {
      List<String> files = new ArrayList<>(List.of(module));
      input.filter(path -> !path.equals(module)).ifPresent(files::add);
      return List.copyOf(files);
    }

    @Override
    public List<Order> orders(Function<String, Hash> blobs) {
      Work work =
          new Work.Wasm(blobs.apply(module), arguments, input.map(blobs), fuel, memoryBytes);
      return List.of(new Order(NativeReader.WASM, new Job(need, work), limit));
    }
  }

  /**
   * A container that runs to its end.
   *
   * @param quorum how many machines work it out
   */
  record Batch(Job job, int quorum, Optional<PriceLimit> limit) implements JobFile {
    @Override
    public List<String> files() {
      return List.of();
    }

    @Override
    public List<Order> orders(Function<String, Hash> blobs) {
      return List.of(new Order(NativeReader.BATCH, job, limit, quorum));
    }
  }

  /**
   * Frames of a scene; numbers as of {@link Work.Render}.
   *
   * @param scene path of the .blend file
   */
  record Render(
      Need need,
      String scene,
      int firstFrame,
      int lastFrame,
      int columns,
      int rows,
      int samples,
      int seed,
      String version,
      Optional<PriceLimit> limit)
      implements JobFile {
    @Override
    public List<String> files() {
      return List.of(scene);
    }

    @Override
    public List<Order> orders(Function<String, Hash> blobs) {
      Work work =
          new Work.Render(
              blobs.apply(scene), firstFrame, lastFrame, columns, rows, samples, seed, version);
      return List.of(new Order(NativeReader.RENDER, new Job(need, work), limit));
    }
  }
}
