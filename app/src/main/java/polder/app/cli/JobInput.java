package polder.app.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.adapters.sdl.Fault;
import polder.adapters.sdl.JobFile;
import polder.adapters.sdl.JobFiles;
import polder.adapters.sdl.Notice;
import polder.adapters.sdl.Order;
import polder.adapters.sdl.Reading;
import polder.adapters.sdl.RegistryLogin;
import polder.agent.blob.BlobClient;
import polder.protocol.Hash;

/**
 * A file of a job, with the files that it names.
 *
 * @param file where it is
 * @param job what it says
 * @param files the files that it names, by path as written, each with its hash
 */
record JobInput(Path file, JobFile job, SortedMap<String, Hash> files) {
  private static final long MOST_BYTES = 1 << 20;

  /**
   * Reads {@code file}; everything that is wrong with it is told.
   *
   * @throws BadWordException if it cannot be used
   */
  static JobInput read(Path file, Output output) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new BadWordException(
          file + " has more than " + MOST_BYTES + " bytes", "name a job's YAML file");
    }
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new BadWordException(file + " is no text in UTF-8", "name a job's YAML file");
    }
    Reading reading = JobFiles.read(text);
    for (Notice notice : reading.notices()) {
      output.note(file + ": " + notice);
    }
    return switch (reading) {
      case Reading.Refused refused -> throw refused(file, refused.faults(), output);
      case Reading.Understood understood -> of(file, understood.file());
    };
  }

  private static BadWordException refused(Path file, List<Fault> faults, Output output) {
    for (Fault fault : faults.subList(0, faults.size() - 1)) {
      output.note(file + ": " + fault);
    }
    Fault last = faults.getLast();
    return new BadWordException(
        file
            + ": line "
            + last.line()
            + ", column "
            + last.column()
            + ": "
            + (last.field().isEmpty() ? "" : last.field() + " ")
            + last.wrong(),
        last.remedy());
  }

  /** What {@code job} asks for; the files that it names are beside {@code file}. */
  static JobInput of(Path file, JobFile job) throws IOException {
    if (job instanceof JobFile.Containers containers && !containers.logins().isEmpty()) {
      RegistryLogin login = containers.logins().getFirst();
      throw new BadWordException(
          "the image of " + login.service() + " needs a login at " + login.host(),
          "use an image that everybody may fetch: a login would stand in what everybody can read");
    }
    SortedMap<String, Hash> files = new TreeMap<>();
    for (String path : job.files()) {
      files.put(path, hash(beside(file, path)));
    }
    return new JobInput(file, job, files);
  }

  private static Hash hash(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new BadWordException("there is no file " + file, "put it there; the job names it");
    }
    return BlobClient.hash(file);
  }

  /** Where a file is that the job names. */
  static Path beside(Path file, String path) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? Path.of(path) : folder.resolve(path);
  }

  /** The orders that it makes. */
  List<Order> orders() {
    return job.orders(path -> files.getOrDefault(path, Hash.ZERO));
  }
}
